//! The files of the search: scripts that hand their data to `handbookSearch`, since a page that was opened by double click
//! can load nothing else.
//!
//! - `words`: each word, then where it stands: lists with spaces between, one for what the word is there (a digit, see
//!   [`search::CLASSES`]). A list is a Golomb-Rice code of the distances between units, six bits to a letter, after a letter
//!   that says how many low bits each distance has.
//! - `spelling`: the words alone, each with how common it is, for words that stand nowhere as they were typed.
//! - `shown`: what the list of results says of each thing: kind, how many letters of its route are those of the one before,
//!   the rest of the route, title, first line, then the sections, two lines each: its heading, with its id behind a tab
//!   where that does not follow from the heading, and its first line.
//! - `map`: the first word and the stamp of each file of words, where each thing's units start, and what is the same for all.
//!
//! Words are never cut into pieces, so that whoever looks through the output for one finds it.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::panic::resume_unwind;

use indexmap::IndexSet;
use serde_json::{Value, json};

use crate::digest::{self, Digest};
use crate::record::Kind;
use crate::site::Site;
use crate::site::search::{self, Doc, File, Plan, Term};

/// Six bits each. Without a hyphen, an underline and an I, no run of them begins as keys do: `sk-`, `ghp_`, `AKIA`.
const LETTERS: &[u8; 64] = b"ABCDEFGHJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*~";

/// Returns what stands in a file of the search.
pub fn file(site: &Site, file: File) -> String {
    site.search.get_or_init(|| files(site)).get(&file).cloned().unwrap_or_default()
}

/// Makes all files.
fn files(site: &Site) -> BTreeMap<File, String> {
    let plan = Plan::of(&site.handbook);
    let docs = search::Docs::of(site);
    let read = by_parts(&docs.all(), 1, |part| {
        let mut index = search::Index::default();
        let docs = part.iter().map(|found| docs.read(found)).inspect(|doc| index.add(doc));
        let shown: Vec<Shown> = docs.map(|doc| Shown::new(&doc)).collect();
        (shown, index)
    });
    let (shown, indexes): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    let shown: Vec<Shown> = shown.into_iter().flatten().collect();
    let index = indexes.into_iter().reduce(search::Index::followed_by).unwrap_or_default();
    let mut units = 0;
    let mut starts = Vec::new();
    for thing in &shown {
        starts.push(units);
        units += thing.units;
    }
    let kinds: IndexSet<&str> = shown.iter().map(|shown| shown.kind).collect();
    let make = |part: &[(&str, &Term)]| part.iter().map(|(word, term)| Word::new(word, term)).collect::<Vec<_>>();
    // Numbers come first in the alphabet, and each stands in few places: parts of one length are not the same work.
    let words: Vec<Word> = by_parts(&index.terms(), 8, make).into_iter().flatten().collect();
    let stretches = stretched(&words, plan.words, Word::length);
    // Nobody means another number than the one that was typed.
    let spelled: Vec<&Word> = words.iter().filter(|word| !word.word.contains(char::is_numeric)).collect();
    let spellings = stretched(&spelled, plan.spelling, |word| word.word.len() + 6);
    let starts = rice(&starts);
    let mut files = BTreeMap::new();
    let mut put = |what, file: fn(usize) -> File, lists: Vec<String>, beside: &str| {
        let stamped = lists.iter().enumerate().map(|(number, list)| {
            let stamp = stamp(&[list, beside]);
            files.insert(file(number), script(what, number, &stamp, list));
            stamp
        });
        stamped.collect::<Vec<_>>().join(" ")
    };
    let places = stretches.iter().map(|words| list(words, |word| &word.places)).collect();
    let common = spellings.iter().map(|words| list(words, |word| &word.common)).collect();
    // Where things start says which of them a place belongs to.
    let stamps = json!({ "words": put("words", File::Words, places, &starts), "spelling": put("spelling", File::Spelling, common, "") });
    let mut rest = &shown[..];
    for (number, things) in search::stretches(shown.iter().map(|shown| shown.units as usize)).into_iter().enumerate() {
        let (these, others) = rest.split_at(things);
        files.insert(File::Shown(number), script("shown", number, "", &shown_list(these, &kinds)));
        rest = others;
    }
    let map = json!({
        "units": units,
        "starts": starts,
        "perFile": search::UNITS_PER_FILE,
        "kinds": kinds.iter().collect::<Vec<_>>(),
        "groups": kinds.iter().map(|kind| group(kind)).collect::<Vec<_>>(),
        "stop": search::words::STOP,
        "words": firsts(&stretches),
        "spelling": firsts(&spellings),
        "stamps": stamps,
    })
    .to_string();
    files.insert(File::Map, script("map", 0, &stamp(&[&map]), &map));
    files
}

/// Works at the parts of a list, so many for each processor, and returns what comes of each, in order.
///
/// In threads of its own: a worker of the pool would meanwhile take up other work, and may come back here for a file.
fn by_parts<T: Sync, R: Send>(list: &[T], each: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
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

/// Returns the heading above results of a kind.
fn group(kind: &str) -> &'static str {
    match (kind, Kind::by_singular(kind)) {
        ("procedure", _) => "Procedures",
        ("guide", _) => "Guide",
        ("section", _) => "Sections",
        (_, Some(kind)) => kind.title(),
        (_, None) => "Pages",
    }
}

/// A word, ready to be written.
struct Word {
    word: String,
    places: String,
    /// One letter for how many units hold it, by twos.
    common: String,
}

impl Word {
    fn new(word: &str, term: &Term) -> Self {
        let classes = term.by_class();
        let lists = classes.iter().enumerate().filter(|(_, units)| !units.is_empty());
        let places: Vec<String> = lists.map(|(class, units)| format!("{class}{}", rice(units))).collect();
        let units: usize = classes.iter().map(Vec::len).sum();
        Self { word: word.to_owned(), places: places.join(" "), common: units.max(1).ilog2().to_string() }
    }

    fn length(&self) -> usize {
        self.word.len() + self.places.len() + 7
    }
}

/// Cuts the alphabet into stretches of about the same length, as many as are wanted; some may be empty.
///
/// Near each place where a cut belongs, it is made before the word with the least digest, so that another word or two leave
/// nearly all stretches as they are.
fn stretched<W: Borrow<Word>>(words: &[W], wanted: usize, length: impl Fn(&Word) -> usize) -> Vec<&[W]> {
    let mut total = 0;
    let grow = |word: &W| {
        total += length(word.borrow());
        total
    };
    let sums: Vec<usize> = words.iter().map(grow).collect();
    let at = |length: usize| sums.partition_point(|sum| *sum <= length);
    let slack = total / wanted / 8;
    let mut start = 0;
    let mut next = |number: usize| {
        let middle = total * number / wanted;
        let near = at(middle - slack)..at(middle + slack);
        let end = near.clone().min_by_key(|at| digest::hash(words[*at].borrow().word.as_bytes())).unwrap_or(near.end);
        &words[std::mem::replace(&mut start, end)..end]
    };
    let mut stretches: Vec<&[W]> = (1..wanted).map(&mut next).collect();
    stretches.push(&words[start..]);
    stretches
}

/// Returns the first word of each stretch; an empty one has that of the next.
fn firsts<W: Borrow<Word>>(stretches: &[&[W]]) -> Vec<String> {
    let mut next = "\u{ffff}".to_owned();
    let mut firsts: Vec<String> = Vec::new();
    for words in stretches.iter().rev() {
        next = words.first().map_or(next, |word| word.borrow().word.clone());
        firsts.push(next.clone());
    }
    firsts.reverse();
    firsts
}

/// Returns words as a list: each, and what is said of it.
fn list<W: Borrow<Word>>(words: &[W], of: impl Fn(&Word) -> &String) -> String {
    let words = words.iter().map(Borrow::borrow);
    let lines: Vec<String> = words.map(|word| format!("{},{}", json!(word.word), json!(of(word)))).collect();
    format!("[{}]", lines.join(",\n"))
}

/// What the list of results says of a thing.
struct Shown {
    units: u32,
    kind: &'static str,
    route: String,
    rest: Vec<Value>,
}

impl Shown {
    fn new(doc: &Doc) -> Self {
        let mut rest = vec![json!(doc.title), json!(doc.sections[0].shown)];
        let sections = doc.sections[1..].iter().map(|section| {
            let heading = section.heading.split_whitespace().collect::<Vec<_>>().join(" ");
            match section.id == plain_id(&section.heading) {
                true => format!("{heading}\n{}", section.shown),
                false => format!("{heading}\t{}\n{}", section.id, section.shown),
            }
        });
        let sections: Vec<String> = sections.collect();
        if !sections.is_empty() {
            rest.push(json!(sections.join("\n")));
        }
        let units = u32::try_from(doc.sections.len()).expect("there are fewer sections than that");
        Self { units, kind: doc.kind, route: doc.route.encoded(), rest }
    }
}

/// Returns things as a list, a line each.
fn shown_list(things: &[Shown], kinds: &IndexSet<&str>) -> String {
    let mut before = "";
    let mut lines = Vec::new();
    for thing in things {
        let pairs = before.bytes().zip(thing.route.bytes());
        let same = pairs.take_while(|(one, other)| one == other).count();
        let line =
            [vec![json!(kinds.get_index_of(thing.kind)), json!(same), json!(thing.route[same..])], thing.rest.clone()]
                .concat();
        lines.push(Value::from(line).to_string());
        before = &thing.route;
    }
    format!("[{}]", lines.join(",\n"))
}

/// Returns the id that the script takes a heading to have where none is given.
fn plain_id(heading: &str) -> String {
    let parts = heading.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// Returns ascending numbers as a list of their distances.
fn rice(numbers: &[u32]) -> String {
    let mean = numbers.last().map_or(0, |last| *last as usize + 1) / numbers.len().max(1);
    // The best number of low bits for distances that are spread at random is that of 0.69 times their mean.
    let low = (mean * 69 / 100).checked_ilog2().unwrap_or(0);
    let mut bits = Bits::default();
    let mut before = None;
    for number in numbers {
        let distance = before.map_or(*number, |before| number - before - 1);
        (0..distance >> low).for_each(|_| bits.push(0, 1));
        bits.push((distance & ((1 << low) - 1)) | (1 << low), low + 1);
        before = Some(*number);
    }
    if bits.count > 0 {
        bits.push(0, 6 - bits.count);
    }
    format!("{}{}", char::from(LETTERS[low as usize]), bits.text)
}

/// Bits, six to a letter; a list ends where nothing but zeros is left.
#[derive(Default)]
struct Bits {
    text: String,
    /// The last bits, of which so many are in no letter yet.
    open: u64,
    count: u32,
}

impl Bits {
    /// Adds so many bits, at most 32.
    fn push(&mut self, bits: u32, width: u32) {
        self.open = (self.open << width) | u64::from(bits);
        self.count += width;
        while self.count >= 6 {
            self.count -= 6;
            self.text.push(char::from(LETTERS[(self.open >> self.count) as usize % LETTERS.len()]));
        }
    }
}

/// Returns what tells one state of a file from another, so that a browser does not mix an old one with a new map.
fn stamp(parts: &[&str]) -> String {
    let mut digest = Digest::default();
    parts.iter().for_each(|part| digest.put(part));
    digest.hex()[..6].to_owned()
}

fn script(what: &str, number: usize, stamp: &str, data: &str) -> String {
    format!("handbookSearch(\"{what}\",{number},\"{stamp}\",{data});\n")
}
