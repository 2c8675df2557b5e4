//! What can be found: records first, then the pages that are always there, then texts.

use super::facts::{self, Roles};
use super::text;
use super::words::{initials, joined};
use crate::handbook::Handbook;
use crate::parse::{Entry, Page as Text};
use crate::record::Kind;
use crate::site::{FIXED, Page, Route, Site};

/// Something that can be found, with its sections; all but texts have one.
pub struct Doc {
    /// What a reader calls it: `person`, `procedure`.
    pub kind: &'static str,
    pub title: String,
    pub route: Route,
    /// Other words by which it is known.
    pub known_as: String,
    /// Whether its title counts no more than another name, because nobody follows it any more.
    pub retired: bool,
    pub sections: Vec<Section>,
}

/// A stretch of a text below a heading.
pub struct Section {
    /// Empty before the first heading.
    pub heading: String,
    pub id: String,
    /// The line that the list of results shows.
    pub shown: String,
    pub text: String,
}

/// Returns how many units each thing has that can be found, in the order of [`Docs::all`].
pub fn units(handbook: &Handbook) -> impl Iterator<Item = usize> {
    let single = handbook.entries().count() + fixed(handbook).count();
    let texts = handbook.pages().map(|page| 1 + page.body.headings.len());
    std::iter::repeat_n(1, single).chain(texts)
}

/// What can be found, before it is read.
pub enum Found<'a> {
    Record(&'a Entry),
    /// A page that shows no single record and no text.
    Standing(Page, Route),
    Text(&'a Text),
}

impl Found<'_> {
    pub fn route(&self) -> Route {
        match self {
            Self::Record(entry) => Route::of(&entry.key),
            Self::Standing(_, route) => route.clone(),
            Self::Text(page) => Route::of(&page.key),
        }
    }
}

/// Reads what can be found, one thing at a time, so that not all is held at once.
pub struct Docs<'a> {
    site: &'a Site,
    roles: Roles,
    /// How many letters of a section are shown.
    letters: usize,
}

impl<'a> Docs<'a> {
    pub fn of(site: &'a Site) -> Self {
        Self { site, roles: facts::roles(site), letters: letters(units(&site.handbook).sum()) }
    }

    /// Returns all that can be found, in the order of its numbers.
    pub fn all(&self) -> Vec<Found<'a>> {
        let handbook = &self.site.handbook;
        let records = handbook.entries().map(Found::Record);
        let standing = fixed(handbook).map(|(page, route)| Found::Standing(page, route));
        records.chain(standing).chain(handbook.pages().map(Found::Text)).collect()
    }

    pub fn read(&self, found: &Found<'_>) -> Doc {
        match found {
            Found::Record(entry) => record(self.site, entry, &self.roles),
            Found::Standing(page, route) => standing(self.site, page, route.clone()),
            Found::Text(page) => text_of(self.site, page, self.letters),
        }
    }
}

/// How many letters of all sections together are shown in lists of results.
const SHOWN: usize = 1_700_000;

/// Returns how many letters of a section are shown, so that the files do not grow past all bounds.
fn letters(units: usize) -> usize {
    (SHOWN / units.max(1)).clamp(24, 160)
}

/// Returns the pages that show no single record and no text.
fn fixed(handbook: &Handbook) -> impl Iterator<Item = (Page, Route)> {
    let always = FIXED
        .iter()
        .filter(|(page, .., reach)| handbook.sees(*reach) && !matches!(page, Page::NotFound | Page::Search))
        .map(|(page, route, ..)| (page.clone(), Route::new(route)));
    let kinds = Kind::RECORDS.iter().filter(|kind| handbook.sees(kind.reach()));
    let indexes = kinds.map(|kind| (Page::Index(*kind), Route::index(kind.plural())));
    let services = handbook.of_kind(Kind::Service);
    let sheets = services.map(|entry| (Page::OutageSheet(entry.key.clone()), Route::outage_sheet(&entry.key)));
    always.chain(indexes).chain(sheets)
}

fn standing(site: &Site, page: &Page, route: Route) -> Doc {
    let shown = match page {
        Page::Index(kind) => kind.about().to_owned(),
        _ => String::new(),
    };
    let section = Section { heading: String::new(), id: String::new(), text: shown.clone(), shown };
    let title = site.title(page);
    // Whoever knows a page by its address finds it by that too.
    let name = route.as_str().trim_end_matches(".html").trim_end_matches("/index").replace('/', " ");
    let known_as = [joined(&title), vec![name]].concat().join(" ");
    Doc { kind: "page", known_as, title, route, retired: false, sections: vec![section] }
}

fn record(site: &Site, entry: &Entry, roles: &Roles) -> Doc {
    let title = entry.common.name.value.clone();
    let facts = facts::facts(site, entry, roles);
    let mut known_as: Vec<String> = entry.common.tags.iter().map(|tag| tag.value.clone()).collect();
    known_as.push(entry.key.id.to_string());
    known_as.extend(initials(&title));
    known_as.extend(joined(&title));
    let section = Section { heading: String::new(), id: String::new(), shown: facts.shown, text: facts.text };
    Doc {
        kind: entry.key.kind.singular(),
        title,
        route: Route::of(&entry.key),
        known_as: known_as.join(" "),
        retired: false,
        sections: vec![section],
    }
}

fn text_of(site: &Site, page: &Text, letters: usize) -> Doc {
    let title = page.title().to_owned();
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let mut known_as: Vec<String> = page.front.tags.iter().map(|tag| tag.value.clone()).collect();
    known_as.extend(page.front.aliases.iter().map(|alias| last(&alias.0.value)));
    if !page.is_index() {
        known_as.push(last(&page.key.id));
    }
    known_as.extend(joined(&title));
    let mut texts = text::sections(site, &page.body);
    let lead = page.front.summary.as_ref().map(|summary| summary.value.clone());
    let first = match &lead {
        Some(summary) => format!("{summary}\n{}", texts[0]),
        None => texts[0].clone(),
    };
    texts[0] = first;
    let headings =
        std::iter::once(("", "")).chain(page.body.headings.iter().map(|heading| (&*heading.text, &*heading.id)));
    let sections = headings
        .zip(texts)
        .map(|((heading, id), text)| Section {
            heading: heading.to_owned(),
            id: id.to_owned(),
            shown: text::beginning(&text, letters),
            text,
        })
        .collect();
    Doc {
        kind: match page {
            page if page.is_procedure() => "procedure",
            page if page.is_index() => "section",
            _ => "guide",
        },
        title,
        route: Route::of(&page.key),
        known_as: known_as.join(" "),
        retired: !page.is_in_use(),
        sections,
    }
}
