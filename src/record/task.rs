//! Tasks: work that returns.

use super::Role;
use super::field::fields;
use super::target::{PageTarget, Ref};
use super::value::{Day, Text, words};
use crate::schedule::{Anchor, Period};

fields! {
    /// Work that returns: how often, whose it is, and what happens when it is missed.
    pub struct Task {
        every: Cadence => "Every",
        anchor: Option<Anchor> => "When",
        lead_time: Option<Period> => "Start ahead by",
        expires_after: Option<Period> => "Too late after",
        owner: Ref<Role> => "Owner" / "Tasks",
        backup: Option<Ref<Role>> => "Backup" / "Tasks as backup",
        procedure: Option<Ref<PageTarget>> => "Procedure" / "Done for task",
        consequence: Option<Text> => "If it is missed",
        last_done: Option<Day> => "Last done",
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
