//! Documents, tables and slides of an office program: a packed folder of XML → its text. The only module that unpacks.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::html;

/// No more is unpacked of one file, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Returns the text of all parts; nothing where the file is none of these, or is locked.
pub fn text(bytes: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    let mut left = LARGEST;
    for index in 0..archive.len() {
        let part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let mut unpacked = Vec::new();
        left -= part.take(left).read_to_end(&mut unpacked).ok()? as u64;
        parts.push((name, String::from_utf8_lossy(&unpacked).into_owned()));
    }
    let shared = parts.iter().find(|(name, _)| name == "xl/sharedStrings.xml").map(|(_, xml)| strings(xml));
    let mut text = String::new();
    for (name, xml) in &parts {
        match &shared {
            Some(shared) if name.starts_with("xl/worksheets/") => rows(xml, shared, &mut text),
            _ => text.push_str(&html::text(xml)),
        }
        text.push('\n');
    }
    Some(text)
}

/// Returns the strings that the sheets of a workbook share.
fn strings(xml: &str) -> Vec<String> {
    pieces(xml, "<si", "</si>").map(line).collect()
}

/// Puts the rows of a sheet at the end of a text as those of a table with a head.
fn rows(xml: &str, shared: &[String], text: &mut String) {
    for (place, row) in pieces(xml, "<row", "</row>").enumerate() {
        let mut column = 0;
        for cell in pieces(row, "<c ", "</c>") {
            let head = cell.split('>').next().unwrap_or_default();
            while column < column_of(head) {
                text.push_str(" | ");
                column += 1;
            }
            let number = pieces(cell, "<v", "</v>").next().and_then(|number| number.split('>').nth(1));
            let string = number.and_then(|number| shared.get(number.trim().parse::<usize>().ok()?));
            match string.filter(|_| head.contains("t=\"s\"")) {
                Some(string) => text.push_str(string),
                None => text.push_str(&line(cell)),
            }
        }
        text.push_str(if place == 0 { "\n|---|\n" } else { "\n" });
    }
}

/// Returns the number of a cell's column, from 0: `r="C7"` is 2.
fn column_of(head: &str) -> usize {
    let name = head.split("r=\"").nth(1).unwrap_or_default();
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).take(3);
    letters.fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1).saturating_sub(1)
}

/// Returns the text of a piece of XML, without a break.
fn line(piece: &str) -> String {
    let mut text = String::new();
    let inner = piece.split_once('>').map_or("", |(_, inner)| inner);
    for part in inner.split('<') {
        html::decode(
            part.split_once('>').map_or(if part.len() == inner.len() { part } else { "" }, |(_, text)| text),
            &mut text,
        );
    }
    text.replace('\n', " ")
}

/// Returns the pieces of a text from one mark to another.
fn pieces<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(open)?;
        let end = rest[start..].find(close).map(|end| start + end)?;
        let piece = &rest[start..end];
        rest = &rest[end + close.len()..];
        Some(piece)
    })
}
