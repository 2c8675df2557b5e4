//! What a newcomer to a role receives, in reading order.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Seen;
use super::body::{self, Stretch};
use super::calendar::DueRow;
use super::field::{self, Value};
use super::handover::{self, Open};
use super::link::{self, Link};
use super::live::TaskRow;
use super::table::{self, DepthRow, Person};
use crate::coverage::Occurrence;
use crate::record::reference::{Key, Reference};
use crate::record::{Access, AnyRecord, Kind, List, Role};
use crate::site::capital;

/// The sheet of a role.
#[derive(Serialize)]
pub struct Newcomer {
    role: Link,
    kind: String,
    appointed_by: Option<Link>,
    authority: Option<String>,
    notes: Vec<Stretch>,
    /// Who holds it and who steps in, with their days.
    depth: Option<DepthRow>,
    services: Vec<Link>,
    access: Vec<Needed>,
    lists: Vec<Joined>,
    skills: Vec<String>,
    /// The pages that the role owns, and the pages beyond those that its work needs, in reading order.
    owned: Vec<Link>,
    needed: Vec<Link>,
    /// Each task on its next day, and those that have none.
    due: Vec<DueRow>,
    tasks: Vec<TaskRow>,
    requests: Vec<Open>,
    settings: Vec<Link>,
    fallback: Option<Link>,
}

/// An access that a newcomer needs, and who gives it.
#[derive(Serialize)]
struct Needed {
    link: Link,
    ask: Option<Link>,
    people: Vec<Person>,
    kept_in: Option<String>,
}

/// A list that a newcomer reads.
#[derive(Serialize)]
struct Joined {
    link: Link,
    /// Why: because the role must, because it does, or because it should.
    why: &'static str,
    page: Option<Value>,
}

pub fn newcomer(seen: Seen<'_>, key: &Key) -> Newcomer {
    let (site, handbook) = (seen.site, &seen.site.handbook);
    let entry = handbook.entry(key).expect("a sheet is of a role that is there");
    let role = handbook.get::<Role>(&key.id).expect("a sheet is of a role that is there");
    let work = Work::of(seen, key, role);
    let mut next: Vec<&Occurrence> = work.tasks.iter().filter_map(|task| site.calendar.next(task)).collect();
    next.sort_by(|a, b| (a.due, &a.task).cmp(&(b.due, &b.task)));
    let (due, tasks) = handover::dated(seen, &work.tasks, &next);
    Newcomer {
        role: link::with_summary(site, key),
        kind: capital(&role.kind.word().replace('-', " ")),
        appointed_by: role.appointed_by.as_ref().and_then(|by| link::to(site, by)),
        authority: role.authority.as_ref().map(|authority| authority.value.clone()),
        notes: entry.prose.get("notes").map(|notes| body::body(seen, notes)).unwrap_or_default(),
        depth: site.coverage.depths.get(key).map(|depth| table::depth_row(seen, key, depth)),
        services: summaries(seen, role.services.iter().map(|service| &**service)),
        access: role.access.iter().filter_map(|access| needed(seen, access)).collect(),
        lists: lists(seen, key, role),
        skills: role.skills_required.iter().map(|skill| skill.value.clone()).collect(),
        owned: work.owned.iter().map(|key| link::with_summary(site, key)).collect(),
        needed: work.needed.iter().map(|key| link::with_summary(site, key)).collect(),
        due,
        tasks,
        requests: work.requests.iter().map(|key| handover::open(seen, key)).collect(),
        settings: settings(seen, role),
        fallback: role.fallback_contact.as_ref().and_then(|contact| link::to(site, contact)),
    }
}

fn summaries<'a>(seen: Seen<'_>, references: impl Iterator<Item = &'a Reference>) -> Vec<Link> {
    let link = |reference: &Reference| match seen.site.handbook.resolve(reference).filter(|_| !reference.hidden) {
        Some(key) => Some(link::with_summary(seen.site, &key)),
        None => link::to(seen.site, reference),
    };
    references.filter_map(link).collect()
}

fn needed(seen: Seen<'_>, reference: &Reference) -> Option<Needed> {
    let link = link::to(seen.site, reference)?;
    let access = seen.site.handbook.record::<Access>(reference).map(|(_, access)| access);
    let ask = access.and_then(|access| access.asked_from.as_ref());
    let role = ask.and_then(|role| seen.site.handbook.resolve(role));
    Some(Needed {
        link,
        people: role.as_ref().and_then(|role| table::here(seen, role)).unwrap_or_default(),
        ask: ask.and_then(|role| link::to(seen.site, role)),
        kept_in: access.and_then(|access| access.kept_in.as_ref()).map(|kept| kept.value.clone()),
    })
}

/// Returns the lists that the role reads, must read and should read, each once.
fn lists(seen: Seen<'_>, key: &Key, role: &Role) -> Vec<Joined> {
    let handbook = &seen.site.handbook;
    let mut lists: Vec<(Key, &'static str)> = Vec::new();
    for link in handbook.backlinks(key).iter().filter(|link| link.from.kind == Kind::List) {
        let why = match link.label {
            "Reads lists" => "the role reads it: ask to be put on it",
            "Must read lists" => "the role must read it",
            "Lists recommended" => "recommended",
            _ => continue,
        };
        lists.push((link.from.clone(), why));
    }
    let recommended = role.lists_recommended.iter().filter_map(|list| handbook.resolve(list));
    lists.extend(recommended.map(|list| (list, "recommended")));
    let mut seen_lists = BTreeSet::new();
    lists.retain(|(list, _)| seen_lists.insert(list.clone()));
    let page = |list: &Key| Some(field::web(&handbook.get::<List>(&list.id)?.subscribe_page.as_ref()?.0));
    let joined =
        |(list, why): &(Key, &'static str)| Joined { link: link::with_summary(seen.site, list), why, page: page(list) };
    lists.iter().map(joined).collect()
}

fn settings(seen: Seen<'_>, role: &Role) -> Vec<Link> {
    let handbook = &seen.site.handbook;
    let services = role.services.iter().filter_map(|service| handbook.resolve(service));
    let of = |service: Key| {
        let links = handbook.backlinks(&service).iter().filter(|link| link.from.kind == Kind::Setting);
        links.map(|link| link.from.clone()).collect::<Vec<_>>()
    };
    let settings: BTreeSet<Key> = services.flat_map(of).collect();
    settings.iter().map(|key| link::with_summary(seen.site, key)).collect()
}

/// What a role has to do, and what one has to read for it.
#[derive(Default)]
struct Work {
    owned: Vec<Key>,
    needed: Vec<Key>,
    tasks: Vec<Key>,
    requests: Vec<Key>,
}

impl Work {
    fn of(seen: Seen<'_>, key: &Key, role: &Role) -> Self {
        let handbook = &seen.site.handbook;
        let is_role = |reference: &Reference| handbook.resolve(reference).as_ref() == Some(key);
        let (mut work, mut needed) = (Self::default(), BTreeSet::new());
        for from in handbook.backlinks(key).iter().map(|link| &link.from).collect::<BTreeSet<_>>() {
            if let Some(page) = handbook.page(from) {
                let owns = page.front.owner.as_ref().is_some_and(|owner| is_role(owner));
                work.owned.extend((owns && page.is_in_use()).then(|| from.clone()));
            }
            match handbook.entry(from).map(|entry| &entry.record) {
                Some(AnyRecord::Task(task)) => {
                    needed.extend(task.procedure.as_ref().and_then(|page| handbook.resolve(page)));
                    work.tasks.extend(is_role(&task.owner).then(|| from.clone()));
                }
                Some(AnyRecord::Request(request)) if request.answered_on.is_none() => work.requests.push(from.clone()),
                _ => {}
            }
        }
        for access in role.access.iter().filter_map(|access| handbook.resolve(access)) {
            let pages = handbook.backlinks(&access).iter().filter(|link| link.label == "Needed for procedures");
            needed.extend(pages.map(|link| link.from.clone()));
        }
        let is_more = |key: &Key| handbook.page(key).is_some_and(|page| page.is_in_use()) && !work.owned.contains(key);
        work.needed = needed.into_iter().filter(is_more).collect();
        let order = |key: &Key| seen.site.sections.place(key);
        work.owned.sort_by_key(order);
        work.needed.sort_by_key(order);
        work
    }
}
