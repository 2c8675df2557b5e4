//! The value that stands at a place: in quotation marks, in a tag, or bare.

use std::ops::Range;

use super::markup;

/// A value as it was read.
pub struct Read {
    pub range: Range<usize>,
    /// Where the text goes on.
    pub end: usize,
    pub quoted: bool,
    /// Whether the clause ends behind it.
    pub ends: bool,
}

impl Read {
    /// Reads the value at a place: what stands in quotation marks, or else one word; three numbers in a row are one.
    pub fn at(text: &str, mut at: usize) -> Option<Self> {
        let mut quoted = false;
        let mut close: Option<&str> = None;
        loop {
            let rest = &text[at..];
            let c = rest.chars().next()?;
            if let Some((length, name)) = markup::tag(rest) {
                let name = name.to_ascii_lowercase();
                if matches!(&*name, "code" | "kbd" | "tt" | "samp") {
                    quoted = true;
                    close = Some("<");
                }
                at += length;
            } else if let Some(marks) = markup::closing(c).filter(|_| close.is_none() || close == Some("<")) {
                quoted = true;
                close = Some(marks);
                at += c.len_utf8();
            } else if rest.starts_with("**") || rest.starts_with("__") {
                at += 2;
            } else if matches!(c, '*' | '_' | '(') && rest[1..].starts_with(char::is_alphanumeric) {
                at += 1;
            } else {
                break;
            }
        }
        let rest = &text[at..];
        let line = rest.split('\n').next().unwrap_or_default();
        let closed = close.and_then(|marks| line.char_indices().find(|(_, c)| marks.contains(*c)).map(|(end, _)| end));
        let length = match closed.filter(|end| *end <= 80) {
            Some(end) if close == Some("<") && !line[end..].starts_with("</") => Self::word(line),
            Some(end) => end,
            None => Self::word(line),
        };
        let raw = &line[..length];
        let trimmed = match closed {
            Some(end) if end == length => raw.trim_end(),
            _ => raw
                .trim_end_matches(['.', ',', ';', ':', ')', '}', ']', '"', '\'', '`', '”'])
                .trim_end_matches("**")
                .trim_end_matches('_'),
        };
        let range = at..at + trimmed.len();
        let end = range.end;
        let behind = text[at + length..].trim_start_matches(['"', '\'', '`', '*', '_']);
        let stopped = trimmed.len() < raw.len() && raw[trimmed.len()..].contains(['.', ',', ';', ')']);
        let ends = stopped
            || behind.trim_start_matches(' ').is_empty()
            || behind.trim_start_matches(' ').starts_with(['\n', '|', '.', ',', ';', ')', '(', '}', '<', '"', '\''])
            || [" and ", " (", " on ", " for ", " or ", " in ", " at "].iter().any(|word| behind.starts_with(word));
        (!range.is_empty()).then_some(Self { range, end, quoted: quoted && closed.is_some(), ends })
    }

    /// Returns the length of the word at the start of a line, tags inside it included.
    fn word(line: &str) -> usize {
        let mut at = 0;
        while let Some(c) = line[at..].chars().next() {
            match markup::tag(&line[at..]) {
                Some((length, _)) => at += length,
                None if c.is_whitespace() || matches!(c, '|' | '<') || line[at..].starts_with("](") => break,
                None => at += c.len_utf8(),
            }
        }
        // "24 left 6 right 38", "24 6 38".
        let numbers = line[at..].split(' ').skip(1).take_while(|word| {
            let word = word.trim_end_matches(['.', ',']);
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
        });
        let is_number = !line[..at].is_empty() && line[..at].bytes().all(|byte| byte.is_ascii_digit());
        let more: usize = if is_number { numbers.map(|word| word.len() + 1).sum() } else { 0 };
        at + more
    }
}
