//! Answers what the door lets in: a page as its edition renders it, a file, or the state of the preview.
//!
//! This is the only module that names the HTTP library. It listens on an address of its own on loopback, and answers only
//! to connections of which the door has said beforehand what they may have: whoever else finds the address gets nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tiny_http::Server;

use super::head::{Asked, Part};
use super::live;
use super::stage::{Shown, Stage, lock};
use crate::edition::Content;
use crate::site::Route;

/// What every answer says of itself: it is for this site's own pages alone, and for now.
pub const SECURITY: &str = "Cache-Control: no-store\r\n\
    Content-Security-Policy: default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\n\
    Cross-Origin-Opener-Policy: same-origin\r\n\
    Referrer-Policy: no-referrer\r\n\
    X-Content-Type-Options: nosniff\r\n\
    X-Frame-Options: DENY\r\n";

/// A file that could run a script when it is opened by itself gets no rights at all.
const SANDBOX: &str =
    "Content-Security-Policy: sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:\r\n";

/// How many requests are answered at the same time.
const THREADS: usize = 4;
/// How often it is looked whether the library is still there.
const LOOK: Duration = Duration::from_millis(250);
/// Longer than any answer takes to begin; after this, the library is taken to be dead.
const ANSWER_TIME: Duration = Duration::from_secs(20);

/// The way from the door to the library.
#[derive(Clone)]
pub struct Back {
    at: Arc<Mutex<SocketAddr>>,
    /// What each connection may have, by its own address.
    tickets: Arc<Mutex<BTreeMap<SocketAddr, Asked>>>,
    /// Whether the library has stopped and is to be started anew.
    dead: Arc<AtomicBool>,
}

/// An answer: its head, and where the bytes come from.
struct Answer {
    status: &'static str,
    kind: String,
    /// Further lines of the head.
    more: String,
    sandboxed: bool,
    body: Body,
}

enum Body {
    Bytes(Vec<u8>),
    /// So many bytes of a file, from where it stands.
    File(File, u64),
}

/// Starts the library, and starts it again whenever it stops.
pub fn open(stage: Arc<Stage>) -> io::Result<Back> {
    let (server, at) = listen()?;
    let back = Back { at: Arc::new(Mutex::new(at)), tickets: Arc::default(), dead: Arc::default() };
    let own = back.clone();
    thread::Builder::new().name("answers".to_owned()).spawn(move || own.run(server, &stage))?;
    Ok(back)
}

fn listen() -> io::Result<(Server, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let at = listener.local_addr()?;
    let server = Server::from_listener(listener, None).map_err(io::Error::other)?;
    Ok((server, at))
}

impl Back {
    /// Puts a request to the library; the answer is what can be read.
    pub fn ask(&self, asked: Asked) -> io::Result<TcpStream> {
        let at = *lock(&self.at);
        let mut stream = TcpStream::connect(at).inspect_err(|_| self.dead.store(true, Ordering::Release))?;
        stream.set_read_timeout(Some(ANSWER_TIME))?;
        let own = stream.local_addr()?;
        let method = if asked.head_only { "HEAD" } else { "GET" };
        lock(&self.tickets).insert(own, asked);
        let sent = write!(stream, "{method} / HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
        if sent.is_err() {
            lock(&self.tickets).remove(&own);
        }
        sent.map(|()| stream)
    }

    fn is_dead(&self) -> bool {
        self.dead.load(Ordering::Acquire)
    }

    fn run(&self, mut server: Server, stage: &Stage) {
        loop {
            thread::scope(|scope| {
                for _ in 0..THREADS {
                    scope.spawn(|| {
                        while let (false, Ok(request)) = (self.is_dead(), server.recv_timeout(LOOK)) {
                            let Some(request) = request else { continue };
                            let ticket = request.remote_addr().and_then(|address| lock(&self.tickets).remove(address));
                            if let Some(asked) = ticket {
                                // A reader that has gone away is no failure.
                                let _ = answer(stage, &asked).send(&mut request.into_writer(), asked.head_only);
                            }
                        }
                        self.dead.store(true, Ordering::Release);
                    });
                }
            });
            loop {
                thread::sleep(Duration::from_millis(50));
                if let Ok((next, at)) = listen() {
                    server = next;
                    *lock(&self.at) = at;
                    self.dead.store(false, Ordering::Release);
                    break;
                }
            }
        }
    }
}

fn answer(stage: &Stage, asked: &Asked) -> Answer {
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
    let folder = path.is_empty() || path.ends_with('/');
    let route = if folder { Route::new(format!("{path}index.html")) } else { Route::new(path) };
    if shown.edition.holds(&route) {
        return found(stage, shown, &route, asked);
    }
    let index = Route::index(path);
    if !folder && shown.edition.holds(&index) {
        let to = format!("Location: /{}/\r\n", Route::new(path).encoded());
        return Answer { status: "302 Found", more: to, ..bytes("text/plain", Vec::new()) };
    }
    let mut page = Vec::new();
    // Where the template fails, the page says so itself.
    let _ = shown.edition.missing(&route, &mut page);
    Answer { status: "404 Not Found", ..html(live::inject(page, shown)) }
}

fn found(stage: &Stage, shown: &Shown, route: &Route, asked: &Asked) -> Answer {
    let mut page = Vec::new();
    let (content, fault) = shown.edition.content(route, &mut page);
    let kind = mime_guess::from_path(route.as_str()).first_or_octet_stream();
    match (content, fault) {
        (Content::File(file), _) => open_file(&file, &kind, asked.range).unwrap_or_else(|_| gone(&kind)),
        (Content::Bytes, _) if kind != mime_guess::mime::TEXT_HTML => bytes(&in_full(&kind), page),
        (Content::Bytes, None) => {
            stage.keep(route, &page, live::source(&shown.edition, route));
            html(live::inject(page, shown))
        }
        (Content::Bytes, Some(fault)) => {
            let status = "500 Internal Server Error";
            match (stage.kept(route), live::wants_kept(asked)) {
                (Some(kept), true) => html(live::inject_old(kept, &page, shown)),
                (kept, _) => {
                    let explained = live::explain(page.clone(), &fault, shown, kept.is_some());
                    Answer { status, ..html(live::inject_as(explained, &page, shown)) }
                }
            }
        }
    }
}

/// Returns a file, or the part of it that was asked for.
fn open_file(path: &Path, kind: &mime_guess::Mime, range: Option<Part>) -> io::Result<Answer> {
    // A link or a pipe may have been put in its place since the folder was read.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let whole = bytes(&in_full(kind), Vec::new());
    let sandboxed = kind == &mime_guess::mime::TEXT_HTML || kind.subtype() == "svg" || kind.suffix().is_some();
    let Some(part) = range else {
        let more = "Accept-Ranges: bytes\r\n".to_owned();
        return Ok(Answer { more, sandboxed, body: Body::File(file, length), ..whole });
    };
    let Some(part) = part.within(length) else {
        let more = format!("Content-Range: bytes */{length}\r\n");
        return Ok(Answer { status: "416 Range Not Satisfiable", more, ..whole });
    };
    file.seek(SeekFrom::Start(part.start))?;
    let more = format!("Accept-Ranges: bytes\r\nContent-Range: bytes {}-{}/{length}\r\n", part.start, part.end - 1);
    let body = Body::File(file, part.end - part.start);
    Ok(Answer { status: "206 Partial Content", more, sandboxed, body, ..whole })
}

fn gone(kind: &mime_guess::Mime) -> Answer {
    Answer { status: "404 Not Found", ..bytes(&in_full(kind), Vec::new()) }
}

/// Returns a type with the encoding that every text here has.
fn in_full(kind: &mime_guess::Mime) -> String {
    match kind.type_() == mime_guess::mime::TEXT {
        true => format!("{}; charset=utf-8", kind.essence_str()),
        false => kind.essence_str().to_owned(),
    }
}

fn bytes(kind: &str, bytes: Vec<u8>) -> Answer {
    Answer { status: "200 OK", kind: kind.to_owned(), more: String::new(), sandboxed: false, body: Body::Bytes(bytes) }
}

fn html(page: Vec<u8>) -> Answer {
    bytes("text/html; charset=utf-8", page)
}

impl Answer {
    /// Writes the answer out, of a known length, as the last of its connection.
    fn send(self, to: &mut dyn Write, head_only: bool) -> io::Result<()> {
        let length = match &self.body {
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::File(_, length) => *length,
        };
        let Self { status, kind, more, .. } = &self;
        let sandbox = if self.sandboxed { SANDBOX } else { "" };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{more}{SECURITY}{sandbox}Connection: close\r\n\r\n"
        );
        to.write_all(head.as_bytes())?;
        match self.body {
            _ if head_only => {}
            Body::Bytes(bytes) => to.write_all(&bytes)?,
            Body::File(file, length) => drop(io::copy(&mut file.take(length), to)?),
        }
        to.flush()
    }
}
