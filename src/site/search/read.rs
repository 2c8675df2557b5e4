//! What was read of all that can be found: what lists of results show of each thing, and where each word stands.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::doc::{Doc, Docs, Found};
use super::index::{CLASSES, Index, Term};
use super::rice;
use crate::site::{Route, Site};

/// What was read.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// In the order of their units.
    pub shown: Vec<Arc<Shown>>,
    /// Sorted as a script sorts.
    pub words: Vec<Arc<Word>>,
}

/// No thing has more units; who says so is wrong.
const MOST: usize = 1 << 16;

/// What the list of results says of a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub units: u32,
    pub kind: String,
    /// As it stands in an address.
    pub route: String,
    /// Its title, its first line, then, where it has sections, two lines for each: its heading, with its id behind a tab where
    /// that does not follow from the heading, and its first line.
    pub rest: Vec<String>,
}

/// A word, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub word: String,
    /// Lists with spaces between, one for what the word is there (a digit, see [`CLASSES`]), then the units ([`rice`]).
    pub places: String,
    /// In how many units it stands.
    pub units: usize,
}

impl Read {
    /// Reads all that can be found.
    pub fn of(site: &Site) -> Self {
        Self::again(site, &Self::default(), &|_| false).expect("nothing was read before that could be wrong")
    }

    /// Reads all that can be found, but for what is what it was `before`, by its route. The result is that of [`Read::of`];
    /// nothing where what was read before cannot be.
    pub fn again(site: &Site, before: &Self, is_same: &(dyn Fn(&Route) -> bool + Sync)) -> Option<Self> {
        let docs = Docs::of(site);
        let mut known = BTreeMap::new();
        let mut end = 0;
        for thing in &before.shown {
            known.insert(&*thing.route, (end, thing));
            end += Some(thing.units as usize).filter(|units| (1..=MOST).contains(units))?;
        }
        let same = |found: &Found<'_>| {
            let route = found.route();
            is_same(&route).then(|| known.get(&*route.encoded()).copied()).flatten()
        };
        let mut fresh = Vec::new();
        let mut places = Vec::new();
        for found in docs.all() {
            places.push(same(&found));
            if places.last().is_some_and(Option::is_none) {
                fresh.push(found);
            }
        }
        let (read, index) = read(&docs, &fresh);
        let mut moved = Moved { before: vec![None; end], fresh: Vec::new() };
        let (mut read, mut shown, mut units) = (read.into_iter(), Vec::with_capacity(places.len()), 0);
        for place in places {
            let thing = match place {
                Some((start, thing)) => {
                    let to = (units..units + thing.units).map(Some);
                    moved.before[start..start + thing.units as usize]
                        .iter_mut()
                        .zip(to)
                        .for_each(|(old, new)| *old = new);
                    thing.clone()
                }
                None => {
                    let thing = read.next()?;
                    moved.fresh.extend(units..units + thing.units);
                    thing
                }
            };
            units += thing.units;
            shown.push(thing);
        }
        Some(Self { shown, words: words(&before.words, &index, &moved)? })
    }
}

/// Reads things, and returns what is shown of each, and their words; the units are numbered as if there were no others.
fn read(docs: &Docs<'_>, list: &[Found<'_>]) -> (Vec<Arc<Shown>>, Index) {
    let read = by_parts(list, 1, |part| {
        let mut index = Index::default();
        let docs = part.iter().map(|found| docs.read(found)).inspect(|doc| index.add(doc));
        let shown: Vec<_> = docs.map(|doc| Arc::new(Shown::new(&doc))).collect();
        (shown, index)
    });
    let (shown, indexes): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    let index = indexes.into_iter().reduce(Index::followed_by).unwrap_or_default();
    (shown.into_iter().flatten().collect(), index)
}

/// The numbers that units have now.
struct Moved {
    /// Of those that were there before; nothing where they are gone.
    before: Vec<Option<u32>>,
    /// Of those that were read now, ascending.
    fresh: Vec<u32>,
}

/// Returns all words that stand somewhere.
fn words(before: &[Arc<Word>], index: &Index, moved: &Moved) -> Option<Vec<Arc<Word>>> {
    let mut all: IndexMap<&str, (Option<&Arc<Word>>, Option<&Term>)> =
        before.iter().map(|word| (&*word.word, (Some(word), None))).collect();
    index.terms().for_each(|(word, term)| all.entry(word).or_default().1 = Some(term));
    // What was read before is in order already.
    all.sort_by(|one, _, other, _| one.encode_utf16().cmp(other.encode_utf16()));
    let all: Vec<_> = all.into_iter().collect();
    // Numbers come first in the alphabet, and each stands in few places: parts of one length are not the same work.
    let words = by_parts(&all, 8, |part| {
        let words = part.iter().map(|(word, (before, term))| Word::again(word, *before, *term, moved));
        words.collect::<Option<Vec<_>>>()
    });
    Some(words.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().flatten().collect())
}

impl Word {
    /// Returns a word with where it stands now, and nothing in it where that is nowhere.
    fn again(word: &str, before: Option<&Arc<Self>>, term: Option<&Term>, moved: &Moved) -> Option<Option<Arc<Self>>> {
        let mut classes: [Vec<u32>; CLASSES] = Default::default();
        let mut is_same = term.is_none();
        if let Some(before) = before {
            let mut last = None;
            for list in before.places.split(' ') {
                let (class, units) = list.split_at_checked(1)?;
                let class = class.parse::<usize>().ok().filter(|class| last < Some(*class))?;
                last = Some(class);
                let class = classes.get_mut(class)?;
                for unit in rice::read(units)? {
                    let now = *moved.before.get(unit as usize)?;
                    is_same &= now == Some(unit);
                    class.extend(now);
                }
            }
            if is_same {
                return Some(Some(before.clone()));
            }
        }
        for (class, unit) in term.iter().flat_map(|term| term.places()) {
            classes[class].push(*moved.fresh.get(unit as usize)?);
        }
        // Ascending rows, one behind the other.
        classes.iter_mut().for_each(|units| units.sort());
        let units = classes.iter().map(Vec::len).sum();
        let lists = classes.iter().enumerate().filter(|(_, units)| !units.is_empty());
        let lists: Vec<String> = lists.map(|(class, units)| format!("{class}{}", rice::written(units))).collect();
        Some((units > 0).then(|| Arc::new(Self { word: word.to_owned(), places: lists.join(" "), units })))
    }
}

impl Shown {
    fn new(doc: &Doc) -> Self {
        let mut rest = vec![doc.title.clone(), doc.sections[0].shown.clone()];
        let sections = doc.sections[1..].iter().map(|section| {
            let heading = section.heading.split_whitespace().collect::<Vec<_>>().join(" ");
            match section.id == plain_id(&section.heading) {
                true => format!("{heading}\n{}", section.shown),
                false => format!("{heading}\t{}\n{}", section.id, section.shown),
            }
        });
        let sections: Vec<String> = sections.collect();
        if !sections.is_empty() {
            rest.push(sections.join("\n"));
        }
        let units = u32::try_from(doc.sections.len()).expect("there are fewer sections than that");
        Self { units, kind: doc.kind.to_owned(), route: doc.route.encoded(), rest }
    }
}

/// Returns the id that the script takes a heading to have where none is given.
fn plain_id(heading: &str) -> String {
    let parts = heading.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// Works at the parts of a list, so many for each processor, and returns what comes of each, in order.
///
/// In threads of its own: a worker of the pool would meanwhile take up other work, and may come back here for a file.
pub fn by_parts<T: Sync, R: Send>(list: &[T], each: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<&[T]> = list.chunks(list.len().div_ceil(each * threads).max(1)).collect();
    let (parts, work) = (&parts, &work);
    let some = |first| move || parts.iter().skip(first).step_by(threads).map(|part| work(part)).collect::<Vec<R>>();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(some(first))).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Vec<R>>| {
            thread.join().unwrap_or_else(|panic| resume_unwind(panic)).into_iter()
        };
        let mut done: Vec<_> = running.into_iter().map(join).collect();
        (0..parts.len()).filter_map(|part| done[part % threads].next()).collect()
    })
}
