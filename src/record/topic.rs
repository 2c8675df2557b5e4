//! Topics: kinds of announcement, and to whom each is passed on.

use super::field::{fields, group};
use super::target::Ref;
use super::value::{Day, Text, YesNo};
use super::{Department, List, Person, Resource, Role};

fields! {
    /// A kind of announcement and to whom it is passed on.
    pub struct Topic {
        forward_to: Vec<Ref<(Role, Person, Department, List)>> => "Passed on to" / "Is told about",
        action: Option<Text> => "What to do",
        document: Option<Ref<Resource>> => "Document" / "Passed on under topics",
        acknowledged: Vec<Acknowledgement> => "Acknowledged by" / "Has acknowledged",
        /// The topic for whatever fits no other.
        catch_all: Option<YesNo> => "For everything else",
    }
}

group! {
    /// Somebody who has said that the document reached them.
    pub struct Acknowledgement {
        person: Ref<Person> => "Person",
        on: Option<Day> => "on",
    }
}
