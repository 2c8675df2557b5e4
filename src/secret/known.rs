//! What is known to be secret is hidden in whatever is said.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;

use super::shown;
use crate::diagnostic::Diagnostic;

/// The secrets of a handbook, in every form in which a message may repeat them.
pub struct Known {
    secrets: Vec<String>,
    /// Finds those that a text repeats, in one pass however many there are.
    finder: AhoCorasick,
}

impl Known {
    pub fn of(secrets: BTreeSet<String>) -> Self {
        let secrets: Vec<String> = secrets.into_iter().collect();
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(&secrets);
        Self { secrets, finder: finder.expect("texts of at most 20 MB hold fewer secrets than an automaton can") }
    }

    /// Hides secrets in what a diagnostic says, wherever its message or a hint repeats one.
    pub fn silence(&self, diagnostic: &mut Diagnostic) {
        let texts = std::iter::once(&mut diagnostic.message).chain(&mut diagnostic.hints);
        for text in texts.chain(diagnostic.related.iter_mut().map(|related| &mut related.message)) {
            *text = self.silenced(text);
        }
    }

    /// Returns a text with the secrets hidden that it repeats.
    pub fn silenced(&self, text: &str) -> String {
        let repeated: BTreeSet<usize> =
            self.finder.find_overlapping_iter(text).map(|found| found.pattern().as_usize()).collect();
        let mut text = text.to_owned();
        repeated.iter().for_each(|&secret| hide(&mut text, &self.secrets[secret]));
        text
    }
}

/// Hides a secret in a text, in whatever letter case it stands there.
fn hide(text: &mut String, secret: &str) {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| find(rest, secret)).map(|at| from + at) {
        let end = at + secret.len();
        // A short one could be part of any word.
        let apart = !is_word(text[..at].chars().next_back()) && !is_word(text[end..].chars().next());
        if apart || secret.len() >= SHORT {
            text.replace_range(at..end, &shown(secret));
        }
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
}

/// From this many bytes on a secret is taken for itself even inside a word.
pub(super) const SHORT: usize = 6;

fn find(text: &str, secret: &str) -> Option<usize> {
    let same = |at: &usize| {
        let piece = text.get(*at..*at + secret.len());
        !secret.is_empty() && piece.is_some_and(|piece| piece.eq_ignore_ascii_case(secret))
    };
    (0..=text.len().saturating_sub(secret.len())).find(same)
}
