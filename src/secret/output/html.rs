//! Markup → the text a reader sees: tags gone, a line for each block, a stroke between the cells of a row.
//!
//! Attributes and comments are text too: whoever gets the page can read them. They come after it, a line each.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr3};

use super::super::markup;

/// Returns the text of HTML, SVG or XML.
pub fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut hidden = String::new();
    let (mut heads, mut cells) = (0, 0);
    let mut rest = html;
    while let Some(open) = memchr(b'<', rest.as_bytes()) {
        decode(&rest[..open], &mut text);
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").unwrap_or(comment.len());
            hidden.push_str(&comment[..end]);
            hidden.push('\n');
            rest = comment.get(end + 3..).unwrap_or_default();
            continue;
        }
        let Some(end) = end_of_tag(rest) else {
            // No tag: a text with a `<` in it.
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        attributes(tag, &mut hidden);
        match (&*name_of(tag), tag.starts_with('/')) {
            ("th", true) => {
                heads += 1;
                text.push_str(" | ");
            }
            ("td" | "w:tc" | "a:tc" | "table:table-cell", true) => {
                cells += 1;
                text.push_str(" | ");
            }
            ("tr", true) => {
                text.push_str(if heads > 0 && cells == 0 { "\n|---|\n" } else { "\n" });
                (heads, cells) = (0, 0);
            }
            ("dt", true) => text.push_str(": "),
            // A row ends its line itself, and follows at once.
            ("dd" | "tr" | "th" | "td", false) | ("thead" | "tbody", _) => {}
            // The text of a cell has paragraphs of its own.
            ("w:p" | "a:p" | "text:p", true) if in_cell(rest) => text.push(' '),
            ("w:tab" | "w:br" | "a:br" | "text:tab" | "text:s", _) => text.push(' '),
            // Marks of a word processor stand in the middle of words.
            (name, _)
                if markup::is_inline(name) || name.contains(':') && !name.ends_with(":p") && !name.ends_with(":tr") => {
            }
            (_, _) => text.push('\n'),
        }
    }
    decode(rest, &mut text);
    text.push('\n');
    text.push_str(&hidden);
    text
}

/// Tells whether a paragraph is the last of its cell.
fn in_cell(rest: &str) -> bool {
    ["</w:tc>", "</a:tc>", "</table:table-cell>", "</a:txBody></a:tc>", "</a:txBody>"]
        .iter()
        .any(|end| rest.starts_with(end))
}

/// Returns the name of a tag in small letters.
fn name_of(tag: &str) -> Cow<'_, str> {
    let bare = tag.trim_start_matches('/');
    let end = bare.bytes().position(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'/' | b'>'));
    let name = &bare[..end.unwrap_or(bare.len())];
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// Returns where the tag at the start of a text ends, `>` in an attribute left aside.
fn end_of_tag(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let first = bytes.get(1)?;
    if !first.is_ascii_alphabetic() && !matches!(first, b'/' | b'!' | b'?') {
        return None;
    }
    let mut at = 1;
    loop {
        at += memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        if bytes[at] == b'>' {
            return Some(at);
        }
        at += 2 + memchr(bytes[at], &bytes[at + 1..])?;
    }
}

/// Puts the addresses and the words of a tag's attributes on lines of their own.
fn attributes(tag: &str, hidden: &mut String) {
    if tag.starts_with('/') || memchr(b'=', tag.as_bytes()).is_none() {
        return;
    }
    // "password" value="…" is read as `password: …`.
    let mut quotes = memchr_iter(b'"', tag.as_bytes());
    let mut at = 0;
    while let Some(open) = quotes.next() {
        let close = quotes.next().unwrap_or(tag.len());
        let (before, value) = (tag[at..open].trim().trim_end_matches('='), &tag[open + 1..close]);
        at = tag.len().min(close + 1);
        let blank = before.bytes().rposition(|byte| matches!(byte, b' ' | b'\n' | b'\t'));
        let name = &before[blank.map_or(0, |blank| blank + 1)..];
        let told = match name {
            // The way to a heading of the same page is made of the heading's words.
            "href" => !value.starts_with('#'),
            "src" | "action" | "title" | "alt" | "content" | "placeholder" | "aria-label" | "value" => true,
            name => name.starts_with("data-"),
        };
        if told {
            decode(value, hidden);
            // An address says nothing of the next one, however it ends.
            let is_address = matches!(name, "href" | "src" | "action");
            hidden.push_str(if is_address { "\n\n" } else { "\n" });
        }
    }
    if tag.contains("value=") {
        decode(&tag.replace(['\n', '\r'], " "), hidden);
        hidden.push('\n');
    }
}

/// Puts text with entities in it at the end of another, decoded.
pub fn decode(encoded: &str, text: &mut String) {
    let mut rest = encoded;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let decoded = end.and_then(|end| entity(&rest[1..end]));
        match (decoded, end) {
            (Some(c), Some(end)) => {
                text.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
}

fn entity(name: &str) -> Option<char> {
    let number = name.strip_prefix('#').map(|number| match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => number.parse(),
    });
    match (name, number) {
        (_, Some(number)) => char::from_u32(number.ok()?),
        ("amp", _) => Some('&'),
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("quot", _) => Some('"'),
        ("apos", _) => Some('\''),
        ("nbsp", _) => Some(' '),
        ("excl", _) => Some('!'),
        ("num", _) => Some('#'),
        ("dollar", _) => Some('$'),
        ("colon", _) => Some(':'),
        ("equals", _) => Some('='),
        ("commat", _) => Some('@'),
        _ => None,
    }
}
