//! Where a thing stands: a range of bytes in one input, and the line and column a person would count.

use std::ops::Deref;

use crate::source::{SourcePath, Sources};

/// A range of bytes in one input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub file: SourcePath,
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    pub fn new(file: &SourcePath, start: usize, end: usize) -> Self {
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file: file.clone(), start: at(start), end: at(end.max(start)) }
    }

    /// Returns the span from the start of this one to the end of another in the same file.
    pub fn to(&self, last: &Self) -> Self {
        Self { file: self.file.clone(), start: self.start, end: last.end.max(self.end) }
    }

    /// A span that means the file as a whole.
    pub fn whole(file: &SourcePath) -> Self {
        Self::new(file, 0, 0)
    }
}

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// A place as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    /// Returns the place of a byte offset; an offset past the end means the end.
    pub fn of(text: &str, offset: u32) -> Self {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// Returns the first and the last place of a span.
    pub fn ends(sources: &Sources, span: &Span) -> (Self, Self) {
        let text = sources.shown(&span.file).unwrap_or_default();
        (Self::of(text, span.start), Self::of(text, span.end))
    }
}
