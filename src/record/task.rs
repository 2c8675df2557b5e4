//! Tasks: work that returns.

use super::Role;
use super::field::fields;
use super::target::{PageTarget, Ref};
use super::value::{Day, Text, words};
use crate::schedule::{Anchor, Period, Rhythm};

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

impl Task {
    /// Returns how the work comes round; nothing where it waits for an event. An anchor that does not go with how often
    /// counts for none, and a rule says so.
    pub fn rhythm(&self) -> Option<Rhythm> {
        Some(match (self.every, &self.anchor) {
            (Cadence::Week, Some(Anchor::Weekday(day))) => Rhythm::Week(Some(*day)),
            (Cadence::Month, Some(Anchor::Monthly(day))) => Rhythm::Month(Some(*day)),
            (Cadence::Term, Some(Anchor::Term(day))) => Rhythm::Term(Some(*day)),
            (Cadence::Year, Some(Anchor::Yearly { month, day })) => Rhythm::Year(Some((*month, *day))),
            (Cadence::Day, _) => Rhythm::Day,
            (Cadence::Week, _) => Rhythm::Week(None),
            (Cadence::Month, _) => Rhythm::Month(None),
            (Cadence::Term, _) => Rhythm::Term(None),
            (Cadence::Year, _) => Rhythm::Year(None),
            (Cadence::Event, _) => return None,
        })
    }

    /// Tells whether the work returns each day or week, so that its next time stands for all.
    pub fn is_often(&self) -> bool {
        matches!(self.every, Cadence::Day | Cadence::Week)
    }

    /// Tells whether the anchor, where there is one, goes with how often the work returns.
    pub fn anchor_fits(&self) -> bool {
        use Rhythm::{Month, Term, Week, Year};
        let is_counted = |rhythm| matches!(rhythm, Week(Some(_)) | Month(Some(_)) | Term(Some(_)) | Year(Some(_)));
        self.anchor.is_none() || self.rhythm().is_none_or(is_counted)
    }
}
