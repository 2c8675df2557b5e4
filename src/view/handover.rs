//! A departure: what changes state without somebody, and the sheet by which everything they hold is handed over.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::Seen;
use super::calendar::{self, DueRow};
use super::link::{self, Link};
use super::live::{self, TaskRow};
use super::text::Back;
use crate::coverage::{self, Change, Footing, Held, Occurrence, Part};
use crate::record::reference::Key;
use crate::record::{Access, DirectoryEntry, Kind, Person, Request, Task};
use crate::schedule::long;
use crate::site::Route;

/// How something stands: the class that gives it its colour, the symbol and the words.
#[derive(Clone, Copy, Serialize)]
pub struct FootingView {
    class: &'static str,
    symbol: &'static str,
    word: &'static str,
}

fn footing(of: Footing) -> FootingView {
    FootingView { class: of.state().word(), symbol: of.symbol(), word: of.word() }
}

/// What changes its state, and how much of it comes to which.
#[derive(Serialize)]
pub struct Changes {
    tally: Vec<Tally>,
    rows: Vec<ChangeRow>,
}

/// How many come to stand in one way.
#[derive(Serialize)]
struct Tally {
    footing: FootingView,
    count: usize,
}

/// Something that changes its state.
#[derive(Serialize)]
struct ChangeRow {
    link: Link,
    before: FootingView,
    after: FootingView,
}

/// What a person's page says of their leaving.
#[derive(Serialize)]
pub struct Departure {
    has_left: bool,
    changes: Changes,
    /// The sheet for the hand-over.
    sheet: String,
}

/// Returns what somebody's leaving would change; nothing for any other record, for somebody who holds nothing,
/// and for an audience that may not know who is in charge of how much.
pub fn departure(seen: Seen<'_>, key: &Key) -> Option<Departure> {
    let sheet = sheet(seen, key).filter(|_| key.kind == Kind::Person)?;
    let has_left = has_left(seen, key);
    let changes = changes(seen, key, seen.site.coverage.day);
    Some(Departure { has_left, changes, sheet })
}

/// Returns the address of the sheet for a hand-over, where there is one.
pub fn sheet(seen: Seen<'_>, key: &Key) -> Option<String> {
    let route = Route::handover(key);
    seen.site.page(&route).map(|_| route.encoded())
}

fn has_left(seen: Seen<'_>, key: &Key) -> bool {
    let last = seen.site.handbook.get::<Person>(&key.id).and_then(|person| person.end.as_ref());
    last.is_some_and(|last| last.value < seen.site.coverage.day)
}

/// Returns what changes on a day; without somebody who has left, nothing does.
fn changes(seen: Seen<'_>, key: &Key, day: Date) -> Changes {
    let changes = coverage::without(&seen.site.handbook, std::slice::from_ref(key), day);
    let mut counts: BTreeMap<Footing, usize> = BTreeMap::new();
    changes.iter().for_each(|change| *counts.entry(change.after).or_default() += 1);
    let mut tally: Vec<(Footing, usize)> = counts.into_iter().collect();
    tally.sort_by_key(|(of, _)| (of.state(), *of));
    Changes {
        tally: tally.into_iter().map(|(of, count)| Tally { footing: footing(of), count }).collect(),
        rows: changes.iter().map(|change| change_row(seen, change)).collect(),
    }
}

fn change_row(seen: Seen<'_>, change: &Change) -> ChangeRow {
    ChangeRow { link: link::link(seen.site, &change.key), before: footing(change.before), after: footing(change.after) }
}

/// The sheet by which a person hands over.
#[derive(Serialize)]
pub struct Handover {
    person: Link,
    title: Option<String>,
    department: Option<Link>,
    last_day: Option<String>,
    has_left: bool,
    /// The day for which it is told what changes and who takes over.
    day: String,
    changes: Changes,
    roles: Vec<HeldRow>,
    accounts: Vec<HeldRow>,
    /// The login by which the library's system knows the person.
    system_user_id: Option<String>,
    lists: Vec<HeldRow>,
    directory: Vec<Listed>,
    committees: Vec<HeldRow>,
    /// What is due in the time after the day, and the tasks that have no day in it.
    due: Vec<DueRow>,
    tasks: Vec<TaskRow>,
    pages: Vec<Link>,
    requests: Vec<Open>,
    others: Vec<Back>,
}

/// Something that somebody holds.
#[derive(Serialize)]
struct HeldRow {
    link: Link,
    part: &'static str,
    /// Since and until when.
    span: Option<String>,
    /// The role by way of which they have it.
    by: Option<Link>,
    next: Option<Link>,
    kept_in: Option<String>,
    /// Whom to ask to have it taken away or given.
    ask: Option<Link>,
}

/// An entry of the consortium's directory.
#[derive(Serialize)]
struct Listed {
    link: Link,
    listed_name: Option<String>,
    next: Option<Link>,
}

/// A request that waits for its answer.
#[derive(Serialize)]
pub struct Open {
    link: Link,
    due: Option<String>,
}

pub fn handover(seen: Seen<'_>, key: &Key) -> Handover {
    let (site, handbook, today) = (seen.site, &seen.site.handbook, seen.site.coverage.day);
    let person = handbook.get::<Person>(&key.id).expect("a sheet is of a person who is there");
    let found = coverage::handover(handbook, key, today);
    let has_left = has_left(seen, key);
    let rows = |held: &[Held]| held.iter().map(|held| held_row(seen, held)).collect();
    let due = site.calendar.due(handbook, &found.tasks, found.day, coverage::ninety_days_after(found.day));
    let (due, tasks) = dated(seen, &found.tasks, &due);
    Handover {
        person: link::link(site, key),
        title: person.title.as_ref().map(|title| title.value.clone()),
        department: person.department.as_ref().and_then(|department| link::to(site, department)),
        last_day: person.end.as_ref().map(|last| long(last.value)),
        has_left,
        day: long(found.day),
        changes: changes(seen, key, found.day),
        roles: rows(&found.roles),
        accounts: rows(&found.access),
        system_user_id: person.system_user_id.as_ref().map(|id| id.value.clone()),
        lists: rows(&found.lists),
        directory: found.directory.iter().map(|key| listed(seen, key, &found.roles)).collect(),
        committees: rows(&found.committees),
        due,
        tasks,
        pages: found.pages.iter().map(|key| link::link(site, key)).collect(),
        requests: found.requests.iter().map(|key| open(seen, key)).collect(),
        others: others(seen, &found.others),
    }
}

/// Returns tasks by their days, and those without one.
pub fn dated(seen: Seen<'_>, tasks: &[Key], due: &[&Occurrence]) -> (Vec<DueRow>, Vec<TaskRow>) {
    let row = |key: &Key| Some(live::task_row(seen, key, seen.site.handbook.get::<Task>(&key.id)?));
    let rest = tasks.iter().filter(|key| due.iter().all(|day| day.task != **key));
    (due.iter().map(|day| calendar::row(seen, day)).collect(), rest.filter_map(row).collect())
}

fn held_row(seen: Seen<'_>, held: &Held) -> HeldRow {
    let access = seen.site.handbook.get::<Access>(&held.key.id).filter(|_| held.key.kind == Kind::Access);
    let since = held.from.map(|day| match day > seen.site.coverage.day {
        true => format!("from {}", long(day)),
        false => format!("since {}", long(day)),
    });
    let until = held.until.map(|day| format!("until {}", long(day)));
    let span = [since, until].into_iter().flatten().collect::<Vec<_>>().join(", ");
    HeldRow {
        link: link::link(seen.site, &held.key),
        part: if held.key.kind == Kind::Committee { "member" } else { held.part.word() },
        span: Some(span).filter(|span| !span.is_empty()),
        by: held.by.as_ref().map(|role| link::link(seen.site, role)),
        next: held.next.as_ref().map(|next| link::link(seen.site, next)),
        kept_in: access.and_then(|access| access.kept_in.as_ref()).map(|kept| kept.value.clone()),
        ask: access.and_then(|access| access.asked_from.as_ref()).and_then(|role| link::to(seen.site, role)),
    }
}

/// Returns an entry of the directory, with whoever takes over the role that it stands for.
fn listed(seen: Seen<'_>, key: &Key, roles: &[Held]) -> Listed {
    let entry = seen.site.handbook.get::<DirectoryEntry>(&key.id);
    let role = entry.and_then(|entry| entry.role.as_ref()).and_then(|role| seen.site.handbook.resolve(role));
    let held = roles.iter().find(|held| Some(&held.key) == role.as_ref() && held.part == Part::Holder);
    Listed {
        link: link::link(seen.site, key),
        listed_name: entry.and_then(|entry| entry.listed_name.as_ref()).map(|name| name.value.clone()),
        next: held.and_then(|held| held.next.as_ref()).map(|next| link::link(seen.site, next)),
    }
}

/// Returns a request with the day by which it wants its answer.
pub fn open(seen: Seen<'_>, key: &Key) -> Open {
    let request = seen.site.handbook.get::<Request>(&key.id);
    let due = request.and_then(|request| request.due.as_ref()).map(|due| long(due.value));
    Open { link: link::link(seen.site, key), due }
}

fn others(seen: Seen<'_>, others: &[(&'static str, Key)]) -> Vec<Back> {
    let groups = others.chunk_by(|one, next| one.0 == next.0);
    let links = |group: &[(&str, Key)]| group.iter().map(|(_, key)| link::link(seen.site, key)).collect();
    groups.map(|group| Back { label: group[0].0, links: links(group) }).collect()
}
