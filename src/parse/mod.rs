//! One file's text → its records or its page. A parsed file knows of no other file.
//!
//! 1. `yaml` and [`markdown`] are the only modules that name the YAML and the Markdown crate.
//! 2. `damage` finds what pasting and word processors break, before a parser complains of it.
//! 3. [`data`], [`page`] and [`settings`] read the three sorts of file.

mod damage;
pub mod data;
pub mod markdown;
pub mod page;
pub mod settings;
mod yaml;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, suggest};
use crate::record::Kind;
use crate::record::field::{Fields, Reader, read_head};
use crate::record::node::Node;
use crate::source::SourcePath;
use crate::span::Span;

pub use data::{Data, Entry, is_id};
pub use page::{Page, Status};
pub use settings::Settings;

use yaml::Piece;

/// What a text was read as, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed<T = Document> {
    pub document: T,
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    fn map<U>(self, turn: impl FnOnce(T) -> U) -> Parsed<U> {
        Parsed { document: turn(self.document), diagnostics: self.diagnostics }
    }
}

/// What a file is.
#[derive(Clone, Debug)]
pub enum Document {
    /// `content/handbook.yaml`.
    Settings(Box<Settings>),
    /// `content/data/<kind>.yaml`, or a file in `content/data/<kind>/`.
    Data(Data),
    /// A Markdown file.
    Page(Arc<Page>),
    /// A file that the handbook has no use for.
    Other,
}

/// Parses one file by what its path says it is.
pub fn parse(path: &SourcePath, text: &str) -> Parsed {
    let whole = Piece::whole(path, text);
    let Some(inside) = path.in_content() else {
        return Parsed { document: Document::Other, diagnostics: Vec::new() };
    };
    let extension = inside.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match (inside.split_once('/'), extension.as_deref()) {
        (None, _) if inside == "handbook.yaml" => {
            settings::parse(whole).map(|settings| Document::Settings(Box::new(settings)))
        }
        (Some(("data", rest)), Some("yaml" | "yml")) => {
            let word = rest.split(['/', '.']).next().unwrap_or_default();
            match Kind::by_plural(word) {
                Some(kind) => data::parse(kind, whole).map(Document::Data),
                None => unknown_kind(path, word),
            }
        }
        (Some(("procedures" | "guide", _)), Some("md" | "markdown")) => {
            page::parse(whole).map(|page| Document::Page(Arc::new(page)))
        }
        (Some(("files", _)), _) => Parsed { document: Document::Other, diagnostics: Vec::new() },
        _ => Parsed { document: Document::Other, diagnostics: vec![unplaced(path)] },
    }
}

fn unknown_kind(path: &SourcePath, word: &str) -> Parsed {
    let kinds = || Kind::RECORDS.iter().map(|kind| kind.plural());
    let fault =
        Diagnostic::new("unknown-kind", Span::whole(path), format!("there is no kind of record called `{word}`"));
    let hint = suggest::did_you_mean(word, kinds())
        .unwrap_or_else(|| format!("the kinds are {}", kinds().collect::<Vec<_>>().join(", ")));
    Parsed { document: Document::Other, diagnostics: vec![fault.hint(hint)] }
}

/// Says that nobody reads a file where it stands.
pub fn unplaced(path: &SourcePath) -> Diagnostic {
    let hint = match path.in_content() {
        Some(inside) if inside.starts_with("handbook.") => {
            "the settings are in `content/handbook.yaml`, and only there"
        }
        _ => {
            "procedures go below `content/procedures/`, other pages below `content/guide/`, records below `content/data/`, attachments below `content/files/`"
        }
    };
    Diagnostic::new("unplaced-file", Span::whole(path), "this file stands where nothing is read").hint(hint)
}

/// Reads keys that stand for themselves. Every one of them may be left out; what cannot be read stands for nothing.
fn read_keys<T: Fields>(piece: Piece<'_>, reader: &mut Reader) -> T {
    let damage = damage::scan(piece);
    let mut own = Reader::default();
    let node = yaml::read(piece).unwrap_or_else(|fault| {
        own.diagnostics.extend(damage::explain(piece, &fault.span).or(damage.is_empty().then_some(fault)));
        Node::empty(piece.file)
    });
    let keys = read_head(&node, piece.span(0, 0), &mut own).expect("every key may be left out");
    damage::leave_the_rest(piece, &damage, &mut own.diagnostics);
    reader.diagnostics.extend(own.diagnostics);
    reader.diagnostics.extend(damage);
    keys
}
