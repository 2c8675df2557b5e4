//! Passwords and codes that a sentence, a label or a setting gives away.
//!
//! From each word that goes with a secret ("password", "door code") one of these is looked for:
//!
//! 1. what follows at once: `password Library1!`, `PIN 4711`;
//! 2. what follows a sign or a verb: `password: …`, `pwd=…`, `the password for the desk is …`, `was changed to …`;
//! 3. what stands before it: `use … as the password`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::read::Read;
use super::{Found, markup, table, value};

/// What goes before "code" where it opens something.
const OPENS: &str = r"(?:door|alarm|gate|entry|entrance|access|safe|vault|lock|lock ?box|keypad|key ?box|security|building|copier|printer|elevator|lift|voice ?mail|mailbox|disarm|unlock|override|pin|pass|garage|release)";

/// What a text has where [`words`] may find something.
pub const WORD_HINTS: &str = concat!(
    r"(?i)pass(?:word|wort|phrase|code|wd)|pass word|\bpass\b|pwd|\bpw\b|_pass\b|\bpsk\b|\bpin\b|combination|\bcombo\b|keypad|",
    r"[a-z][ -]code\b|\bcodes? (?:for|of|to|at|on) |code lock|(?:wi-?fi|wlan|wireless|network|wpa2?|hotspot)[ -]key|",
    r"(?:api|access|client|shared|encryption|signing|licen[sc]e|product|auth|account)[ _-]?key|wskey|secret|token",
);

/// What a text has where [`devices`] may find something.
pub const DEVICE_HINTS: &str = r"(?i)\b(?:with|enter|press|type|dial)[ :*`_]{1,4}[0-9][0-9#*-]{2}";

/// What a word goes with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Anything: words too.
    Password,
    /// Digits.
    Code,
    /// Long and random.
    Key,
    Token,
}

impl Class {
    /// Returns what a word goes with that [`WORDS`] found.
    fn of(word: &str) -> Self {
        let word = word.to_ascii_lowercase();
        let network =
            ["wi", "wlan", "wireless", "network", "wpa", "hotspot"].iter().any(|start| word.starts_with(start));
        let is = |ends: &[&str]| ends.iter().any(|end| word.trim_end_matches('s').ends_with(end));
        if network || is(&["pwd", "pw", "psk"]) || word.contains("pass") && !word.contains("code") {
            Self::Password
        } else if is(&["token"]) {
            Self::Token
        } else if word.starts_with("wskey") || is(&["key", "secret"]) {
            Self::Key
        } else {
            Self::Code
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::Password | Self::Code => "password-in-text",
            Self::Key => "api-key",
            Self::Token => "access-token",
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Password => "a password",
            Self::Code => "a code",
            Self::Key => "a key",
            Self::Token => "a token",
        }
    }
}

/// The words that go with a secret.
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let place = r"(?:door|doors|alarm|gate|safe|lock|lockbox|keypad|copier|elevator|lift|entrance|cabinet|cupboard|box|printer|garage|building|voicemail|room)";
    let pattern = [
        r"(?-u)(?i)",
        r"(?:pass(?:word|wort|phrase|wd)s?|pass words?|\bpwd|_pwd|\bpw\b|_pass\b|\bpass\b|\bpsk\b|(?:wi-?fi|wlan|wireless|network|wpa2?|hotspot)[ -](?:key|code|pass)\b)",
        r"|(?:\bpasscodes?|\bpin\b|",
        OPENS,
        r"[ -]codes?\b|\bcodes? (?:for|of|to|at|on) (?:[a-z]+[ -]){0,3}",
        place,
        r"\b|\bcombination|\bcombo\b|\bkeypad\b|\bcode lock\b)",
        r"|(?:(?:access|auth|bearer|bot|refresh|session|personal access)?[ _-]?tokens?)",
        r"|(?:(?:api|access|secret|client|shared|encryption|signing|licen[sc]e|product|auth|account)[ _-]?(?:key|secret)s?|apikey|wskey(?: secret)?|secret)",
    ];
    Regex::new(&pattern.concat()).expect("the pattern is sound")
});

/// `Switch the alarm off with …`.
static DEVICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)(?:alarm|door|safe|lock|lockbox|keypad|gate|cabinet)(?-u:\b)[^.\n;|]{0,50}?(?-u:\b)(?:with|enter|press|type|dial)(?-u:\b)[ :*`_]{1,4}([0-9][0-9#*-]{2,11})")
        .expect("the pattern is sound")
});

/// Words with which a user is named; a password behind one may be an ordinary word.
const USERS: [&str; 9] = ["user", "login", "log in", "log on", "sign in", "account", "network", "ssid", "username"];

/// Returns what a heading of a column announces, and under which rule it is reported.
pub fn heading(cell: &str) -> Option<(&'static str, &'static str)> {
    let lower = cell.to_lowercase();
    let known = [
        "password",
        "passwords",
        "pass",
        "passwd",
        "pwd",
        "pw",
        "passphrase",
        "passcode",
        "pin",
        "pin code",
        "door code",
        "alarm code",
        "combination",
        "access code",
    ];
    if known.contains(&&*lower) {
        return Some(("a password", "password-in-text"));
    }
    matches!(&*lower, "api key" | "apikey" | "wskey" | "secret" | "secret key").then_some(("a key", "api-key"))
}

/// Finds what stands beside the words that go with a secret, and below them.
pub fn words(text: &str, found: &mut Vec<Found>) {
    for word in WORDS.find_iter(text) {
        let class = Class::of(word.as_str());
        let Some(word) = Word::new(text, class, word.start(), word.end()) else { continue };
        let range = word.behind().or_else(|| word.before());
        found.extend(range.map(|range| Found { rule: class.rule(), what: class.what(), range }));
    }
    table::scan(text, found);
}

/// Finds the codes with which something is opened, locked or switched off.
pub fn devices(text: &str, found: &mut Vec<Found>) {
    for captures in DEVICE.captures_iter(text) {
        let code = captures.get(1).expect("the pattern has a group");
        if value::is_code(code.as_str()) && !counts(&text[code.end()..]) {
            found.push(Found { rule: "password-in-text", what: "a code", range: code.range() });
        }
    }
}

/// Tells whether a number before this text counts something: `4 digits`.
fn counts(rest: &str) -> bool {
    let units = [
        "digit", "char", "letter", "number", "time", "day", "attempt", "minute", "hour", "week", "month", "year",
        "second", "or ", "to ", "of ", "people", "person", "word", "sign", "tries", "field", "key", "%", "percent",
        "cop",
    ];
    let next = rest.trim_start_matches([' ', '-', '\u{a0}']);
    let is_next = |unit: &&str| next.get(..unit.len()).is_some_and(|next| next.eq_ignore_ascii_case(unit));
    next.len() < rest.len() && units.iter().any(is_next) || rest.starts_with('%')
}

/// A word that goes with a secret, where it stands.
struct Word<'a> {
    text: &'a str,
    class: Class,
    start: usize,
    end: usize,
}

/// Words that make another thing of "password": its manager, its rules, its reset.
const COMPOUNDS: [&str; 36] = [
    "manager",
    "policy",
    "policies",
    "reset",
    "resets",
    "change",
    "changes",
    "changed",
    "hint",
    "hints",
    "rotation",
    "vault",
    "field",
    "box",
    "page",
    "protected",
    "protection",
    "rules",
    "rule",
    "last",
    "kept",
    "required",
    "length",
    "expiry",
    "recovery",
    "name",
    "names",
    "expires",
    "managers",
    "safe",
    "list",
    "pad",
    "requirements",
    "format",
    "type",
    "review",
];

/// Settings that may hold what another one announces: `name: Password of the kiosk`, and in the next line `notes: …`.
const HOLDERS: [&str; 8] = ["value", "values", "note", "notes", "content", "text", "data", "is"];

/// Tells whether a byte may stand in the name of a setting.
fn is_in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// How a secret is announced.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// It stands right there.
    Near,
    /// Behind `:` or `=`.
    Label,
    /// Behind a verb.
    Verb,
    /// In brackets, behind a comma, in the next cell.
    Aside,
}

/// A secret starts and ends at most this many bytes behind its word.
const REACH: usize = 400;

/// At most this many words stand between the word and the sign.
const FARTHEST: usize = 9;

impl<'a> Word<'a> {
    fn new(text: &'a str, class: Class, start: usize, end: usize) -> Option<Self> {
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let joined = after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            || after == Some('-') && text[end + 1..].starts_with(char::is_alphabetic)
            || before.is_some_and(char::is_alphabetic) && class != Class::Password
            || before.is_some_and(char::is_lowercase) && text[start..].starts_with(char::is_lowercase);
        // No further is looked, however long the sentence; a text of nothing but such words is still read in one go.
        let last = (end..=text.len().min(end + REACH)).rev().find(|at| text.is_char_boundary(*at))?;
        (!joined).then_some(Self { text: &text[..last], class, start, end })
    }

    /// Returns what follows it.
    fn behind(&self) -> Option<Range<usize>> {
        let mut at = self.end + markup::skip(&self.text[self.end..]);
        if self.text[at..].starts_with(['&', '?', '.', '@', '%', '+', ';', '!']) {
            return None;
        }
        for step in 0..=FARTHEST {
            let rest = &self.text[at..];
            let (sign_at, announced) = match sign(rest) {
                None => {
                    let gap = gap(rest)?;
                    (at + gap, sign(&rest[gap..]))
                }
                announced => (at, announced),
            };
            at = sign_at;
            if let Some((length, sign)) = announced {
                at += length;
                let found = self.value(at, sign);
                if found.is_some() {
                    return found;
                }
                // What stands in brackets or behind a comma may be followed by the true sign.
                match sign {
                    Sign::Aside => continue,
                    _ => return self.at_the_end(at),
                }
            }
            let rest = &self.text[at..];
            if step == 0 {
                if let Some(found) = self.value(at, Sign::Near) {
                    return Some(found);
                }
                let next = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
                if COMPOUNDS.contains(&&*next) {
                    return None;
                }
            }
            let length = rest.find(|c: char| c.is_whitespace() || ":=,(|;".contains(c)).unwrap_or(rest.len());
            let bare = rest[..length].trim_end_matches(['"', '\'', '*', '_', ')', '`']);
            if bare.ends_with(['.', '?', '!']) || rest.starts_with([';', '[']) {
                return None;
            }
            at += length;
        }
        None
    }

    /// Returns a code at the end of a sentence behind a comma: "the code is the year we opened, 1887".
    fn at_the_end(&self, at: usize) -> Option<Range<usize>> {
        if self.class != Class::Code {
            return None;
        }
        let sentence = self.text[at..].split(['\n', ';', '|']).next().unwrap_or_default();
        let sentence = sentence.split(". ").next().unwrap_or_default();
        let (before, last) = sentence.rsplit_once(", ")?;
        let code = last.trim_matches(['.', ' ', '*', '`', '"']);
        let start = at + before.len() + 2 + last.find(code)?;
        value::is_code(code).then_some(start..start + code.len())
    }

    /// Returns what stands before it: `use … as the password`, `type … when it asks for the password`.
    fn before(&self) -> Option<Range<usize>> {
        if self.class != Class::Password && self.class != Class::Code {
            return None;
        }
        let sentence = self.sentence(120);
        let words: Vec<&str> = sentence.split(' ').collect();
        let is = |at: usize, known: &[&str]| {
            words.get(at).is_some_and(|word| known.iter().any(|one| word.eq_ignore_ascii_case(one)))
        };
        let joins = ["as", "is", "for", "when", "if", "at", "where", "once"];
        (0..words.len().saturating_sub(1)).rev().find_map(|at| {
            let near = is(at + 1, &joins[..3]) && words.len() - at <= 6;
            let used = at > 0 && is(at - 1, &["type", "enter", "use", "press", "dial"]) && is(at + 1, &joins);
            let secret = words[at].trim_matches(['"', '\'', '`', '*', '“', '”', ',', '(']);
            let sound = match self.class {
                Class::Code => value::is_code(secret),
                _ => value::is_mixed(secret),
            };
            let before: usize = words[..at].iter().map(|word| word.len() + 1).sum();
            let start = self.start - sentence.len() + before + words[at].find(secret)?;
            let found = (near || used) && sound && !value::is_placeholder(secret);
            found.then_some(start..start + secret.len())
        })
    }

    /// Returns what stands before it in its sentence, at most so many bytes.
    fn sentence(&self, most: usize) -> &'a str {
        let from = self.start.saturating_sub(most)..=self.start;
        let from = from.into_iter().find(|at| self.text.is_char_boundary(*at)).unwrap_or(self.start);
        let near = &self.text[from..self.start];
        let line = near.rsplit('\n').next().unwrap_or_default();
        line.rsplit(". ").next().unwrap_or_default()
    }

    /// Returns the secret that starts at a place, when there is one.
    fn value(&self, mut at: usize, sign: Sign) -> Option<Range<usize>> {
        for _ in 0..4 {
            at += gap(&self.text[at..]).unwrap_or_default();
            let rest = &self.text[at..];
            let word = rest.split([' ', '\n']).next().unwrap_or_default();
            let filler = ["now", "still", "currently", "simply", "just", "set", "to", "is", "reset", "changed", "been"];
            if sign == Sign::Near || !filler.contains(&word) || rest.len() <= word.len() {
                break;
            }
            at += word.len();
        }
        let read = Read::at(self.text, at)?;
        let secret = &self.text[read.range.clone()];
        let is_key = secret.starts_with(|c: char| c.is_ascii_lowercase()) && secret.bytes().all(is_in_key);
        if is_key && self.text[self.end..at].contains('\n') && self.text[read.range.end..].starts_with(": ") {
            // The name of the next setting.
            return None;
        }
        if value::is_placeholder(secret) || counts(&self.text[read.end..]) || !self.fits(secret, &read, sign) {
            return None;
        }
        Some(read.range)
    }

    fn fits(&self, secret: &str, read: &Read, sign: Sign) -> bool {
        let words = secret.split_whitespace().count();
        let first = secret.split_whitespace().next().unwrap_or_default();
        let ordinary = value::is_ordinary(first);
        match self.class {
            Class::Code => {
                let code = value::is_code(&secret.replace(' ', "-"));
                code || self.text[self.start..self.end].to_lowercase().starts_with("passcode")
                    && value::is_mixed(secret)
            }
            Class::Key | Class::Token => {
                let digits = secret.bytes().filter(u8::is_ascii_digit).count();
                let random = secret.len() >= 8
                    && digits >= 2
                    && words == 1
                    && value::is_mixed(&secret.replace('/', "-"))
                    && value::variety(secret) >= 2.8;
                let dashes = secret
                    .split('-')
                    .all(|part| part.bytes().all(|byte| byte.is_ascii_lowercase()) || value::is_code(part));
                random && !dashes && matches!(sign, Sign::Label | Sign::Verb)
            }
            Class::Password => {
                let strong = words == 1 && (value::is_mixed(secret) || value::is_code(secret) && secret.len() >= 4);
                let bare = &self.text[self.start..self.end];
                if bare.eq_ignore_ascii_case("pass") && !strong && sign != Sign::Verb {
                    return false;
                }
                if ordinary || !strong && self.is_elsewhere(read.range.start) {
                    return false;
                }
                let quoted = read.quoted && words <= 5 && !value::describes(first);
                let word = words == 1
                    && secret.chars().count() >= 4
                    && read.ends
                    && secret.chars().all(|c| c.is_alphanumeric() || ".-_+!'#&".contains(c));
                match sign {
                    Sign::Aside => strong || quoted && words == 1,
                    Sign::Near => strong || quoted || word && !value::describes(secret) && self.has_user(),
                    Sign::Label => strong || quoted || word && !secret.ends_with("ed"),
                    Sign::Verb => strong || quoted || word && !value::describes(secret),
                }
            }
        }
    }

    /// Tells whether a secret at a place belongs to another setting than the word: `name: Password desk`, and in the next
    /// line `summary: Helps …`.
    fn is_elsewhere(&self, at: usize) -> bool {
        let mut keys = self.text[self.end..at].split('\n').skip(1).filter_map(|line| line.split_once(':'));
        let other = keys.any(|(key, _)| {
            let key = key.trim_start_matches([' ', '-']);
            !key.is_empty() && !HOLDERS.contains(&key) && key.bytes().all(is_in_key)
        });
        other && self.text[..self.start].rsplit('\n').next().unwrap_or_default().contains(": ")
    }

    fn has_user(&self) -> bool {
        let before = self.sentence(60).to_ascii_lowercase();
        USERS.iter().any(|user| before.contains(user))
    }
}

/// The signs, the longer first.
const SIGNS: [(&str, Sign); 15] = [
    ("::", Sign::Aside),
    (":=", Sign::Label),
    ("=>", Sign::Label),
    ("==", Sign::Aside),
    (":", Sign::Label),
    ("=", Sign::Label),
    ("->", Sign::Label),
    ("→", Sign::Label),
    ("– ", Sign::Aside),
    ("— ", Sign::Aside),
    ("- ", Sign::Aside),
    ("|", Sign::Aside),
    ("(", Sign::Aside),
    (", ", Sign::Aside),
    ("\t", Sign::Label),
];

/// The verbs that announce a secret.
const VERBS: [&str; 9] = ["is", "are", "was", "equals", "becomes", "reads", "changed to", "reset to", "set to"];

/// Returns the sign at the start of a text that announces a secret, and its length.
fn sign(rest: &str) -> Option<(usize, Sign)> {
    let blank = rest.len() - rest.trim_start_matches(' ').len();
    let rest = &rest[blank..];
    if let Some((mark, sign)) = SIGNS.iter().find(|(mark, _)| rest.starts_with(mark)) {
        // What follows `://` is an address.
        return (!rest.starts_with("://")).then_some((blank + mark.len(), *sign));
    }
    let verb = VERBS.iter().find(|verb| {
        let start = rest.get(..verb.len()).is_some_and(|start| start.eq_ignore_ascii_case(verb));
        start && rest[verb.len()..].starts_with([' ', '\n', ':', '*'])
    })?;
    Some((blank + verb.len() + usize::from(rest[verb.len()..].starts_with(':')), Sign::Verb))
}

/// Returns the length of the blanks at the start of a text: at most one line break, and none into a list or a table.
fn gap(rest: &str) -> Option<usize> {
    let length = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}', '\n', '>', '\r']).len();
    let blank = &rest[..length];
    let next = &rest[length..];
    let listed = next.starts_with(['-', '+', '#', '|']) && next[1..].starts_with([' ', '#', '-'])
        || next.starts_with("```")
        || next.starts_with("* ");
    let broken = blank.matches('\n').count();
    (length > 0 && !(broken > 1 || broken == 1 && listed) || length == 0 && !next.is_empty()).then_some(length)
}
