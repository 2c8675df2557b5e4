//! Reviews: when each page and each access is to be looked at again, and days for them in crowded months.

use jiff::civil::Date;
use serde::Serialize;

use super::Seen;
use super::link::{self, Link};
use crate::coverage::reviews::{Due, due, plan};
use crate::schedule::long;

/// Reviews of pages and of access, the earliest first.
#[derive(Serialize)]
pub struct Reviews {
    rows: Vec<ReviewRow>,
    /// Those of crowded months by the day that is suggested for them.
    plan: Vec<ReviewRow>,
    /// Pages whose source was revised after their last review.
    newer: Vec<Newer>,
    /// Pages that were never reviewed.
    never: Vec<Link>,
}

#[derive(Serialize)]
pub struct ReviewRow {
    pub link: Link,
    pub owner: Option<Link>,
    pub last: Option<String>,
    pub due: String,
    pub due_iso: String,
    pub overdue: bool,
    /// A day before, where many are due in one month.
    pub suggested: Option<String>,
    pub suggested_iso: Option<String>,
}

#[derive(Serialize)]
struct Newer {
    link: Link,
    source: String,
    revised: String,
    reviewed: Option<String>,
}

pub fn reviews(seen: Seen<'_>) -> Reviews {
    let handbook = &seen.site.handbook;
    let never = handbook.pages().filter(|page| page.is_procedure() && page.front.reviewed.is_none());
    let never = never.filter(|page| page.is_in_use()).map(|page| link::link(seen.site, &page.key));
    let all = due(handbook);
    let planned = plan(&all, seen.site.coverage.day);
    let row = |due: &Due| review_row(seen, due, planned.get(&due.key).copied());
    let mut crowded: Vec<(Date, &Due)> =
        all.iter().filter_map(|due| planned.get(&due.key).map(|day| (*day, due))).collect();
    crowded.sort_by_key(|(day, due)| (*day, due.day, due.key.clone()));
    Reviews {
        rows: all.iter().map(row).collect(),
        plan: crowded.into_iter().map(|(_, due)| row(due)).collect(),
        newer: newer(seen),
        never: never.collect(),
    }
}

fn newer(seen: Seen<'_>) -> Vec<Newer> {
    let pages = seen.site.handbook.pages().filter(|page| page.is_in_use());
    let newer = pages.flat_map(|page| page.newer_sources().map(move |(source, revised)| (page, source, revised)));
    newer
        .map(|(page, source, revised)| Newer {
            link: link::link(seen.site, &page.key),
            source: source.title.value.clone(),
            revised: long(revised.value),
            reviewed: page.front.reviewed.as_ref().map(|reviewed| long(reviewed.on.value)),
        })
        .collect()
}

pub fn review_row(seen: Seen<'_>, due: &Due, suggested: Option<Date>) -> ReviewRow {
    ReviewRow {
        link: link::link(seen.site, &due.key),
        owner: due.owner.as_ref().map(|owner| link::link(seen.site, owner)),
        last: due.last.map(long),
        due: long(due.day),
        due_iso: due.day.to_string(),
        overdue: due.day < seen.site.coverage.day,
        suggested: suggested.map(long),
        suggested_iso: suggested.map(|day| day.to_string()),
    }
}
