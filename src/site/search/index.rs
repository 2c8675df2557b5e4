//! Every word with the units in which it stands.

use std::hash::{BuildHasherDefault, Hasher};

use indexmap::IndexMap;

use super::doc::Doc;
use super::words::{STOP, each, joined, term};

/// What a word can be in a unit, the most telling first: a word of a title of one, two, three or more words, another name,
/// a word of a heading, a word that comes again and again, a word.
pub const CLASSES: usize = 8;
const KNOWN_AS: u32 = 4;
const HEADING: u32 = 5;
const OFTEN: u32 = 6;
const ONCE: u32 = 7;

/// From this many times on a word counts as one that comes again and again.
const MANY: u32 = 3;

/// All words, and where they stand.
#[derive(Default)]
pub struct Index {
    /// Words as they are written, with the number of the form in which they are looked for.
    written: IndexMap<Box<str>, Option<u32>, BuildHasherDefault<Fnv>>,
    terms: IndexMap<String, Term, BuildHasherDefault<Fnv>>,
    /// How many units there are.
    units: u32,
    /// The terms of the unit that is being read.
    open: Vec<u32>,
}

/// Where a word stands.
#[derive(Default)]
pub struct Term {
    is_stop: bool,
    /// The units, ascending, each with what the word is there in the lowest bits.
    places: Vec<u32>,
    /// How often it came in the unit that is being read, and what it is there at best.
    count: u32,
    class: u32,
}

/// Hashes short words; no order comes from it.
#[derive(Default)]
pub struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        if self.0 == 0 {
            self.0 = 0xcbf2_9ce4_8422_2325;
        }
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Index {
    /// Adds all units of a thing.
    pub fn add(&mut self, doc: &Doc) {
        for (number, section) in doc.sections.iter().enumerate() {
            if number == 0 {
                let mut terms = Vec::new();
                each(&doc.title, |word| terms.extend(term(word)));
                let words = terms.iter().filter(|term| !STOP.contains(&&***term)).count().max(1);
                let length = u32::try_from(words.min(4)).expect("a small number") - 1;
                self.names(&doc.title, if doc.retired { KNOWN_AS } else { length });
                self.names(&doc.known_as, KNOWN_AS);
            }
            self.names(&section.heading, HEADING);
            joined(&section.heading).iter().for_each(|word| self.names(word, HEADING));
            self.text(&section.text);
            self.close();
        }
    }

    fn names(&mut self, text: &str, class: u32) {
        each(text, |word| {
            if let Some(number) = self.number(word) {
                self.see(number, class);
            }
        });
    }

    fn text(&mut self, text: &str) {
        each(text, |word| {
            if let Some(number) = self.number(word).filter(|number| !self.terms[*number as usize].is_stop) {
                self.see(number, ONCE);
            }
        });
    }

    fn see(&mut self, number: u32, class: u32) {
        let term = &mut self.terms[number as usize];
        if term.count == 0 {
            self.open.push(number);
            term.class = class;
        }
        term.count += 1;
        term.class = term.class.min(class);
    }

    /// Returns the number of the form in which a word is looked for.
    fn number(&mut self, word: &str) -> Option<u32> {
        if let Some(number) = self.written.get(word) {
            return *number;
        }
        let number = term(word).map(|term| {
            let is_stop = STOP.contains(&&*term);
            let entry = self.terms.entry(term);
            let at = entry.index();
            entry.or_insert_with(|| Term { is_stop, ..Term::default() });
            u32::try_from(at).expect("there are fewer words than that")
        });
        self.written.insert(word.into(), number);
        number
    }

    /// Ends a unit.
    fn close(&mut self) {
        for number in self.open.drain(..) {
            let term = &mut self.terms[number as usize];
            let class = if term.class == ONCE && term.count >= MANY { OFTEN } else { term.class };
            term.places.push((self.units << 3) | class);
            term.count = 0;
        }
        self.units += 1;
    }

    /// Adds what was read after this.
    pub fn followed_by(mut self, next: Self) -> Self {
        for (word, Term { is_stop, places, .. }) in next.terms {
            let term = self.terms.entry(word).or_insert_with(|| Term { is_stop, ..Term::default() });
            term.places.extend(places.iter().map(|place| place + (self.units << 3)));
        }
        self.units += next.units;
        self
    }

    /// Returns every word that stands somewhere, sorted as a script sorts.
    pub fn terms(&self) -> Vec<(&str, &Term)> {
        let there = self.terms.iter().filter(|(_, term)| !term.places.is_empty());
        let mut sorted: Vec<(&str, &Term)> = there.map(|(word, term)| (&**word, term)).collect();
        sorted.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
        sorted
    }
}

impl Term {
    /// Returns the units in which the word stands, by what it is there.
    pub fn by_class(&self) -> [Vec<u32>; CLASSES] {
        let mut classes: [Vec<u32>; CLASSES] = Default::default();
        self.places.iter().for_each(|place| classes[(place & 7) as usize].push(place >> 3));
        classes
    }
}
