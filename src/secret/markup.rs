//! What stands between the words of a sentence without being one: emphasis, quotation marks, tags.

/// Tells whether a tag stands in the middle of a sentence.
pub fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "code"
            | "em"
            | "font"
            | "i"
            | "kbd"
            | "mark"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "tspan"
            | "tt"
            | "u"
    )
}

/// The marks that open a quotation, and those that close it.
const QUOTES: [(char, &str); 9] =
    [('"', "\""), ('\'', "'"), ('`', "`"), ('“', "”“"), ('„', "“”"), ('‘', "’"), ('«', "»"), ('»', "«"), ('‚', "‘’")];

/// Returns the closing marks that go with an opening one.
pub fn closing(open: char) -> Option<&'static str> {
    QUOTES.iter().find(|(known, _)| *known == open).map(|(_, close)| *close)
}

/// Returns the length of an inline tag at the start of a text, and its name.
pub fn tag(text: &str) -> Option<(usize, &str)> {
    let inside = text.strip_prefix('<')?;
    let end = inside.bytes().take(200).position(|byte| byte == b'>' || byte == b'\n')?;
    let name = inside[..end].trim_start_matches('/').split([' ', '/']).next()?;
    let known = inside.as_bytes()[end] == b'>' && is_inline(&name.to_ascii_lowercase());
    known.then_some((end + 2, name))
}

/// Returns where a text goes on behind emphasis, closing quotation marks and tags.
pub fn skip(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        match rest.chars().next() {
            Some('<') => match tag(rest) {
                Some((length, _)) => at += length,
                None => return at,
            },
            Some('\\') if rest[1..].starts_with(['*', '_', '"']) => at += 1,
            Some(c @ ('*' | '_' | '"' | '\'' | '`' | '”' | '“' | '’' | '»')) => at += c.len_utf8(),
            _ => return at,
        }
    }
}

/// Returns a text without the markup in it.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = tag(rest).map_or(c.len_utf8(), |(length, _)| length);
        if length == c.len_utf8() && !matches!(c, '*' | '`' | '\\') {
            plain.push(c);
        }
        rest = &rest[length..];
    }
    plain
}
