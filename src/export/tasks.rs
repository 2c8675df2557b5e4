//! Tasks on their days as rows: for a spreadsheet, for programs and for the terminal.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::{named, words};
use crate::coverage::{Occurrence, Standing};
use crate::handbook::Handbook;
use crate::record::Task;
use crate::record::reference::Key;
use crate::site::Site;

/// A task on one of its days, or one that waits for an event.
#[derive(Serialize)]
pub struct TaskRow {
    pub task: String,
    pub name: String,
    pub every: &'static str,
    pub anchor: Option<String>,
    pub due: Option<Date>,
    pub start: Option<Date>,
    pub too_late_after: Option<Date>,
    pub state: &'static str,
    #[serde(skip)]
    pub is_overdue: bool,
    pub owner: String,
    /// Who does it that day.
    pub who: Vec<String>,
    pub backup: Option<String>,
    /// Who can do it in their place.
    pub instead: Vec<String>,
    pub procedure: Option<String>,
    pub consequence: Option<String>,
    pub last_done: Option<Date>,
}

/// Returns what is to be done up to a day, by day, what is overdue once for each task; what waits for an event comes last.
/// Where a role is given, only what it owns or stands in for.
pub fn task_rows(site: &Site, until: Date, role: Option<&Key>) -> Vec<TaskRow> {
    let handbook = &site.handbook;
    let concerns = |task: &Task| {
        let roles = [Some(&*task.owner), task.backup.as_deref()];
        role.is_none() || roles.into_iter().flatten().any(|named| handbook.resolve(named).as_ref() == role)
    };
    let mut rows = Vec::new();
    let mut late = BTreeSet::new();
    for day in site.calendar.all().into_iter().filter(|day| day.due <= until && day.standing != Standing::Done) {
        let Some(task) = handbook.get::<Task>(&day.task.id).filter(|task| concerns(task)) else { continue };
        if day.standing.is_overdue() && !late.insert(&day.task) {
            continue;
        }
        rows.push(row(handbook, &day.task, task, Some(day)));
    }
    let waiting = handbook.all::<Task>().filter(|(_, task)| task.rhythm().is_none() && concerns(task));
    rows.extend(waiting.map(|(entry, task)| row(handbook, &entry.key, task, None)));
    rows
}

fn row(handbook: &Handbook, key: &Key, task: &Task, day: Option<&Occurrence>) -> TaskRow {
    let people = |people: &[Key]| people.iter().map(|person| named(handbook, person)).collect::<Vec<_>>();
    TaskRow {
        task: key.id.to_string(),
        name: handbook.title(key).to_owned(),
        every: task.every.word(),
        anchor: task.anchor.as_ref().map(ToString::to_string),
        due: day.map(|day| day.due),
        start: day.map(|day| day.start),
        too_late_after: day.and_then(|day| day.useful_until),
        state: day.map_or("waiting", |day| day.standing.word()),
        is_overdue: day.is_some_and(|day| day.standing.is_overdue()),
        owner: words(handbook, &task.owner),
        who: day.map(|day| people(&day.owners)).unwrap_or_default(),
        backup: task.backup.as_ref().map(|backup| words(handbook, backup)),
        instead: day.map(|day| people(&day.backups)).unwrap_or_default(),
        procedure: task.procedure.as_ref().map(|page| words(handbook, page)),
        consequence: task.consequence.as_ref().map(|words| words.value.clone()),
        last_done: task.last_done.as_ref().map(|day| day.value),
    }
}

/// Returns rows as CSV, one line each under a line of headings, people separated by semicolons.
pub fn csv(rows: &[TaskRow]) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let heads = [
        "task",
        "name",
        "every",
        "anchor",
        "due",
        "start",
        "too_late_after",
        "state",
        "owner",
        "who",
        "backup",
        "instead",
        "procedure",
        "consequence",
        "last_done",
    ];
    csv.write_record(heads).expect("memory takes whatever is written");
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    for row in rows {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        csv.write_record([
            row.task.clone(),
            row.name.clone(),
            row.every.to_owned(),
            text(&row.anchor),
            day(row.due),
            day(row.start),
            day(row.too_late_after),
            row.state.to_owned(),
            row.owner.clone(),
            row.who.join("; "),
            text(&row.backup),
            row.instead.join("; "),
            text(&row.procedure),
            text(&row.consequence),
            day(row.last_done),
        ])
        .expect("memory takes whatever is written");
    }
    let bytes = csv.into_inner().expect("memory takes whatever is written");
    String::from_utf8(bytes).expect("text in, text out")
}
