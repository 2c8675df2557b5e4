//! Diagnostics for programs: an array of objects with lines and columns counted from 1.

use serde::Serialize;

use super::{Diagnostic, Severity};
use crate::source::Sources;
use crate::span::{Position, Span};

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    hints: &'a [String],
    related: Vec<RelatedEntry<'a>>,
}

#[derive(Serialize)]
struct RelatedEntry<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Returns all diagnostics as one JSON array, a line break after it.
pub fn to_json(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let entries: Vec<_> = diagnostics.iter().map(|diagnostic| entry(sources, diagnostic)).collect();
    let mut json = serde_json::to_string_pretty(&entries).expect("diagnostics hold only text and numbers");
    json.push('\n');
    json
}

fn entry<'a>(sources: &Sources, diagnostic: &'a Diagnostic) -> Entry<'a> {
    Entry {
        rule: diagnostic.rule,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        place: place(sources, &diagnostic.span),
        hints: &diagnostic.hints,
        related: diagnostic
            .related
            .iter()
            .map(|related| RelatedEntry { message: &related.message, place: place(sources, &related.span) })
            .collect(),
    }
}

fn place<'a>(sources: &Sources, span: &'a Span) -> Place<'a> {
    let (start, end) = Position::ends(sources, span);
    Place {
        file: span.file.as_str(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
