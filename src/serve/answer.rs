//! Answers what the door lets in: a page as its edition renders it, a file, or the state of the preview.
//!
//! This is the only module that names the HTTP library, which writes the answers. They are of HTTP/1.0, where every
//! connection ends with its answer: the library writes no `Connection: close`, and nobody should hold a seat at the door.

use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tiny_http::{HTTPVersion, Header, Response, StatusCode};

use super::head::{Asked, Part, Refusal};
use super::live;
use super::stage::{Shown, Stage};
use crate::edition::Content;
use crate::site::Route;
use crate::write::files::read_before;

/// What every answer says of itself: it is for this site's own pages alone, and for now.
const SECURITY: [(&str, &str); 8] = [
    ("Server", "handbook"),
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
];

/// A file that could run a script when it is opened by itself gets no rights at all.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// An answer: its head, and where the bytes come from.
pub struct Answer {
    status: u16,
    kind: String,
    /// Further lines of the head.
    more: Vec<(&'static str, String)>,
    body: Body,
}

enum Body {
    Bytes(Vec<u8>),
    /// So many bytes of a file, from where it stands.
    File(File, u64),
}

/// Answers what was asked, whatever a single page may do to the code that renders it.
pub fn answer(stage: &Stage, asked: &Asked) -> Answer {
    catch_unwind(AssertUnwindSafe(|| judged(stage, asked))).unwrap_or_else(|_| {
        let words = "This page cannot be shown: the program has a fault. The other pages are as they were.\n";
        Answer { status: 500, ..bytes("text/plain; charset=utf-8", words.as_bytes().to_vec()) }
    })
}

/// Says why nothing is answered.
pub fn refuse(refusal: Refusal) -> Answer {
    let words = format!("{}\n", refusal.words).into_bytes();
    let more = if refusal.status == 405 { vec![("Allow", "GET, HEAD".to_owned())] } else { Vec::new() };
    Answer { status: refusal.status, more, ..bytes("text/plain; charset=utf-8", words) }
}

fn judged(stage: &Stage, asked: &Asked) -> Answer {
    let shown = stage.shown();
    match &*asked.path {
        live::SCRIPT => bytes("text/javascript; charset=utf-8", include_bytes!("live.js").to_vec()),
        live::STYLES => bytes("text/css; charset=utf-8", include_bytes!("panel.css").to_vec()),
        live::WAIT => bytes("application/json", live::state(stage, &shown, asked)),
        path => at(stage, &shown, path, asked),
    }
}

/// Returns what stands at a path: a route of the site, or a folder with a page of its own, or nothing.
fn at(stage: &Stage, shown: &Shown, path: &str, asked: &Asked) -> Answer {
    let route = Route::of_address(path);
    if shown.edition.holds(&route) {
        return found(stage, shown, &route, asked);
    }
    let index = Route::index(path);
    if route.as_str() == path && shown.edition.holds(&index) {
        let to = format!("/{}/", Route::new(path).encoded());
        return Answer { status: 302, more: vec![("Location", to)], ..bytes("text/plain", Vec::new()) };
    }
    let mut page = Vec::new();
    // Where the template fails, the page says so itself.
    let _ = shown.edition.missing(&route, &mut page);
    Answer { status: 404, ..html(live::inject(page, shown)) }
}

fn found(stage: &Stage, shown: &Shown, route: &Route, asked: &Asked) -> Answer {
    let mut page = Vec::new();
    let (content, fault) = shown.edition.content(route, &mut page);
    let kind = mime_guess::from_path(route.as_str()).first_or_octet_stream();
    match (content, fault) {
        (Content::File(file), _) => {
            let opened = match page.is_empty() {
                true => open_file(&file, route, &kind, asked.range),
                false => read_with(&file, route, page).map(|whole| bytes(&in_full(&kind), whole)),
            };
            opened.unwrap_or_else(|error| unreadable(&error, &kind))
        }
        (Content::Bytes, _) if kind != mime_guess::mime::TEXT_HTML => bytes(&in_full(&kind), page),
        (Content::Bytes, None) => {
            stage.keep(route, &page, live::source(&shown.edition, route));
            html(live::inject(page, shown))
        }
        (Content::Bytes, Some(fault)) => match (stage.kept(route), live::wants_kept(asked)) {
            (Some(kept), true) => html(live::inject_old(kept, &page, shown)),
            (kept, _) => {
                let explained = live::explain(page.clone(), &fault, shown, kept.is_some());
                Answer { status: 500, ..html(live::inject_as(explained, &page, shown)) }
            }
        },
    }
}

/// Returns the bytes of a file and those that follow it.
fn read_with(path: &Path, route: &Route, mut after: Vec<u8>) -> io::Result<Vec<u8>> {
    if !is_still_there(path, route)? {
        return Err(io::ErrorKind::NotFound.into());
    }
    read_before(path, &mut after)?;
    Ok(after)
}

/// Returns a file, or the part of it that was asked for.
fn open_file(path: &Path, route: &Route, kind: &mime_guess::Mime, range: Option<Part>) -> io::Result<Answer> {
    if !is_still_there(path, route)? {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut whole = bytes(&in_full(kind), Vec::new());
    if kind == &mime_guess::mime::TEXT_HTML || kind.subtype() == "svg" || kind.suffix().is_some() {
        whole.more.push(("Content-Security-Policy", SANDBOX.to_owned()));
    }
    let Some(part) = range else {
        whole.more.push(("Accept-Ranges", "bytes".to_owned()));
        return Ok(Answer { body: Body::File(file, length), ..whole });
    };
    let Some(part) = part.within(length) else {
        whole.more.push(("Content-Range", format!("bytes */{length}")));
        return Ok(Answer { status: 416, ..whole });
    };
    file.seek(SeekFrom::Start(part.start))?;
    whole.more.push(("Accept-Ranges", "bytes".to_owned()));
    whole.more.push(("Content-Range", format!("bytes {}-{}/{length}", part.start, part.end - 1)));
    Ok(Answer { status: 206, body: Body::File(file, part.end - part.start), ..whole })
}

/// Tells whether a file is still a regular one where it was found: a link or a pipe may have been put in its place, or a
/// link in the place of a folder it lies in.
fn is_still_there(path: &Path, route: &Route) -> io::Result<bool> {
    let depth = route.as_str().split('/').count();
    let Some(top) = path.ancestors().nth(depth) else { return Ok(false) };
    let real = fs::canonicalize(top)?.join(route.as_str());
    Ok(fs::symlink_metadata(path)?.is_file() && fs::canonicalize(path)? == real)
}

fn unreadable(error: &io::Error, kind: &mime_guess::Mime) -> Answer {
    let status = if error.kind() == io::ErrorKind::NotFound { 404 } else { 503 };
    Answer { status, ..bytes(&in_full(kind), Vec::new()) }
}

/// Returns the type of a file by its name, in full.
pub fn content_type(path: &str) -> String {
    in_full(&mime_guess::from_path(path).first_or_octet_stream())
}

/// Returns a type with the encoding that every text here has.
fn in_full(kind: &mime_guess::Mime) -> String {
    match kind.type_() == mime_guess::mime::TEXT {
        true => format!("{}; charset=utf-8", kind.essence_str()),
        false => kind.essence_str().to_owned(),
    }
}

fn bytes(kind: &str, bytes: Vec<u8>) -> Answer {
    Answer { status: 200, kind: kind.to_owned(), more: Vec::new(), body: Body::Bytes(bytes) }
}

fn html(page: Vec<u8>) -> Answer {
    bytes("text/html; charset=utf-8", page)
}

impl Answer {
    /// Writes the answer out, of a known length, as the last of its connection.
    pub fn send(self, to: &mut dyn Write, head_only: bool) -> io::Result<()> {
        let (reader, length): (Box<dyn Read>, u64) = match self.body {
            Body::Bytes(bytes) => {
                let length = bytes.len() as u64;
                (Box::new(Cursor::new(bytes)), length)
            }
            Body::File(file, length) => (Box::new(file.take(length)), length),
        };
        let own = [("Content-Type", &*self.kind)];
        let more = self.more.iter().map(|(name, value)| (*name, &**value));
        let lines = SECURITY.into_iter().chain(own).chain(more);
        let headers = lines.filter_map(|(name, value)| Header::from_bytes(name, value).ok()).collect();
        let length = usize::try_from(length).map_err(io::Error::other)?;
        let mut to = io::BufWriter::new(to);
        Response::new(StatusCode(self.status), headers, reader, Some(length), None).raw_print(
            &mut to,
            HTTPVersion(1, 0),
            &[],
            head_only,
            None,
        )?;
        to.flush()
    }
}
