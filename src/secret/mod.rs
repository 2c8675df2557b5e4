//! Secrets in texts: passwords, codes, keys and tokens that somebody wrote down where others read.
//!
//! 1. One pass over the text looks for words and beginnings that go with a secret; where there are none, it is left at a look
//!    at each stroke, which may stand between a name and a password.
//! 2. `token` knows keys by their shape, `prose` finds what a sentence gives away, `login` a name with its password, `table`
//!    what stands in a column headed "Password", and `value` tells a password from a placeholder and from an ordinary word.
//! 3. `exception` reads what a person allowed, until when and why; [`report`] turns the rest into diagnostics.
//! 4. [`mask`] hides them from whatever shows the text, [`Known`] from whatever is said of it.
//! 5. [`output`] looks through what is about to be published.

mod exception;
mod known;
mod login;
mod markup;
pub mod output;
mod prose;
mod read;
mod table;
mod token;
mod value;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::bytes::{Regex, RegexSet};

use crate::diagnostic::Diagnostic;
use crate::schedule::long;
use crate::source::SourcePath;
use crate::span::Span;

pub use exception::Exception;
pub use known::Known;
use known::SHORT;
pub use output::{Leak, scan_output};

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub rule: &'static str,
    /// What it is, with its article: "a password".
    pub what: &'static str,
    /// Where the secret itself stands, without the words around it.
    pub range: Range<usize>,
}

/// The secrets of a text, and what was allowed in it.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    pub found: Vec<Found>,
    pub exceptions: Vec<Exception>,
}

impl Secrets {
    /// Tells whether there is none, and none was allowed.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.exceptions.is_empty()
    }
}

/// The rules that say that a secret stands somewhere. No setting turns them off; an exception allows one place.
pub const RULES: [&str; 5] = ["access-token", "api-key", "password-in-address", "password-in-text", "private-key"];

/// What a text must have for each of the searches to be worth its while. Of ASCII alone, it is read a byte a step.
const HINTED: [&str; 3] = [token::HINTS, prose::WORD_HINTS, prose::DEVICE_HINTS];

/// What it must have for any of them, which is known sooner. Compiled once; it never changes.
static ANY: LazyLock<Regex> = LazyLock::new(|| {
    let all = HINTED.map(|hints| format!("(?:{hints})")).join("|");
    Regex::new(&format!("(?-u){all}")).expect("the pattern is sound")
});

static HINTS: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(HINTED.map(|hints| format!("(?-u)(?:{hints})"))).expect("the patterns are sound"));

/// A search for secrets of a sort.
type Search = fn(&str, &mut Vec<Found>);

/// Returns every secret in a text, in order; none lies over another.
pub fn scan(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let searches: [Search; 3] = [token::scan, prose::words, prose::devices];
    if ANY.is_match(text.as_bytes()) {
        HINTS.matches(text.as_bytes()).iter().for_each(|hint| searches[hint](text, &mut found));
    }
    login::scan(text, &mut found);
    found.sort_by_key(|found| (found.range.start, Reverse(found.range.end)));
    let mut end = 0;
    found.retain(|found| {
        let apart = found.range.start >= end;
        end = end.max(found.range.end);
        apart
    });
    found
}

/// Returns the secrets of a source, and what is allowed in it.
pub fn read(text: &str) -> Secrets {
    Secrets { found: scan(text), exceptions: exception::read(text) }
}

/// Returns what is wrong with a source: the secrets that nobody allowed for this day, and exceptions that do not count.
pub fn report(file: &SourcePath, text: &str, secrets: &Secrets, day: Date) -> Vec<Diagnostic> {
    let unclear = secrets.exceptions.iter().filter_map(|exception| exception.fault(file));
    let exception = |found: &Found| secrets.exceptions.iter().find(|exception| exception.covers(found, text));
    let leaks = secrets.found.iter().filter_map(|found| {
        let until = exception(found).map(|exception| exception.until.expect("an exception that counts has a day"));
        if until.is_some_and(|until| day <= until) {
            return None;
        }
        let ended = until.map(|until| format!("; its exception ended on {}", long(until))).unwrap_or_default();
        let shown = shown(&text[found.range.clone()]);
        let end = text[found.range.clone()].find('\n').map_or(found.range.end, |line| found.range.start + line);
        let place = Span::new(file, found.range.start, end);
        let message = format!("{} stands here: `{shown}`{ended}", found.what);
        Some(match file.in_content() {
            Some("handbook.yaml") => Diagnostic::new(IN_SETTINGS, place, message).hints(advice_in_settings()),
            _ => Diagnostic::new(found.rule, place, message).hints(advice()),
        })
    });
    unclear.chain(leaks).collect()
}

/// The rule that any secret in `handbook.yaml` breaks: whoever works on the handbook reads that file.
const IN_SETTINGS: &str = "secret-in-settings";

fn advice_in_settings() -> [String; 2] {
    [
        "take it out of the settings; `handbook publish` asks for a password when it is needed".to_owned(),
        "change it, because whoever could read this file may know it by now".to_owned(),
    ]
}

/// Returns the secrets that an exception allows on a day, as they are written and without markup in them.
pub fn allowed(text: &str, secrets: &Secrets, day: Date) -> BTreeSet<String> {
    let counts = |found: &&Found| {
        secrets.exceptions.iter().any(|one| one.covers(found, text) && one.until.is_some_and(|until| day <= until))
    };
    let written = secrets.found.iter().filter(counts).map(|found| &text[found.range.clone()]);
    written.flat_map(|secret| [secret.to_owned(), markup::plain(secret)]).collect()
}

/// Returns what is wrong with something that is about to be published at a route, by what it was made from.
pub fn leak(file: &SourcePath, route: &str, leak: &Leak) -> Diagnostic {
    let message = format!("{} would be published at `{route}`: `{}`", leak.what, leak.excerpt);
    let hints = [
        ADVICE.to_owned(),
        format!(
            "where it is no secret, write in `handbook.yaml` a line `# handbook:allow {} in {route} until YEAR-MONTH-DAY: REASON`",
            leak.rule
        ),
    ];
    Diagnostic::new(leak.rule, Span::whole(file), message).hints(hints)
}

const ADVICE: &str = "change it, because it has been in a file; keep the new one in a vault, write the entry under `kept_in` and whom to ask under `asked_from`";

fn advice() -> [String; 2] {
    [
        ADVICE.to_owned(),
        "where it is no secret, say so on the line before, as `handbook explain unclear-exception` shows".to_owned(),
    ]
}

/// Returns as much of a secret as helps to find it again: at most a quarter of it, and never more than four characters.
pub fn shown(secret: &str) -> String {
    secret.chars().take(open(secret)).chain(['…']).collect()
}

/// Returns a text with its secrets hidden, and what repeats one. Each character gives way to one of as many bytes, so that
/// every place in the text stays where it was.
pub fn mask(text: &str, found: &[Found]) -> String {
    let mut ranges: Vec<Range<usize>> = found.iter().map(|found| found.range.clone()).collect();
    let written: BTreeSet<&str> = found.iter().map(|found| bare(&text[found.range.clone()])).collect();
    for secret in written.into_iter().filter(|secret| secret.len() >= SHORT) {
        ranges.extend(text.match_indices(secret).map(|(at, _)| at..at + secret.len()));
    }
    ranges.sort_by_key(|range| (range.start, Reverse(range.end)));
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        if range.start < at {
            continue;
        }
        masked.push_str(&text[at..range.start]);
        at = range.end;
        let secret = &text[range];
        let open = open(secret);
        masked.extend(secret.chars().enumerate().map(|(place, c)| match c.len_utf8() {
            _ if place < open || c == '\n' => c,
            1 => '*',
            2 => '·',
            3 => '•',
            _ => '\u{1f512}',
        }));
    }
    masked.push_str(&text[at..]);
    masked
}

/// Returns how many characters of a secret may be seen: enough to find it again, not enough to guess it.
fn open(secret: &str) -> usize {
    (secret.chars().count() / 4).min(4)
}

/// Returns a secret without the signs around it.
fn bare(secret: &str) -> &str {
    secret.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Returns the forms in which a message may repeat the secrets of a text.
pub fn forms(text: &str, secrets: &Secrets) -> BTreeSet<String> {
    let written = secrets.found.iter().map(|found| text[found.range.clone()].trim());
    let all = written.flat_map(|secret| [secret.to_owned(), markup::plain(secret), bare(secret).to_owned()]);
    all.filter(|form| form.len() >= 3).collect()
}
