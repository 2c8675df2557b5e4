//! What somebody would leave behind, as JSON.

use jiff::civil::Date;
use serde::Serialize;

use super::changes::{Row, row};
use crate::coverage::{Change, Handover, Held, Occurrence};
use crate::handbook::Handbook;
use crate::record::reference::Key;

/// Somebody's departure: what they hold, what of it is due in the time that follows, and what changes.
#[derive(Clone, Copy)]
pub struct Departure<'a> {
    pub person: &'a Key,
    pub found: &'a Handover,
    pub due: &'a [&'a Occurrence],
    pub changes: &'a [Change],
}

/// The whole file. Everything stands in it by its id, as in a reference: `role:login-security`.
#[derive(Serialize)]
struct Whole<'a> {
    day: Date,
    person: &'a str,
    access: Vec<Holding>,
    lists: Vec<Holding>,
    directory: Vec<String>,
    committees: Vec<Holding>,
    roles: Vec<Holding>,
    tasks: Vec<String>,
    due: Vec<Day>,
    requests: Vec<String>,
    procedures: Vec<String>,
    named_in: Vec<String>,
    changes: Vec<Row<'a>>,
}

/// A task on one of its days.
#[derive(Serialize)]
struct Day {
    task: String,
    start: Date,
    due: Date,
}

/// Something that somebody holds.
#[derive(Serialize)]
struct Holding {
    id: String,
    kind: &'static str,
    from: Option<Date>,
    until: Option<Date>,
    role: Option<String>,
    next: Option<String>,
}

/// Returns what somebody would leave behind as JSON, a line break after it.
pub fn handover_json(handbook: &Handbook, leaving: &Departure<'_>) -> String {
    let Departure { person, found, due, changes } = *leaving;
    let holdings = |held: &[Held]| held.iter().map(holding).collect();
    let ids = |keys: &[Key]| keys.iter().map(Key::to_string).collect();
    let whole = Whole {
        day: found.day,
        person: &person.id,
        access: holdings(&found.access),
        lists: holdings(&found.lists),
        directory: ids(&found.directory),
        committees: holdings(&found.committees),
        roles: holdings(&found.roles),
        tasks: ids(&found.tasks),
        due: due.iter().map(|day| Day { task: day.task.to_string(), start: day.start, due: day.due }).collect(),
        requests: ids(&found.requests),
        procedures: ids(&found.pages),
        named_in: found.others.iter().map(|(_, key)| key.to_string()).collect(),
        changes: changes.iter().map(|change| row(handbook, change)).collect(),
    };
    let mut json = serde_json::to_string_pretty(&whole).expect("a hand-over holds only text and days");
    json.push('\n');
    json
}

fn holding(held: &Held) -> Holding {
    Holding {
        id: held.key.to_string(),
        kind: held.part.word(),
        from: held.from,
        until: held.until,
        role: held.by.as_ref().map(Key::to_string),
        next: held.next.as_ref().filter(|next| !next.id.is_empty()).map(Key::to_string),
    }
}
