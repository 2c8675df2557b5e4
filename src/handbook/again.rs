//! Linking again after an edit, at the cost of the edit: as long as the names that other files may use stay what they
//! were, only the edited files are looked at.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Backlink, Handbook, check};
use crate::diagnostic::Diagnostic;
use crate::parse::{Document, Parsed};
use crate::record::reference::Key;
use crate::source::SourcePath;

/// A file before and after it was edited.
#[derive(Clone, Copy)]
pub struct Edit<'a> {
    pub file: &'a SourcePath,
    pub before: &'a Parsed,
    pub after: &'a Parsed,
}

impl Handbook {
    /// Returns the handbook after some edits, and what is wrong with the edited files; nothing where a name came, went
    /// or is claimed by two files.
    ///
    /// The result is that of [`link`](super::link) over all files.
    pub fn again(&self, edits: &[Edit<'_>]) -> Option<(Self, Vec<Diagnostic>)> {
        if !edits.iter().all(|edit| edit.keeps_names() && self.holds_all_of(edit)) {
            return None;
        }
        let mut next = self.clone();
        let mut diagnostics = Vec::new();
        for edit in edits {
            diagnostics.extend(edit.after.diagnostics.iter().cloned());
            match &edit.after.document {
                Document::Data(data) => {
                    // Of two records of one id the first stands.
                    for entry in data.entries.iter().rev() {
                        next.entries.insert(entry.key.clone(), entry.clone());
                    }
                }
                Document::Page(page) => drop(next.pages.insert(page.key.clone(), page.clone())),
                Document::Settings(_) | Document::Other => {}
            }
        }
        let edited: BTreeSet<&Key> = edits.iter().flat_map(|edit| edit.after.document.keys()).collect();
        for edit in edits {
            let links = check::links_of(self, edit.before.document.keys(), &mut Vec::new());
            for target in links.keys() {
                if let Some(list) = next.back.get_mut(target) {
                    Arc::make_mut(list).retain(|link| !edited.contains(&link.from));
                }
            }
        }
        let entries = edited.iter().filter_map(|key| next.entry(key));
        let pages = edited.iter().filter_map(|key| next.page(key));
        check::audiences(&next.settings, entries, pages, &mut diagnostics);
        let links = check::links_of(&next, edited.iter().copied(), &mut diagnostics);
        for (target, more) in links {
            let list: &mut Vec<Backlink> = Arc::make_mut(next.back.entry(target).or_default());
            list.extend(more);
            list.sort();
            list.dedup();
        }
        next.back.retain(|_, list| !list.is_empty());
        Some((next, diagnostics))
    }

    /// Tells whether every name that a file claims is its own.
    fn holds_all_of(&self, edit: &Edit<'_>) -> bool {
        edit.after.document.keys().all(|key| self.place(key).is_some_and(|place| place.file == *edit.file))
    }
}

impl Edit<'_> {
    /// Tells whether other files may say of this one what they said before.
    fn keeps_names(&self) -> bool {
        let (before, after) = (self.before.document.names(), self.after.document.names());
        before.is_some() && before == after
    }
}
