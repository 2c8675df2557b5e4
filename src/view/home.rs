//! The home page: the state of the handbook, what is due, planned outages, and where to look.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::Seen;
use super::calendar::{self, DueRow};
use super::days::{self, Dated};
use super::link::{self, Link};
use super::outage::{self, PlannedRow};
use super::reviews::{self, ReviewRow};
use super::table::{self, StateView, Tally};
use super::year::{self, Gap};
use crate::coverage::directory::directory;
use crate::coverage::reviews::Due as Review;
use crate::coverage::{self, State, Stretch};
use crate::parse::Entry;
use crate::record::reference::Key;
use crate::record::{Decision, Kind, Request};
use crate::schedule::{day_after, day_before, long};
use crate::site::Route;

/// How many gaps to come and how many overdue reviews are named; the rest is counted.
const NAMED: usize = 5;

#[derive(Serialize)]
pub struct Home {
    heads: Vec<Dated<Head>>,
    /// Whether anything needs somebody today, and whether anything is due soon.
    wants: bool,
    awaits: bool,
    /// Roles, access and lists that need somebody, then those whose gap is accepted.
    wanting: Vec<Dated<Wanting>>,
    /// Gaps to come, the earliest first.
    coming: Vec<Dated<Gap>>,
    more_coming: Vec<Dated<More>>,
    /// How many positions the consortium's directory has otherwise.
    to_tell: usize,
    overdue: Vec<Dated<ReviewRow>>,
    more_overdue: Vec<Dated<More>>,
    soon: Vec<Dated<ReviewRow>>,
    overdue_tasks: Vec<Dated<DueRow>>,
    soon_tasks: Vec<Dated<DueRow>>,
    requests: Vec<Dated<Due>>,
    /// What is shown when a day has come up to which the page does not know what is due.
    beyond: Option<Dated<()>>,
    outages: Option<Dated<Outages>>,
    /// What happened last, the latest first.
    changed: Vec<Changed>,
    sections: Vec<Link>,
    guide: Vec<Link>,
    ask: Vec<Link>,
}

/// How the roles stand.
#[derive(PartialEq, Serialize)]
struct Head {
    /// One sentence: how many roles are covered, thin, a gap, accepted.
    state: String,
    tally: Vec<Tally>,
}

/// A role, an access or a list that needs somebody.
#[derive(PartialEq, Serialize)]
struct Wanting {
    link: Link,
    state: StateView,
    reason: String,
}

/// How many more there are than are named.
#[derive(PartialEq, Serialize)]
struct More {
    count: usize,
}

#[derive(Serialize)]
struct Due {
    link: Link,
    owner: Option<Link>,
    due: Option<String>,
    /// The days on which it is overdue.
    overdue: Option<Dated<()>>,
}

#[derive(Serialize)]
struct Outages {
    planned: Vec<Dated<PlannedRow>>,
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
    let reviews = coverage::reviews::due(&site.handbook);
    let section = |folder: &String| {
        let section = site.sections.get(folder)?;
        let route = Route::index(folder).encoded();
        let summary = Some(section.summary.clone()).filter(|summary| !summary.is_empty());
        Some(Link { title: section.title.clone(), route, kind: "section", summary })
    };
    let folders = |folder: &str| site.sections.get(folder).map(|section| section.folders.clone()).unwrap_or_default();
    let pages = |folder: &str| site.sections.get(folder).map(|section| section.pages.clone()).unwrap_or_default();
    let head = |day| (day, Head { state: sentence(seen, day), tally: table::tally(seen, day) });
    let gaps: Vec<Gap> = year::coming(seen);
    let later = |day: Date| gaps.iter().filter(|gap| gap.begins > day).count();
    let more_coming = more(seen, gaps.iter().map(|gap| gap.begins), later);
    let (wanting, coming) = (wanting(seen), coming(seen, gaps));
    let (overdue_tasks, overdue) = (calendar::missed(seen), overdue(seen, &reviews));
    let (soon_tasks, requests, soon) = (calendar::coming(seen), requests(seen), soon(seen, &reviews));
    Home {
        wants: any_now(&wanting) || any_now(&coming) || any_now(&overdue_tasks) || any_now(&overdue),
        awaits: any_now(&soon_tasks) || any_now(&requests) || any_now(&soon),
        heads: days::runs(seen, table::turns(seen).into_iter().map(head)),
        wanting,
        more_coming,
        coming,
        to_tell: directory(&site.handbook, &site.coverage).changes().count(),
        overdue,
        more_overdue: more_overdue(seen, &reviews),
        soon,
        overdue_tasks,
        soon_tasks,
        requests,
        beyond: days::since(seen, day_after(days::last(seen)), || ()),
        outages: outages(seen),
        changed: changed(seen),
        sections: folders("procedures").iter().filter_map(section).collect(),
        guide: pages("guide").iter().map(|key| link::with_summary(site, key)).collect(),
        ask: site.handbook.of_kind(Kind::Contact).take(6).map(|entry| link::with_summary(site, &entry.key)).collect(),
    }
}

fn any_now<T>(list: &[Dated<T>]) -> bool {
    list.iter().any(Dated::is_now)
}

fn wanting(seen: Seen<'_>) -> Vec<Dated<Wanting>> {
    let stretches = Kind::STAFFED.iter().flat_map(|kind| seen.site.timeline.of_kind(*kind));
    let each = stretches.flat_map(|(key, stretches)| stretches.iter().map(move |stretch| (key, stretch)));
    let wanted = |state| matches!(state, State::Gap | State::Thin | State::Accepted);
    let mut found: Vec<_> = each.filter(|(_, stretch)| wanted(stretch.depth.state)).collect();
    found.sort_by_key(|(key, stretch)| (stretch.depth.state, *key, stretch.from));
    let row = |(key, stretch): (&Key, &Stretch)| {
        days::between(seen, stretch.from, days::end(seen, stretch), || Wanting {
            link: link::link(seen.site, key),
            state: table::state(stretch.depth.state),
            reason: coverage::reason(&stretch.depth, stretch.from),
        })
    };
    found.into_iter().filter_map(row).collect()
}

/// Returns each gap for as long as it is to come and one of the next.
fn coming(seen: Seen<'_>, gaps: Vec<Gap>) -> Vec<Dated<Gap>> {
    let begin: Vec<Date> = gaps.iter().map(|gap| gap.begins).collect();
    let from = |at: usize| at.checked_sub(NAMED).map_or(seen.site.coverage.day, |before| begin[before]);
    let gaps = gaps.into_iter().enumerate();
    gaps.filter_map(|(at, gap)| days::between(seen, from(at), day_before(gap.begins), || gap)).collect()
}

/// Returns how many there are on each day besides those that are named; nothing for the days on which all are.
fn more(seen: Seen<'_>, turns: impl Iterator<Item = Date>, count: impl Fn(Date) -> usize) -> Vec<Dated<More>> {
    let turns: BTreeSet<Date> = turns.chain([seen.site.coverage.day]).collect();
    let more = turns.into_iter().map(|day| (day, More { count: count(day).saturating_sub(NAMED) }));
    let mut more = days::runs(seen, more);
    more.retain(|more| more.what.count > 0);
    more
}

fn overdue(seen: Seen<'_>, reviews: &[Review]) -> Vec<Dated<ReviewRow>> {
    let soon = reviews.iter().take(NAMED).filter(|due| due.day < days::last(seen));
    soon.filter_map(|due| days::since(seen, day_after(due.day), || reviews::review_row(seen, due, None))).collect()
}

/// Returns how many more reviews are overdue, as long as the page knows what comes due.
fn more_overdue(seen: Seen<'_>, reviews: &[Review]) -> Vec<Dated<More>> {
    let beyond = day_after(days::last(seen));
    let turns = reviews.iter().map(|due| day_after(due.day).min(beyond));
    more(seen, turns, |day| if day < beyond { reviews.iter().filter(|due| due.day < day).count() } else { 0 })
}

fn soon(seen: Seen<'_>, reviews: &[Review]) -> Vec<Dated<ReviewRow>> {
    let row = |due: &Review| days::ahead(seen, days::soon(due.day), due.day, || reviews::review_row(seen, due, None));
    reviews.iter().filter_map(row).collect()
}

fn outages(seen: Seen<'_>) -> Option<Dated<Outages>> {
    let last = seen.site.planned.iter().map(|planned| planned.until.date()).max()?;
    days::between(seen, seen.site.coverage.day, last, || Outages { planned: outage::planned(seen) })
}

/// Says in one sentence how the roles stand on a day: "16 of 21 roles are covered; 4 are thin; 1 gap is accepted."
fn sentence(seen: Seen<'_>, day: Date) -> String {
    let tally = coverage::tally(table::roles_on(seen, day));
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
            let accepted = table::roles_on(seen, day).find(|depth| depth.state == State::Accepted);
            let until = accepted.and_then(|depth| depth.accepted_until).map(|day| format!(" until {}", long(day)));
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

/// Returns the open requests that are overdue, due soon, or due on no day.
fn requests(seen: Seen<'_>) -> Vec<Dated<Due>> {
    let handbook = &seen.site.handbook;
    let open = handbook.all::<Request>().filter(|(_, request)| request.answered_on.is_none());
    let mut open: Vec<_> =
        open.map(|(entry, request)| (request.due.as_ref().map(|due| due.value), entry, request)).collect();
    open.sort_by_key(|(due, entry, _)| (due.is_none(), *due, entry.key.clone()));
    let row = |due: Option<Date>, entry: &Entry, request: &Request| Due {
        link: link::link(seen.site, &entry.key),
        owner: request.owner.as_ref().and_then(|owner| link::to(seen.site, owner)),
        due: due.map(long),
        overdue: due.and_then(|due| days::since(seen, day_after(due), || ())),
    };
    let today = seen.site.coverage.day;
    open.into_iter()
        .filter_map(|(due, entry, request)| {
            days::ahead(seen, due.map_or(today, days::soon), Date::MAX, || row(due, entry, request))
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
