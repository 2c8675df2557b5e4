//! The head of a request, read strictly: what is asked for, and whether whoever asks may have it.
//!
//! A browser sends a page's requests to any address that the page names, this machine's own among them. So the host that
//! was asked for must be this machine, and a page of another site gets nothing.

use std::ops::Range;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whether only the head of the answer is wanted.
    pub head_only: bool,
    /// The path as people read it, without the `/` it starts with.
    pub path: String,
    pub query: String,
    pub range: Option<Part>,
}

/// A part of a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// From a byte to another, both included; to the end where the other is not given.
    From(u64, Option<u64>),
    /// The last bytes.
    Last(u64),
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    pub words: &'static str,
}

const fn refusal(status: u16, words: &'static str) -> Refusal {
    Refusal { status, words }
}

pub const MALFORMED: Refusal = refusal(400, "This is not a request that can be understood.");
const FOREIGN: Refusal = refusal(403, "Pages of other sites get nothing from the preview.");
const METHOD: Refusal = refusal(405, "The preview can only be read.");
const BODY: Refusal = refusal(413, "The preview takes nothing.");
const HOST: Refusal = refusal(421, "The preview answers only to this computer's own names.");
const VERSION: Refusal = refusal(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
pub const SLOW: Refusal = refusal(408, "The request did not arrive in time.");
pub const LONG: Refusal = refusal(431, "The request is too long.");
pub const BUSY: Refusal = refusal(503, "Too much is asked for at once. Try again.");

/// Reads a head, which ends with an empty line, for the preview at a port.
pub fn judge(head: &[u8], port: u16) -> Result<Asked, Refusal> {
    // Every byte stands for a character of its own, so that nothing is lost and nothing refused for its letters alone.
    let text: String = head.iter().map(|byte| char::from(*byte)).collect();
    let text = text.strip_suffix("\r\n\r\n").ok_or(MALFORMED)?;
    let mut lines = text.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let headers: Vec<(&str, &str)> = lines.map(header).collect::<Option<_>>().ok_or(MALFORMED)?;
    let all = |name: &str| {
        let name = name.to_owned();
        headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(&name)).map(|(_, value)| *value)
    };
    let [method, target, version] = first.split(' ').collect::<Vec<_>>()[..] else { return Err(MALFORMED) };
    if !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return Err(if version.starts_with("HTTP/") { VERSION } else { MALFORMED });
    }
    let (Some(host), None) = (all("host").next(), all("host").nth(1)) else { return Err(HOST) };
    let target = match target.strip_prefix("http://") {
        Some(rest) => {
            let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
            if !is_own(authority, port) {
                return Err(HOST);
            }
            &rest[authority.len()..]
        }
        None => target,
    };
    if !is_own(host, port) {
        return Err(HOST);
    }
    let navigates = all("sec-fetch-mode").eq(["navigate"]) && all("sec-fetch-dest").eq(["document"]);
    let near = all("sec-fetch-site").all(|site| matches!(site, "same-origin" | "none"));
    let own_origin = |origin: &str| origin.strip_prefix("http://").is_some_and(|authority| is_own(authority, port));
    if !(near || navigates) || !all("origin").all(own_origin) {
        return Err(FOREIGN);
    }
    if !matches!(method, "GET" | "HEAD") {
        return Err(METHOD);
    }
    if all("transfer-encoding").next().is_some() || all("content-length").any(|length| length != "0") {
        return Err(BODY);
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = path.strip_prefix('/').filter(|path| !path.contains('#')).ok_or(MALFORMED)?;
    Ok(Asked {
        head_only: method == "HEAD",
        path: decoded(path).ok_or(MALFORMED)?,
        query: query.to_owned(),
        range: all("range").next().and_then(part),
    })
}

fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let sound = !name.is_empty() && name.chars().all(is_token) && !value.contains(['\r', '\n', '\0']);
    sound.then(|| (name, value.trim_matches([' ', '\t'])))
}

/// Tells whether a host with its port is the preview's own.
fn is_own(authority: &str, port: u16) -> bool {
    let suffix = format!(":{port}");
    let host = authority.strip_suffix(&suffix).or((port == 80).then_some(authority));
    host.is_some_and(|host| matches!(&*host.to_ascii_lowercase(), "localhost" | "127.0.0.1" | "[::1]"))
}

/// Undoes `%20` and the like; nothing where it is wrong, or the bytes are no text.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '%' => {
                let (high, low) = (rest.next()?.to_digit(16)?, rest.next()?.to_digit(16)?);
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            c => bytes.push(u8::try_from(u32::from(c)).ok()?),
        }
    }
    String::from_utf8(bytes).ok()
}

/// Reads a `Range` of a single part; what is not understood stands for the whole.
fn part(range: &str) -> Option<Part> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    match (first.trim(), last.trim()) {
        ("", last) => number(last).map(Part::Last),
        (first, "") => number(first).map(|first| Part::From(first, None)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Part::From(first, Some(last)))
        }
    }
}

impl Part {
    /// Returns the bytes of a file of a length; nothing where it has none of them.
    pub fn within(self, length: u64) -> Option<Range<u64>> {
        let range = match self {
            Self::From(first, last) => first..last.map_or(length, |last| last.saturating_add(1).min(length)),
            Self::Last(count) => length.saturating_sub(count)..length,
        };
        (range.start < range.end).then_some(range)
    }
}
