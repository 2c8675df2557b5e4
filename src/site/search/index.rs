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
    /// Short words as they are written, with the number of the form in which they are looked for.
    short: IndexMap<u128, Option<u32>, BuildHasherDefault<Fnv>>,
    terms: IndexMap<String, Term, BuildHasherDefault<Fnv>>,
    /// What each term is in the unit that is being read.
    here: Vec<Here>,
    /// How many units there are.
    units: u32,
    /// The terms of the unit that is being read.
    open: Vec<u32>,
}

/// Where a word stands.
#[derive(Default)]
pub struct Term {
    /// The units, ascending, each with what the word is there in the lowest bits.
    places: Vec<u32>,
}

/// What a term is in the unit that is being read.
#[derive(Clone, Copy)]
struct Here {
    is_stop: bool,
    /// How often it came, and what it is at best.
    count: u32,
    class: u32,
}

/// Hashes short words; no order comes from it.
#[derive(Default)]
struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        if self.0 == 0 {
            self.0 = 0xcbf2_9ce4_8422_2325;
        }
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Folds the product of both halves, which takes one step where single bytes take sixteen.
    fn write_u128(&mut self, number: u128) {
        let [low, high] = [number, number >> 64].map(|half| u128::from(half as u64));
        let product = (low ^ 0x9e37_79b9_7f4a_7c15) * (high ^ 0xcbf2_9ce4_8422_2325);
        self.0 ^= (product >> 64) as u64 ^ product as u64;
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
            if let Some(number) = self.number(word).filter(|number| !self.here[*number as usize].is_stop) {
                self.see(number, ONCE);
            }
        });
    }

    fn see(&mut self, number: u32, class: u32) {
        let here = &mut self.here[number as usize];
        if here.count == 0 {
            self.open.push(number);
            here.class = class;
        }
        here.count += 1;
        here.class = here.class.min(class);
    }

    /// Returns the number of the form in which a word is looked for.
    fn number(&mut self, word: &str) -> Option<u32> {
        let Some(packed) = packed(word) else { return self.number_of_term(word) };
        if let Some(number) = self.short.get(&packed) {
            return *number;
        }
        let number = self.number_of_term(word);
        self.short.insert(packed, number);
        number
    }

    fn number_of_term(&mut self, word: &str) -> Option<u32> {
        let term = term(word)?;
        let is_stop = STOP.contains(&&*term);
        let entry = self.terms.entry(term);
        let at = entry.index();
        entry.or_default();
        if at == self.here.len() {
            self.here.push(Here { is_stop, count: 0, class: ONCE });
        }
        Some(u32::try_from(at).expect("there are fewer words than that"))
    }

    /// Ends a unit.
    fn close(&mut self) {
        for number in self.open.drain(..) {
            let here = &mut self.here[number as usize];
            let class = if here.class == ONCE && here.count >= MANY { OFTEN } else { here.class };
            self.terms[number as usize].places.push((self.units << 3) | class);
            here.count = 0;
        }
        self.units += 1;
    }

    /// Adds what was read after this. Nothing can be read into the result: what is said of open units ends here.
    pub fn followed_by(mut self, next: Self) -> Self {
        for (word, Term { places }) in next.terms {
            let term = self.terms.entry(word).or_default();
            term.places.extend(places.iter().map(|place| place + (self.units << 3)));
        }
        self.units += next.units;
        self
    }

    /// Returns every word that stands somewhere.
    pub fn terms(&self) -> impl Iterator<Item = (&str, &Term)> {
        self.terms.iter().filter(|(_, term)| !term.places.is_empty()).map(|(word, term)| (&**word, term))
    }
}

impl Term {
    /// Returns what the word is in each unit in which it stands, the units ascending.
    pub fn places(&self) -> impl Iterator<Item = (usize, u32)> {
        self.places.iter().map(|place| ((place & 7) as usize, place >> 3))
    }
}

/// Returns a word of at most 16 bytes as a number of its own; no word holds a zero.
///
/// Where the first and the last bytes overlap, both say the same.
fn packed(word: &str) -> Option<u128> {
    let bytes = word.as_bytes();
    let both = |first: u64, last: u64, from: usize| Some(u128::from(first) | (u128::from(last) << (8 * from)));
    if bytes.len() > 16 {
        return None;
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return both(u64::from_le_bytes(*first), u64::from_le_bytes(*last), bytes.len() - 8);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return both(u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into(), bytes.len() - 4);
    }
    Some(bytes.iter().rev().fold(0, |number, byte| (number << 8) | u128::from(*byte)))
}
