//! Events: training, meetings and programmes of the consortium.

use super::field::fields;
use super::target::Ref;
use super::value::{Day, Url};
use super::{Department, List, Person, Role};

fields! {
    /// A training, a meeting or a programme.
    pub struct Event {
        date: Option<Day> => "Date",
        until: Option<Day> => "Until",
        link: Option<Url> => "Page",
        r#for: Vec<Ref<(Role, Person, Department)>> => "Who should go" / "Should go to",
        announced_to: Vec<Ref<(Role, Person, Department, List)>> => "Announced to" / "Was told of events",
    }
}
