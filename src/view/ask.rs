//! Whom to ask: for each service, section of procedures and kind of announcement, whoever is here today; and whom to
//! reach outside.

use serde::Serialize;

use super::Seen;
use super::link::{self, Link};
use super::live::{ContactRow, contact_row};
use super::table::{self, Person};
use crate::coverage::Part;
use crate::coverage::routing::routing;
use crate::record::reference::Key;
use crate::record::{Contact, Kind, Role, Service};
use crate::site::Route;

/// The page as its template shows it.
#[derive(Serialize)]
pub struct Ask {
    rows: Vec<Row>,
}

/// Something to ask about.
#[derive(Serialize)]
struct Row {
    about: Link,
    /// What sort of thing it is, in a word.
    kind: &'static str,
    asked: Vec<Asked>,
    outside: Vec<ContactRow>,
}

/// A role, a department, a list or a person to ask, and who that is today.
#[derive(Serialize)]
struct Asked {
    link: Link,
    /// The holders who are here, else the backups who are.
    people: Vec<Person>,
    /// Whether more people belong to it than are named.
    more: bool,
    /// Whether the audience may know who they are.
    told: bool,
}

/// More roles than this for one thing, or people for one role, help nobody who looks for somebody to ask.
const MOST: usize = 3;

pub fn ask(seen: Seen<'_>) -> Ask {
    let mut rows = services(seen);
    rows.extend(sections(seen));
    rows.extend(topics(seen));
    rows.extend(contacts(seen));
    Ask { rows }
}

/// Returns each service with the roles that look after it, first those of which somebody is here, the liaison's before
/// others; where there are none, with whom problems are reported to.
fn services(seen: Seen<'_>) -> Vec<Row> {
    let handbook = &seen.site.handbook;
    let looks_after = |key: &Key| {
        let named = |role: &Role| role.services.iter().any(|service| handbook.resolve(service).as_ref() == Some(key));
        let mut roles: Vec<_> = handbook.all::<Role>().filter(|(_, role)| named(role)).collect();
        roles.sort_by_key(|(_, role)| role.kind);
        roles.into_iter().map(|(entry, _)| entry.key.clone()).collect::<Vec<_>>()
    };
    let row = |(entry, service): (&crate::parse::Entry, &Service)| {
        let mut roles: Vec<Asked> = looks_after(&entry.key).iter().map(|role| of_role(seen, role)).collect();
        roles.sort_by_key(|asked| asked.told && asked.people.is_empty());
        let reported = service.report_to.iter().filter_map(|to| handbook.resolve(to));
        let reported: Vec<Key> = if roles.is_empty() { reported.take(MOST).collect() } else { Vec::new() };
        Row {
            about: link::with_summary(seen.site, &entry.key),
            kind: "service",
            asked: roles.into_iter().take(MOST).collect(),
            outside: reported.iter().map(|to| contact_row(seen, to)).collect(),
        }
    };
    let mut rows: Vec<Row> = handbook.all::<Service>().map(row).collect();
    rows.sort_by_cached_key(|row| row.about.title.to_lowercase());
    rows
}

/// Returns each section of procedures with the roles that own its pages, first the one that owns most of them.
fn sections(seen: Seen<'_>) -> Vec<Row> {
    let site = seen.site;
    let section = |folder: &str| {
        let section = site.sections.get(folder)?;
        let mut owners: Vec<(usize, Key)> = Vec::new();
        for page in section.pages.iter().chain(&section.own).filter_map(|key| site.handbook.page(key)) {
            let Some(owner) = page.front.owner.as_ref().and_then(|owner| site.handbook.resolve(owner)) else {
                continue;
            };
            match owners.iter_mut().find(|(_, key)| *key == owner) {
                Some((count, _)) => *count += 1,
                None => owners.push((1, owner)),
            }
        }
        owners.sort_by(|(a, _), (b, _)| b.cmp(a));
        let summary = Some(section.summary.clone()).filter(|summary| !summary.is_empty());
        let about =
            Link { title: section.title.clone(), route: Route::index(folder).encoded(), kind: "section", summary };
        let asked: Vec<Asked> = owners.iter().take(MOST).map(|(_, role)| of_role(seen, role)).collect();
        (!asked.is_empty()).then_some(Row { about, kind: "procedures", asked, outside: Vec::new() })
    };
    let folders = site.sections.folders().filter(|folder| folder.starts_with("procedures/"));
    folders.filter_map(section).collect()
}

/// Returns each kind of announcement with those who are told about it.
fn topics(seen: Seen<'_>) -> Vec<Row> {
    let routed = routing(&seen.site.handbook, &seen.site.coverage);
    let row = |routed: &crate::coverage::routing::Routed| {
        let ways = routed.ways.iter().take(MOST).map(|way| Asked {
            link: link::link(seen.site, &way.key),
            people: way.people.iter().take(MOST).map(|member| table::person(seen, member)).collect(),
            more: way.people.len() > MOST,
            told: true,
        });
        Row {
            about: link::with_summary(seen.site, &routed.topic),
            kind: "announcement",
            asked: ways.collect(),
            outside: Vec::new(),
        }
    };
    routed.iter().map(row).collect()
}

/// Returns whom to reach outside, each by what they are reached for.
fn contacts(seen: Seen<'_>) -> Vec<Row> {
    let row = |(entry, contact): (&crate::parse::Entry, &Contact)| {
        let to = link::link(seen.site, &entry.key);
        let title = contact.reached_for.as_ref().map_or_else(|| to.title.clone(), |words| words.value.clone());
        let about = Link { title, route: String::new(), kind: "contact", summary: None };
        Row { about, kind: "outside", asked: Vec::new(), outside: vec![contact_row(seen, &entry.key)] }
    };
    seen.site.handbook.all::<Contact>().map(row).collect()
}

fn of_role(seen: Seen<'_>, role: &Key) -> Asked {
    let depth = seen.site.coverage.depths.get(role).filter(|_| role.kind == Kind::Role);
    let here: Vec<_> = depth.into_iter().flat_map(|depth| depth.here()).collect();
    let holds = here.iter().any(|member| member.part != Part::Backup);
    let asked: Vec<_> = here.into_iter().filter(|member| !holds || member.part != Part::Backup).collect();
    Asked {
        link: link::link(seen.site, role),
        people: asked.iter().take(MOST).map(|member| table::person(seen, member)).collect(),
        more: asked.len() > MOST,
        told: depth.is_some(),
    }
}
