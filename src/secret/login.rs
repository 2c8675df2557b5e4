//! A login: a name and a password with a stroke between them, `The login is desk / …`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Found, value};

/// Words behind which a name and a password may stand: `The login is desk / …`.
static LOGIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i-u)\b(?:log[ -]?(?:in|on)s?|sign[ -]?in|credentials?|user ?name/password|sip2|z39\.50|s?ftp|account)\b",
    )
    .expect("the pattern is sound")
});

/// A name and a password stand at most so many letters behind such a word.
const NEAR: usize = 50;

/// Finds a name and a password with a stroke between them.
pub fn scan(text: &str, found: &mut Vec<Found>) {
    for stroke in memchr::memchr_iter(b'/', text.as_bytes()) {
        let Some((sign, name, secret)) = pair(text, stroke) else { continue };
        let (user, written) = (&text[name.clone()], &text[secret.clone()]);
        let sound = value::is_mixed(written) && !value::is_placeholder(written);
        if !sound || is_address(&text[..name.start], user) || value::is_ordinary(user) {
            continue;
        }
        let from = (sign.saturating_sub(6 * NEAR)..=sign).find(|at| text.is_char_boundary(*at)).unwrap_or(sign);
        let before = text[from..sign].rsplit(['\n', ';', '|']).next().unwrap_or_default();
        let announces = |word: &regex::Match<'_>| {
            let between = &before[word.end()..];
            !between.contains('/') && between.chars().count() <= NEAR
        };
        if LOGIN.find_iter(before).any(|word| announces(&word)) {
            found.push(Found { rule: "password-in-text", what: "a password", range: secret });
        }
    }
}

/// Returns the sign before the name before a stroke, that name, and what stands behind the stroke; nothing where one of them
/// cannot be what it would be.
fn pair(text: &str, stroke: usize) -> Option<(usize, Range<usize>, Range<usize>)> {
    let is_apart = |c: char| c.is_whitespace() || "/|\"'`*".contains(c);
    let before = &text[..stroke];
    let before = before.strip_suffix(' ').unwrap_or(before);
    let before = before.strip_suffix([')', ']']).unwrap_or(before);
    let (at, sign) = before.char_indices().rev().find(|(_, c)| is_apart(*c) || ":()[]".contains(*c))?;
    let name = at + sign.len_utf8()..before.len();
    let mut start = text[stroke + 1..].strip_prefix(' ').unwrap_or(&text[stroke + 1..]);
    for _ in 0..2 {
        start = start.strip_prefix(['"', '\'', '`', '*']).unwrap_or(start);
    }
    let secret = start[..start.find(is_apart).unwrap_or(start.len())].trim_end_matches(['.', ',', ';', ')']);
    let from = text.len() - start.len();
    let fits = !"/|)]".contains(sign) && (2..=40).contains(&text[name.clone()].chars().count()) && secret.len() >= 4;
    fits.then(|| (at, name, from..from + secret.len()))
}

/// Tells whether a name before a stroke begins an address: the target of a link, or a path that leads upwards.
fn is_address(before: &str, name: &str) -> bool {
    let linked = ["](", "href=\"", "src=\""].iter().any(|start| before.ends_with(start));
    linked || !name.contains(char::is_alphanumeric)
}
