//! The linked handbook: every record and page by its id, and every relation from both ends.
//!
//! [`link`] is the one step that sees all files together. Everything above reads the handbook and nothing below it.

mod again;
mod audience;
mod check;
mod compare;
mod follow;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::Diagnostic;
use crate::parse::{Document, Entry, Page, Parsed, Settings, settings};
use crate::record::audience::{Reach, Sight};
use crate::record::reference::{Key, Reference};
use crate::record::{Kind, Record};
use crate::source::SourcePath;
use crate::span::Span;

pub use again::Edit;
pub use audience::Step;
pub use compare::{COMPARED, Change, Difference, What, compare};
pub use follow::Destination;

/// All records and pages, linked both ways.
#[derive(Clone, Debug)]
pub struct Handbook {
    pub settings: Settings,
    /// What the audience sees that the handbook was cut for; nothing where it is whole.
    pub sight: Option<Sight>,
    /// Sorted. Every link asks for its target here: by its hash it is found at once, and in a tree of long paths that all
    /// begin alike only after dozens of comparisons.
    entries: IndexMap<Key, Arc<Entry>>,
    /// Sorted too.
    pages: IndexMap<Key, Arc<Page>>,
    /// Shared with the handbook of the next edit where nothing changed.
    back: BTreeMap<Key, Arc<Vec<Backlink>>>,
    attachments: BTreeSet<SourcePath>,
    /// Records that are there but could not be read.
    unread: BTreeSet<Key>,
    /// Kinds of which a file could not be read at all.
    unknown: BTreeSet<Kind>,
}

/// A relation, seen from the end that did not declare it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backlink {
    pub label: &'static str,
    pub from: Key,
}

/// The label of a link in running text, seen from its target.
pub const MENTIONED: &str = "Mentioned in";

/// Links everything that was parsed; `attachments` are the files that a page may link to.
pub fn link(
    parsed: &BTreeMap<SourcePath, Arc<Parsed>>,
    attachments: BTreeSet<SourcePath>,
) -> (Handbook, Vec<Diagnostic>) {
    let mut diagnostics: Vec<Diagnostic> = parsed.values().flat_map(|file| file.diagnostics.clone()).collect();
    let mut handbook = Handbook {
        settings: Settings::default(),
        sight: None,
        entries: IndexMap::new(),
        pages: IndexMap::new(),
        back: BTreeMap::new(),
        attachments,
        unread: BTreeSet::new(),
        unknown: BTreeSet::new(),
    };
    let mut has_settings = false;
    for file in parsed.values() {
        match &file.document {
            Document::Settings(settings) => {
                handbook.settings = (**settings).clone();
                has_settings = true;
            }
            Document::Data(data) => {
                handbook.unread.extend(data.unread.iter().cloned());
                handbook.unknown.extend(data.unknown);
                data.entries.iter().for_each(|entry| handbook.add_entry(entry, &mut diagnostics));
            }
            Document::Page(page) => handbook.add_page(page, &mut diagnostics),
            Document::Other => {}
        }
    }
    handbook.entries.sort_unstable_keys();
    handbook.pages.sort_unstable_keys();
    if !has_settings {
        diagnostics.push(settings::missing(&SourcePath::new("content/handbook.yaml")));
    }
    check::audiences_of_settings(&handbook.settings, &mut diagnostics);
    check::logo(&handbook, &mut diagnostics);
    check::audiences(&handbook.settings, handbook.entries(), handbook.pages(), &mut diagnostics);
    let keys = handbook.entries.keys().chain(handbook.pages.keys());
    let back = check::links_of(&handbook, keys, &mut diagnostics);
    handbook.back = back.into_iter().map(|(key, links)| (key, Arc::new(links))).collect();
    (handbook, diagnostics)
}

impl Handbook {
    fn add_entry(&mut self, entry: &Arc<Entry>, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(first) = self.entries.get(&entry.key) {
            let message = format!("there are two {} called `{}`", entry.key.kind.plural(), entry.key.id);
            // Two records of one file are reported where that file is read.
            if first.span.file != entry.span.file {
                diagnostics.push(
                    Diagnostic::new("duplicate-id", entry.span.clone(), message)
                        .hint("keep one of the two, or rename one; a copy that a synced folder made can be deleted")
                        .related(first.span.clone(), "first defined here"),
                );
            }
            return;
        }
        self.entries.insert(entry.key.clone(), entry.clone());
    }

    fn add_page(&mut self, page: &Arc<Page>, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(first) = self.pages.get(&page.key) {
            let message = format!("two files make the page `{}`", page.key.id);
            let fault = Diagnostic::new("same-address", page.span.clone(), message).hint("rename one of the two files");
            diagnostics.push(fault.related(first.span.clone(), "the other one"));
            return;
        }
        self.pages.insert(page.key.clone(), page.clone());
    }

    /// Returns every record, sorted by kind and id.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().map(|entry| &**entry)
    }

    /// Returns every record of a kind, sorted by id.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Entry> {
        let first = self.entries.partition_point(|key, _| key.kind < kind);
        let from_first = self.entries.get_range(first..).into_iter().flatten();
        from_first.map(|(_, entry)| &**entry).take_while(move |entry| entry.key.kind == kind)
    }

    /// Returns every record of a type with its entry, sorted by id.
    pub fn all<'a, T: Record + 'a>(&'a self) -> impl Iterator<Item = (&'a Entry, &'a T)> {
        self.of_kind(T::KIND).filter_map(|entry| T::of(&entry.record).map(|record| (entry, record)))
    }

    /// Returns one record of a type.
    pub fn get<T: Record>(&self, id: &str) -> Option<&T> {
        T::of(&self.entries.get(&Key::new(T::KIND, id))?.record)
    }

    pub fn entry(&self, key: &Key) -> Option<&Entry> {
        self.entries.get(key).map(|entry| &**entry)
    }

    /// Returns every page, sorted by path.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.values().map(|page| &**page)
    }

    pub fn page(&self, key: &Key) -> Option<&Page> {
        self.pages.get(key).map(|page| &**page)
    }

    pub fn attachments(&self) -> impl Iterator<Item = &SourcePath> {
        self.attachments.iter()
    }

    /// Returns what a reference means; a folder's path means the folder's own page.
    pub fn resolve(&self, reference: &Reference) -> Option<Key> {
        reference.keys().find_map(|key| {
            if key.kind != Kind::Page {
                return self.entries.contains_key(&key).then_some(key);
            }
            let index = || Key::new(Kind::Page, &format!("{}/index", key.id));
            if self.pages.contains_key(&key) {
                Some(key)
            } else {
                Some(index()).filter(|key| self.pages.contains_key(key))
            }
        })
    }

    /// Returns the record of a type that a reference means.
    pub fn record<T: Record>(&self, reference: &Reference) -> Option<(&Entry, &T)> {
        let entry = self.entries.get(&self.resolve(reference)?)?;
        T::of(&entry.record).map(|record| (&**entry, record))
    }

    /// Tells whether a reference is reported already: what it leads to could not be read, or it is of a wrong kind.
    fn is_reported(&self, reference: &Reference) -> bool {
        reference.kinds.is_empty()
            || reference.keys().any(|key| self.unknown.contains(&key.kind) || self.unread.contains(&key))
    }

    /// Tells whether records of a kind are there that could not be read.
    pub fn has_unread(&self, kind: Kind) -> bool {
        self.unknown.contains(&kind) || self.unread.iter().any(|key| key.kind == kind)
    }

    /// Tells whether a reference leads nowhere and yet was meant to lead somewhere: nothing should be concluded from it.
    pub fn is_uncertain(&self, reference: &Reference) -> bool {
        self.resolve(reference).is_none() && (self.is_reported(reference) || check::nearest(self, reference).is_some())
    }

    /// Tells whether every record of a kind that is written down could be read.
    pub fn has_read_all(&self, kind: Kind) -> bool {
        !self.unknown.contains(&kind) && self.unread.iter().all(|key| key.kind != kind)
    }

    /// Tells whether its audience sees a field of a kind of record.
    pub fn shows(&self, kind: Kind, key: &str) -> bool {
        let reach = kind.fields().iter().find(|field| field.key == key).map_or(Reach::Liaison, |field| field.reach);
        self.sees(kind.reach().max(reach))
    }

    /// Tells whether its audience sees all there is.
    pub fn is_whole(&self) -> bool {
        self.sight.as_ref().is_none_or(Sight::is_narrowest)
    }

    /// Tells whether its audience sees things of a reach.
    pub fn sees(&self, reach: Reach) -> bool {
        self.sight.as_ref().is_none_or(|sight| sight.sees(reach))
    }

    /// Returns what refers to a record or a page, sorted by label.
    pub fn backlinks(&self, key: &Key) -> &[Backlink] {
        self.back.get(key).map_or(&[], |links| links)
    }

    /// Returns everything that is referred to, with what does so.
    pub fn links_back(&self) -> impl Iterator<Item = (&Key, &[Backlink])> {
        self.back.iter().map(|(key, links)| (key, &links[..]))
    }

    /// Returns every page with what refers to it, sorted by path.
    pub fn pages_with_backlinks(&self) -> impl Iterator<Item = (&Page, &[Backlink])> {
        let mut back = self.back.range(Key::new(Kind::Page, "")..).peekable();
        self.pages.iter().map(move |(key, page)| {
            while back.next_if(|(other, _)| *other < key).is_some() {}
            let links = back.next_if(|(other, _)| *other == key).map_or(&[][..], |(_, links)| links);
            (&**page, links)
        })
    }

    /// Returns the title that a reader knows a record or a page by.
    pub fn title<'a>(&'a self, key: &'a Key) -> &'a str {
        match key.kind {
            Kind::Page => self.page(key).map_or(&*key.id, Page::title),
            _ => self.entry(key).map_or(&*key.id, |entry| &entry.common.name),
        }
    }

    /// Returns the place where a record or a page says who it is.
    pub fn place(&self, key: &Key) -> Option<&Span> {
        match key.kind {
            Kind::Page => self.page(key).map(|page| &page.span),
            _ => self.entry(key).map(|entry| &entry.span),
        }
    }
}
