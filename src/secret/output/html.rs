//! Markup → the text a reader sees: tags gone, a line for each block, a stroke between the cells of a row.
//!
//! Attributes and comments are text too: whoever gets the page can read them. They come after it, a line each.

use super::super::markup;

/// Returns the text of HTML, SVG or XML.
pub fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut hidden = String::new();
    let (mut heads, mut cells) = (0, 0);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
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
        let name = tag.trim_start_matches('/').split([' ', '\n', '\t', '/', '>']).next().unwrap_or_default();
        let closes = tag.starts_with('/');
        match (&*name.to_ascii_lowercase(), closes) {
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

/// Returns where the tag at the start of a text ends, `>` in an attribute left aside.
fn end_of_tag(rest: &str) -> Option<usize> {
    let known = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    let mut quote = None;
    let end = rest.bytes().enumerate().skip(1).find(|(_, byte)| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
        quote.is_none() && *byte == b'>'
    });
    end.map(|(at, _)| at).filter(|_| known)
}

/// Puts the addresses and the words of a tag's attributes on lines of their own.
fn attributes(tag: &str, hidden: &mut String) {
    if !tag.contains('=') || tag.starts_with('/') {
        return;
    }
    // "password" value="…" is read as `password: …`.
    let pairs = tag.split('"').collect::<Vec<_>>();
    for pair in pairs.chunks(2).filter(|pair| pair.len() == 2) {
        let name = pair[0].trim().trim_end_matches('=').rsplit([' ', '\n', '\t']).next().unwrap_or_default();
        let told = ["href", "src", "action", "title", "alt", "content", "placeholder", "aria-label"];
        // The way to a heading of the same page is made of the heading's words.
        let is_way = name == "href" && pair[1].starts_with('#');
        if !is_way && told.contains(&name) || name.starts_with("data-") || name == "value" {
            decode(pair[1], hidden);
            hidden.push('\n');
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
    while let Some(at) = rest.find('&') {
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
