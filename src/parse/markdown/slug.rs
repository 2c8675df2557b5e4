//! Ids from words: the same for a composed and a decomposed letter, unique within a page.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

/// The longest id, in bytes.
const LONGEST: usize = 80;

/// Returns words as an id: small letters, digits, single `-`; `section` where nothing is left.
pub fn slug(words: &str) -> String {
    let plain = match words.bytes().all(|byte| byte < 0x7f) {
        true => words.to_ascii_lowercase(),
        false => deunicode::deunicode(&words.nfc().collect::<String>()).to_lowercase(),
    };
    let mut id = String::with_capacity(plain.len().min(LONGEST));
    for part in plain.replace('\'', "").split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        if id.len() + part.len() + 1 > LONGEST {
            if id.is_empty() {
                id.push_str(&part[..LONGEST]);
            }
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(part);
    }
    if id.is_empty() { "section".to_owned() } else { id }
}

/// The ids given away on one page.
///
/// The page's own ids (footnotes, tick boxes, landmarks) have two `-` in a row, which no slug has.
#[derive(Default)]
pub struct Ids {
    taken: BTreeMap<String, usize>,
}

impl Ids {
    /// Gives away an id made from words: the second of a name gets `-2`, the third `-3`.
    pub fn give(&mut self, words: &str) -> String {
        let wanted = slug(words);
        let mut id = wanted.clone();
        while self.taken.contains_key(&id) {
            let count = self.taken.entry(wanted.clone()).or_insert(1);
            *count += 1;
            id = format!("{wanted}-{count}");
        }
        self.taken.insert(id.clone(), 1);
        id
    }

    /// Takes an id that was chosen by hand; false when it was given away before.
    pub fn take(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned(), 1).is_none()
    }
}
