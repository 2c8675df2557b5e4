//! What a search looks through: every record, every page that is always there, and every text by its sections.
//!
//! 1. [`Docs`] lists what can be found, in the order of its numbers; a section is a unit, and so is a record.
//! 2. [`words`] cuts a text into words and brings each into the form in which it is looked for.
//! 3. The index notes for every word in which units it stands, and how much it says there.
//! 4. [`Read`] is what comes of it, from scratch or with what was read before.
//!
//! How many files hold that is known without making it ([`Plan`]), so that nothing is made before somebody searches.

mod doc;
mod facts;
mod index;
mod read;
pub mod rice;
mod text;
pub mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::{Route, Site};
use crate::handbook::Handbook;

pub use doc::{Doc, Docs, Section};
pub use index::CLASSES;
pub use read::{Read, Shown, Word, by_parts};

/// A file of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum File {
    /// Which file holds what.
    Map,
    /// A stretch of the alphabet, with the units that hold each word.
    Words(usize),
    /// A stretch of the alphabet, its words alone.
    Spelling(usize),
    /// What the list of results shows of a stretch of units.
    Shown(usize),
}

/// What the search of a site looks through, made once when somebody first asks for it.
#[derive(Clone, Debug, Default)]
pub struct Search {
    read: Arc<OnceLock<Read>>,
    /// The files with what stands in each.
    pub files: Arc<OnceLock<BTreeMap<File, String>>>,
}

impl Search {
    /// Returns what was read of a site, whose search this is.
    pub fn read(&self, site: &Site) -> &Read {
        self.read.get_or_init(|| Read::of(site))
    }

    /// Reads a site, whose search this is, with what was read `before`, see [`Read::again`]; tells whether that was of use.
    pub fn read_again(&self, site: &Site, before: &Read, is_same: &(dyn Fn(&Route) -> bool + Sync)) -> bool {
        let again = Read::again(site, before, is_same);
        let of_use = again.is_some();
        self.read.get_or_init(|| again.unwrap_or_else(|| Read::of(site)));
        of_use
    }
}

/// About so many bytes of HTML make one file of words, which is then of about 8 KB.
const HTML_PER_FILE: usize = 120_000;
/// So many stretches of words share one file of mere words.
const WORDS_PER_SPELLING: usize = 16;
/// A file of what is shown holds whole pages and records until it has as many units.
pub const UNITS_PER_FILE: usize = 40;

/// How many files the search of a handbook has of each sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub words: usize,
    pub spelling: usize,
    pub shown: usize,
}

impl Plan {
    pub fn of(handbook: &Handbook) -> Self {
        let html: usize = handbook.pages().map(|page| page.body.len()).sum();
        let words = 1 + html / HTML_PER_FILE;
        let shown = stretches(doc::units(handbook)).len();
        Self { words, spelling: words.div_ceil(WORDS_PER_SPELLING), shown }
    }

    /// Returns every file with its route.
    pub fn files(self) -> impl Iterator<Item = (Route, File)> {
        let words = (0..self.words).map(File::Words);
        let spelling = (0..self.spelling).map(File::Spelling);
        let shown = (0..self.shown).map(File::Shown);
        [File::Map].into_iter().chain(words).chain(spelling).chain(shown).map(|file| (file.route(), file))
    }
}

impl File {
    fn route(self) -> Route {
        match self {
            Self::Map => Route::new("search/map.js"),
            Self::Words(number) => Route::new(format!("search/words-{number}.js")),
            Self::Spelling(number) => Route::new(format!("search/spelling-{number}.js")),
            Self::Shown(number) => Route::new(format!("search/shown-{number}.js")),
        }
    }
}

/// Returns how many things stand in each file of what is shown, given how many units each thing has.
pub fn stretches(units: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut stretches = Vec::new();
    let (mut things, mut held) = (0, 0);
    for units in units {
        (things, held) = (things + 1, held + units);
        if held >= UNITS_PER_FILE {
            stretches.push(things);
            (things, held) = (0, 0);
        }
    }
    if things > 0 {
        stretches.push(things);
    }
    stretches
}
