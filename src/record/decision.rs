//! Decisions: what was decided, and who was told.

use super::field::fields;
use super::target::Ref;
use super::value::{Day, Text};
use super::{Department, List, Person, Role};

fields! {
    /// Something that was decided.
    pub struct Decision {
        what: Text => Staff "What was decided",
        decided_by: Vec<Ref<(Role, Person)>> => Staff "Decided by" / "Has decided",
        on: Option<Day> => Staff "On",
        announced_to: Vec<Ref<(Role, Person, Department, List)>> => Staff "Announced to" / "Was told of decisions",
    }
}
