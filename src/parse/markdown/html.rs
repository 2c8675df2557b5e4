//! The HTML of a text: made already, or made from the text once somebody asks for it.

use std::sync::{Arc, OnceLock};

use crate::parse::yaml::Piece;
use crate::source::SourcePath;

/// HTML with holes.
#[derive(Clone, Debug, Default)]
pub struct Html {
    made: OnceLock<String>,
    length: usize,
    /// What it is made from, where it is not made yet.
    source: Option<Source>,
}

/// The text of a page, which starts at a byte of its file.
#[derive(Clone, Debug)]
struct Source {
    file: SourcePath,
    whole: Arc<str>,
    start: usize,
}

impl Html {
    /// Takes HTML that was made.
    pub fn made(html: String) -> Self {
        Self { length: html.len(), made: OnceLock::from(html), source: None }
    }

    /// Takes the file of a page whose HTML, of a known length, is made when somebody asks for it.
    pub fn unread(file: &SourcePath, whole: Arc<str>, start: usize, length: usize) -> Self {
        Self { made: OnceLock::new(), length, source: Some(Source { file: file.clone(), whole, start }) }
    }

    /// Returns the HTML, made now where it was not made before.
    pub fn as_str(&self) -> &str {
        self.made.get_or_init(|| {
            let body = |source: &Source| super::parse(Piece::whole(&source.file, &source.whole), source.start).document;
            self.source.as_ref().and_then(|source| body(source).html.made.into_inner()).unwrap_or_default()
        })
    }

    /// Returns how long it is, in bytes.
    pub fn len(&self) -> usize {
        self.length
    }
}
