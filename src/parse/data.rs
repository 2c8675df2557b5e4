//! A data file → its records: a map from id to record, each with the common fields and those of its kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::markdown::{self, Body};
use super::yaml::{self, Piece};
use super::{Parsed, damage};
use crate::diagnostic::Diagnostic;
use crate::record::field::{Fields, Item, Map, Reader};
use crate::record::node::{Content, Node};
use crate::record::reference::Key;
use crate::record::value::Prose;
use crate::record::{AnyRecord, Common, Kind};
use crate::span::{Span, Spanned};

/// A record as its file gives it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: Key,
    /// Where the id stands.
    pub span: Span,
    pub common: Common,
    pub record: AnyRecord,
    /// The fields written in Markdown, by key.
    pub prose: BTreeMap<&'static str, Body>,
}

/// The records of one file.
#[derive(Clone, Debug, Default)]
pub struct Data {
    pub entries: Vec<Arc<Entry>>,
    /// Records that are there but could not be read; references to them are not reported again.
    pub unread: Vec<Key>,
    /// The kind, when so little could be read that its ids are not known.
    pub unknown: Option<Kind>,
}

/// Parses a data file of a kind.
pub fn parse(kind: Kind, whole: Piece<'_>) -> Parsed<Data> {
    let damage = damage::scan(whole);
    let mut reader = Reader::default();
    let mut data = Data::default();
    let nodes = match yaml::read(whole) {
        Ok(node) => vec![node],
        Err(fault) => read_apart(whole, (fault, &damage), kind, (&mut reader, &mut data)),
    };
    let mut entries = Vec::new();
    for node in &nodes {
        match &node.content {
            Content::Map(map) => {
                entries.extend(map);
            }
            Content::Empty => {}
            _ => {
                let wanted = format!("an id with its {} below it", kind.singular());
                reader.wrong::<()>(node, &wanted);
                data.unknown = Some(kind);
            }
        }
    }
    reader.refuse_twice(entries.iter().map(|(id, _)| id), "duplicate-id");
    for (id, node) in entries {
        read_record(whole, Key::new(kind, id), id, node, (&mut reader, &mut data));
    }
    damage::leave_the_rest(whole, &damage, &mut reader.diagnostics);
    reader.diagnostics.extend(damage);
    Parsed { document: data, diagnostics: reader.diagnostics }
}

/// Reads every record of a broken file by itself, so that one broken record does not hide the others.
///
/// `fault` is the parser's own complaint about the whole; where damage is named already, the parser says nothing.
fn read_apart(
    whole: Piece<'_>,
    (fault, damage): (Diagnostic, &[Diagnostic]),
    kind: Kind,
    (reader, data): (&mut Reader, &mut Data),
) -> Vec<Node> {
    let mut nodes = Vec::new();
    let damaged: Vec<u32> = damage.iter().map(|found| found.span.start).collect();
    for piece in split(whole) {
        match yaml::read(piece) {
            Ok(node) => nodes.push(node),
            Err(own) => {
                data.unread.extend(id_of(piece).map(|id| Key::new(kind, id)));
                let inside = piece.span(0, piece.text.len());
                let named =
                    damaged.partition_point(|at| *at < inside.start) < damaged.partition_point(|at| *at < inside.end);
                reader.diagnostics.extend((!named).then(|| damage::explain(piece, &own.span).unwrap_or(own)));
            }
        }
    }
    if reader.diagnostics.is_empty() && damage.is_empty() {
        reader.fault(fault);
    }
    nodes
}

/// Splits a file at the lines that start without a space: one piece for each record.
fn split(whole: Piece<'_>) -> Vec<Piece<'_>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in whole.text.split_inclusive('\n') {
        if at > 0 && !line.starts_with([' ', '\t', '#', '\n', '\u{a0}', '}', ']']) {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(whole.text.len());
    let piece = |ends: &[usize]| Piece { text: &whole.text[ends[0]..ends[1]], base: whole.base + ends[0], ..whole };
    starts.windows(2).map(piece).collect()
}

fn id_of(piece: Piece<'_>) -> Option<&str> {
    let line = piece.text.lines().find(|line| !line.trim().is_empty() && !line.starts_with(['#', ' ', '\t']))?;
    line.split_once(':').map(|(id, _)| id.trim())
}

fn read_record(
    whole: Piece<'_>,
    key: Key,
    id: &Spanned<String>,
    node: &Node,
    (reader, data): (&mut Reader, &mut Data),
) {
    let kind = key.kind;
    if !is_id(id) {
        let fault = Diagnostic::new("wrong-id", id.span.clone(), format!("`{}` is not an id", id.value));
        reader.fault(fault.hint("an id has small letters and digits, joined by `-`: `amara-okafor`"));
    }
    let empty = Node { span: id.span.clone(), content: Content::Map(Vec::new()) };
    let node = if matches!(node.content, Content::Empty) { &empty } else { node };
    let Some(map) = reader.map(node, "duplicate-key", &format!("the keys of a {}", kind.singular())) else {
        data.unread.push(key);
        return;
    };
    let map = Map { span: id.span.clone(), ..map };
    map.refuse_unknown(&[Common::FIELDS, kind.fields()], reader);
    let common = Common::read(&map, reader);
    let record = AnyRecord::read(kind, &map, reader);
    let (Some(common), Some(record)) = (common, record) else {
        data.unread.push(key);
        return;
    };
    let prose = prose_of(&common, &record, whole, reader);
    data.entries.push(Arc::new(Entry { key, span: id.span.clone(), common, record, prose }));
}

/// Parses every field that holds Markdown.
fn prose_of(
    common: &Common,
    record: &AnyRecord,
    whole: Piece<'_>,
    reader: &mut Reader,
) -> BTreeMap<&'static str, Body> {
    let mut prose = BTreeMap::new();
    let mut read = |key: &'static str, text: &Spanned<String>| {
        let parsed = markdown::parse_field(whole, key, text);
        reader.diagnostics.extend(parsed.diagnostics);
        prose.insert(key, parsed.document);
    };
    if let Some(Prose(notes)) = &common.notes {
        read("notes", notes);
    }
    record.walker().walk(&mut |field, item| {
        if let Item::Prose(text) = item {
            read(field.key, text);
        }
    });
    prose
}

/// Tells whether a word is small letters and digits, joined by single `-`.
pub fn is_id(word: &str) -> bool {
    !word.is_empty()
        && word
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}
