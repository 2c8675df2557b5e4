//! YAML text → a tree of values with places. The only module that names the YAML crate.
//!
//! The crate tells the place of an error but not of a good value. So every single value is read like this: keep what was
//! found, then raise an error on purpose; the crate stamps it with the place; take the place off and go on.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::Diagnostic;
use crate::record::node::{Content, Node};
use crate::source::SourcePath;
use crate::span::{Span, Spanned};

/// A piece of YAML inside a file: a whole data file, one record of it, the head of a page, the body of a live table.
#[derive(Clone, Copy)]
pub struct Piece<'a> {
    pub file: &'a SourcePath,
    pub text: &'a str,
    /// Where the piece starts in the file, in bytes.
    pub base: usize,
    /// The place that stands for every place inside, where those cannot be told.
    pub stands_for: Option<&'a Span>,
}

impl<'a> Piece<'a> {
    /// A file as a whole.
    pub fn whole(file: &'a SourcePath, text: &'a str) -> Self {
        Self { file, text, base: 0, stands_for: None }
    }

    pub fn span(&self, start: usize, end: usize) -> Span {
        self.stands_for.cloned().unwrap_or_else(|| Span::new(self.file, self.base + start, self.base + end))
    }

    fn is_blank(&self) -> bool {
        let silent = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#') || line.trim() == "---";
        self.text.lines().all(silent)
    }
}

/// Reads a piece, or says at which place and in which words the parser gave up.
pub fn read(piece: Piece<'_>) -> Result<Node, Diagnostic> {
    if piece.is_blank() {
        return Ok(Node { span: piece.span(0, 0), content: Content::Empty });
    }
    if let Some(at) = too_deep(piece.text) {
        let fault =
            Diagnostic::new("yaml-syntax", piece.span(at, at + 1), "brackets are opened too deep inside each other");
        return Err(fault.hint("write lists and keys on lines of their own"));
    }
    let seed = Seed { piece, lines: &lines(piece.text) };
    seed.deserialize(serde_yaml::Deserializer::from_str(piece.text)).map_err(|error| complaint(piece, &error))
}

/// A line of a piece.
struct Line {
    start: usize,
    /// Whether a column is a byte, which spares counting.
    ascii: bool,
}

/// Returns the lines as the crate counts them, for which three rare characters end a line too.
fn lines(text: &str) -> Vec<Line> {
    if text.is_ascii() {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        return std::iter::once(0).chain(ends).map(|start| Line { start, ascii: true }).collect();
    }
    let ends = text.match_indices(['\n', '\u{85}', '\u{2028}', '\u{2029}']).map(|(at, end)| at + end.len());
    let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
    let end = |line: usize| starts.get(line + 1).copied().unwrap_or(text.len());
    starts
        .iter()
        .enumerate()
        .map(|(line, start)| Line { start: *start, ascii: text[*start..end(line)].is_ascii() })
        .collect()
}

/// Deeper than this the parser takes its time, and no handbook is.
const DEEPEST: usize = 64;

/// Returns where brackets are opened deeper than any handbook needs.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth: usize = 0;
    text.bytes().enumerate().find_map(|(at, byte)| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' if text.as_bytes().get(at + 1).is_some_and(|next| !next.is_ascii_whitespace()) => depth = 0,
            _ => {}
        }
        (depth > DEEPEST).then_some(at)
    })
}

/// Puts the parser's complaint into plain words.
fn complaint(piece: Piece<'_>, error: &serde_yaml::Error) -> Diagnostic {
    let at = error.location().map_or(0, |location| location.index()).min(piece.text.len());
    let line_end = piece.text[at..].find('\n').map_or(piece.text.len(), |length| at + length);
    let words = error.to_string();
    let known = [
        ("did not find expected key", "this line does not line up with the lines before it, or its `:` is missing"),
        (
            "mapping values are not allowed",
            "this line stands deeper than the one above it, or that one has no space behind its `:`",
        ),
        ("could not find expected ':'", "this line is no `key: value`, and the one before it is not finished"),
        ("did not find expected ',' or ']'", "a `[` is not closed by `]`"),
        ("did not find expected ',' or '}'", "a `{` is not closed by `}`"),
        ("found unexpected end of stream", "a quotation mark is not closed"),
        ("did not find expected '-'", "a list entry does not line up with the entries before it"),
        ("more than one document", "a line `---` starts a second document in this file"),
        ("recursion limit", "values are nested too deep"),
        ("repetition limit", "the file repeats its own parts (`&` and `*`) too often"),
        ("unknown anchor", "`*` names something that is not marked with `&` before"),
    ];
    let plain = known.iter().find(|(theirs, _)| words.contains(theirs)).map(|(_, ours)| (*ours).to_owned());
    let message =
        plain.unwrap_or_else(|| format!("this is not readable YAML: {}", words.lines().next().unwrap_or_default()));
    Diagnostic::new("yaml-syntax", piece.span(at, line_end.max(at)), message)
        .hint("look at the spaces before this line and the line above; `key: value`, two spaces deeper for each level")
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    piece: Piece<'a>,
    lines: &'a [Line],
}

/// What the words of the error raised on purpose end in, when the place is the very first one.
const MARK: char = '\u{1}';

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let mut found = None;
        let visitor = NodeVisitor { seed: self, found: &mut found };
        match (deserializer.deserialize_any(visitor), found) {
            (Ok(node), _) => Ok(node),
            (Err(stamped), Some(found)) => Ok(self.scalar(self.place(&stamped.to_string()), found)),
            (Err(error), None) => Err(error),
        }
    }
}

/// A single value as the crate understood it.
enum Found {
    Text(String),
    /// A number, a truth value or nothing: what was written tells more.
    Other(String),
}

impl Seed<'_> {
    /// Returns the byte offset that a stamped error ends in: `… at line 3 column 7`.
    fn place(&self, stamped: &str) -> usize {
        let numbers = stamped.rsplit_once(MARK).and_then(|(_, place)| {
            let (line, column) = place.strip_prefix(" at line ")?.split_once(" column ")?;
            Some((line.parse::<usize>().ok()?, column.parse::<usize>().ok()?))
        });
        let Some((line, column)) = numbers else { return 0 };
        let Some(line) = self.lines.get(line - 1) else { return self.piece.text.len() };
        let rest = &self.piece.text[line.start..];
        let offset = match line.ascii {
            true => (column - 1).min(rest.len()),
            false => rest.char_indices().nth(column - 1).map_or(rest.len(), |(offset, _)| offset),
        };
        line.start + offset
    }

    fn scalar(&self, start: usize, found: Found) -> Node {
        let rest = &self.piece.text[start..];
        let (length, text) = match found {
            Found::Text(text) => (written_length(rest, &text), text),
            Found::Other(understood) => {
                let written = rest.split([' ', '\t', '\n', ',', ']', '}']).next().unwrap_or_default();
                let written = written.strip_suffix(':').unwrap_or(written);
                let plain = !written.starts_with(['&', '*', '!']);
                (written.len(), if plain { written.to_owned() } else { understood })
            }
        };
        let content = if text.is_empty() && length == 0 || text == "~" && length == 1 {
            Content::Empty
        } else {
            Content::Scalar(text)
        };
        Node { span: self.piece.span(start, start + length), content }
    }
}

/// Returns how many bytes of the text a value takes: for a block or a folded value, its first line.
fn written_length(rest: &str, value: &str) -> usize {
    let first_line = rest.lines().next().unwrap_or_default();
    match rest.as_bytes().first() {
        _ if !value.is_empty() && rest.starts_with(value) && !value.contains('\n') => value.len(),
        Some(&quote @ (b'"' | b'\'')) => {
            let mut escaped = false;
            let end = rest[1..].bytes().position(|byte| {
                let closes = byte == quote && !escaped;
                escaped = byte == b'\\' && quote == b'"' && !escaped;
                closes
            });
            end.map_or(first_line.len(), |end| end + 2)
        }
        Some(b'|' | b'>') => first_line.len(),
        _ if value.is_empty() => 0,
        _ => first_line.trim_end().len(),
    }
}

struct NodeVisitor<'a, 'f> {
    seed: Seed<'a>,
    found: &'f mut Option<Found>,
}

impl NodeVisitor<'_, '_> {
    fn keep<E: serde::de::Error>(self, found: Found) -> Result<Node, E> {
        *self.found = Some(found);
        Err(E::custom(MARK))
    }
}

impl<'de> Visitor<'de> for NodeVisitor<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, a list or a group of keys")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Node, E> {
        self.keep(Found::Other(value.to_string()))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Node, E> {
        self.keep(Found::Other(value.to_string()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Node, E> {
        self.keep(Found::Other(value.to_string()))
    }

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Node, E> {
        self.keep(Found::Other(value.to_string()))
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Node, E> {
        self.keep(Found::Other(value.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Node, E> {
        self.keep(Found::Other(value.to_string()))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Node, E> {
        self.keep(Found::Text(value.to_owned()))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.keep(Found::Other(String::new()))
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element_seed(self.seed)? {
            entries.push(entry);
        }
        let span = match (entries.first(), entries.last()) {
            (Some(first), Some(last)) => first.span.to(&last.span),
            _ => self.seed.piece.span(0, 0),
        };
        Ok(Node { span, content: Content::List(entries) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::<(Spanned<String>, Node)>::new();
        while let Some(key) = map.next_key_seed(self.seed)? {
            let mut value: Node = map.next_value_seed(self.seed)?;
            let Content::Scalar(name) = key.content else {
                return Err(A::Error::custom("a key is a single word"));
            };
            if matches!(value.content, Content::Empty) {
                value.span = key.span.clone();
            }
            entries.push((Spanned { value: name, span: key.span }, value));
        }
        let span = match (entries.first(), entries.last()) {
            (Some((first, _)), Some((_, last))) => first.span.to(&last.span),
            _ => self.seed.piece.span(0, 0),
        };
        Ok(Node { span, content: Content::Map(entries) })
    }
}
