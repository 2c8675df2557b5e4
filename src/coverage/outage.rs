//! What stops when services are down: whatever depends on them, however far, and the roles and departments that use any
//! of it. Services that depend on each other in a circle stop together.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::civil::{Date, DateTime};

use super::Calendar;
use super::group::key_of;
use crate::handbook::Handbook;
use crate::record::reference::Key;
use crate::record::{Cadence, Kind, Outage, Service, Task};

/// The label under which a service shows those that depend on it.
const NEEDED_BY: &str = "Needed by services";

/// What an outage reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// Every service that stops: those that are down themselves, then those that depend on them, the nearest first.
    pub stopped: Vec<Stopped>,
    /// Whoever uses any of these, departments before roles; a key without an id stands for those that are hidden.
    pub users: Vec<User>,
}

/// A service that stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub service: Key,
    /// The service without which it cannot go on; nothing where it is down itself.
    pub with: Option<Key>,
}

/// A role or a department that is affected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub key: Key,
    /// The services that it uses and that stop, in the order in which they do.
    pub of: Vec<Key>,
}

/// A planned outage that is not over.
#[derive(Clone, Debug)]
pub struct Planned {
    pub key: Key,
    pub from: DateTime,
    pub until: DateTime,
    pub impact: Impact,
}

/// Returns what stops, and for whom, when some services are down.
pub fn impact(handbook: &Handbook, down: &[Key]) -> Impact {
    let stopped = stopped(handbook, down);
    let mut uses: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
    for Stopped { service, .. } in &stopped {
        let used_by = handbook.get::<Service>(&service.id).map(|service| &service.used_by[..]).unwrap_or_default();
        let users: BTreeSet<Key> = used_by.iter().filter_map(|by| key_of(handbook, by)).collect();
        for user in users {
            uses.entry(user).or_default().push(service.clone());
        }
    }
    let mut users: Vec<User> = uses.into_iter().map(|(key, of)| User { key, of }).collect();
    users.sort_by_cached_key(|user| {
        let title = handbook.title(&user.key).to_lowercase();
        (user.key.kind != Kind::Department, user.key.id.is_empty(), title, user.key.clone())
    });
    Impact { stopped, users }
}

/// Goes from what is down to what depends on it, step by step, and to nothing twice.
fn stopped(handbook: &Handbook, down: &[Key]) -> Vec<Stopped> {
    let mut known: BTreeSet<&Key> = BTreeSet::new();
    let mut found: Vec<Stopped> = Vec::new();
    let mut waiting: VecDeque<&Key> = VecDeque::new();
    for service in down.iter().filter(|key| key.kind == Kind::Service) {
        if known.insert(service) {
            found.push(Stopped { service: service.clone(), with: None });
            waiting.push_back(service);
        }
    }
    while let Some(service) = waiting.pop_front() {
        for link in handbook.backlinks(service).iter().filter(|link| link.label == NEEDED_BY) {
            if known.insert(&link.from) {
                found.push(Stopped { service: link.from.clone(), with: Some(service.clone()) });
                waiting.push_back(&link.from);
            }
        }
    }
    found
}

/// Returns every planned outage that is not over on a day, the earliest first, each with what it reaches.
pub fn planned(handbook: &Handbook, day: Date) -> Vec<Planned> {
    let coming = handbook.all::<Outage>().filter(|(_, outage)| outage.until.value.date() >= day);
    let mut coming: Vec<Planned> = coming
        .map(|(entry, outage)| {
            let down: Vec<Key> = outage.services.iter().filter_map(|service| handbook.resolve(service)).collect();
            let (from, until) = (outage.from.value, outage.until.value);
            Planned { key: entry.key.clone(), from, until, impact: impact(handbook, &down) }
        })
        .collect();
    coming.sort_by(|a, b| (a.from, &a.key).cmp(&(b.from, &b.key)));
    coming
}

/// A task that falls due while an outage lasts.
#[derive(Clone, Debug)]
pub struct DueThen<'a> {
    pub task: &'a Key,
    /// The day; nothing for what comes round each day.
    pub due: Option<Date>,
    /// Who does it that day; nobody for what comes round each day.
    pub who: &'a [Key],
}

impl Planned {
    /// Returns the tasks that fall due while it lasts and that it touches: the role that owns them is affected, or their
    /// procedure is done with a service that stops.
    pub fn due_then<'a>(&self, handbook: &'a Handbook, calendar: &'a Calendar) -> Vec<DueThen<'a>> {
        let (first, last) = (self.from.date(), self.until.date());
        let mut found = Vec::new();
        for (entry, task) in handbook.all::<Task>().filter(|(_, task)| self.touches(handbook, task)) {
            let task_key = &entry.key;
            if task.every == Cadence::Day {
                found.push(DueThen { task: task_key, due: None, who: &[] });
                continue;
            }
            let days = calendar.of(task_key).iter().filter(|day| first <= day.due && day.due <= last);
            found.extend(days.map(|day| DueThen { task: task_key, due: Some(day.due), who: day.doers() }));
        }
        found.sort_by_key(|due| (due.due.is_none(), due.due));
        found
    }

    fn touches(&self, handbook: &Handbook, task: &Task) -> bool {
        let stops = |key: &Key| self.impact.stopped.iter().any(|stopped| stopped.service == *key);
        let owner = handbook.resolve(&task.owner);
        let page = task.procedure.as_ref().and_then(|page| handbook.page(&handbook.resolve(page)?));
        let mut services = page.into_iter().flat_map(|page| &page.front.services);
        owner.is_some_and(|owner| self.impact.users.iter().any(|user| user.key == owner))
            || services.any(|service| handbook.resolve(service).is_some_and(|key| stops(&key)))
    }

    /// Tells whether it reaches a service, a role or a department.
    pub fn reaches(&self, key: &Key) -> bool {
        let Impact { stopped, users } = &self.impact;
        stopped.iter().any(|stopped| stopped.service == *key) || users.iter().any(|user| user.key == *key)
    }
}
