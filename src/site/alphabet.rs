//! The index from A to Z: every page and every record but duties, by the words people look for.

use crate::handbook::Handbook;
use crate::parse::markdown::slug::slug;
use crate::record::Kind;
use crate::record::reference::Key;

/// A letter and what starts with it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// A capital letter, or `0–9`.
    pub letter: String,
    /// The words to look for, and what they lead to; a person stands under the last name.
    pub entries: Vec<(String, Key)>,
}

/// Returns the index, sorted as people sort: without regard to case and accents.
pub fn alphabet(handbook: &Handbook) -> Vec<Letter> {
    let pages = handbook.pages().map(|page| (page.title().to_owned(), page.key.clone()));
    let records = handbook.entries().filter(|entry| entry.key.kind != Kind::Duty).map(|entry| {
        let name = &entry.common.name.value;
        let words = match name.rsplit_once(' ') {
            Some((first, last)) if entry.key.kind == Kind::Person => format!("{last}, {first}"),
            _ => name.clone(),
        };
        (words, entry.key.clone())
    });
    let mut entries: Vec<(String, (String, Key))> =
        pages.chain(records).map(|(words, key)| (slug(&words), (words, key))).collect();
    entries.sort();
    let mut letters: Vec<Letter> = Vec::new();
    for (sorted, entry) in entries {
        let first = sorted.chars().next().filter(char::is_ascii_alphabetic);
        let letter = first.map_or_else(|| "0–9".to_owned(), |first| first.to_ascii_uppercase().to_string());
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.entries.push(entry),
            None => letters.push(Letter { letter, entries: vec![entry] }),
        }
    }
    letters
}
