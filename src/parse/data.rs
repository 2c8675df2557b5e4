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
    /// Whether it cannot be read well enough to know that it names no audience.
    pub unsure: bool,
    pub record: AnyRecord,
    /// The fields written in Markdown, by key.
    pub prose: BTreeMap<&'static str, Body>,
}

impl Entry {
    /// Returns the ids of the headings of all its prose.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.prose.values().flat_map(Body::ids)
    }
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
    let mut file = File { kind, whole, reader: Reader::default(), data: Data::default() };
    let nodes = match yaml::read(whole) {
        Ok(node) => vec![node],
        Err(fault) => file.read_apart(fault, &damage),
    };
    let entries: Vec<_> = nodes.iter().flat_map(|node| file.entries(node)).collect();
    file.reader.refuse_twice(entries.iter().map(|(id, _)| id), "duplicate-id");
    entries.iter().for_each(|(id, node)| file.read_record(id, node));
    damage::leave_the_rest(whole, &damage, &mut file.reader.diagnostics);
    file.reader.diagnostics.extend(damage);
    Parsed::new(file.data, file.reader.diagnostics)
}

/// A data file that is being read.
struct File<'a> {
    kind: Kind,
    whole: Piece<'a>,
    reader: Reader,
    data: Data,
}

impl File<'_> {
    /// Reads every record of a broken file by itself, so that one broken record does not hide the others.
    ///
    /// `fault` is the parser's own complaint about the whole; where damage is named already, the parser says nothing.
    fn read_apart(&mut self, fault: Diagnostic, damage: &[Diagnostic]) -> Vec<Node> {
        let mut nodes = Vec::new();
        let damaged: Vec<u32> = damage.iter().map(|found| found.span.start).collect();
        for piece in split(self.whole) {
            match yaml::read(piece) {
                Ok(node) => nodes.push(node),
                Err(own) => {
                    self.data.unread.extend(id_of(piece).map(|id| Key::new(self.kind, id)));
                    let inside = piece.span(0, piece.text.len());
                    let before = |end: u32| damaged.partition_point(|at| *at < end);
                    if before(inside.start) == before(inside.end) {
                        self.reader.fault(damage::explain(piece, &own.span).unwrap_or(own));
                    }
                }
            }
        }
        if self.reader.diagnostics.is_empty() && damage.is_empty() {
            self.reader.fault(fault);
        }
        nodes
    }

    /// Returns the ids of a file with what stands below each.
    fn entries<'n>(&mut self, node: &'n Node) -> &'n [(Spanned<String>, Node)] {
        match &node.content {
            Content::Map(entries) => entries,
            Content::Empty => &[],
            _ => {
                let wanted = format!("an id with its {} below it", self.kind.singular());
                self.reader.wrong::<()>(node, &wanted);
                self.data.unknown = Some(self.kind);
                &[]
            }
        }
    }

    fn read_record(&mut self, id: &Spanned<String>, node: &Node) {
        let key = Key::new(self.kind, id);
        let reader = &mut self.reader;
        if !is_id(id) {
            let fault = Diagnostic::new("wrong-id", id.span.clone(), format!("`{}` is not an id", id.value));
            reader.fault(fault.hint("an id has small letters and digits, joined by `-`: `amara-okafor`"));
        }
        let empty = Node { span: id.span.clone(), content: Content::Map(Vec::new()) };
        let node = if matches!(node.content, Content::Empty) { &empty } else { node };
        let Some(map) = reader.map(node, "duplicate-key", &format!("the keys of {}", self.kind.one())) else {
            self.data.unread.push(key);
            return;
        };
        let map = Map { span: id.span.clone(), ..map };
        let faults = reader.diagnostics.len();
        map.refuse_unknown(&[Common::FIELDS, self.kind.fields()], reader);
        let common = Common::read(&map, reader);
        let record = AnyRecord::read(self.kind, &map, reader);
        let (Some(common), Some(record), true) = (common, record, is_id(id)) else {
            self.data.unread.push(key);
            return;
        };
        let unsure = common.audience.is_none() && reader.diagnostics.len() > faults;
        let prose = self.prose_of(&common, &record);
        self.data.entries.push(Arc::new(Entry { key, span: id.span.clone(), common, unsure, record, prose }));
    }

    /// Parses every field that holds Markdown.
    fn prose_of(&mut self, common: &Common, record: &AnyRecord) -> BTreeMap<&'static str, Body> {
        let mut prose = BTreeMap::new();
        let mut read = |key: &'static str, text: &Spanned<String>| {
            let parsed = markdown::parse_field(self.whole, key, text);
            self.reader.diagnostics.extend(parsed.diagnostics);
            if let Some(live) = parsed.document.live().next().filter(|_| key != "notes") {
                let fault =
                    Diagnostic::new("wrong-value", live.span.clone(), format!("a live table cannot stand in `{key}`"));
                self.reader.fault(fault.hint("put it under `notes`, or on a page"));
            }
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

/// Names that Windows keeps for devices.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Tells whether a word is small letters and digits, joined by single `-`, and may be the name of a file everywhere.
pub fn is_id(word: &str) -> bool {
    let port = ["com", "lpt"]
        .iter()
        .any(|port| word.strip_prefix(port).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9'])));
    !RESERVED.contains(&word)
        && !port
        && word.len() <= 80
        && word
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}
