//! What the consortium must be told of its directory, as JSON.

use jiff::civil::Date;
use serde::Serialize;

use crate::coverage::Coverage;
use crate::coverage::directory::{Details, Directory, Position, directory, unconfirmed};
use crate::handbook::Handbook;

/// The whole answer.
#[derive(Serialize)]
struct Whole<'a> {
    day: Date,
    changes: Vec<Change<'a>>,
    unconfirmed: Vec<Late>,
}

/// A position of which the consortium must be told.
#[derive(Serialize)]
struct Change<'a> {
    label: &'a str,
    entry: Option<&'a str>,
    role: Option<&'a str>,
    person: Option<&'a str>,
    listed: &'a Details,
    here: &'a Details,
    differences: Vec<String>,
    /// The form of the consortium, in its order.
    form: Vec<Filled>,
}

#[derive(Serialize)]
struct Filled {
    field: &'static str,
    value: String,
}

/// A position that nobody has looked at for too long.
#[derive(Serialize)]
struct Late {
    entry: String,
    confirmed_on: Option<Date>,
    due: Option<Date>,
}

/// Returns the changes for the consortium as JSON, a line break after it.
pub fn directory_json(handbook: &Handbook, coverage: &Coverage) -> String {
    let all = directory(handbook, coverage);
    let late = unconfirmed(handbook, coverage.day).into_iter().map(|late| Late {
        entry: late.entry.id.to_string(),
        confirmed_on: late.confirmed.map(|(on, _)| on),
        due: late.confirmed.map(|(_, due)| due),
    });
    let changes = all.changes().map(|position| change(handbook, &all, position)).collect();
    super::json(&Whole { day: coverage.day, changes, unconfirmed: late.collect() })
}

fn change<'a>(handbook: &Handbook, all: &Directory, position: &'a Position) -> Change<'a> {
    let form = all.form(handbook, position).into_iter();
    Change {
        label: &position.label,
        entry: position.entry.as_ref().map(|key| &*key.id),
        role: position.role.as_ref().map(|key| &*key.id),
        person: position.person.as_ref().map(|key| &*key.id),
        listed: &position.listed,
        here: &position.here,
        differences: position.differences.iter().map(|one| position.words(handbook, *one)).collect(),
        form: form.map(|(field, value)| Filled { field, value }).collect(),
    }
}
