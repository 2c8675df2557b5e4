//! What a page shows on some days only, in the words of those days: a script shows it when they come and takes it away
//! when they are over; without one the page is that of the day it was made on.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::Seen;
use crate::coverage::{SOON, Stretch};
use crate::schedule::day_before;

/// How many days ahead a page knows by itself what comes due.
const AHEAD: i64 = 60;

/// Something that is shown on some days only.
#[derive(Serialize)]
pub struct Dated<T> {
    on: On,
    #[serde(flatten)]
    pub what: T,
}

impl<T> Dated<T> {
    /// Tells whether it is shown on the day of the page.
    pub fn is_now(&self) -> bool {
        !self.on.hidden
    }

    /// Tells whether there is a day on which it is not shown.
    pub fn comes_or_goes(&self) -> bool {
        self.on.days.is_some()
    }
}

/// The days on which it is.
#[derive(Serialize)]
pub struct On {
    /// The first and the last, an open end left empty; nothing where it is always shown.
    days: Option<String>,
    /// Whether the day of the page is none of them.
    hidden: bool,
}

/// Returns the last day of which a page knows by itself what comes due.
pub fn last(seen: Seen<'_>) -> Date {
    seen.site.coverage.day.saturating_add(AHEAD.days())
}

/// Returns what is shown from one day to another, both included; nothing where that is on no day from today on.
pub fn between<T>(seen: Seen<'_>, from: Date, until: Date, what: impl FnOnce() -> T) -> Option<Dated<T>> {
    let today = seen.site.coverage.day;
    let words = |day: Date, open: bool| if open { String::new() } else { day.to_string() };
    let days = format!("{}/{}", words(from, from <= today), words(until, until == Date::MAX));
    let on = On { days: Some(days).filter(|days| days != "/"), hidden: from > today };
    (from <= until && today <= until).then(|| Dated { on, what: what() })
}

/// Returns what comes due, so that it is shown between two days; nothing for what begins when the page knows no more.
pub fn ahead<T>(seen: Seen<'_>, from: Date, until: Date, what: impl FnOnce() -> T) -> Option<Dated<T>> {
    if from <= last(seen) { between(seen, from, until, what) } else { None }
}

/// Returns what is shown from a day on.
pub fn since<T>(seen: Seen<'_>, from: Date, what: impl FnOnce() -> T) -> Option<Dated<T>> {
    between(seen, from, Date::MAX, what)
}

/// Returns what stands from one day until the next, equal ones as one.
pub fn runs<T: PartialEq>(seen: Seen<'_>, turns: impl Iterator<Item = (Date, T)>) -> Vec<Dated<T>> {
    let mut found: Vec<(Date, T)> = turns.collect();
    found.dedup_by(|next, before| next.1 == before.1);
    let ends: Vec<Date> = found.iter().skip(1).map(|(day, _)| day_before(*day)).chain([Date::MAX]).collect();
    found.into_iter().zip(ends).filter_map(|((from, what), until)| between(seen, from, until, || what)).collect()
}

/// Returns the last day of a stretch; of one that reaches as far as is known, the last that there is.
pub fn end(seen: Seen<'_>, stretch: &Stretch) -> Date {
    if stretch.until < seen.site.timeline.last() { stretch.until } else { Date::MAX }
}

/// Returns the day from which what is due counts as soon.
pub fn soon(due: Date) -> Date {
    due.saturating_sub(SOON.days())
}
