//! Blocks for an audience: fenced, named `audience`, with the audience behind it and Markdown inside.
//!
//! A block that is shown loses its two fences, so that its text stands on the page like any other; one that is not shown
//! is taken out with its lines, so that nothing tells where it stood. Both happen before the text is parsed.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::writer::OPTIONS;

/// What names a block for an audience.
pub const NAME: &str = "audience";

/// How many blocks may lie inside each other; one that lies deeper is shown to nobody.
const DEEPEST: usize = 16;

/// A text whose blocks are opened or taken out.
pub struct Opened {
    /// Where nothing was taken out, every byte stands where it stood.
    pub text: String,
    /// Whom the blocks are for that are shown, each with where that is written.
    pub audiences: Vec<(String, Range<usize>)>,
}

/// Opens the blocks that are shown and takes out the others; nothing where a text has none.
pub fn open(text: &str, shows: &dyn Fn(&str) -> bool) -> Option<Opened> {
    if !text.contains(NAME) {
        return None;
    }
    let mut opened: Option<Opened> = None;
    for _ in 0..DEEPEST {
        let now = opened.as_ref().map_or(text, |opened| &opened.text);
        let blocks = blocks(now);
        if blocks.is_empty() {
            break;
        }
        let mut next = now.to_owned();
        // From the last to the first, so that places before stay what they are.
        for (audience, block) in blocks.iter().rev() {
            match shows(audience) {
                true => blank_fences(&mut next, block),
                false => next.replace_range(lines(now, block), ""),
            }
        }
        let before = opened.as_ref().map(|opened| opened.audiences.clone()).unwrap_or_default();
        let named = blocks.into_iter().filter(|(audience, _)| shows(audience)).map(|(audience, block)| {
            let word = word(now, &audience, &block);
            (audience, word)
        });
        opened = Some(Opened { audiences: before.into_iter().chain(named).collect(), text: next });
    }
    opened
}

/// Returns the outermost blocks of a text, with whom each is for.
fn blocks(text: &str) -> Vec<(String, Range<usize>)> {
    let events = Parser::new_ext(text, OPTIONS).into_offset_iter();
    let of_event = |(event, range)| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            let mut words = info.split_whitespace();
            let named = words.next() == Some(NAME);
            named.then(|| (words.next().unwrap_or_default().to_owned(), range))
        }
        _ => None,
    };
    events.filter_map(of_event).collect()
}

/// Returns the lines of a text that were meant to open a block and do not: misspelt, or where Markdown sees no fence. An
/// example inside a fence of another name is none.
pub fn mistaken(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    if !["audi", "Audi", "AUDI", "aude", "Aude"].iter().any(|start| text.contains(start)) {
        return lines;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if opens_mistaken(line) {
            lines.push(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    if !lines.is_empty() {
        let events = Parser::new_ext(text, OPTIONS).into_offset_iter();
        let others: Vec<Range<usize>> = events
            .filter_map(|(event, range)| match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    (!info.trim().is_empty() && !is_meant(&info)).then_some(range)
                }
                _ => None,
            })
            .collect();
        lines.retain(|line| !others.iter().any(|other| other.contains(&line.start)));
    }
    lines
}

/// Tells whether a line holds a fence that names a block for an audience, in any spelling.
fn opens_mistaken(line: &str) -> bool {
    let Some(at) = memchr::memchr2(b'`', b'~', line.as_bytes()) else { return false };
    let (before, fence) = line.split_at(at);
    let before = before.trim_start_matches(|c: char| is_prefix(c) || c.is_ascii_digit() || "-*+.):".contains(c));
    before.is_empty()
        && ["```", "~~~"].iter().any(|mark| fence.starts_with(mark))
        && is_meant(fence.trim_start_matches(['`', '~']))
}

/// Tells whether the words behind a fence mean a block for an audience.
fn is_meant(info: &str) -> bool {
    let word: String = info
        .trim_start_matches(|c: char| !c.is_alphabetic() && c != '\n')
        .chars()
        .take_while(|c| c.is_alphabetic())
        .collect();
    matches!(&*word.to_lowercase(), "audience" | "audiences" | "audiance" | "audence")
}

/// Returns where a block says whom it is for; the whole first line where it does not say.
fn word(text: &str, audience: &str, block: &Range<usize>) -> Range<usize> {
    let line = text[block.clone()].lines().next().unwrap_or_default();
    let behind = line.find(NAME).map_or(0, |at| at + NAME.len());
    match line[behind..].find(audience).filter(|_| !audience.is_empty()) {
        Some(at) => block.start + behind + at..block.start + behind + at + audience.len(),
        None => block.start..block.start + line.len(),
    }
}

/// Writes spaces over the two fences of a block.
fn blank_fences(text: &mut String, block: &Range<usize>) {
    let inside = &text[block.clone()];
    let first = inside.find('\n').unwrap_or(inside.len());
    let mark = inside.chars().next().unwrap_or('`');
    let last = inside.trim_end().rfind('\n').map(|newline| newline + 1);
    let closing = last.and_then(|last| {
        let line = inside[last..].trim_end();
        let start = line.find(mark).filter(|start| line[..*start].chars().all(is_prefix))?;
        line[start..].chars().all(|c| c == mark).then(|| last + start..last + line.len())
    });
    for fence in [Some(0..first), closing].into_iter().flatten() {
        let (start, end) = (block.start + fence.start, block.start + fence.end);
        text.replace_range(start..end, &" ".repeat(end - start));
    }
}

/// Returns the whole lines of a block, where nothing else stands on its first.
fn lines(text: &str, block: &Range<usize>) -> Range<usize> {
    let line = text[..block.start].rfind('\n').map_or(0, |newline| newline + 1);
    let start = if text[line..block.start].chars().all(is_prefix) { line } else { block.start };
    let rest = &text[block.end..];
    let end = if text[..block.end].ends_with('\n') || start == block.start {
        block.end
    } else {
        block.end + rest.find('\n').map_or(rest.len(), |newline| newline + 1)
    };
    start..end
}

/// Tells whether a character may stand before a fence: spaces, and the marks of a quotation.
fn is_prefix(c: char) -> bool {
    matches!(c, ' ' | '\t' | '>')
}
