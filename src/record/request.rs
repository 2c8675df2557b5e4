//! Requests: what the consortium has asked of the library.

use super::field::fields;
use super::target::Ref;
use super::value::{Day, Prose, words};
use super::{Contact, Role};

fields! {
    /// Something the consortium has asked of the library, once, with a day by which it wants an answer.
    pub struct Request {
        kind: RequestKind => Staff "Kind",
        asked_by: Option<Ref<Contact>> => Staff "Asked by" / "Has asked",
        asked_on: Option<Day> => Staff "Asked on",
        due: Option<Day> => Staff "Due",
        owner: Option<Ref<Role>> => Staff "Owner" / "Requests",
        answered_on: Option<Day> => Staff "Answered on",
        answer: Option<Prose> => Staff "Answer",
    }
}

words! {
    /// What is asked for: an answer, or somebody's time to test.
    pub enum RequestKind { Query = "query", Testing = "testing" }
}
