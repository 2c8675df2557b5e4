//! What changes when somebody leaves, as JSON and as CSV.

use jiff::civil::Date;
use serde::Serialize;

use crate::coverage::Change;
use crate::handbook::Handbook;
use crate::record::reference::Key;

/// The whole file.
#[derive(Serialize)]
struct Whole<'a> {
    day: Date,
    without: Vec<&'a str>,
    changes: Vec<Row<'a>>,
}

/// Something that changes its state.
#[derive(Serialize)]
pub struct Row<'a> {
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    before: &'static str,
    after: &'static str,
}

pub fn row<'a>(handbook: &'a Handbook, change: &'a Change) -> Row<'a> {
    Row {
        kind: change.key.kind.singular(),
        id: &change.key.id,
        name: handbook.title(&change.key),
        before: change.before.word(),
        after: change.after.word(),
    }
}

/// Returns what changes without some people as JSON, a line break after it.
pub fn changes_json(handbook: &Handbook, people: &[Key], day: Date, changes: &[Change]) -> String {
    let without = people.iter().map(|key| &*key.id).collect();
    let whole = Whole { day, without, changes: changes.iter().map(|change| row(handbook, change)).collect() };
    let mut json = serde_json::to_string_pretty(&whole).expect("changes hold only text and days");
    json.push('\n');
    json
}

/// Returns what changes as CSV, one line each.
pub fn changes_csv(handbook: &Handbook, changes: &[Change]) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["kind", "id", "name", "before", "after"]).expect("memory takes whatever is written");
    for change in changes {
        let row = row(handbook, change);
        csv.write_record([row.kind, row.id, row.name, row.before, row.after])
            .expect("memory takes whatever is written");
    }
    let bytes = csv.into_inner().expect("memory takes whatever is written");
    String::from_utf8(bytes).expect("text in, text out")
}
