//! Sections: the folders of pages, the order of what is in them, and what comes before and after a page.

use std::collections::BTreeMap;

use crate::handbook::Handbook;
use crate::parse::Page;
use crate::record::Kind;
use crate::record::reference::Key;

/// A folder of pages.
#[derive(Clone, Debug)]
pub struct Section {
    pub title: String,
    pub summary: String,
    /// The pages in it but its own, in their order.
    pub pages: Vec<Key>,
    /// The folders in it, in their order.
    pub folders: Vec<String>,
    /// Its own page, where it has one.
    pub own: Option<Key>,
    order: u32,
    /// The same pages sorted by key, each with its place in that order.
    places: Vec<(Key, usize)>,
    /// Where the folder begins in reading order.
    start: usize,
}

/// Every folder below `procedures` and `guide`, by its path.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    sections: BTreeMap<String, Section>,
    /// The pages of all sections in reading order.
    reading: Vec<Key>,
}

/// What comes before and after a page in reading order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Neighbours<'a> {
    pub previous: Option<&'a Key>,
    pub next: Option<&'a Key>,
}

/// The two folders at the top, and what they are called where they have no page of their own.
const TOP: [(&str, &str); 2] = [("procedures", "Procedures"), ("guide", "Guide")];

impl Sections {
    pub fn of(handbook: &Handbook) -> Self {
        let mut sections = BTreeMap::new();
        for (folder, title) in TOP {
            sections.insert(folder.to_owned(), Section::new(title.to_owned()));
        }
        let pages: Vec<&Page> = handbook.pages().collect();
        let mut folders: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
        // The pages of one folder mostly follow each other.
        for pages in pages.chunk_by(|a, b| folder_of(&a.key) == folder_of(&b.key)) {
            folders.entry(folder_of(&pages[0].key)).or_default().extend(pages);
        }
        for (folder, pages) in folders {
            for (at, _) in folder.match_indices('/').chain([(folder.len(), "")]) {
                let name = folder[..at].rsplit('/').next().unwrap_or_default();
                sections.entry(folder[..at].to_owned()).or_insert_with(|| Section::new(in_words(name)));
            }
            sections.get_mut(folder).expect("the folder of every page was just added").take(&pages);
        }
        let ranks: BTreeMap<String, (u32, String)> =
            sections.iter().map(|(path, section)| (path.clone(), (section.order, section.title.clone()))).collect();
        for path in ranks.keys() {
            if let Some((parent, _)) = path.rsplit_once('/') {
                sections.get_mut(parent).expect("a folder's parent is a folder").folders.push(path.clone());
            }
        }
        sections.values_mut().for_each(|section| section.folders.sort_by_key(|path| &ranks[path]));
        let mut all = Self { sections, reading: Vec::with_capacity(pages.len()) };
        TOP.iter().for_each(|(folder, _)| all.read(folder));
        all
    }

    /// Adds a folder and all below it to the reading order; folders nest no deeper than a path is long.
    fn read(&mut self, folder: &str) {
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            let section = self.sections.get_mut(&folder).expect("a folder in a folder is a section");
            section.start = self.reading.len();
            self.reading.extend(section.own.iter().chain(&section.pages).cloned());
            waiting.extend(section.folders.iter().rev().cloned());
        }
    }

    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// Returns the pages of all sections in reading order.
    pub fn reading(&self) -> impl Iterator<Item = &Key> {
        self.reading.iter()
    }

    pub fn get(&self, folder: &str) -> Option<&Section> {
        self.sections.get(folder)
    }

    pub fn title(&self, folder: &str) -> &str {
        self.sections.get(folder).map_or("", |section| &section.title)
    }

    /// Returns the folders that a path lies in, outermost first, itself left out.
    pub fn ancestors<'a>(&self, path: &'a str) -> impl Iterator<Item = &'a str> {
        path.match_indices('/').map(|(at, _)| &path[..at])
    }

    /// Returns the place of a page among the pages of its folder; the folder's own page is none of them.
    pub fn place_in_folder(&self, key: &Key) -> Option<usize> {
        let section = self.get(folder_of(key))?;
        let found = section.places.binary_search_by(|(known, _)| known.cmp(key)).ok()?;
        Some(section.places[found].1)
    }

    /// Returns the place of a page in reading order.
    pub fn place(&self, key: &Key) -> Option<usize> {
        let section = self.get(folder_of(key))?;
        if section.own.as_ref() == Some(key) {
            return Some(section.start);
        }
        self.place_in_folder(key).map(|place| section.start + usize::from(section.own.is_some()) + place)
    }

    pub fn neighbours(&self, key: &Key) -> Neighbours<'_> {
        let Some(place) = self.place(key) else { return Neighbours::default() };
        Neighbours {
            previous: place.checked_sub(1).and_then(|at| self.reading.get(at)),
            next: self.reading.get(place + 1),
        }
    }
}

impl Section {
    fn new(title: String) -> Self {
        Self {
            title,
            summary: String::new(),
            pages: Vec::new(),
            folders: Vec::new(),
            own: None,
            order: u32::MAX,
            places: Vec::new(),
            start: 0,
        }
    }

    /// Takes the pages of the folder, which come sorted by key.
    fn take(&mut self, pages: &[&Page]) {
        let (own, mut pages): (Vec<&Page>, Vec<&Page>) = pages.iter().partition(|page| page.is_index());
        if let [page, ..] = own[..] {
            self.title = page.title().to_owned();
            self.summary = page.front.summary.as_ref().map(|text| text.value.clone()).unwrap_or_default();
            self.order = order(page);
            self.own = Some(page.key.clone());
        }
        pages.sort_by_cached_key(|page| (order(page), page.title().to_lowercase()));
        self.pages = pages.iter().map(|page| page.key.clone()).collect();
        self.places = self.pages.iter().cloned().enumerate().map(|(place, key)| (key, place)).collect();
        self.places.sort();
    }
}

/// Returns the folder a page lies in.
pub fn folder_of(key: &Key) -> &str {
    debug_assert_eq!(key.kind, Kind::Page);
    key.id.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn order(page: &Page) -> u32 {
    page.front.order.as_ref().map_or(u32::MAX, |order| order.0.value)
}

/// Returns the name of a folder as a title: `accounts-and-access` becomes `Accounts and access`.
fn in_words(name: &str) -> String {
    capital(&name.replace(['-', '_'], " "))
}

/// Returns words with a capital first letter.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
