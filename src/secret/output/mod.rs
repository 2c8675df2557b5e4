//! What is about to be published: pages, attachments, whatever a browser gets. Its text is what a reader would see.

mod html;
mod office;

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Found, bare, mask, scan, token};

/// A secret in something that is about to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    pub rule: &'static str,
    /// What it is, with its article.
    pub what: &'static str,
    /// The words around it, every secret in them hidden.
    pub excerpt: String,
}

/// What the ending of an output's path says of it.
enum Sort {
    Markup,
    Text,
    Office,
    /// Only keys that nothing else looks like are looked for.
    Other,
}

/// The endings of texts.
const TEXTS: [&str; 23] = [
    "bat", "cfg", "cmd", "conf", "css", "csv", "env", "ics", "ini", "js", "json", "log", "md", "mjs", "ps1", "py",
    "rtf", "sh", "sql", "tsv", "txt", "yaml", "yml",
];

fn sort(path: &str) -> Sort {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    match name.rsplit_once('.').map_or("txt", |(_, ending)| ending) {
        "html" | "htm" | "xhtml" | "svg" | "xml" | "rss" | "atom" => Sort::Markup,
        "docx" | "xlsx" | "pptx" | "docm" | "xlsm" | "pptm" | "odt" | "ods" | "odp" => Sort::Office,
        ending if TEXTS.contains(&ending) => Sort::Text,
        _ => Sort::Other,
    }
}

/// Returns the secrets in an output, by its path on the site, but for those that a source was allowed to hold.
///
/// Pictures, PDF and other files that are no text are only searched for keys that nothing else looks like.
pub fn scan_output(path: &str, bytes: &[u8], allowed: &BTreeSet<String>) -> Vec<Leak> {
    let text = match sort(path) {
        Sort::Markup => Cow::Owned(html::text(&decoded(bytes))),
        Sort::Text => decoded(bytes),
        Sort::Office => match office::text(bytes) {
            Some(text) => Cow::Owned(text),
            None => return sure(bytes),
        },
        Sort::Other => return sure(bytes),
    };
    leaks(&text, &scan(&text), allowed)
}

fn sure(bytes: &[u8]) -> Vec<Leak> {
    let text = String::from_utf8_lossy(bytes);
    let mut found = Vec::new();
    token::unmistakable(&text, &mut found);
    found.sort_by_key(|found| found.range.start);
    leaks(&text, &found, &BTreeSet::new())
}

fn leaks(text: &str, found: &[Found], allowed: &BTreeSet<String>) -> Vec<Leak> {
    let is_allowed = |secret: &str| allowed.iter().any(|known| bare(known) == bare(secret));
    let left = found.iter().filter(|found| !is_allowed(&text[found.range.clone()]));
    let left: Vec<&Found> = left.collect();
    if left.is_empty() {
        return Vec::new();
    }
    let masked = mask(text, found);
    let leak = |found: &Found| Leak { rule: found.rule, what: found.what, excerpt: excerpt(&masked, found) };
    let mut leaks: Vec<Leak> = left.into_iter().map(leak).collect();
    // A page repeats its first words in its head.
    let mut seen = BTreeSet::new();
    leaks.retain(|leak| seen.insert((leak.rule, leak.excerpt.clone())));
    leaks
}

/// How much is shown before and behind a secret, in bytes, and of what hides it.
const AROUND: usize = 40;
const HIDDEN: usize = 80;

/// Returns the words around a secret on its line.
fn excerpt(masked: &str, found: &Found) -> String {
    let start = (found.range.start.saturating_sub(AROUND)..=found.range.start).find(|at| masked.is_char_boundary(*at));
    let line_end = masked[found.range.start..].find('\n').map_or(masked.len(), |end| found.range.start + end);
    let furthest = found.range.end.min(found.range.start + HIDDEN) + AROUND;
    let end = (found.range.start..=line_end.min(furthest)).rev().find(|at| masked.is_char_boundary(*at));
    let (start, end) = (start.unwrap_or(found.range.start), end.unwrap_or(line_end));
    let words = masked[start..end].rsplit_once('\n').map_or(&masked[start..end], |(_, line)| line);
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// Returns bytes as text, in the two encodings that programs save in.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let units = |turn: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| turn([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => Cow::Owned(units(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => Cow::Owned(units(u16::from_be_bytes)),
        // Nearly every file is sound, which is known sooner than where it is not.
        _ => std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed),
    };
    if !text.starts_with('\u{feff}') && !text.contains('\r') {
        return text;
    }
    Cow::Owned(text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n"))
}
