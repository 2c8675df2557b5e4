//! Topics: kinds of announcement, and to whom each is passed on.

use super::field::{fields, group};
use super::target::Ref;
use super::value::{Day, Text, YesNo};
use super::{Department, List, Person, Resource, Role};

fields! {
    /// A kind of announcement and to whom it is passed on.
    pub struct Topic {
        forward_to: Vec<Ref<(Role, Person, Department, List)>> => Staff "Passed on to" / "Is told about",
        action: Option<Text> => Staff "What to do",
        document: Option<Ref<Resource>> => Staff "Document" / "Passed on under topics",
        acknowledged: Vec<Acknowledgement> => Supervisors "Acknowledged by" / "Has acknowledged",
        /// The topic for whatever fits no other.
        catch_all: Option<YesNo> => Staff "For everything else",
    }
}

group! {
    /// Somebody who has said that the document reached them.
    pub struct Acknowledgement {
        person: Ref<Person> => Supervisors "Person",
        on: Option<Day> => Supervisors "on",
    }
}
