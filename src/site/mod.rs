//! A site as a value: every route and what stands there, how pages follow each other, and where a reference leads.
//!
//! This is the only place where a reference becomes an address. Addresses mirror the sources; all are relative to the
//! site's top, and a page puts the way up in front of them.

mod alphabet;
mod route;
mod sections;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::coverage::Coverage;
use crate::handbook::{Destination, Handbook};
use crate::parse::markdown::Target;
use crate::record::Kind;
use crate::record::reference::Key;
use crate::source::{SourcePath, Sources};

pub use alphabet::{Letter, alphabet};
pub use route::Route;
pub use sections::{Neighbours, Section, Sections};

/// What stands at a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    Home,
    /// A procedure or another page in Markdown.
    Text(Key),
    /// A folder of pages, with or without a page of its own.
    Section(String),
    Record(Key),
    /// All records of a kind.
    Index(Kind),
    /// The role-coverage table.
    Coverage,
    /// Role by person.
    Matrix,
    /// List by person.
    ListMatrix,
    Reviews,
    Alphabet,
    NotFound,
    /// An address a page once had.
    Moved(Key),
    /// A file that is copied as it is.
    File(PathBuf),
}

/// A handbook on a day, with its routes.
#[derive(Clone, Debug)]
pub struct Site {
    pub handbook: Handbook,
    pub coverage: Coverage,
    pub sections: Sections,
    pages: BTreeMap<Route, Page>,
}

/// The pages that are there whatever the handbook holds.
pub const FIXED: [(Page, &str, &str); 7] = [
    (Page::Home, "index.html", "Home"),
    (Page::Coverage, "coverage.html", "Role coverage"),
    (Page::Matrix, "matrix.html", "Roles and people"),
    (Page::ListMatrix, "list-matrix.html", "Lists and people"),
    (Page::Reviews, "reviews.html", "Reviews due"),
    (Page::Alphabet, "a-z.html", "A to Z"),
    (Page::NotFound, "404.html", "Page not found"),
];

impl Site {
    /// Lays out a handbook.
    pub fn new(handbook: Handbook, coverage: Coverage, sources: &Sources) -> Self {
        let sections = Sections::of(&handbook);
        let mut pages: BTreeMap<Route, Page> =
            FIXED.into_iter().map(|(page, route, _)| (Route::new(route), page)).collect();
        for kind in Kind::RECORDS {
            pages.insert(Route::index(kind.plural()), Page::Index(*kind));
        }
        for entry in handbook.entries() {
            pages.insert(Route::of(&entry.key), Page::Record(entry.key.clone()));
        }
        for folder in sections.folders() {
            pages.insert(Route::index(folder), Page::Section(folder.to_owned()));
        }
        for (path, file) in &sources.attachments {
            if let Some(inside) = path.in_content() {
                pages.insert(Route::new(inside), Page::File(file.clone()));
            }
        }
        for page in handbook.pages().filter(|page| !page.is_index()) {
            pages.insert(Route::of(&page.key), Page::Text(page.key.clone()));
        }
        for page in handbook.pages() {
            for alias in &page.front.aliases {
                let route = Route::new(format!("{}.html", alias.trim_matches('/').trim_end_matches(".html")));
                pages.entry(route).or_insert_with(|| Page::Moved(page.key.clone()));
            }
        }
        Self { handbook, coverage, sections, pages }
    }

    /// Returns every route and what stands there, sorted.
    pub fn pages(&self) -> impl Iterator<Item = (&Route, &Page)> {
        self.pages.iter()
    }

    pub fn page(&self, route: &Route) -> Option<&Page> {
        self.pages.get(route)
    }

    /// Returns the address, relative to the site's top, of what a link in a file leads to.
    ///
    /// A heading of the same page stays `#heading`; the second value tells whether the address is to be taken as it is.
    pub fn address(&self, file: &SourcePath, target: &Target) -> Option<Address> {
        match self.handbook.follow(file, target)? {
            Destination::Key(key, heading) => {
                let fragment = heading.map(|heading| format!("#{heading}")).unwrap_or_default();
                Some(Address::Inside(format!("{}{fragment}", Route::of(&key).encoded())))
            }
            Destination::Here(heading) => Some(Address::Outside(format!("#{heading}"))),
            Destination::Attachment(path) => path.in_content().map(|path| Address::Inside(Route::new(path).encoded())),
            Destination::Web(address) => Some(Address::Outside(address)),
        }
    }

    /// Returns the title of a page.
    pub fn title(&self, page: &Page) -> String {
        match page {
            Page::Text(key) | Page::Record(key) | Page::Moved(key) => self.handbook.title(key).to_owned(),
            Page::Section(folder) => self.sections.title(folder).to_owned(),
            Page::Index(kind) => kind.title().to_owned(),
            page => FIXED.iter().find(|(fixed, ..)| fixed == page).map_or("", |(_, _, title)| title).to_owned(),
        }
    }
}

/// An address in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// From the top of the site.
    Inside(String),
    /// As it is.
    Outside(String),
}
