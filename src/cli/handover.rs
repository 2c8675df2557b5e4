//! `handbook handover PERSON`: what somebody's departure leaves behind.

use clap::{Args, ValueEnum};
use jiff::ToSpan;
use jiff::civil::Date;

use super::coverage::{change_row, name, person, refuse_unseen};
use super::table::{Cell, Tone, WIDTH, row};
use super::{Common, Outcome, day, say};
use crate::coverage::{self, Held, Occurrence, Part};
use crate::diagnostic::Style;
use crate::error::Error;
use crate::export::{self, Departure};
use crate::handbook::Handbook;
use crate::record::audience::Reach;
use crate::record::reference::Key;
use crate::record::{Access, Cadence, Kind, Person, Request, Task};
use crate::schedule::long;

#[derive(Args)]
pub struct Sheet {
    /// The id of a person
    person: String,
    /// The day to judge by, such as 2027-05-15 (default: today)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<Date>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Sheet {
    pub fn run(&self, common: &Common) -> Result<Outcome, Error> {
        let (_, edition) = common.open()?;
        let handbook = &edition.site.handbook;
        refuse_unseen(handbook, Reach::Supervisors)?;
        let person = person(handbook, &self.person)?;
        let today = self.on.unwrap_or(edition.site.coverage.day);
        let found = coverage::handover(handbook, &person, today);
        let year = coverage::over(handbook, today..today.saturating_add(1.year()));
        let calendar = coverage::calendar(handbook, &year);
        let due = calendar.due(handbook, &found.tasks, found.day, coverage::ninety_days_after(found.day));
        let changes = coverage::without(handbook, std::slice::from_ref(&person), found.day);
        let leaving = Departure { person: &person, found: &found, due: &due, changes: &changes };
        say(&match self.format {
            Format::Text => text(handbook, &leaving, common.style(&std::io::stdout())),
            Format::Json => export::handover_json(handbook, &leaving),
        });
        Ok(Outcome::Fine)
    }
}

fn text(handbook: &Handbook, leaving: &Departure<'_>, style: Style) -> String {
    let Departure { person, found, due: days, changes } = leaving;
    let title = format!("Hand-over of {} on {}", handbook.title(person), long(found.day));
    let mut sheet = Paper { handbook, style, text: format!("{}\n", Tone::Strong.paint(&title, style)) };
    let login = handbook.get::<Person>(&person.id).and_then(|person| person.system_user_id.as_ref());
    let login = login.map(|id| ("The personal login", format!("system user id {}", id.value)));
    sheet.held("Accounts to suspend or pass on", login, &found.access);
    sheet.held("List subscriptions to end", None, &found.lists);
    sheet.keys("Directory entries to update", &found.directory, |_| String::new());
    sheet.held("Committee seats to give back", None, &found.committees);
    sheet.held("Roles to pass on", None, &found.roles);
    sheet.due("Tasks of these roles due in the 90 days that follow", days);
    let undated = found.tasks.iter().filter(|task| days.iter().all(|day| day.task != **task));
    let undated: Vec<Key> = undated.cloned().collect();
    sheet.keys("Tasks of these roles with no day in that time", &undated, |key| every(handbook, key));
    sheet.keys("Requests that wait for an answer", &found.requests, |key| due(handbook, key));
    sheet.keys("Procedures that these roles own", &found.pages, |_| String::new());
    for group in found.others.chunk_by(|one, next| one.0 == next.0) {
        let keys: Vec<Key> = group.iter().map(|(_, key)| key.clone()).collect();
        sheet.keys(group[0].0, &keys, |key| key.kind.singular().to_owned());
    }
    if !changes.is_empty() {
        sheet.heading("What changes its state");
        let rows: String = changes.iter().map(|change| change_row(handbook, change, style)).collect();
        sheet.text.push_str(&rows);
    }
    sheet.text
}

/// A sheet that is being written.
struct Paper<'a> {
    handbook: &'a Handbook,
    style: Style,
    text: String,
}

/// The width of a name; what is said of it stands beside it.
const NAME: usize = 34;

impl Paper<'_> {
    fn heading(&mut self, title: &str) {
        self.text.push_str(&format!("\n{}\n", Tone::Strong.paint(title, self.style)));
    }

    fn line(&mut self, name: &str, note: &str) {
        let cells = [
            Cell { text: "[ ]", width: 3, tone: Tone::Plain },
            Cell { text: name, width: NAME, tone: Tone::Plain },
            Cell { text: note, width: WIDTH - NAME - 9, tone: Tone::Quiet },
        ];
        self.text.push_str(&row(2, &cells, self.style));
    }

    /// Writes what is held, `first` before it. The effects of a departure are told even where there is nothing of them.
    fn held(&mut self, title: &str, first: Option<(&str, String)>, held: &[Held]) {
        self.heading(title);
        if first.is_none() && held.is_empty() {
            self.text.push_str("  none\n");
        }
        if let Some((name, note)) = first {
            self.line(name, &note);
        }
        for held in held {
            let note = note(self.handbook, held);
            self.line(self.handbook.title(&held.key), &note);
        }
    }

    fn due(&mut self, title: &str, days: &[&Occurrence]) {
        if !days.is_empty() {
            self.heading(title);
        }
        for day in days {
            let late = if day.standing.is_overdue() { ", overdue" } else { "" };
            self.line(self.handbook.title(&day.task), &format!("due {}{late}", long(day.due)));
        }
    }

    fn keys(&mut self, title: &str, keys: &[Key], note: impl Fn(&Key) -> String) {
        if keys.is_empty() && title != "Directory entries to update" {
            return;
        }
        self.heading(title);
        if keys.is_empty() {
            self.text.push_str("  none\n");
        }
        keys.iter().for_each(|key| self.line(self.handbook.title(key), &note(key)));
    }
}

/// Says as what somebody holds a thing, until when, who takes over, and where its secret is kept.
fn note(handbook: &Handbook, held: &Held) -> String {
    let mut parts = vec![match held.key.kind {
        Kind::Committee => "member".to_owned(),
        _ => held.part.word().to_owned(),
    }];
    parts.extend(held.by.as_ref().map(|role| format!("as {}", handbook.title(role))));
    parts.extend(held.until.map(|until| format!("until {}", long(until))));
    let next = held.next.as_ref().map(|next| name(handbook, next));
    let takes_over = match held.part {
        Part::Reader => "also read by",
        _ => "next:",
    };
    let nobody = if held.part == Part::Backup { "no other backup is there" } else { "nobody else is there" };
    parts.push(next.map_or_else(|| nobody.to_owned(), |next| format!("{takes_over} {next}")));
    let access = handbook.get::<Access>(&held.key.id).filter(|_| held.key.kind == Kind::Access);
    let kept = access.and_then(|access| access.kept_in.as_ref());
    parts.extend(kept.map(|kept| format!("secret kept: {}", kept.value)));
    parts.join("; ")
}

/// Says how often a task comes round, or for what it waits.
fn every(handbook: &Handbook, key: &Key) -> String {
    let Some(task) = handbook.get::<Task>(&key.id) else { return String::new() };
    match (&task.anchor, task.every) {
        (Some(event), Cadence::Event) => event.to_string(),
        (Some(anchor), every) => format!("every {}, {anchor}", every.word()),
        (None, every) => format!("every {}", every.word()),
    }
}

fn due(handbook: &Handbook, key: &Key) -> String {
    let due = handbook.get::<Request>(&key.id).and_then(|request| request.due.as_ref());
    due.map_or_else(|| "no day set".to_owned(), |due| format!("due {}", long(due.value)))
}
