//! What is wrong with what somebody wrote: never an `Err`, always a value with a place.
//!
//! A [`Diagnostic`] is made where the fault is seen and carries everything needed to show it. How serious it is says the
//! registry of rules, once for every rule; `human` and `json` are its two faces.

mod human;
mod json;
pub mod suggest;

use serde::Serialize;

use crate::span::Span;

pub use human::{Style, plural, render, summary, tally};
pub use json::to_json;

/// How serious a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The data cannot be trusted, a link is dead, or a minimum is not met.
    Error,
    /// A target is missed, or upkeep is due.
    Warning,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place that helps to understand a fault: "first defined here".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub span: Span,
    pub message: String,
}

/// One fault, with the rule it breaks, its place, and a way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's name, as in `handbook explain RULE`.
    pub rule: &'static str,
    pub severity: Severity,
    pub span: Span,
    /// One sentence in plain words, the thing in backticks, no full stop.
    pub message: String,
    /// Advice that can be followed as it stands.
    pub hints: Vec<String>,
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// Makes an error; the registry of rules may grade it down later.
    pub fn new(rule: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { rule, severity: Severity::Error, span, message: message.into(), hints: Vec::new(), related: Vec::new() }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }
}

/// Sorts by file and place, then by rule and message, and drops what is said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (&a.span, a.rule, &a.message).cmp(&(&b.span, b.rule, &b.message)));
    diagnostics.dedup();
}

/// Returns how many errors and how many warnings there are.
pub fn count<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> (usize, usize) {
    diagnostics.into_iter().fold((0, 0), |(errors, warnings), diagnostic| match diagnostic.severity {
        Severity::Error => (errors + 1, warnings),
        Severity::Warning => (errors, warnings + 1),
    })
}
