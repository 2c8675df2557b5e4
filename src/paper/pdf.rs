//! What stands where in a PDF, and what it says of itself.

use std::collections::BTreeMap;
use std::path::Path;

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};

use crate::edition::Binder;
use crate::error::Error;

/// How deep a tree of names may be.
const DEEPEST: usize = 32;

/// Returns on which page, from 1 on, each named place stands.
pub fn places(path: &Path) -> Result<BTreeMap<String, usize>, Error> {
    let document = open(path)?;
    let pages: BTreeMap<ObjectId, usize> =
        document.get_pages().into_iter().map(|(number, id)| (id, number as usize)).collect();
    let mut places = BTreeMap::new();
    let mut put = |name: &[u8], target: &Object| {
        let target = resolved(&document, target);
        let inside =
            target.as_dict().ok().and_then(|inside| inside.get(b"D").ok()).map(|inside| resolved(&document, inside));
        let array = inside.unwrap_or(target).as_array().ok();
        let page = array.and_then(|array| array.first()?.as_reference().ok());
        if let Some(number) = page.and_then(|page| pages.get(&page)) {
            places.insert(String::from_utf8_lossy(name).into_owned(), *number);
        }
    };
    let Ok(catalog) = document.catalog() else { return Ok(places) };
    let all = |key: &[u8]| {
        catalog.get(key).ok().map(|found| resolved(&document, found)).and_then(|found| found.as_dict().ok())
    };
    if let Some(names) = all(b"Dests") {
        names.iter().for_each(|(name, target)| put(name, target));
    }
    let tree = all(b"Names").and_then(|names| names.get(b"Dests").ok()).map(|tree| resolved(&document, tree));
    if let Some(tree) = tree.and_then(|tree| tree.as_dict().ok()) {
        each(&document, tree, 0, &mut put);
    }
    Ok(places)
}

/// Walks a tree of names.
fn each(document: &Document, node: &Dictionary, depth: usize, put: &mut dyn FnMut(&[u8], &Object)) {
    let list =
        |key: &[u8]| node.get(key).ok().map(|list| resolved(document, list)).and_then(|list| list.as_array().ok());
    for pair in list(b"Names").into_iter().flat_map(|names| names.chunks_exact(2)) {
        if let Ok(name) = pair[0].as_str() {
            put(name, &pair[1]);
        }
    }
    for kid in list(b"Kids").into_iter().flatten().filter(|_| depth < DEEPEST) {
        if let Ok(kid) = resolved(document, kid).as_dict() {
            each(document, kid, depth + 1, put);
        }
    }
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).map_or(object, |(_, object)| object)
}

/// Writes the title, the institution and the day into a PDF; returns how many pages it has.
pub fn finish(path: &Path, binder: &Binder) -> Result<usize, Error> {
    let mut document = open(path)?;
    let day = format!("D:{}000000Z", binder.day.replace('-', ""));
    let entries = [
        ("Title", text(&binder.title)),
        ("Author", text(&binder.author)),
        ("Creator", text("handbook")),
        ("CreationDate", Object::string_literal(day.clone())),
        ("ModDate", Object::string_literal(day)),
    ];
    let about = Dictionary::from_iter(entries);
    let about = document.add_object(about);
    document.trailer.set("Info", about);
    if let Ok(catalog) = document.catalog_mut() {
        catalog.set("Lang", text(&binder.language));
        let mut shown = Dictionary::new();
        shown.set("DisplayDocTitle", true);
        catalog.set("ViewerPreferences", shown);
    }
    explain_tags(&mut document);
    let pages = document.get_pages().len();
    document.save(path).map_err(Error::at("write", path))?;
    Ok(pages)
}

/// Says what the tags are that came with version 2 of the format, for readers that know the first.
fn explain_tags(document: &mut Document) {
    let root = document.catalog().and_then(|catalog| catalog.get(b"StructTreeRoot")?.as_reference()).ok();
    let Some(root) = root.and_then(|root| document.get_object_mut(root).and_then(Object::as_dict_mut).ok()) else {
        return;
    };
    let known = [
        ("Aside", "Div"),
        ("DocumentFragment", "Sect"),
        ("Em", "Span"),
        ("FENote", "Note"),
        ("Strong", "Span"),
        ("Sub", "Span"),
        ("Title", "P"),
    ];
    root.set("RoleMap", Dictionary::from_iter(known.map(|(tag, older)| (tag, Object::from(older)))));
}

/// Returns words as a PDF holds them: in two bytes a letter, with a mark before them.
fn text(words: &str) -> Object {
    let bytes = [0xfe, 0xff].into_iter().chain(words.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes.collect(), StringFormat::Hexadecimal)
}

fn open(path: &Path) -> Result<Document, Error> {
    Document::load(path).map_err(|error| Error::Usage(format!("the PDF that was printed cannot be read: {error}")))
}
