//! Concentration: what exactly one person can do today, ranked by what would stop, and how much hangs on each person.
//!
//! What would stop is what names the thing: the services a role looks after or an access opens, the tasks a role owns, the
//! duties that must be met by it, the procedures that it owns or that need it, and the roles that it appoints, that need it
//! or that should read it. Each counts once; a service of tier 1 counts three times, one of tier 2 twice.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Coverage, Depth, Member, Part, Presence};
use crate::handbook::Handbook;
use crate::record::reference::{Key, Reference};
use crate::record::{Access, Duty, Kind, Level, Person, Role, Service, Task};

/// A role, an access or a list that exactly one person can do, hold or read today.
#[derive(Clone, Debug)]
pub struct Single {
    pub key: Key,
    pub person: Key,
    pub stops: Stops,
}

/// What would stop without a thing, each sorted and named once.
#[derive(Clone, Debug, Default)]
pub struct Stops {
    /// The services, those of the first tiers first.
    pub services: Vec<Key>,
    /// The tiers of the services, in the same order, where they are given.
    pub tiers: Vec<Option<u32>>,
    pub tasks: Vec<Key>,
    /// Such as must be met.
    pub duties: Vec<Key>,
    pub procedures: Vec<Key>,
    pub roles: Vec<Key>,
}

/// How much hangs on a person.
#[derive(Clone, Debug)]
pub struct Load {
    pub person: Key,
    /// What nobody else can do today: roles, access and lists.
    pub alone: Vec<Key>,
    /// The roles in which the person is the first to step in.
    pub first_backup: Vec<Key>,
    /// The roles, access and lists that name the person today, each once.
    pub named: Vec<Key>,
}

/// Returns what exactly one person can do on the day of the coverage, what would stop most first.
///
/// What somebody is named for who is hidden, or whose file could not be read, is left out: nobody can tell how many they are.
pub fn singles(handbook: &Handbook, coverage: &Coverage) -> Vec<Single> {
    let only = coverage.depths.iter().filter_map(|(key, depth)| Some((key, only(depth)?)));
    let people: BTreeMap<&Key, &Key> = only.collect();
    let mut stops = stops(handbook, people.keys().copied());
    let single = |(key, person): (&Key, &Key)| Single {
        key: key.clone(),
        person: person.clone(),
        stops: stops.remove(key).unwrap_or_default(),
    };
    let mut singles: Vec<Single> = people.into_iter().map(single).collect();
    singles.sort_by_cached_key(|single| {
        let name = handbook.title(&single.key).to_lowercase();
        (Reverse(single.stops.weight()), coverage.depths[&single.key].state, name, single.key.clone())
    });
    singles
}

/// Returns how much hangs on each person who works here or is named, the most first.
pub fn loads(handbook: &Handbook, coverage: &Coverage) -> Vec<Load> {
    let mut loads: BTreeMap<Key, Load> = BTreeMap::new();
    for (entry, person) in handbook.all::<Person>() {
        if matches!(super::presence(person, None, None, coverage.day), Presence::Here | Presence::Away(_)) {
            let (alone, first_backup, named) = (Vec::new(), Vec::new(), Vec::new());
            loads.insert(entry.key.clone(), Load { person: entry.key.clone(), alone, first_backup, named });
        }
    }
    for (key, depth) in &coverage.depths {
        if let Some(load) = only(depth).and_then(|person| loads.get_mut(person)) {
            load.alone.push(key.clone());
        }
        for member in depth.members.iter().filter(|member| is_current(member)) {
            if let Some(load) = loads.get_mut(&member.person).filter(|load| load.named.last() != Some(key)) {
                load.named.push(key.clone());
            }
        }
    }
    for (person, roles) in first_backups(coverage) {
        if let Some(load) = loads.get_mut(person) {
            load.first_backup = roles.into_iter().cloned().collect();
        }
    }
    let mut loads: Vec<Load> = loads.into_values().collect();
    loads.sort_by_cached_key(|load| {
        let most = Reverse((load.alone.len(), load.first_backup.len(), load.named.len()));
        (most, handbook.title(&load.person).to_lowercase(), load.person.clone())
    });
    loads
}

/// Returns the roles in which each person is the first to step in: first in order of the backups who hold that on the day,
/// present or away.
pub fn first_backups(coverage: &Coverage) -> BTreeMap<&Key, Vec<&Key>> {
    let mut roles: BTreeMap<&Key, Vec<&Key>> = BTreeMap::new();
    for (role, depth) in coverage.of_kind(Kind::Role) {
        let mut backups = depth.members.iter().filter(|member| member.part == Part::Backup);
        let first = backups.find(|member| member.presence == Presence::Withheld || is_current(member));
        if let Some(first) = first.filter(|member| is_current(member)) {
            roles.entry(&first.person).or_default().push(role);
        }
    }
    roles
}

/// Tells whether somebody holds a thing on the day, present or away.
fn is_current(member: &Member) -> bool {
    matches!(member.presence, Presence::Here | Presence::Away(_))
}

/// Returns the one person who can do a thing; nobody where there are more, or where that cannot be told.
fn only(depth: &Depth) -> Option<&Key> {
    let is_told = !depth.uncertain && depth.members.iter().all(|member| member.presence != Presence::Withheld);
    let mut here = depth.here().map(|member| &member.person);
    let first = here.next().filter(|_| is_told)?;
    here.all(|other| other == first).then_some(first)
}

/// Returns what would stop without each of some roles, access and lists, in one walk over everything that names them.
fn stops<'a>(handbook: &Handbook, keys: impl Iterator<Item = &'a Key>) -> BTreeMap<Key, Stops> {
    let stops = keys.map(|key| (key.clone(), Stops::default())).collect();
    let mut count = Count { handbook, stops };
    for (entry, role) in handbook.all::<Role>() {
        role.services.iter().for_each(|service| count.service(&entry.key, service));
        let rests_on = role.appointed_by.iter().map(|role| &**role);
        let rests_on = rests_on.chain(role.access.iter().map(|access| &**access));
        let rests_on = rests_on.chain(role.lists_recommended.iter().map(|list| &**list));
        rests_on.for_each(|on| count.add(on, |stops| &mut stops.roles, &entry.key));
    }
    for (entry, access) in handbook.all::<Access>() {
        access.service.iter().for_each(|service| count.service(&entry.key, service));
    }
    for (entry, task) in handbook.all::<Task>() {
        count.add(&task.owner, |stops| &mut stops.tasks, &entry.key);
    }
    for (entry, duty) in handbook.all::<Duty>().filter(|(_, duty)| duty.level == Level::Must) {
        duty.met_by.iter().for_each(|by| count.add(by, |stops| &mut stops.duties, &entry.key));
    }
    for page in handbook.pages().filter(|page| page.is_procedure() && page.is_in_use()) {
        page.front.owner.iter().for_each(|owner| count.add(owner, |stops| &mut stops.procedures, &page.key));
        page.front.needs.iter().for_each(|need| count.add(need, |stops| &mut stops.procedures, &page.key));
    }
    count.stops.into_iter().map(|(key, stops)| (key, stops.in_order(handbook))).collect()
}

/// What would stop without some things, as it is counted.
struct Count<'a> {
    handbook: &'a Handbook,
    stops: BTreeMap<Key, Stops>,
}

impl Count<'_> {
    /// Notes that something rests on what a reference leads to.
    fn add(&mut self, on: &Reference, list: fn(&mut Stops) -> &mut Vec<Key>, rests: &Key) {
        if let Some(stops) = self.handbook.resolve(on).and_then(|key| self.stops.get_mut(&key)) {
            list(stops).push(rests.clone());
        }
    }

    /// Notes that a service rests on a role or an access.
    fn service(&mut self, on: &Key, service: &Reference) {
        if let (Some(stops), Some(service)) = (self.stops.get_mut(on), self.handbook.resolve(service)) {
            stops.services.push(service);
        }
    }
}

impl Stops {
    /// Returns the same with every list sorted, each thing once.
    fn in_order(mut self, handbook: &Handbook) -> Self {
        for list in [&mut self.services, &mut self.tasks, &mut self.duties, &mut self.procedures, &mut self.roles] {
            list.sort();
            list.dedup();
        }
        let tier =
            |key: &Key| handbook.get::<Service>(&key.id).and_then(|service| Some(service.tier.as_ref()?.0.value));
        self.services.sort_by_key(|key| (tier(key).unwrap_or(u32::MAX), key.clone()));
        self.tiers = self.services.iter().map(tier).collect();
        self
    }

    /// Returns the number by which things are ranked: each that would stop counts once, a service of tier 1 three times, one
    /// of tier 2 twice.
    pub fn weight(&self) -> usize {
        let service = |tier: &Option<u32>| match tier {
            Some(0 | 1) => 3,
            Some(2) => 2,
            _ => 1,
        };
        let services: usize = self.tiers.iter().map(service).sum();
        services + self.tasks.len() + self.duties.len() + self.procedures.len() + self.roles.len()
    }

    /// Says in words what would stop: "2 services, 3 tasks, 1 duty".
    pub fn words(&self) -> String {
        let counts = [
            (self.services.len(), "service", "services"),
            (self.tasks.len(), "task", "tasks"),
            (self.duties.len(), "duty", "duties"),
            (self.procedures.len(), "procedure", "procedures"),
            (self.roles.len(), "role", "roles"),
        ];
        in_words(&counts, "nothing that is written down")
    }
}

/// Says several counts in words, those of nothing left out: "2 services, 1 task"; `none` where nothing is left.
pub fn in_words(counts: &[(usize, &str, &str)], none: &str) -> String {
    let some = counts.iter().filter(|(count, ..)| *count > 0);
    let words: Vec<String> =
        some.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many })).collect();
    if words.is_empty() { none.to_owned() } else { words.join(", ") }
}

/// Returns how many of some things are roles, how many access, how many lists.
pub fn by_kind(keys: &[Key]) -> [usize; 3] {
    [Kind::Role, Kind::Access, Kind::List].map(|kind| keys.iter().filter(|key| key.kind == kind).count())
}
