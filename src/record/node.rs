//! What a data file says, before anybody asks what it means: a tree of values, each with its place.

use crate::source::SourcePath;
use crate::span::{Span, Spanned};

/// One value of a data file.
#[derive(Clone, Debug)]
pub struct Node {
    pub span: Span,
    pub content: Content,
}

/// What a value is made of.
#[derive(Clone, Debug)]
pub enum Content {
    /// A key with nothing behind it.
    Empty,
    /// Any single value, as it was written: `no`, `08` and `3.10` stay text.
    Scalar(String),
    List(Vec<Node>),
    /// Keys and values in the order of the file; a key may stand twice.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// A file that says nothing.
    pub fn empty(file: &SourcePath) -> Self {
        Self { span: Span::whole(file), content: Content::Empty }
    }

    /// Returns what the value is, in plain words, for messages.
    pub fn describe(&self) -> String {
        match &self.content {
            Content::Empty => "nothing".to_owned(),
            Content::Scalar(text) => format!("`{text}`"),
            Content::List(_) => "a list".to_owned(),
            Content::Map(_) => "a group of keys".to_owned(),
        }
    }
}
