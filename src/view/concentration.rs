//! Where it hangs on one person, by what would stop; and who carries how much.

use serde::Serialize;

use super::Seen;
use super::link::{self, Link};
use super::table::{self, Person, StateView};
use crate::coverage::concentration::{Load, Single, by_kind, in_words, loads, singles};
use crate::record::Service;
use crate::record::reference::Key;

/// The roles, access and lists that exactly one person can do.
#[derive(Serialize)]
pub struct SinglePoints {
    rows: Vec<SingleRow>,
}

#[derive(Serialize)]
struct SingleRow {
    link: Link,
    state: StateView,
    /// How many people are wanted.
    target: usize,
    people: Vec<Person>,
    /// What would stop, counted, in words.
    stops: String,
    services: Vec<TieredService>,
}

/// A service that would stop, with its tier.
#[derive(Serialize)]
struct TieredService {
    link: Link,
    tier: Option<u32>,
}

pub fn single_points(seen: Seen<'_>) -> SinglePoints {
    let singles = singles(&seen.site.handbook, &seen.site.coverage);
    SinglePoints { rows: singles.iter().map(|single| single_row(seen, single)).collect() }
}

fn single_row(seen: Seen<'_>, single: &Single) -> SingleRow {
    let depth = &seen.site.coverage.depths[&single.key];
    let service = |key: &Key| TieredService {
        link: link::link(seen.site, key),
        tier: seen.site.handbook.get::<Service>(&key.id).and_then(|service| Some(service.tier.as_ref()?.0.value)),
    };
    let mut people = table::here(seen, &single.key).unwrap_or_default();
    // Whoever is holder and backup in one is one person.
    people.truncate(1);
    SingleRow {
        link: link::link(seen.site, &single.key),
        state: table::state(depth.state),
        target: depth.target,
        people,
        stops: single.stops.words(),
        services: single.stops.services.iter().map(service).collect(),
    }
}

/// How much hangs on each person.
#[derive(Serialize)]
pub struct LoadPage {
    rows: Vec<LoadRow>,
    /// From how many roles on one person is the first backup of too many.
    most_first_backups: usize,
}

#[derive(Serialize)]
struct LoadRow {
    link: Link,
    here: Option<table::Here>,
    /// What nobody else can do: counted in words, and each by its name.
    alone: String,
    alone_links: Vec<Link>,
    first_backup: usize,
    /// Whether that is more than wanted.
    too_many: bool,
    named: String,
}

pub fn load(seen: Seen<'_>) -> LoadPage {
    let most_first_backups = seen.site.handbook.settings.most_first_backups();
    let row = |load: &Load| LoadRow {
        link: link::link(seen.site, &load.person),
        here: table::presence(seen, &load.person),
        alone: counted(&load.alone),
        alone_links: load.alone.iter().map(|key| link::link(seen.site, key)).collect(),
        first_backup: load.first_backup.len(),
        too_many: load.first_backup.len() > most_first_backups,
        named: counted(&load.named),
    };
    let rows = loads(&seen.site.handbook, &seen.site.coverage).iter().map(row).collect();
    LoadPage { rows, most_first_backups }
}

fn counted(keys: &[Key]) -> String {
    let [roles, access, lists] = by_kind(keys);
    in_words(&[(roles, "role", "roles"), (access, "access", "access"), (lists, "list", "lists")], "nothing")
}
