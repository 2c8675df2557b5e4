//! Damage that pasting and word processors do to YAML, found before the parser complains in words nobody understands.

use std::collections::BTreeSet;

use super::yaml::Piece;
use crate::diagnostic::Diagnostic;
use crate::span::Span;

/// Damage that is wrong wherever it stands: tabs and no-break spaces in the indentation, curly quotation marks around a value.
pub fn scan(piece: Piece<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (start, line) in structural_lines(piece.text) {
        let indent = line.len() - line.trim_start().len();
        let at = |offset: usize, length: usize| piece.span(start + offset, start + offset + length);
        if let Some(tab) = line[..indent].find('\t') {
            found.push(
                Diagnostic::new(
                    "tab-indent",
                    at(tab, 1),
                    "a tab stands before this line, where a data file takes only spaces",
                )
                .hint("replace each tab by two spaces"),
            );
        }
        if let Some(space) = odd_space(line) {
            found.push(
                Diagnostic::new(
                    "no-break-space",
                    at(space, 2),
                    "a no-break space stands here, where a plain space is needed",
                )
                .hint("delete it and press the space bar"),
            );
        }
        if let Some((offset, value)) = value_of(line)
            && value.starts_with(['“', '”', '„', '‘', '’'])
            && value.ends_with(['“', '”', '‘', '’'])
        {
            let inner = value.trim_matches(['“', '”', '„', '‘', '’']);
            found.push(
                Diagnostic::new(
                    "curly-quotes",
                    at(offset, value.len()),
                    "curly quotation marks stand around this value",
                )
                .hint(format!("write straight marks, `\"{inner}\"`, or none at all")),
            );
        }
    }
    found
}

/// Keeps of what else was found only what does not follow from the damage: nothing that starts in a damaged line.
pub fn leave_the_rest(piece: Piece<'_>, damage: &[Diagnostic], others: &mut Vec<Diagnostic>) {
    if damage.is_empty() {
        return;
    }
    let starts: Vec<usize> = piece.text.match_indices('\n').map(|(at, _)| piece.base + at).collect();
    let line = |fault: &Diagnostic| starts.partition_point(|start| *start < fault.span.start as usize);
    let damaged: BTreeSet<usize> = damage.iter().map(line).collect();
    others.retain(|fault| !damaged.contains(&line(fault)));
}

/// Says why the parser gave up at a line, where the line itself shows it.
pub fn explain(piece: Piece<'_>, failed: &Span) -> Option<Diagnostic> {
    let place = (failed.start as usize).saturating_sub(piece.base);
    let lines: Vec<_> = structural_lines(piece.text).collect();
    let near = lines.iter().rposition(|(start, _)| *start <= place)?;
    let above = || lines[near.saturating_sub(1)..=near].iter().rev();
    let explained = above().find_map(|(start, line)| explain_line(piece, *start, line));
    explained.or_else(|| above().find_map(|(start, line)| keyless(piece, *start, line)))
}

/// Finds a line that gives a key and forgets its colon.
fn keyless(piece: Piece<'_>, start: usize, line: &str) -> Option<Diagnostic> {
    let words = line.trim();
    let key = words.split(' ').next().filter(|key| key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-'))?;
    let colonless = !words.contains(':') && !words.starts_with(['-', '"', '\'', '[', '{']);
    let at = start + line.len() - line.trim_start().len();
    colonless.then(|| {
        Diagnostic::new("yaml-syntax", piece.span(at, at + words.len()), "this line has no `:` behind its key")
            .hint(format!("write `{}`", words.replacen(key, &format!("{key}:"), 1)))
    })
}

fn explain_line(piece: Piece<'_>, start: usize, line: &str) -> Option<Diagnostic> {
    let (offset, value) = value_of(line)?;
    let at = |from: usize, length: usize| piece.span(start + from, start + from + length);
    if value.starts_with(['@', '`']) {
        let fault = format!("a value cannot start with `{}`", &value[..1]);
        return Some(Diagnostic::new("at-sign", at(offset, value.len()), fault).hint(format!("write `\"{value}\"`")));
    }
    let quoted = value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!']);
    let colon = value.find(": ").or_else(|| (value.ends_with(':') && value.contains(' ')).then_some(value.len() - 1));
    if let (false, Some(colon)) = (quoted, colon) {
        let fault = Diagnostic::new("bare-colon", at(offset + colon, 1), "a colon and a space stand inside this value");
        return Some(fault.hint(format!("put the whole value in quotation marks: `\"{value}\"`")));
    }
    None
}

/// Returns where the value behind `key: ` or `- ` starts in a line, and the value.
fn value_of(line: &str) -> Option<(usize, &str)> {
    let mut offset = line.len() - line.trim_start().len();
    while let Some(rest) = line[offset..].strip_prefix("- ") {
        offset = line.len() - rest.trim_start().len();
    }
    let rest = &line[offset..];
    let key =
        rest.find(": ").filter(|colon| rest[..*colon].chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-'));
    let start = key.map_or(offset, |colon| offset + colon + 2);
    let value = line[start..].trim();
    (!value.is_empty()).then(|| (line.len() - line[start..].trim_start().len(), value))
}

/// Returns where a no-break space stands before the value of a line.
fn odd_space(line: &str) -> Option<usize> {
    let space = line.find('\u{a0}')?;
    let before = line[..space].trim();
    (before.is_empty() || before == "-" || before.ends_with(':')).then_some(space)
}

/// Returns every line that is structure, with its offset: no comments, nothing inside a `|` or `>` block.
fn structural_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let mut block: Option<usize> = None;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let line = line.trim_end_matches('\n');
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if line.trim().is_empty() || block.is_some_and(|outer| indent > outer) {
            return None;
        }
        let opens = line
            .rsplit([' ', ':'])
            .next()
            .is_some_and(|last| last.starts_with(['|', '>']) && last[1..].chars().all(|c| "+-0123456789".contains(c)));
        block = opens.then_some(indent);
        (!line.trim_start().starts_with('#')).then_some((at, line))
    })
}
