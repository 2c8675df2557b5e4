//! The files of the search: scripts that hand their data to `handbookSearch`, since a page that was opened by double click
//! can load nothing else.
//!
//! - `words`: each word, then where it stands: lists with spaces between, one for what the word is there (a digit, see
//!   [`search::CLASSES`]), each written as [`rice`] says.
//! - `spelling`: the words alone, each with how common it is, for words that stand nowhere as they were typed.
//! - `shown`: what the list of results says of each thing: kind, how many letters of its route are those of the one before,
//!   the rest of the route, title, first line, then the sections, two lines each: its heading, with its id behind a tab
//!   where that does not follow from the heading, and its first line.
//! - `map`: the first word and the stamp of each file of words, where each thing's units start, and what is the same for all.
//!
//! Words are never cut into pieces, so that whoever looks through the output for one finds it.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexSet;
use serde_json::{Value, json};

use crate::digest::{self, Digest};
use crate::record::Kind;
use crate::site::Site;
use crate::site::search::{self, File, Plan, Shown, Word, rice};

/// Returns what stands in a file of the search.
pub fn file(site: &Site, file: File) -> String {
    site.search.files.get_or_init(|| files(site)).get(&file).cloned().unwrap_or_default()
}

/// Makes all files.
fn files(site: &Site) -> BTreeMap<File, String> {
    let plan = Plan::of(&site.handbook);
    let search::Read { shown, words } = site.search.read(site);
    let mut units = 0;
    let mut starts = Vec::new();
    for thing in shown {
        starts.push(units);
        units += thing.units;
    }
    let kinds: IndexSet<&str> = shown.iter().map(|shown| &*shown.kind).collect();
    let stretches = stretched(words, plan.words, |word| word.word.len() + word.places.len() + 7);
    // Nobody means another number than the one that was typed.
    let spelled: Vec<_> = words.iter().filter(|word| !word.word.contains(char::is_numeric)).cloned().collect();
    let spellings = stretched(&spelled, plan.spelling, |word| word.word.len() + 6);
    let starts = rice::written(&starts);
    // Where things start says which of them a place belongs to.
    let (places, stamps) = scripts("words", &stretches, Some(&starts), |words| list(words, |word| word.places.clone()));
    let (spelled, stamps_of_spelled) = scripts("spelling", &spellings, Some(""), |words| list(words, common));
    let mut rest = &shown[..];
    let stretches_of_things = search::stretches(shown.iter().map(|shown| shown.units as usize));
    let things: Vec<&[Arc<Shown>]> =
        stretches_of_things.into_iter().map(|count| rest.split_off(..count).unwrap_or_default()).collect();
    let (things, _) = scripts("shown", &things, None, |things| shown_list(things, &kinds));
    let map = json!({
        "units": units,
        "starts": starts,
        "perFile": search::UNITS_PER_FILE,
        "kinds": kinds.iter().collect::<Vec<_>>(),
        "groups": kinds.iter().map(|kind| group(kind)).collect::<Vec<_>>(),
        "stop": search::words::STOP,
        "words": firsts(&stretches),
        "spelling": firsts(&spellings),
        "stamps": { "words": stamps.join(" "), "spelling": stamps_of_spelled.join(" ") },
    })
    .to_string();
    let numbered = |file: fn(usize) -> File, scripts: Vec<String>| {
        scripts.into_iter().enumerate().map(move |(number, script)| (file(number), script))
    };
    let map = (File::Map, script("map", 0, &stamp(&[&map]), &map));
    let lists = numbered(File::Words, places).chain(numbered(File::Spelling, spelled));
    lists.chain(numbered(File::Shown, things)).chain([map]).collect()
}

/// Makes a script of each part, and returns them with their stamps, which count something beside them too; without it,
/// they are empty.
fn scripts<T: Sync>(
    what: &str,
    parts: &[T],
    beside: Option<&str>,
    list: impl Fn(&T) -> String + Sync,
) -> (Vec<String>, Vec<String>) {
    let numbered: Vec<(usize, &T)> = parts.iter().enumerate().collect();
    let made = search::by_parts(&numbered, 4, |some| {
        let made = some.iter().map(|(number, part)| {
            let list = list(part);
            let stamp = beside.map(|beside| stamp(&[&list, beside])).unwrap_or_default();
            (script(what, *number, &stamp, &list), stamp)
        });
        made.collect::<Vec<_>>()
    });
    made.into_iter().flatten().unzip()
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

/// Returns one letter for how many units hold a word, by twos.
fn common(word: &Word) -> String {
    word.units.max(1).ilog2().to_string()
}

/// Cuts the alphabet into stretches of about the same length, as many as are wanted; some may be empty.
///
/// Near each place where a cut belongs, it is made before the word with the least digest, so that another word or two leave
/// nearly all stretches as they are.
fn stretched(words: &[Arc<Word>], wanted: usize, length: impl Fn(&Word) -> usize) -> Vec<&[Arc<Word>]> {
    let mut total = 0;
    let grow = |word: &Arc<Word>| {
        total += length(word);
        total
    };
    let sums: Vec<usize> = words.iter().map(grow).collect();
    let at = |length: usize| sums.partition_point(|sum| *sum <= length);
    let slack = total / wanted / 8;
    let mut start = 0;
    let mut next = |number: usize| {
        let middle = total * number / wanted;
        let near = at(middle - slack)..at(middle + slack);
        let end = near.clone().min_by_key(|at| digest::hash(words[*at].word.as_bytes())).unwrap_or(near.end);
        &words[std::mem::replace(&mut start, end)..end]
    };
    let mut stretches: Vec<&[Arc<Word>]> = (1..wanted).map(&mut next).collect();
    stretches.push(&words[start..]);
    stretches
}

/// Returns the first word of each stretch; an empty one has that of the next.
fn firsts(stretches: &[&[Arc<Word>]]) -> Vec<String> {
    let mut next = "\u{ffff}".to_owned();
    let mut firsts: Vec<String> = Vec::new();
    for words in stretches.iter().rev() {
        next = words.first().map_or(next, |word| word.word.clone());
        firsts.push(next.clone());
    }
    firsts.reverse();
    firsts
}

/// Returns words as a list: each, and what is said of it.
fn list(words: &[Arc<Word>], of: impl Fn(&Word) -> String) -> String {
    let lines: Vec<String> = words.iter().map(|word| format!("{},{}", json(&word.word), json(&of(word)))).collect();
    format!("[{}]", lines.join(",\n"))
}

fn json(text: &str) -> String {
    serde_json::to_string(text).expect("text can be written")
}

/// Returns things as a list, a line each.
fn shown_list(things: &[Arc<Shown>], kinds: &IndexSet<&str>) -> String {
    let mut before = "";
    let mut lines = Vec::new();
    for thing in things {
        let pairs = before.bytes().zip(thing.route.bytes());
        let same = pairs.take_while(|(one, other)| one == other).count();
        let start = [json!(kinds.get_index_of(&*thing.kind)), json!(same), json!(thing.route[same..])];
        lines.push(Value::from_iter(start.into_iter().chain(thing.rest.iter().map(|text| json!(text)))).to_string());
        before = &thing.route;
    }
    format!("[{}]", lines.join(",\n"))
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
