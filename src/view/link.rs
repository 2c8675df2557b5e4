//! Links as a template shows them.

use serde::Serialize;

use crate::record::Kind;
use crate::record::audience::instead;
use crate::record::reference::{Key, Reference};
use crate::site::{Route, Site};

/// A link to a record or a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    pub title: String,
    /// From the top of the site, ready to stand in an address; empty where the title is nothing but words.
    pub route: String,
    pub kind: &'static str,
    pub summary: Option<String>,
}

/// Returns the words that stand for something hidden, in the place of a link.
pub fn words(kind: Kind) -> Link {
    Link { title: instead(kind), route: String::new(), kind: "hidden", summary: None }
}

/// Returns the link to a record or a page; a key without an id stands for one that is hidden.
pub fn link(site: &Site, key: &Key) -> Link {
    if key.id.is_empty() {
        return words(key.kind);
    }
    Link {
        title: site.handbook.title(key).to_owned(),
        route: Route::of(key).encoded(),
        kind: word(site, key),
        summary: None,
    }
}

/// Returns what a reader calls a thing: a page is a procedure, a section or a page of the guide.
fn word(site: &Site, key: &Key) -> &'static str {
    match site.handbook.page(key) {
        Some(page) if page.is_procedure() => "procedure",
        Some(page) if page.is_index() => "section",
        Some(_) => "guide",
        None => key.kind.singular(),
    }
}

/// Returns the link with the summary of what it leads to.
pub fn with_summary(site: &Site, key: &Key) -> Link {
    let of_entry = site.handbook.entry(key).and_then(|entry| entry.common.summary.as_ref());
    let of_page = site.handbook.page(key).and_then(|page| page.front.summary.as_ref());
    let summary = of_entry.or(of_page).map(|summary| summary.value.clone());
    let lead = || site.handbook.page(key).map(|page| page.body.lead.clone()).filter(|lead| !lead.is_empty());
    Link { summary: summary.or_else(lead), ..link(site, key) }
}

/// Returns the links that references lead to, those that lead nowhere left out and words for what is hidden.
pub fn links<'a>(site: &Site, references: impl IntoIterator<Item = &'a Reference>) -> Vec<Link> {
    references.into_iter().filter_map(|reference| to(site, reference)).collect()
}

/// Returns the link that a reference leads to; nothing where it leads nowhere.
pub fn to(site: &Site, reference: &Reference) -> Option<Link> {
    match reference.kinds {
        [kind] if reference.hidden => Some(words(*kind)),
        _ => site.handbook.resolve(reference).map(|key| link(site, &key)),
    }
}
