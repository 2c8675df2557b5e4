//! Markdown → a body: HTML with holes where only the linked handbook knows what to put.
//!
//! 1. The crate turns text into events with places; `writer` turns events into HTML, headings and links.
//! 2. An address is judged by `address`: a reference, another file, the web, or nothing one should follow.
//! 3. A fenced block named after a live table is read by `live`, one for an audience is opened or taken out by
//!    [`audience`]; other code is coloured by `highlight`.
//! 4. Where the text holds HTML of its own, `raw` cleans the whole by an allow-list.
//!
//! A hole is written as its number between two characters of the private use area, which no text may hold.

mod address;
pub mod audience;
mod highlight;
mod html;
pub mod live;
mod origin;
mod raw;
pub mod slug;
mod writer;

use super::Parsed;
use super::yaml::Piece;
use crate::record::reference::Reference;
use crate::record::value::Text;
use crate::source::SourcePath;
use crate::span::{Span, Spanned};
use live::{Live, Written};
use origin::Origin;

pub(super) use html::Html;
pub use writer::escape;

pub(super) const HOLE_START: char = '\u{e000}';
pub(super) const HOLE_END: char = '\u{e001}';

/// The text of a page, or of a field written in Markdown.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// A heading of the first level, which names the page where its front matter does not.
    pub title: Option<String>,
    pub(super) html: Html,
    pub holes: Vec<Hole>,
    /// The headings, in order; their ids are unique within the body.
    pub headings: Vec<Heading>,
    /// The first paragraph, as plain text.
    pub lead: String,
    /// The audiences that blocks of it are for.
    pub audiences: Vec<Text>,
}

/// For whom a text is read: which blocks are shown, and which links give way to neutral words.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// Tells whether a block for an audience is shown.
    pub shows: &'a dyn Fn(&str) -> bool,
    /// Returns the words that stand instead of a link and its own words; nothing where the link is shown.
    pub instead: &'a dyn Fn(&Link) -> Option<String>,
    /// Whether nothing is ever taken out, so that every place in the text is a place in the file.
    whole: bool,
}

impl Reading<'static> {
    /// Reads everything.
    pub const WHOLE: Self = Self { shows: &|_| true, instead: &|_| None, whole: true };
}

impl<'a> Reading<'a> {
    /// Reads what somebody may see.
    pub fn cut(shows: &'a dyn Fn(&str) -> bool, instead: &'a dyn Fn(&Link) -> Option<String>) -> Self {
        Self { shows, instead, whole: false }
    }
}

/// What is filled in when the page is shown.
#[derive(Clone, Debug)]
pub enum Hole {
    /// The address that a link or an image leads to.
    Address(Link),
    /// The title of what the link in the numbered hole leads to.
    TitleOf(usize),
    /// Nothing: the address that stood here is not followed.
    Nowhere,
    Live(Spanned<Live>, Written),
}

/// A link, by what was written.
#[derive(Clone, Debug)]
pub struct Link {
    pub target: Target,
    pub span: Span,
}

/// Where a link leads.
#[derive(Clone, Debug)]
pub enum Target {
    /// A record or a page, by reference, with a heading of it.
    Record { reference: Reference, heading: Option<String> },
    /// A file, by a path relative to the one that holds the link, with a heading of it.
    File { path: String, heading: Option<String> },
    /// A heading of the same page.
    Heading(String),
    /// An address on the web, for mail or for a telephone.
    Web(String),
}

/// A heading of a body.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// A stretch of a body.
pub enum Part<'a> {
    Html(&'a str),
    Hole(&'a Hole),
}

impl Body {
    /// Returns the HTML and the holes in it, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.html.as_str().split(HOLE_START).enumerate().flat_map(|(index, stretch)| {
            let (hole, html) = match stretch.split_once(HOLE_END) {
                Some((number, html)) if index > 0 => {
                    (number.parse::<usize>().ok().and_then(|at| self.holes.get(at)), html)
                }
                _ => (None, stretch),
            };
            hole.map(Part::Hole).into_iter().chain((!html.is_empty()).then_some(Part::Html(html)))
        })
    }

    /// Returns what stands instead of a text that cannot be shown in part.
    pub fn withheld() -> Self {
        Self { html: Html::made("<p>This text is not shown here.</p>\n".to_owned()), ..Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how long the HTML is, in bytes, nothing filled in.
    pub fn len(&self) -> usize {
        self.html.len()
    }

    /// Returns a heading by its id.
    pub fn heading(&self, id: &str) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.id == id)
    }

    /// Returns the ids of the headings, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().map(|heading| &*heading.id)
    }

    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.holes.iter().filter_map(|hole| match hole {
            Hole::Address(link) => Some(link),
            _ => None,
        })
    }

    pub fn live(&self) -> impl Iterator<Item = &Spanned<Live>> {
        self.holes.iter().filter_map(|hole| match hole {
            Hole::Live(live, _) => Some(live),
            _ => None,
        })
    }
}

/// Parses the text of a page, which starts at a byte of its file.
pub(super) fn parse(whole: Piece<'_>, start: usize) -> Parsed<Body> {
    read(&whole.text[start..], &Origin::page(whole, start), Reading::WHOLE)
}

/// Parses a field of a record that is written in Markdown.
pub(super) fn parse_field(whole: Piece<'_>, key: &str, field: &Spanned<String>) -> Parsed<Body> {
    read(field, &Origin::field(whole, key, field), Reading::WHOLE)
}

/// Parses a text once more, as somebody may see it; `key` names the field of a record, where it is one.
pub fn read_for(text: &str, file: &SourcePath, key: Option<&str>, reading: Reading<'_>) -> Body {
    read(text, &Origin::cut(file, key), reading).document
}

fn read(text: &str, origin: &Origin<'_>, reading: Reading<'_>) -> Parsed<Body> {
    let opened = audience::open(text, reading.shows);
    let (text, named) = match &opened {
        Some(opened) => (&*opened.text, &opened.audiences[..]),
        None => (text, &[][..]),
    };
    let mistaken = audience::mistaken(text);
    if !reading.whole && !mistaken.is_empty() {
        // Nobody knows for whom it was meant.
        return Parsed::new(Body::withheld(), Vec::new());
    }
    let mut parsed = writer::write(text, origin, reading);
    let mistaken = mistaken.into_iter().map(|line| (text[line.clone()].trim().to_owned(), line));
    let audiences = named.iter().cloned().chain(mistaken);
    parsed.document.audiences = audiences.map(|(value, range)| Spanned { value, span: origin.span(&range) }).collect();
    parsed
}
