//! Events: training, meetings and programmes of the consortium.

use super::field::fields;
use super::target::Ref;
use super::value::{Day, Url};
use super::{Department, List, Person, Role};

fields! {
    /// A training, a meeting or a programme.
    pub struct Event {
        date: Option<Day> => Public "Date",
        until: Option<Day> => Public "Until",
        link: Option<Url> => Public "Page",
        r#for: Vec<Ref<(Role, Person, Department)>> => Staff "Who should go" / "Should go to",
        announced_to: Vec<Ref<(Role, Person, Department, List)>> => Staff "Announced to" / "Was told of events",
    }
}
