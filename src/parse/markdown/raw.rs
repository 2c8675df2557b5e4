//! HTML that somebody wrote into a text, cleaned by an allow-list. The only module that names the cleaning crate.
//!
//! A tag may open in one block and close in another, so the whole body is cleaned, our own HTML with it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use ammonia::{Builder, UrlRelative};

use super::{HOLE_END, HOLE_START};

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
];

const ATTRIBUTES: &[&str] = &[
    "align",
    "alt",
    "aria-label",
    "checked",
    "class",
    "colspan",
    "datetime",
    "for",
    "height",
    "href",
    "id",
    "lang",
    "loading",
    "open",
    "role",
    "rowspan",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "type",
    "width",
];

/// Cleans a body. `ids` are those we gave away, which are the only ones kept.
///
/// Every address that somebody wrote is replaced by the mark of a hole, numbered from `first`; the addresses come back in
/// that order.
pub fn clean(html: &str, ids: BTreeSet<String>, first: usize) -> (String, Vec<String>) {
    let found = Arc::new(Mutex::new(Vec::new()));
    let addresses = found.clone();
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .generic_attributes(ATTRIBUTES.iter().copied().collect())
        .clean_content_tags(["script", "style"].into())
        // Every address passes the filter below, which leaves none as it is; these are let through to be reported.
        .url_schemes(["http", "https", "mailto", "tel", "javascript", "vbscript", "data", "file"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(move |element, attribute, value| match attribute {
            "href" | "src" if value.starts_with(HOLE_START) => Some(Cow::Borrowed(value)),
            "href" if value.strip_prefix('#').is_some_and(|id| ids.contains(id)) => Some(Cow::Borrowed(value)),
            "href" | "src" => {
                let mut addresses = addresses.lock().expect("nobody panics while it is held");
                addresses.push(value.to_owned());
                Some(Cow::Owned(format!("{HOLE_START}{}{HOLE_END}", first + addresses.len() - 1)))
            }
            "id" | "for" => ids.contains(value).then_some(Cow::Borrowed(value)),
            "type" => (element == "input" && value == "checkbox").then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    let cleaned = builder.clean(html).to_string();
    let addresses = std::mem::take(&mut *found.lock().expect("nobody panics while it is held"));
    (cleaned, addresses)
}

/// Writes raw HTML with every tag that is not on the list turned into words, so that nothing is lost; returns where those
/// tags stand.
pub fn tags_as_words(html: &str) -> (String, Vec<Range<usize>>) {
    let mut shown = String::with_capacity(html.len());
    let mut refused = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        shown.push_str(&html[at..open]);
        let rest = html[open + 1..].trim_start_matches('/');
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let known = TAGS.contains(&name.to_ascii_lowercase().as_str()) || rest.starts_with("!--");
        if known || !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
            shown.push('<');
        } else {
            shown.push_str("&lt;");
            refused.push(open..html[open..].find('>').map_or(html.len(), |end| open + end + 1));
        }
        at = open + 1;
    }
    shown.push_str(&html[at..]);
    (shown, refused)
}

/// A tag that leads or shows something.
pub enum Anchor {
    /// With the address that it leads to.
    Open(String),
    Close,
    /// With the address of what it shows.
    Image(String),
}

/// Returns where the links of raw HTML start and end, and its images. Comments and the attributes of tags hold none.
pub fn anchors(html: &str) -> Vec<(Range<usize>, Anchor)> {
    let mut anchors = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        let rest = &html[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            at = comment.find("-->").map_or(html.len(), |end| open + 4 + end + 3);
            continue;
        }
        let (closes, tag) = rest.strip_prefix('/').map_or((false, rest), |tag| (true, tag));
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        if name.is_empty() {
            at = open + 1;
            continue;
        }
        let end = open + tag_length(&html[open..]);
        // Whatever reads the page later reads the address as this does.
        let address = || clean(&format!("{}x</a>", &html[open..end]), BTreeSet::new(), 0).1.into_iter().next();
        let anchor = match (&*name.to_ascii_lowercase(), closes) {
            ("a", true) => Some(Anchor::Close),
            ("a", false) => address().map(Anchor::Open),
            ("img", false) => address().map(Anchor::Image),
            _ => None,
        };
        anchors.extend(anchor.map(|anchor| (open..end, anchor)));
        at = end;
    }
    anchors
}

/// Returns how long the tag is that a text starts with; one that is never closed runs to the end.
fn tag_length(html: &str) -> usize {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    html.len()
}

/// Tells whether raw HTML is one comment, which is left out.
pub fn is_comment(html: &str) -> bool {
    let html = html.trim();
    let inside = html.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    html.is_empty() || inside.is_some_and(|inside| !inside.starts_with(['>', '-']) && !inside.contains("--"))
}

/// Takes the marks of holes out of raw HTML, written as they are or by their number.
pub fn without_marks(html: &str) -> String {
    let mut clean = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("&#") {
        let (before, entity) = rest.split_at(at);
        clean.push_str(before);
        let digits = &entity[2..];
        let (digits, radix) = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (digits, 10),
        };
        let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let mark = u32::from_str_radix(digits[..length].trim_start_matches('0'), radix).ok().and_then(char::from_u32);
        if matches!(mark, Some(HOLE_START | HOLE_END)) {
            clean.push('\u{fffd}');
            rest = &digits[length..];
        } else {
            clean.push_str("&#");
            rest = &entity[2..];
        }
    }
    clean.push_str(rest);
    clean.replace([HOLE_START, HOLE_END], "\u{fffd}")
}
