//! Diagnostics for people: rule, message, place, the line with the value underlined, a hint, related places.

use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity, count};
use crate::source::Sources;
use crate::span::{Position, Span};

/// Whether the text goes to a terminal that shows colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Colour,
}

/// Returns one diagnostic as a block of text that ends with an empty line.
pub fn render(sources: &Sources, diagnostic: &Diagnostic, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level.primary_title(&*diagnostic.message).id(diagnostic.rule).elements(snippet(
        sources,
        &diagnostic.span,
        AnnotationKind::Primary,
    ));
    if sources.shown(&diagnostic.span.file).is_none_or(str::is_empty) {
        group = group.element(Origin::path(shown_path(&diagnostic.span)));
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(&**hint));
    }
    let mut groups = vec![group];
    for related in &diagnostic.related {
        let place = snippet(sources, &related.span, AnnotationKind::Context);
        groups.push(Group::with_title(Level::NOTE.secondary_title(&*related.message)).elements(place));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    };
    format!("{}\n\n", renderer.render(&groups))
}

/// Returns the lines a span touches as a snippet; none where the text could not be read.
fn snippet<'a>(
    sources: &'a Sources,
    span: &'a Span,
    kind: AnnotationKind,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let text = sources.shown(&span.file).filter(|text| !text.is_empty())?;
    let Range { start, end } = lines_of(text, span);
    let first = Position::of(text, span.start).line;
    let inside = |at: u32| boundary(text, at).clamp(start, end) - start;
    let inside = inside(span.start)..inside(span.end);
    let snippet = Snippet::source(&text[start..end]).line_start(first).path(shown_path(span));
    Some(snippet.annotation(kind.span(inside)))
}

/// Returns the path of a file, without characters that would move the cursor of a terminal.
fn shown_path(span: &Span) -> String {
    span.file.as_str().replace(char::is_control, "\u{fffd}")
}

/// Returns the bytes of the whole lines that a span touches, at most the first three.
fn lines_of(text: &str, span: &Span) -> Range<usize> {
    let at = boundary(text, span.start);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let mut end = start;
    for line in text[start..].split_inclusive('\n').take(3) {
        end += line.len();
        if end >= span.end as usize {
            break;
        }
    }
    start..end
}

/// Returns an offset that lies in the text and between two characters.
fn boundary(text: &str, offset: u32) -> usize {
    let offset = (offset as usize).min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Returns the last line: how many errors and warnings, in how many files.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    match diagnostics {
        [] => format!("{}.", tally(diagnostics)),
        _ => format!("{}; `handbook explain RULE` says more about each.", tally(diagnostics)),
    }
}

/// Says how many errors and warnings there are, in how many files.
pub fn tally<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    let diagnostics: Vec<&Diagnostic> = diagnostics.into_iter().collect();
    let files: BTreeSet<_> = diagnostics.iter().map(|diagnostic| &diagnostic.span.file).collect();
    let files = plural(files.len(), "file");
    match count(diagnostics) {
        (0, 0) => "No problems found".to_owned(),
        (errors, warnings) => format!("{} and {} in {files}", plural(errors, "error"), plural(warnings, "warning")),
    }
}

/// Returns a number with its word: "1 error", "2 errors".
pub fn plural(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
