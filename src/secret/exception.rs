//! An exception: `handbook:allow RULE until DAY: REASON` in a comment, for its own line and the one after it; with
//! `in ROUTE` before `until`, for an output that no comment can stand in.

use std::ops::Range;

use jiff::civil::Date;

use super::{Found, RULES};
use crate::diagnostic::{Diagnostic, suggest};
use crate::schedule;
use crate::source::SourcePath;
use crate::span::Span;

/// What somebody allowed.
#[derive(Clone, Debug)]
pub struct Exception {
    rule: String,
    /// The output it is for.
    pub route: Option<String>,
    /// The last day.
    pub until: Option<Date>,
    has_reason: bool,
    /// Where it stands.
    range: Range<usize>,
}

const MARK: &str = "handbook:allow";

/// Returns the exceptions of a text: in a comment of Markdown, YAML or a template.
pub fn read(text: &str) -> Vec<Exception> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK) {
        let before = text[..at].trim_end_matches([' ', '\t']);
        let Some(open) = ["<!--", "{#", "#"].into_iter().find(|open| before.ends_with(open)) else { continue };
        let line = text[at + MARK.len()..].split('\n').next().unwrap_or_default();
        let line = match open {
            "<!--" => line.split("-->").next(),
            "{#" => line.split("#}").next(),
            _ => None,
        }
        .unwrap_or(line);
        let (head, reason) = line.split_once(':').unwrap_or((line, ""));
        let mut words = head.split_whitespace();
        let rule = words.next().unwrap_or_default().trim_matches(['*', '`']).to_owned();
        let mut next = words.next();
        let route = next.filter(|word| *word == "in").and_then(|_| words.next()).map(str::to_owned);
        if route.is_some() {
            next = words.next();
        }
        let until = next.filter(|word| *word == "until").and_then(|_| words.next()).and_then(schedule::date);
        let has_reason = reason.split_whitespace().any(|word| word.chars().any(char::is_alphabetic));
        found.push(Exception { rule, route, until, has_reason, range: at..at + MARK.len() + line.trim_end().len() });
    }
    found
}

impl Exception {
    /// Tells whether it counts and stands for a secret.
    pub fn covers(&self, found: &Found, text: &str) -> bool {
        let between = text.get(self.range.start..found.range.start).or(text.get(found.range.start..self.range.start));
        let breaks = between.map_or(0, |between| between.bytes().filter(|byte| *byte == b'\n').take(2).count());
        let near = if self.range.start < found.range.start { breaks <= 1 } else { breaks == 0 };
        near && self.rule == found.rule && self.route.is_none() && self.until.is_some() && self.has_reason
    }

    /// Tells whether it allows what a rule says of an output on a day.
    pub fn allows(&self, route: &str, rule: &str, day: Date) -> bool {
        let here = self.route.as_deref() == Some(route) && self.rule == rule;
        here && self.has_reason && self.until.is_some_and(|until| day <= until)
    }

    /// Returns why it does not count.
    pub fn fault(&self, file: &SourcePath) -> Option<Diagnostic> {
        let fault = |message: String| {
            let place = Span::new(file, self.range.start, self.range.end);
            Diagnostic::new("unclear-exception", place, message)
        };
        let form = "write `handbook:allow RULE until YEAR-MONTH-DAY: REASON`, the reason in a few words";
        if !RULES.contains(&&*self.rule) {
            let hint = suggest::did_you_mean(&self.rule, RULES);
            let hint = hint.unwrap_or_else(|| format!("name one of {}", RULES.join(", ")));
            return Some(fault(format!("this exception is for no rule about secrets: `{}`", self.rule)).hint(hint));
        }
        match (self.until, self.has_reason) {
            (None, _) => Some(fault("this exception has no last day, so it does not count".to_owned()).hint(form)),
            (_, false) => Some(fault("this exception has no reason, so it does not count".to_owned()).hint(form)),
            _ => None,
        }
    }
}
