//! The home page: the state of the handbook, what is due, planned outages, and where to look.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::Seen;
use super::calendar::{self, DueRow};
use super::link::{self, Link};
use super::outage::{self, PlannedRow};
use super::reviews::{self, ReviewRow};
use super::table::{self, DepthRow, Tally};
use super::year::{self, Gap};
use crate::coverage::State;
use crate::coverage::directory::directory;
use crate::record::{Decision, Kind, Request};
use crate::schedule::long;
use crate::site::Route;

/// How many days ahead count as soon.
const SOON: i64 = 14;

#[derive(Serialize)]
pub struct Home {
    /// One sentence: how many roles are covered, thin, a gap, accepted.
    state: String,
    tally: Vec<Tally>,
    /// Roles, access and lists that need somebody.
    wanting: Vec<DepthRow>,
    accepted: Vec<DepthRow>,
    /// Gaps to come, the earliest first.
    coming: Vec<Gap>,
    /// How many positions the consortium's directory has otherwise.
    to_tell: usize,
    overdue: Vec<ReviewRow>,
    soon: Vec<ReviewRow>,
    overdue_tasks: Vec<DueRow>,
    soon_tasks: Vec<DueRow>,
    requests: Vec<Due>,
    outages: Vec<PlannedRow>,
    /// What happened last, the latest first.
    changed: Vec<Changed>,
    sections: Vec<Link>,
    guide: Vec<Link>,
    ask: Vec<Link>,
}

#[derive(Serialize)]
struct Due {
    link: Link,
    owner: Option<Link>,
    due: Option<String>,
    overdue: bool,
}

/// Something that was decided, answered or reviewed.
#[derive(Serialize)]
struct Changed {
    link: Link,
    what: &'static str,
    on: String,
}

pub fn home(seen: Seen<'_>) -> Home {
    let site = seen.site;
    let day = site.coverage.day;
    let soon = day.checked_add(SOON.days()).unwrap_or(day);
    let (overdue, reviews) = reviews::until(seen, soon).into_iter().partition(|row| row.overdue);
    let section = |folder: &String| {
        let section = site.sections.get(folder)?;
        let route = Route::index(folder).encoded();
        let summary = Some(section.summary.clone()).filter(|summary| !summary.is_empty());
        Some(Link { title: section.title.clone(), route, kind: "section", summary })
    };
    let folders = |folder: &str| site.sections.get(folder).map(|section| section.folders.clone()).unwrap_or_default();
    let pages = |folder: &str| site.sections.get(folder).map(|section| section.pages.clone()).unwrap_or_default();
    let in_state = |states: &'static [State]| {
        let depths = Kind::STAFFED.iter().flat_map(|kind| site.coverage.of_kind(*kind));
        let mut found: Vec<_> = depths.filter(|(_, depth)| states.contains(&depth.state)).collect();
        found.sort_by_key(|(key, depth)| (depth.state, (*key).clone()));
        found.into_iter().map(|(key, depth)| table::depth_row(seen, key, depth)).collect::<Vec<_>>()
    };
    Home {
        state: sentence(seen),
        tally: table::tally(seen, Kind::Role),
        wanting: in_state(&[State::Gap, State::Thin]),
        accepted: in_state(&[State::Accepted]),
        coming: year::coming(seen),
        to_tell: directory(&site.handbook, &site.coverage).changes().count(),
        overdue,
        soon: reviews,
        overdue_tasks: calendar::overdue(seen),
        soon_tasks: calendar::soon(seen),
        requests: requests(seen, soon),
        outages: outage::planned(seen),
        changed: changed(seen),
        sections: folders("procedures").iter().filter_map(section).collect(),
        guide: pages("guide").iter().map(|key| link::with_summary(site, key)).collect(),
        ask: site.handbook.of_kind(Kind::Contact).take(6).map(|entry| link::with_summary(site, &entry.key)).collect(),
    }
}

/// Says in one sentence how the roles stand: "16 of 21 roles are covered; 4 are thin; 1 gap is accepted."
fn sentence(seen: Seen<'_>) -> String {
    let tally = seen.site.coverage.tally(Kind::Role);
    let total: usize = tally.iter().map(|(_, count)| count).sum();
    if total == 0 && !seen.site.handbook.is_whole() {
        return String::new();
    }
    if total == 0 {
        return "No roles are kept yet. Add one in `content/data/roles.yaml`.".to_owned();
    }
    let count = |state| tally.iter().find(|(found, _)| *found == state).map_or(0, |(_, count)| *count);
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    let covered = count(State::Covered) + count(State::Over);
    let mut parts = vec![match covered == total {
        true => format!("All {total} roles are covered"),
        false => format!("{covered} of {total} roles {} covered", are(covered)),
    }];
    for (state, words) in [(State::Gap, "a gap"), (State::Thin, "thin")] {
        match count(state) {
            0 => {}
            1 => parts.push(format!("1 is {words}")),
            many if state == State::Gap => parts.push(format!("{many} are gaps")),
            many => parts.push(format!("{many} are {words}")),
        }
    }
    match count(State::Accepted) {
        0 => {}
        1 => {
            let accepted = seen.site.coverage.of_kind(Kind::Role).find(|(_, depth)| depth.state == State::Accepted);
            let until = accepted.and_then(|(_, depth)| depth.accepted_until).map(|day| format!(" until {}", long(day)));
            parts.push(format!("1 gap is accepted{}", until.unwrap_or_default()));
        }
        many => parts.push(format!("{many} gaps are accepted")),
    }
    match count(State::Withheld) {
        0 => {}
        1 => parts.push("1 depends on somebody not named here".to_owned()),
        many => parts.push(format!("{many} depend on people not named here")),
    }
    format!("{}.", parts.join("; "))
}

/// Returns the open requests that are overdue, due up to a day, or due on no day.
fn requests(seen: Seen<'_>, last: Date) -> Vec<Due> {
    let handbook = &seen.site.handbook;
    let open = handbook.all::<Request>().filter(|(_, request)| request.answered_on.is_none());
    let mut open: Vec<_> =
        open.map(|(entry, request)| (request.due.as_ref().map(|due| due.value), entry, request)).collect();
    open.retain(|(due, ..)| due.is_none_or(|due| due <= last));
    open.sort_by_key(|(due, entry, _)| (due.is_none(), *due, entry.key.clone()));
    open.into_iter()
        .map(|(due, entry, request)| Due {
            link: link::link(seen.site, &entry.key),
            owner: request.owner.as_ref().and_then(|owner| link::to(seen.site, owner)),
            due: due.map(long),
            overdue: due.is_some_and(|due| due < seen.site.coverage.day),
        })
        .collect()
}

/// How many of the latest changes are shown.
const LATEST: usize = 6;

/// Returns the latest decisions, answers and reviews up to today, as the records tell them.
fn changed(seen: Seen<'_>) -> Vec<Changed> {
    let handbook = &seen.site.handbook;
    let decided = handbook
        .all::<Decision>()
        .filter_map(|(entry, decision)| Some((decision.on.as_ref()?.value, &entry.key, "decided")));
    let answered = handbook
        .all::<Request>()
        .filter_map(|(entry, request)| Some((request.answered_on.as_ref()?.value, &entry.key, "answered")));
    let reviewed =
        handbook.pages().filter_map(|page| Some((page.front.reviewed.as_ref()?.on.value, &page.key, "reviewed")));
    let mut all: Vec<_> =
        decided.chain(answered).chain(reviewed).filter(|(on, ..)| *on <= seen.site.coverage.day).collect();
    all.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
    all.truncate(LATEST);
    all.into_iter().map(|(on, key, what)| Changed { link: link::link(seen.site, key), what, on: long(on) }).collect()
}
