//! Where a text comes from: how a place in it becomes a place in its file.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::parse::yaml::Piece;
use crate::source::SourcePath;
use crate::span::{Span, Spanned};

/// A text and its place in a file.
pub struct Origin<'a> {
    whole: Piece<'a>,
    way: Way,
    /// What the ids of footnotes and tick boxes start with, so that two texts may stand on one page.
    pub prefix: String,
}

/// How a byte of the text is found in the file.
enum Way {
    /// The text runs on from this byte.
    From(usize),
    /// Each line of the text stands somewhere of its own: its start in the text, its start in the file.
    Lines(Vec<(usize, usize)>),
    /// It cannot be told; the place of the whole stands for all.
    Whole(Span),
}

impl<'a> Origin<'a> {
    /// The text of a page, from a byte of its file to the end.
    pub fn page(whole: Piece<'a>, start: usize) -> Self {
        Self { whole, way: Way::From(start), prefix: String::new() }
    }

    /// A field of a record. Places inside are known where it is written as a block behind `|`.
    pub fn field(whole: Piece<'a>, key: &str, field: &Spanned<String>) -> Self {
        let block = block_lines(whole.text, field);
        let way = block.map_or_else(|| Way::Whole(field.span.clone()), Way::Lines);
        Self { whole, way, prefix: format!("{key}--") }
    }

    /// A text that something was taken out of, so that only its file can be told.
    pub fn cut(file: &'a SourcePath, key: Option<&str>) -> Self {
        let way = Way::Whole(Span::whole(file));
        Self { whole: Piece::whole(file, ""), way, prefix: key.map(|key| format!("{key}--")).unwrap_or_default() }
    }

    /// Returns the place in the file of a range of the text.
    pub fn span(&self, range: &Range<usize>) -> Span {
        match (&self.way, self.offset(range.start), self.offset(range.end)) {
            (Way::Whole(span), ..) => span.clone(),
            (_, Some(start), Some(end)) => self.whole.span(start, end.max(start)),
            _ => self.whole.span(0, 0),
        }
    }

    fn offset(&self, at: usize) -> Option<usize> {
        match &self.way {
            Way::From(base) => Some(base + at),
            Way::Lines(lines) => {
                let line = lines.partition_point(|(start, _)| *start <= at).checked_sub(1)?;
                let (text, file) = lines[line];
                Some((file + (at - text)).min(self.whole.text.len()))
            }
            Way::Whole(_) => None,
        }
    }

    /// Returns the code of a block as it stands in the file, with spaces for whatever Markdown took away, and where it
    /// starts; nothing where that cannot be told.
    pub fn code(&self, events: &[(Event<'_>, Range<usize>)]) -> Option<(String, usize)> {
        let mut code: Vec<u8> = Vec::new();
        let mut base = None;
        for (event, range) in events {
            let Event::Text(text) = event else { break };
            let start = self.offset(range.start)?;
            let first =
                *base.get_or_insert_with(|| self.whole.text[..start].rfind('\n').map_or(0, |newline| newline + 1));
            code.resize(start.checked_sub(first)?.max(code.len()), b' ');
            code.extend_from_slice(text.as_bytes());
        }
        Some((String::from_utf8(code).ok()?, base?))
    }
}

/// Returns, for each line of a `|` block, where it starts in the text and in the file.
fn block_lines(file: &str, field: &Spanned<String>) -> Option<Vec<(usize, usize)>> {
    let rest = file.get(field.span.start as usize..).filter(|rest| rest.starts_with('|'))?;
    let mut at = file.len() - rest.len() + rest.find('\n')? + 1;
    let first = file[at..].lines().find(|line| !line.trim().is_empty())?;
    let indent = first.len() - first.trim_start_matches(' ').len();
    let mut lines = Vec::new();
    let mut text_at = 0;
    for line in field.value.split_inclusive('\n') {
        let length = file[at..].find('\n').map_or(file.len() - at, |newline| newline + 1);
        let inside = &file[at..at + length];
        let cut = indent.min(inside.len() - inside.trim_start_matches(' ').len());
        if !inside[cut..].trim_end().starts_with(line.trim_end()) {
            return None;
        }
        lines.push((text_at, at + cut));
        text_at += line.len();
        at += length;
    }
    Some(lines)
}
