//! `handbook handover PERSON`: what somebody's departure leaves behind.

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::coverage::{change_row, name, person, refuse_unseen};
use super::table::{Cell, Tone, WIDTH, row};
use super::{Common, Outcome, day, say};
use crate::coverage::{self, Change, Handover, Held, Part};
use crate::diagnostic::Style;
use crate::error::Error;
use crate::export;
use crate::handbook::Handbook;
use crate::record::audience::Reach;
use crate::record::reference::Key;
use crate::record::{Access, Kind, Person, Request, Task};
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
        let found = coverage::handover(handbook, &person, self.on.unwrap_or(edition.site.coverage.day));
        let changes = coverage::without(handbook, std::slice::from_ref(&person), found.day);
        say(&match self.format {
            Format::Text => text(handbook, &person, &found, &changes, common.style(&std::io::stdout())),
            Format::Json => export::handover_json(handbook, &person, &found, &changes),
        });
        Ok(Outcome::Fine)
    }
}

fn text(handbook: &Handbook, person: &Key, found: &Handover, changes: &[Change], style: Style) -> String {
    let title = format!("Hand-over of {} on {}", handbook.title(person), long(found.day));
    let mut sheet = Paper { handbook, style, text: format!("{}\n", Tone::Strong.paint(&title, style)) };
    let login = handbook.get::<Person>(&person.id).and_then(|person| person.system_user_id.as_ref());
    let login = login.map(|id| ("The personal login", format!("system user id {}", id.value)));
    sheet.held("Accounts to suspend or pass on", login, &found.access);
    sheet.held("List subscriptions to end", None, &found.lists);
    sheet.keys("Directory entries to update", &found.directory, |_| String::new());
    sheet.held("Committee seats to give back", None, &found.committees);
    sheet.held("Roles to pass on", None, &found.roles);
    sheet.keys("Tasks of these roles", &found.tasks, |key| every(handbook, key));
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

fn every(handbook: &Handbook, key: &Key) -> String {
    let task = handbook.get::<Task>(&key.id);
    let anchor = task.and_then(|task| task.anchor.as_ref()).map(|anchor| format!(", {anchor}"));
    task.map_or_else(String::new, |task| format!("every {}{}", task.every.word(), anchor.unwrap_or_default()))
}

fn due(handbook: &Handbook, key: &Key) -> String {
    let due = handbook.get::<Request>(&key.id).and_then(|request| request.due.as_ref());
    due.map_or_else(|| "no day set".to_owned(), |due| format!("due {}", long(due.value)))
}
