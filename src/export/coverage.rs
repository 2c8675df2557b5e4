//! Coverage of roles, access and lists as JSON and as CSV.

use jiff::civil::Date;
use serde::Serialize;

use super::table;
use crate::coverage::{Coverage, Depth, Member, reason};
use crate::handbook::Handbook;
use crate::record::reference::Key;

/// The whole file.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    day: Date,
    coverage: Vec<Row<'a>>,
}

/// One role, access or list.
#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    state: &'static str,
    reason: String,
    depth: usize,
    minimum: usize,
    target: usize,
    maximum: Option<usize>,
    accepted_until: Option<Date>,
    holders: Vec<Holder<'a>>,
}

/// Somebody who is named; nobody where the reader may not know who.
#[derive(Serialize)]
struct Holder<'a> {
    person: Option<&'a str>,
    kind: &'static str,
    from: Option<Date>,
    until: Option<Date>,
    /// Whether they count on the day.
    here: bool,
}

/// Returns the coverage of a day as JSON, a line break after it.
pub fn coverage_json(handbook: &Handbook, coverage: &Coverage) -> String {
    let rows = coverage.depths.iter().map(|(key, depth)| row(handbook, coverage.day, key, depth));
    let whole = Whole { schema: "schema/coverage.schema.json", day: coverage.day, coverage: rows.collect() };
    let mut json = serde_json::to_string_pretty(&whole).expect("coverage holds only text, numbers and days");
    json.push('\n');
    json
}

fn row<'a>(handbook: &'a Handbook, day: Date, key: &'a Key, depth: &'a Depth) -> Row<'a> {
    Row {
        kind: key.kind.singular(),
        id: &key.id,
        name: handbook.title(key),
        state: depth.state.word(),
        reason: reason(depth, day),
        depth: depth.depth,
        minimum: depth.minimum,
        target: depth.target,
        maximum: depth.maximum,
        accepted_until: depth.accepted_until,
        holders: depth.members.iter().map(|member| holder(depth, member)).collect(),
    }
}

fn holder<'a>(depth: &Depth, member: &'a Member) -> Holder<'a> {
    let (from, until) = (member.from, member.until);
    let person = Some(&*member.person.id).filter(|id| !id.is_empty());
    let here = depth.here().any(|other| std::ptr::eq(other, member));
    Holder { person, kind: member.part.word(), from, until, here }
}

/// Returns the coverage of a day as CSV, one line for each role, access and list, people by their names.
pub fn coverage_csv(handbook: &Handbook, coverage: &Coverage) -> String {
    let heads = ["kind", "id", "name", "state", "people", "minimum", "target", "maximum", "here", "away", "reason"];
    let rows = coverage.depths.iter().map(|(key, depth)| {
        let names = |is_here: bool| {
            let here: Vec<&Member> = depth.here().collect();
            let chosen =
                depth.members.iter().filter(|member| here.iter().any(|other| std::ptr::eq(*other, *member)) == is_here);
            let names =
                chosen.filter(|member| !member.person.id.is_empty()).map(|member| handbook.title(&member.person));
            names.collect::<Vec<_>>().join("; ")
        };
        let number = |number: usize| number.to_string();
        vec![
            key.kind.singular().to_owned(),
            key.id.to_string(),
            handbook.title(key).to_owned(),
            depth.state.word().to_owned(),
            number(depth.depth),
            number(depth.minimum),
            number(depth.target),
            depth.maximum.map(number).unwrap_or_default(),
            names(true),
            names(false),
            reason(depth, coverage.day),
        ]
    });
    table(&heads, rows)
}
