//! A Markdown file → a page: its front matter and its body.

use std::sync::Arc;

use jiff::civil::Date;

use super::markdown::{self, Body, Reading};
use super::yaml::Piece;
use super::{Outline, Parsed, read_keys};
use crate::diagnostic::Diagnostic;
use crate::record::field::{Item, Reader, Value, fields, group};
use crate::record::node::Node;
use crate::record::reference::Key;
use crate::record::shape::Shape;
use crate::record::target::Ref;
use crate::record::value::{Day, Number, Text, Url, scalar, words};
use crate::record::{Access, Kind, Person, Role, Service, Task};
use crate::schedule::Period;
use crate::source::SourcePath;
use crate::span::Span;

fields! {
    /// What the head of a page says of it.
    pub struct Front {
        title: Option<Text> => Public "Title",
        summary: Option<Text> => Public "Summary",
        /// The role that answers for the page, never a person.
        owner: Option<Ref<Role>> => Public "Owner" / "Procedures",
        needs: Vec<Ref<Access>> => Staff "Access needed" / "Needed for procedures",
        services: Vec<Ref<Service>> => Public "Services" / "Procedures",
        tasks: Vec<Ref<Task>> => Staff "Tasks" / "Procedures",
        audience: Option<Text> => Liaison "Audience",
        status: Option<Status> => Public "Status",
        reviewed: Option<Reviewed> => Public "Reviewed" / "Has reviewed",
        review_every: Option<Period> => Public "Review every",
        based_on: Vec<BasedOn> => Public "Based on",
        tags: Vec<Text> => Public "Tags",
        /// Of what it says how a problem is reported.
        reports: Vec<Problem> => Public "Reports problems of",
        /// Addresses the page once had.
        aliases: Vec<FormerPath> => Public "Former addresses",
        /// Its place among its neighbours; those without a number come last.
        order: Option<Number> => Public "Order",
    }
}

words! {
    /// Where a page stands in its life; current when left out.
    pub enum Status { Draft = "draft", Current = "current", Retired = "retired" }
}

words! {
    /// What a problem can be one of: a system that the library uses, or the way to it.
    pub enum Problem { System = "system", Connectivity = "connectivity" }
}

group! {
    /// When a page was last held against the facts, and by whom.
    pub struct Reviewed {
        on: Day => Public "on",
        by: Option<Ref<Person>> => Staff "by",
    }
}

group! {
    /// A page of somebody else's that this one rests on.
    pub struct BasedOn {
        title: Text => Public "Title",
        url: Option<Url> => Public "Address",
        /// The day it was last revised, by its own word.
        revised: Option<Day> => Public "Revised",
    }
}

/// An address a page once had: a path below `content/` without `.md`.
#[derive(Clone, Debug)]
pub struct FormerPath(pub Text);

impl Value for FormerPath {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let wanted = "a path such as `procedures/old-name`";
        let text = scalar(node, wanted, reader)?.trim();
        let sound = text.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.contains(['\\', ':', '?', '#', '%', '*', '"', '<', '>', '|'])
                && !part.contains(char::is_control)
        });
        match sound && text.contains('/') {
            true => Some(Self(Text { value: text.trim_end_matches(".html").to_owned(), span: node.span.clone() })),
            false => reader.wrong(node, wanted),
        }
    }

    fn shape() -> Shape {
        Shape::Text
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Text(&self.0));
    }
}

/// A page: a procedure, or a page of the guide.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its path below `content/`, without `.md`.
    pub key: Key,
    pub front: Front,
    /// Shared with the same page as an audience sees it, where that shows the same text.
    pub body: Arc<Body>,
    /// The place to point at when the page as a whole is meant.
    pub span: Span,
    /// Whether its head cannot be read well enough to know that it names no audience.
    pub unsure: bool,
    title: String,
}

impl Page {
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Tells whether the page is its folder's own.
    pub fn is_index(&self) -> bool {
        *self.key.id == *"index" || self.key.id.ends_with("/index")
    }

    pub fn is_procedure(&self) -> bool {
        self.key.id.starts_with("procedures/") && !self.is_index()
    }

    /// Tells whether the page is still followed.
    pub fn is_in_use(&self) -> bool {
        self.status() != Status::Retired
    }

    pub fn status(&self) -> Status {
        self.front.status.unwrap_or(Status::Current)
    }

    /// Returns the page with another head, and where `reading` is given its text read once more from its file.
    pub fn cut(&self, front: Front, file: &str, reading: Option<Reading<'_>>) -> Self {
        let body = match reading {
            Some(reading) => {
                let text = &file[self.head(file).len()..];
                Arc::new(markdown::read_for(text, &self.span.file, None, reading))
            }
            None => self.body.clone(),
        };
        let title = title_of(&front, &body, &self.key.id);
        Self { front, body, title, ..self.clone() }
    }

    /// Returns the beginning of the page's file, up to where its text begins.
    pub fn head<'a>(&self, file: &'a str) -> &'a str {
        &file[..split(Piece::whole(&self.span.file, file), &mut Reader::default()).1]
    }

    /// Returns the page with words instead of its text.
    pub fn emptied(&self) -> Self {
        let body = Arc::new(Body::withheld());
        let title = title_of(&self.front, &body, &self.key.id);
        Self { body, title, ..self.clone() }
    }

    /// Returns the pages of somebody else's that were revised after the page was last reviewed, each with that day.
    pub fn newer_sources(&self) -> impl Iterator<Item = (&BasedOn, &Day)> {
        let reviewed = self.front.reviewed.as_ref().map(|reviewed| reviewed.on.value);
        let sources = self.front.based_on.iter().filter_map(|source| Some((source, source.revised.as_ref()?)));
        sources.filter(move |(_, revised)| reviewed.is_some_and(|reviewed| reviewed < revised.value))
    }

    /// Returns the day by which the page is to be reviewed again, when it has been reviewed at all.
    pub fn review_due(&self, default: Period) -> Option<Date> {
        let reviewed = self.front.reviewed.as_ref()?;
        Some(self.front.review_every.unwrap_or(default).after(reviewed.on.value))
    }
}

/// Parses a Markdown file of whose text the outline is known; nothing where it is that of another text.
pub fn again(file: &SourcePath, text: &Arc<str>, outline: Outline) -> Option<Parsed<Page>> {
    let whole = Piece::whole(file, text);
    let mut reader = Reader::default();
    let (head, start) = split(whole, &mut reader);
    let body = outline.body(file, text, start)?;
    Some(with_body(whole, (head, start), reader, Parsed::new(body, Vec::new())))
}

/// Parses a Markdown file.
pub fn parse(whole: Piece<'_>) -> Parsed<Page> {
    let mut reader = Reader::default();
    let (head, start) = split(whole, &mut reader);
    with_body(whole, (head, start), reader, markdown::parse(whole, start))
}

/// Parses the head of a Markdown file, which ends where its text starts.
fn with_body(
    whole: Piece<'_>,
    (head, body_start): (Piece<'_>, usize),
    mut reader: Reader,
    parsed: Parsed<Body>,
) -> Parsed<Page> {
    // A title that is there and cannot be read is reported at its own place.
    let has_title = !reader.diagnostics.is_empty() || head.text.lines().any(|line| line.starts_with("title:"));
    let front: Front = read_keys(head, &mut reader);
    let unsure =
        front.audience.is_none() && (!reader.diagnostics.is_empty() || names_audience(&whole.text[body_start..]));
    reader.diagnostics.extend(parsed.diagnostics);
    let body = parsed.document;
    let path = whole.file.in_content().unwrap_or_default();
    let id = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    if front.title.is_none() && body.title.is_none() && !has_title {
        let fault = Diagnostic::new("missing-key", whole.span(0, first_line(whole.text)), "the page has no title");
        reader.fault(fault.hint("start the file with `---`, a line `title: …`, and `---`"));
    }
    let title = title_of(&front, &body, id);
    let span = front.title.as_ref().map_or_else(|| whole.span(0, first_line(whole.text)), |title| title.span.clone());
    let page = Page { key: Key::new(Kind::Page, id), front, body: Arc::new(body), span, unsure, title };
    Parsed::new(page, reader.diagnostics)
}

/// How many lines at the start of a text may be a head that nobody can tell from the text.
const HEAD_LINES: usize = 30;

/// Tells whether a text starts with lines one of which looks like the audience of the page.
fn names_audience(text: &str) -> bool {
    text.lines()
        .take(HEAD_LINES)
        .any(|line| line.split_once(':').is_some_and(|(key, _)| key.trim().eq_ignore_ascii_case("audience")))
}

/// Returns what a page calls itself, or else the name of its file.
fn title_of(front: &Front, body: &Body, id: &str) -> String {
    let written = front.title.as_ref().map(|title| &title.value).or(body.title.as_ref());
    written.cloned().unwrap_or_else(|| name_of(id))
}

/// Returns the name of a page's file in words.
fn name_of(id: &str) -> String {
    id.rsplit('/').next().unwrap_or_default().replace('-', " ")
}

fn first_line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// Splits a file into its front matter and the place where the body starts.
fn split<'a>(whole: Piece<'a>, reader: &mut Reader) -> (Piece<'a>, usize) {
    let none = Piece { text: "", ..whole };
    let blank = whole.text.len() - whole.text.trim_start().len();
    let first = whole.text[blank..].split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != "---" {
        return (none, 0);
    }
    let start = blank + first.len();
    let mut at = start;
    for line in whole.text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return (Piece { text: &whole.text[start..at], base: whole.base + start, ..whole }, at + line.len());
        }
        at += line.len();
    }
    let fault =
        Diagnostic::new("yaml-syntax", whole.span(blank, blank + 3), "the head of this page has no second `---`");
    reader.fault(fault.hint("put a line `---` between the keys and the text"));
    (none, 0)
}
