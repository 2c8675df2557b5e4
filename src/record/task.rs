//! Tasks: work that returns.

use super::Role;
use super::field::fields;
use super::target::{PageTarget, Ref};
use super::value::{Day, Text, words};
use crate::schedule::{Anchor, Period};

fields! {
    /// Work that returns: how often, whose it is, and what happens when it is missed.
    pub struct Task {
        every: Cadence => Staff "Every",
        anchor: Option<Anchor> => Staff "When",
        lead_time: Option<Period> => Staff "Start ahead by",
        expires_after: Option<Period> => Staff "Too late after",
        owner: Ref<Role> => Staff "Owner" / "Tasks",
        backup: Option<Ref<Role>> => Staff "Backup" / "Tasks as backup",
        procedure: Option<Ref<PageTarget>> => Staff "Procedure" / "Done for task",
        consequence: Option<Text> => Staff "If it is missed",
        last_done: Option<Day> => Staff "Last done",
    }
}

words! {
    /// How often work returns.
    pub enum Cadence {
        Day = "day",
        Week = "week",
        Month = "month",
        Term = "term",
        Year = "year",
        Event = "event",
    }
}
