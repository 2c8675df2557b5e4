//! Words as they are looked for: small, without accents, in the singular. The script of the search does the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer ones are no words.
const LONGEST: usize = 40;

/// Words that are in nearly every text; they are looked for in titles and headings only.
pub const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "if", "in", "is", "it", "its",
    "not", "of", "on", "or", "that", "the", "their", "them", "then", "there", "they", "this", "to", "was", "what",
    "when", "where", "which", "who", "will", "with", "you", "your",
];

/// Calls with every word of a text, as it is written.
pub fn each<'a>(text: &'a str, mut see: impl FnMut(&'a str)) {
    let mut start = None;
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let (belongs, width) = match byte.is_ascii() {
            true => (is_in_word(char::from(*byte)), 1),
            false => text[at..].chars().next().map_or((false, 1), |c| (is_in_word(c), c.len_utf8())),
        };
        if belongs {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            see(&text[start..at]);
        }
        at += width;
    }
    if let Some(start) = start {
        see(&text[start..]);
    }
}

fn is_in_word(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || c == '\'',
        false => c.is_alphanumeric() || c == '\u{2019}' || is_combining_mark(c),
    }
}

/// Returns the form in which a word is looked for; nothing for what is no word.
pub fn term(word: &str) -> Option<String> {
    let mut plain = String::with_capacity(word.len());
    if word.is_ascii() {
        plain.extend(word.chars().filter(|c| *c != '\'').map(|c| c.to_ascii_lowercase()));
    } else {
        word.nfd()
            .filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '\u{2019}'))
            .flat_map(char::to_lowercase)
            .for_each(|c| fold(c, &mut plain));
    }
    singular(&mut plain);
    (!plain.is_empty() && plain.len() <= LONGEST).then_some(plain)
}

/// Adds a small letter, or the plain letters that people type for it.
fn fold(c: char, plain: &mut String) {
    match c {
        'ß' => plain.push_str("ss"),
        'æ' => plain.push_str("ae"),
        'œ' => plain.push_str("oe"),
        'þ' => plain.push_str("th"),
        'ø' => plain.push('o'),
        'ł' => plain.push('l'),
        'đ' | 'ð' => plain.push('d'),
        'ı' => plain.push('i'),
        'ς' => plain.push('σ'),
        other => plain.push(other),
    }
}

/// Takes the ending of an English plural away.
fn singular(word: &mut String) {
    if word.len() < 4 || !word.ends_with('s') || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ["sses", "xes", "ches", "shes", "zes"].iter().any(|ending| word.ends_with(ending)) {
        word.truncate(word.len() - 2);
    } else if !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        word.truncate(word.len() - 1);
    }
}

/// Returns the first letters of a name's words, as people shorten it: `ill` for “Interlibrary loan”.
pub fn initials(name: &str) -> Vec<String> {
    let mut terms = Vec::new();
    each(name, |word| terms.extend(term(word)));
    terms.retain(|term| !STOP.contains(&&**term));
    if !(2..=5).contains(&terms.len()) {
        return Vec::new();
    }
    let first = |term: &String| term.chars().next();
    let mut all = vec![terms.iter().filter_map(first).collect::<String>()];
    // “Interlibrary” counts as two words.
    let split: String = terms
        .iter()
        .flat_map(|term| {
            let rest = term.strip_prefix("inter").filter(|rest| rest.len() > 4);
            [term.chars().next(), rest.and_then(|rest| rest.chars().next())]
        })
        .flatten()
        .collect();
    if all[0] != split {
        all.push(split);
    }
    all
}

/// Returns the words of a name that are written with a hyphen, in one: `ishare` for “I-Share”.
pub fn joined(name: &str) -> Vec<String> {
    let hyphened = name.split(|c: char| !is_in_word(c) && c != '-').filter(|word| word.contains('-'));
    hyphened.filter_map(|word| term(&word.replace('-', ""))).collect()
}
