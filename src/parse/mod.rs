//! One file's text → its records or its page. A parsed file knows of no other file.
//!
//! 1. `yaml` and [`markdown`] are the only modules that name the YAML and the Markdown crate.
//! 2. `damage` finds what pasting and word processors break, before a parser complains of it.
//! 3. [`data`], [`page`] and [`settings`] read the three sorts of file.
//! 4. With the [`outline`] of a text that somebody remembers, all but the head of a page need not be read again.

mod damage;
pub mod data;
pub mod markdown;
pub mod outline;
pub mod page;
pub mod settings;
mod yaml;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, suggest};
use crate::digest::hash;
use crate::record::Kind;
use crate::record::field::{Fields, Reader, read_head};
use crate::record::node::Node;
use crate::record::reference::Key;
use crate::secret::{self, Secrets};
use crate::source::SourcePath;
use crate::span::Span;

pub use data::{Data, Entry, is_id};
pub use outline::Outline;
pub use page::{Page, Problem, Status};
pub use settings::Settings;

use page::FormerPath;
use yaml::Piece;

/// What a text was read as, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed<T = Document> {
    pub document: T,
    pub diagnostics: Vec<Diagnostic>,
    /// The secrets in the whole text, whatever it was read as.
    pub secrets: Secrets,
    /// The hash of the text.
    pub hash: String,
}

impl<T> Parsed<T> {
    fn new(document: T, diagnostics: Vec<Diagnostic>) -> Self {
        Self { document, diagnostics, secrets: Secrets::default(), hash: String::new() }
    }

    fn map<U>(self, turn: impl FnOnce(T) -> U) -> Parsed<U> {
        Parsed::new(turn(self.document), self.diagnostics)
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

/// All that other files may refer to in a file.
#[derive(PartialEq, Eq)]
pub struct Names<'a> {
    /// Every record and page, with the ids of its headings.
    keys: Vec<(&'a Key, Vec<&'a str>)>,
    unread: &'a [Key],
    unknown: Option<Kind>,
    aliases: Vec<&'a str>,
}

impl Document {
    /// Returns what other files may refer to; nothing for the settings, on which everything rests.
    pub fn names(&self) -> Option<Names<'_>> {
        let none = Names { keys: Vec::new(), unread: &[], unknown: None, aliases: Vec::new() };
        Some(match self {
            Self::Settings(_) => return None,
            Self::Data(data) => Names {
                keys: data.entries.iter().map(|entry| (&entry.key, entry.ids().collect())).collect(),
                unread: &data.unread,
                unknown: data.unknown,
                ..none
            },
            Self::Page(page) => Names {
                keys: vec![(&page.key, page.body.ids().collect())],
                aliases: page.front.aliases.iter().map(|FormerPath(path)| &*path.value).collect(),
                ..none
            },
            Self::Other => none,
        })
    }

    /// Returns what lists of pages show of it, where it is a page.
    pub fn card(&self) -> Option<Card<'_>> {
        let Self::Page(page) = self else { return None };
        let summary = page.front.summary.as_ref().map(|summary| &*summary.value);
        let order = page.front.order.as_ref().map(|order| order.0.value);
        Some(Card { title: page.title(), summary, order })
    }

    /// Returns the keys of the records, or of the page, in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        let (entries, page) = match self {
            Self::Data(data) => (&data.entries[..], None),
            Self::Page(page) => (&[][..], Some(&page.key)),
            Self::Settings(_) | Self::Other => (&[][..], None),
        };
        entries.iter().map(|entry| &entry.key).chain(page)
    }
}

/// What lists on other pages show of a page.
#[derive(PartialEq, Eq)]
pub struct Card<'a> {
    title: &'a str,
    summary: Option<&'a str>,
    order: Option<u32>,
}

/// Parses one file by what its path says it is, and looks for secrets in it.
pub fn parse(path: &SourcePath, text: &str) -> Parsed {
    anew(path, text, hash(text.as_bytes()))
}

fn anew(path: &SourcePath, text: &str, hash: String) -> Parsed {
    Parsed { hash, secrets: secret::read(text), ..read(path, text) }
}

/// Whoever may remember the outline of a text, given its path and its hash.
pub type Recall<'a> = &'a (dyn Fn(&SourcePath, &str) -> Option<Outline> + Sync);

/// Parses one file whose outline may be remembered. The result is that of [`parse`].
pub fn parse_again(path: &SourcePath, text: &Arc<str>, recall: Recall<'_>) -> Parsed {
    let hash = hash(text.as_bytes());
    match recall(path, &hash).and_then(|outline| page::again(path, text, outline)) {
        Some(page) => Parsed { hash, ..page.map(|page| Document::Page(Arc::new(page))) },
        None => anew(path, text, hash),
    }
}

fn read(path: &SourcePath, text: &str) -> Parsed {
    let whole = Piece::whole(path, text);
    let Some(inside) = path.in_content() else {
        return Parsed::new(Document::Other, Vec::new());
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
        (Some(("files", _)), _) => Parsed::new(Document::Other, Vec::new()),
        _ => Parsed::new(Document::Other, vec![unplaced(path)]),
    }
}

fn unknown_kind(path: &SourcePath, word: &str) -> Parsed {
    let kinds = || Kind::RECORDS.iter().map(|kind| kind.plural());
    let fault =
        Diagnostic::new("unknown-kind", Span::whole(path), format!("there is no kind of record called `{word}`"));
    let hint = suggest::did_you_mean(word, kinds())
        .unwrap_or_else(|| format!("the kinds are {}", kinds().collect::<Vec<_>>().join(", ")));
    Parsed::new(Document::Other, vec![fault.hint(hint)])
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
