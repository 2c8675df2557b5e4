//! What a page gets on its way out, and what its script is told: whether it has changed, and what is wrong.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use super::head::{Asked, decoded};
use super::stage::{Shown, Stage};
use crate::diagnostic::{Diagnostic, Severity, tally};
use crate::edition::Edition;
use crate::parse::markdown::escape;
use crate::record::Kind;
use crate::record::reference::Key;
use crate::site::{Page, Route};
use crate::source::{SourcePath, Sources};
use crate::span::{Position, Span};

/// Addresses that no page of a handbook has.
pub const SCRIPT: &str = "__live/live.js";
pub const STYLES: &str = "__live/panel.css";
pub const WAIT: &str = "__live/wait";

/// At most this many problems are sent to a page.
const MOST: usize = 100;
/// At most this many characters of a line are sent.
const WIDEST: usize = 160;

/// Returns the epoch that a request waits to end.
pub fn awaited(asked: &Asked) -> Option<String> {
    (asked.path == WAIT && !asked.head_only).then(|| parameter(asked, "epoch").unwrap_or_default())
}

/// Tells whether a page is wanted as it last was without a fault.
pub fn wants_kept(asked: &Asked) -> bool {
    parameter(asked, "last").is_some_and(|last| last == "good")
}

fn parameter(asked: &Asked, name: &str) -> Option<String> {
    let pairs = asked.query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(known, _)| *known == name).find_map(|(_, value)| decoded(&value.replace('+', " ")))
}

/// Returns a page with the script in it.
pub fn inject(page: Vec<u8>, shown: &Shown) -> Vec<u8> {
    let mark = mark(&page[..]);
    put_in(page, &mark, "", shown)
}

/// Returns a page with the script in it, which takes it for another: for what really stands there.
pub fn inject_as(page: Vec<u8>, really: &[u8], shown: &Shown) -> Vec<u8> {
    put_in(page, &mark(really), "", shown)
}

/// Returns a page as it was before a mistake, with the script in it, which says so.
pub fn inject_old(page: Vec<u8>, really: &[u8], shown: &Shown) -> Vec<u8> {
    put_in(page, &mark(really), " data-old=\"yes\"", shown)
}

fn put_in(mut page: Vec<u8>, mark: &str, more: &str, shown: &Shown) -> Vec<u8> {
    let (styles, files) = (&shown.marks.styles, &shown.marks.files);
    let piece = format!(
        "<link rel=\"stylesheet\" href=\"/{STYLES}\"><script src=\"/{SCRIPT}\" defer data-page=\"{mark}\" data-styles=\"{styles}\" data-files=\"{files}\"{more}></script>\n"
    );
    insert(&mut page, &piece);
    page
}

/// Puts a piece at the end of a page's body.
fn insert(page: &mut Vec<u8>, piece: &str) {
    const END: &[u8] = b"</body>";
    let at = page.windows(END.len()).rposition(|window| window == END).unwrap_or(page.len());
    page.splice(at..at, piece.bytes());
}

/// Returns the page that stands for one that cannot be shown, with the place of the fault and the way to the last good one.
pub fn explain(mut page: Vec<u8>, fault: &Diagnostic, shown: &Shown, kept: bool) -> Vec<u8> {
    let mut piece = String::from("<p>");
    escape(&mut piece, fault.span.file.as_str());
    if let Some(line) = line_of(&shown.edition.sources, &fault.span) {
        piece.push_str(&format!(", line {line}"));
    }
    piece.push_str("</p>\n");
    if kept {
        piece.push_str("<p><a href=\"?last=good\">Show the last good page</a></p>\n");
    }
    insert(&mut page, &piece);
    page
}

/// Returns a short name for a value: another value, another name.
pub fn mark(value: impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// What the script of a page is told.
#[derive(Serialize)]
struct State<'a> {
    epoch: &'a str,
    /// Names the bytes that now stand at the page's address.
    page: String,
    styles: &'a str,
    files: &'a str,
    /// Whether nothing stands there any more.
    gone: bool,
    /// The file with the mistake for which it cannot be made.
    because: Option<&'a SourcePath>,
    problems: Vec<Problem<'a>>,
    /// How many problems there are of this page and of others, those not sent included.
    here: usize,
    elsewhere: usize,
    summary: String,
    trouble: Option<&'a str>,
}

/// A problem as the panel shows it.
#[derive(Serialize)]
struct Problem<'a> {
    severity: Severity,
    rule: &'a str,
    message: &'a str,
    file: &'a SourcePath,
    line: Option<usize>,
    column: Option<usize>,
    excerpt: Option<Excerpt<'a>>,
    hints: &'a [String],
    related: Vec<Place<'a>>,
    /// Whether it is of the page that asks.
    here: bool,
}

/// A line, with what is underlined in it.
#[derive(Serialize)]
struct Excerpt<'a> {
    before: &'a str,
    marked: &'a str,
    after: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    message: &'a str,
    file: &'a SourcePath,
    line: Option<usize>,
}

/// Returns the state of the handbook, and of the page at the address that a request names, as JSON.
pub fn state(stage: &Stage, shown: &Shown, asked: &Asked) -> Vec<u8> {
    let edition = &*shown.edition;
    let path = parameter(asked, "at").and_then(|path| decoded(&path)).unwrap_or_default();
    let route = Route::of_address(path.trim_start_matches('/'));
    let mut page = Vec::new();
    let gone = !edition.holds(&route);
    let fault = match gone {
        true => edition.missing(&route, &mut page).err(),
        false => edition.content(&route, &mut page).1,
    };
    let own = match gone {
        // A page that can no longer be made is still of the file it was made from.
        true => stage.origin(&route).map(|file| Own { file, start: 0, end: u32::MAX }),
        false => edition.site.page(&route).and_then(|page| Own::of(edition, page)),
    };
    // A template that cannot be used changes every page.
    let is_here = |known: &Diagnostic| known.rule == "template-fault" || own.as_ref().is_some_and(|own| own.has(known));
    // A fault of the template may come to light only where the page is shown.
    let of_page = fault.iter().filter(|fault| !shown.problems.contains(fault));
    let mut all: Vec<(bool, &Diagnostic)> =
        of_page.chain(&*shown.problems).map(|known| (is_here(known), known)).collect();
    if !edition.site.handbook.is_whole() {
        // What is wrong is said of the whole handbook, of which this reader may not know everything.
        all.clear();
    }
    all.sort_by_key(|(here, known)| (!here, known.severity));
    let is_error = |known: &Diagnostic| known.severity == Severity::Error;
    let cause = all.iter().find(|(_, known)| gone && is_error(known) && own.as_ref().is_some_and(|own| own.has(known)));
    let here = all.iter().filter(|(here, _)| *here).count();
    let state = State {
        epoch: &shown.epoch,
        page: mark(&page[..]),
        styles: &shown.marks.styles,
        files: &shown.marks.files,
        gone,
        because: cause.map(|(_, known)| &known.span.file),
        problems: all.iter().take(MOST).map(|(here, known)| problem(&edition.sources, known, *here)).collect(),
        here,
        elsewhere: all.len() - here,
        summary: tally(all.iter().map(|(_, known)| *known)),
        trouble: shown.trouble.as_deref(),
    };
    serde_json::to_vec(&state).expect("a state has nothing that JSON cannot say")
}

/// Returns the file that a page is made from, where it is made from one.
pub fn source(edition: &Edition, route: &Route) -> Option<SourcePath> {
    edition.site.page(route).and_then(|page| Own::of(edition, page)).map(|own| own.file)
}

/// The stretch of the sources that a page is made from.
struct Own {
    file: SourcePath,
    start: u32,
    end: u32,
}

impl Own {
    /// Returns the source of a text, or of a record: from its id to the next.
    fn of(edition: &Edition, page: &Page) -> Option<Self> {
        let site = &edition.site;
        let key: &Key = match page {
            Page::Text(key) | Page::Record(key) | Page::OutageSheet(key) | Page::Moved(key) => key,
            Page::Section(folder) => site.sections.get(folder)?.own.as_ref()?,
            _ => return None,
        };
        let place = site.handbook.place(key)?;
        if key.kind == Kind::Page {
            return Some(Self { file: place.file.clone(), start: 0, end: u32::MAX });
        }
        let starts =
            site.handbook.entries().filter(|entry| entry.span.file == place.file).map(|entry| entry.span.start);
        let end = starts.filter(|start| *start > place.start).min().unwrap_or(u32::MAX);
        Some(Self { file: place.file.clone(), start: place.start, end })
    }

    fn has(&self, fault: &Diagnostic) -> bool {
        let span = &fault.span;
        span.file == self.file && (self.start..self.end).contains(&span.start)
    }
}

fn problem<'a>(sources: &'a Sources, fault: &'a Diagnostic, here: bool) -> Problem<'a> {
    let text = sources.shown(&fault.span.file);
    let place = text.map(|text| Position::of(text, fault.span.start));
    let related = fault.related.iter().map(|related| Place {
        message: &related.message,
        file: &related.span.file,
        line: line_of(sources, &related.span),
    });
    Problem {
        severity: fault.severity,
        rule: fault.rule,
        message: &fault.message,
        file: &fault.span.file,
        line: line_of(sources, &fault.span),
        column: place.map(|place| place.column),
        excerpt: text.and_then(|text| excerpt(text, &fault.span)),
        hints: &fault.hints,
        related: related.collect(),
        here,
    }
}

/// Returns the line of a span; nothing where it means a file as a whole, or the file cannot be read.
fn line_of(sources: &Sources, span: &Span) -> Option<usize> {
    let text = sources.shown(&span.file).filter(|_| span.end > 0)?;
    Some(Position::of(text, span.start).line)
}

/// Returns the line a span starts in, cut to what fits.
fn excerpt<'a>(text: &'a str, span: &Span) -> Option<Excerpt<'a>> {
    let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
    let (before, rest) = (text.get(..start)?, text.get(start..)?);
    let before = before.rsplit('\n').next().unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    let marked = line.get(..(end.saturating_sub(start)).min(line.len()))?;
    if span.end == 0 || before.is_empty() && line.is_empty() {
        return None;
    }
    let after = &line[marked.len()..];
    Some(Excerpt { before: last(before), marked: first(marked), after: first(after) })
}

fn first(text: &str) -> &str {
    text.char_indices().nth(WIDEST).map_or(text, |(end, _)| &text[..end])
}

fn last(text: &str) -> &str {
    text.char_indices().rev().nth(WIDEST).map_or(text, |(start, c)| &text[start + c.len_utf8()..])
}
