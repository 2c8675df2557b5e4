//! Due days: on which days of a range work comes round, and from when on it counts as done for each.
//!
//! - Each day: Monday to Friday.
//! - Each week, month, term and year: on the day that is given; where none is, at the end, which is Friday, the last day
//!   of the month, the last day of the term, 31 December.
//! - A day that a month lacks is its last: day 31 in April, 29 February in most years.
//! - Terms are those that are given. Where they run out, so do the days.
//!
//! Work that is done in the last quarter of the time between two due days counts for the coming one, earlier work for the
//! one before. Where no day is given, any day of the week, month, term or year counts for that week, month, term or year.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use super::{Edge, Side, TermDay};

/// How often work comes round, and on which day where one is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    Day,
    Week(Option<Weekday>),
    Month(Option<i8>),
    Term(Option<TermDay>),
    /// Month and day.
    Year(Option<(i8, i8)>),
}

/// A day on which work is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub on: Date,
    /// The first day on which work that is done counts for this one.
    pub opens: Date,
}

/// How many days before the first term that is known work counts for it; nobody knows when the term before was.
const BEFORE_FIRST_TERM: i64 = 30;

/// Returns the days in a range on which work is due, the earliest first; `terms` are the first and last days of each term.
pub fn dues(rhythm: Rhythm, terms: &[(Date, Date)], days: Range<Date>) -> Vec<Due> {
    let found = match rhythm {
        Rhythm::Day => working_days(&days),
        Rhythm::Week(weekday) => weeks(weekday, &days),
        Rhythm::Month(day) => months(day, &days),
        Rhythm::Term(day) => of_terms(day, terms),
        Rhythm::Year(day) => years(day, &days),
    };
    found.into_iter().filter(|due| days.contains(&due.on)).collect()
}

fn working_days(days: &Range<Date>) -> Vec<Due> {
    let is_working = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let all = days.start.series(1.day()).take_while(|day| *day < days.end);
    all.filter(is_working).map(|on| Due { on, opens: on }).collect()
}

fn weeks(weekday: Option<Weekday>, days: &Range<Date>) -> Vec<Due> {
    let wanted = weekday.unwrap_or(Weekday::Friday);
    let ahead = i64::from(days.start.weekday().until(wanted));
    let since = if weekday.is_some() { 1 } else { 4 };
    let Ok(first) = days.start.checked_add(ahead.days()) else { return Vec::new() };
    let all = first.series(1.week()).take_while(|day| *day < days.end);
    all.map(|on| Due { on, opens: on.saturating_sub(since.days()) }).collect()
}

fn months(day: Option<i8>, days: &Range<Date>) -> Vec<Due> {
    // A month more on either side, so that the first has one before it.
    let first = days.start.first_of_month().saturating_sub(1.month());
    let months = first.series(1.month()).take_while(|month| *month < days.end);
    match day {
        None => months.map(|month| Due { on: month.last_of_month(), opens: month }).collect(),
        Some(day) => between(months.map(|month| of_month(month, day)), None),
    }
}

fn years(day: Option<(i8, i8)>, days: &Range<Date>) -> Vec<Due> {
    let years = days.start.year().saturating_sub(1).max(Date::MIN.year())..=days.end.year();
    match day {
        None => years.map(|year| Due { on: date(year, 12, 31), opens: date(year, 1, 1) }).collect(),
        Some((month, day)) => between(years.map(|year| of_month(date(year, month, 1), day)), None),
    }
}

fn of_terms(day: Option<TermDay>, terms: &[(Date, Date)]) -> Vec<Due> {
    let mut terms = terms.to_vec();
    terms.sort_unstable();
    match day {
        None => terms.into_iter().map(|(first, last)| Due { on: last, opens: first }).collect(),
        Some(day) => {
            let mut on: Vec<Date> = terms.into_iter().map(|term| of_term(term, day)).collect();
            on.sort_unstable();
            let first = on.first().map(|first| first.saturating_sub(BEFORE_FIRST_TERM.days()));
            between(on.into_iter(), first)
        }
    }
}

/// Returns the day of a month, or its last where it has no such day.
fn of_month(month: Date, day: i8) -> Date {
    month.with().day(day).build().unwrap_or_else(|_| month.last_of_month())
}

fn of_term((first, last): (Date, Date), TermDay { edge, shift }: TermDay) -> Date {
    let edge = match edge {
        Edge::Start => first,
        Edge::End => last,
    };
    match shift {
        None => edge,
        Some((period, Side::Before)) => period.before(edge),
        Some((period, Side::After)) => period.after(edge),
    }
}

/// Returns due days that open a quarter of the way back to the one before; the first of all opens on `first`, or is left
/// out where that is nothing.
fn between(days: impl Iterator<Item = Date>, first: Option<Date>) -> Vec<Due> {
    let mut before: Option<Date> = None;
    let mut found = Vec::new();
    for on in days {
        let opens = match before {
            Some(before) => {
                let days = on.since(before).map_or(0, |span| i64::from(span.get_days()));
                Some(on.saturating_sub((days / 4).days()))
            }
            None => first,
        };
        found.extend(opens.map(|opens| Due { on, opens }));
        before = Some(on);
    }
    found
}
