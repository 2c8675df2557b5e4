//! Reviews: when each page and each access is to be looked at again, and days for them in months that are crowded.
//!
//! A review is what `reviewed` says; when a file was saved means nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::handbook::Handbook;
use crate::record::Access;
use crate::record::reference::Key;

/// More reviews than this in one month are more than one a week, and are spread.
const MOST: usize = 4;

/// How many days before the first of them a crowded month's reviews may begin.
const AHEAD: i64 = 42;

/// A review that is due some day.
#[derive(Clone, Debug)]
pub struct Due {
    pub day: Date,
    pub key: Key,
    /// The role that answers for it.
    pub owner: Option<Key>,
    pub last: Option<Date>,
}

/// Returns every review that is due, the earliest first.
pub fn due(handbook: &Handbook) -> Vec<Due> {
    let default = handbook.settings.review_every();
    let pages = handbook.pages().filter(|page| page.is_in_use()).filter_map(|page| {
        let owner = page.front.owner.as_ref().and_then(|owner| handbook.resolve(owner));
        let last = page.front.reviewed.as_ref().map(|reviewed| reviewed.on.value);
        Some(Due { day: page.review_due(default)?, key: page.key.clone(), owner, last })
    });
    let access = handbook.all::<Access>().filter_map(|(entry, access)| {
        let owner = access.asked_from.as_ref().and_then(|role| handbook.resolve(role));
        Some(Due { day: access.review_by.as_ref()?.value, key: entry.key.clone(), owner, last: None })
    });
    let mut due: Vec<Due> = pages.chain(access).collect();
    due.sort_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
    due
}

/// Returns a day for each review of a crowded month, none before today and none after it is due: one working day for each
/// as far as there are enough, spread over the weeks before the first of them. The earliest due come first, and those of one
/// role stand together. What is overdue is due at once and gets none.
pub fn plan(due: &[Due], today: Date) -> BTreeMap<&Key, Date> {
    let mut months: BTreeMap<Date, Vec<&Due>> = BTreeMap::new();
    for due in due.iter().filter(|due| due.day >= today && due.day < Date::MAX) {
        months.entry(due.day.first_of_month()).or_default().push(due);
    }
    let mut taken = BTreeSet::new();
    let mut planned = BTreeMap::new();
    for crowd in months.values().filter(|crowd| crowd.len() > MOST) {
        for (due, wanted) in by_role(crowd).into_iter().zip(spread(crowd, today)) {
            let day = free(wanted.min(due.day), today, &taken).unwrap_or(wanted.min(due.day));
            taken.insert(day);
            planned.insert(&due.key, day);
        }
    }
    planned
}

/// Returns reviews role by role, the role with the earliest first.
fn by_role<'a>(crowd: &[&'a Due]) -> Vec<&'a Due> {
    let mut first: BTreeMap<&Option<Key>, Date> = BTreeMap::new();
    for due in crowd {
        let day = first.entry(&due.owner).or_insert(due.day);
        *day = due.day.min(*day);
    }
    let mut sorted = crowd.to_vec();
    sorted.sort_by_key(|due| (first[&due.owner], due.owner.clone(), due.day, due.key.clone()));
    sorted
}

/// Returns as many days as there are reviews, evenly from some weeks before the first is due until that day.
fn spread(crowd: &[&Due], today: Date) -> Vec<Date> {
    let last = crowd.iter().map(|due| due.day).min().unwrap_or(today);
    let first = last.checked_sub(AHEAD.days()).unwrap_or(last).max(today);
    let days = i64::from((last - first).get_days());
    let count = crowd.len() as i64;
    (0..count).map(|at| first.checked_add((days * at / count).days()).unwrap_or(last)).collect()
}

/// Returns the nearest working day up to a day that nothing else has, not before today.
fn free(day: Date, today: Date, taken: &BTreeSet<Date>) -> Option<Date> {
    let back = (0..AHEAD).map(|days| day.checked_sub(days.days()).unwrap_or(day)).take_while(|day| *day >= today);
    let works = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    back.filter(works).find(|day| !taken.contains(day))
}
