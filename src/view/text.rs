//! A procedure or another page: its text, who answers for it and how fresh it is; and the page of a folder.

use serde::Serialize;

use super::Seen;
use super::body::{self, Stretch};
use super::field::{self, Value};
use super::link::{self, Link};
use super::table::{Person, here, here_or_later};
use crate::handbook::{Backlink, Destination};
use crate::parse::{Page, Status};
use crate::record::reference::{Key, Reference};
use crate::record::value::Text as Words;
use crate::record::{Kind, Setting};
use crate::schedule;
use crate::site::Route;

/// A page as its template shows it.
#[derive(Serialize)]
pub struct Text {
    kind: &'static str,
    summary: Option<String>,
    status: Option<&'static str>,
    owner: Option<Link>,
    /// Who holds the owner role today, and who steps in.
    holders: Vec<Person>,
    /// The same, and whoever may be here on a later day.
    named: Vec<Person>,
    /// Whether the audience may know who that is.
    told: bool,
    needs: Vec<Need>,
    services: Vec<Link>,
    tasks: Vec<Link>,
    reviewed: Option<Review>,
    based_on: Vec<Source>,
    tags: Vec<String>,
    /// The settings that the text speaks of and that must stay as they are.
    settings: Vec<Warning>,
    contents: Vec<Heading>,
    body: Vec<Stretch>,
    back: Vec<Back>,
}

/// A setting that must stay as it is: why, and who says so.
#[derive(Serialize)]
struct Warning {
    link: Link,
    why: Option<String>,
    says_who: Option<String>,
    source: Option<Value>,
    revised: Option<String>,
}

/// An access that a page needs, and who holds it today.
#[derive(Serialize)]
struct Need {
    link: Link,
    holders: Vec<Person>,
    /// Whether the audience may know who that is.
    told: bool,
}

#[derive(Serialize)]
struct Review {
    on: String,
    by: Option<Link>,
    due: String,
    due_iso: String,
    overdue: bool,
}

#[derive(Serialize)]
struct Source {
    title: String,
    address: Option<Value>,
    revised: Option<String>,
}

#[derive(Serialize)]
struct Heading {
    level: u8,
    id: String,
    text: String,
}

/// What leads to a page or a record, by the label of the relation.
#[derive(Serialize)]
pub struct Back {
    pub label: &'static str,
    pub links: Vec<Link>,
}

pub fn text(seen: Seen<'_>, key: &Key) -> Text {
    let page = seen.site.handbook.page(key).expect("a routed page exists");
    let handbook = &seen.site.handbook;
    let front = &page.front;
    let owner = front.owner.as_ref().and_then(|owner| handbook.resolve(owner));
    let need = |access: &Reference| {
        let holders = handbook.resolve(access).and_then(|key| here(seen, &key));
        let told = holders.is_some();
        link::to(seen.site, access).map(|link| Need { link, holders: holders.unwrap_or_default(), told })
    };
    let holders = owner.as_ref().and_then(|owner| here(seen, owner));
    let words = |text: &Words| text.value.clone();
    Text {
        kind: if page.is_procedure() { "Procedure" } else { "Guide" },
        summary: front.summary.as_ref().map(words),
        status: (page.status() != Status::Current).then(|| page.status().word()),
        told: holders.is_some(),
        named: owner.as_ref().and_then(|owner| here_or_later(seen, owner)).unwrap_or_default(),
        holders: holders.unwrap_or_default(),
        owner: front.owner.as_ref().and_then(|owner| link::to(seen.site, owner)),
        needs: front.needs.iter().filter_map(|access| need(access)).collect(),
        services: link::links(seen.site, front.services.iter().map(|reference| &**reference)),
        tasks: link::links(seen.site, front.tasks.iter().map(|reference| &**reference)),
        reviewed: review(seen, page),
        based_on: front
            .based_on
            .iter()
            .map(|source| Source {
                title: source.title.value.clone(),
                address: source.url.as_ref().map(|url| field::web(&url.0)),
                revised: source.revised.as_ref().map(|day| schedule::long(day.value)),
            })
            .collect(),
        tags: front.tags.iter().map(words).collect(),
        settings: warnings(seen, page),
        contents: contents(page),
        body: body::body(seen, &page.body),
        back: back(seen, key),
    }
}

fn review(seen: Seen<'_>, page: &Page) -> Option<Review> {
    let reviewed = page.front.reviewed.as_ref()?;
    let due = page.review_due(seen.site.handbook.settings.review_every())?;
    Some(Review {
        on: schedule::long(reviewed.on.value),
        by: reviewed.by.as_ref().and_then(|person| link::to(seen.site, person)),
        due: schedule::long(due),
        due_iso: due.to_string(),
        overdue: due < seen.site.coverage.day,
    })
}

/// Returns the settings that a text leads to, each once, in its order.
fn warnings(seen: Seen<'_>, page: &Page) -> Vec<Warning> {
    let mut keys: Vec<Key> = Vec::new();
    for link in page.body.links() {
        let Some(Destination::Key(key, _)) = seen.site.handbook.follow(&link.span.file, &link.target) else { continue };
        if key.kind == Kind::Setting && !keys.contains(&key) {
            keys.push(key);
        }
    }
    let warning = |key: &Key| {
        let setting = seen.site.handbook.get::<Setting>(&key.id)?;
        let words = |text: &Words| text.value.clone();
        Some(Warning {
            link: link::link(seen.site, key),
            why: setting.why.as_ref().map(words),
            says_who: setting.says_who.as_ref().map(words),
            source: setting.source.as_ref().map(|url| field::web(&url.0)),
            revised: setting.revised.as_ref().map(|day| schedule::long(day.value)),
        })
    };
    keys.iter().filter_map(warning).collect()
}

fn contents(page: &Page) -> Vec<Heading> {
    let headings = page.body.headings.iter().filter(|heading| heading.level <= 3);
    headings
        .map(|heading| Heading { level: heading.level, id: heading.id.clone(), text: heading.text.clone() })
        .collect()
}

/// Returns what leads to a page or a record, a label at a time, in the order of the kinds: roles first.
pub fn back(seen: Seen<'_>, key: &Key) -> Vec<Back> {
    let mut links: Vec<&Backlink> = seen.site.handbook.backlinks(key).iter().collect();
    let declared = |link: &Backlink| link.from.kind.fields().iter().position(|field| field.back == Some(link.label));
    links.sort_by_key(|link| (link.from.kind, declared(link)));
    let mut back: Vec<Back> = Vec::new();
    for from in links {
        let link = link::link(seen.site, &from.from);
        match back.iter_mut().find(|known| known.label == from.label) {
            Some(known) => known.links.push(link),
            None => back.push(Back { label: from.label, links: vec![link] }),
        }
    }
    back
}

/// A folder's page as its template shows it.
#[derive(Serialize)]
pub struct SectionPage {
    summary: Option<String>,
    body: Vec<Stretch>,
    folders: Vec<Folder>,
    pages: Vec<Link>,
}

#[derive(Serialize)]
struct Folder {
    title: String,
    route: String,
    summary: String,
    count: usize,
}

pub fn section(seen: Seen<'_>, path: &str) -> SectionPage {
    let section = seen.site.sections.get(path).expect("a routed folder is a section");
    let own = section.own.as_ref().and_then(|key| seen.site.handbook.page(key));
    let folder = |path: &String| {
        let section = seen.site.sections.get(path).expect("a folder in a section is a section");
        Folder {
            title: section.title.clone(),
            route: Route::index(path).encoded(),
            summary: section.summary.clone(),
            count: section.pages.len(),
        }
    };
    SectionPage {
        summary: own.and_then(|page| page.front.summary.as_ref()).map(|summary| summary.value.clone()),
        body: own.map(|page| body::body(seen, &page.body)).unwrap_or_default(),
        folders: section.folders.iter().map(folder).collect(),
        pages: section.pages.iter().map(|key| link::with_summary(seen.site, key)).collect(),
    }
}
