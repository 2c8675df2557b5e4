//! `handbook tasks`: what is due when, and who is here to do it.

use clap::{Args, ValueEnum};
use jiff::ToSpan;
use jiff::civil::Date;

use super::{Common, Outcome, day, say};
use crate::diagnostic::suggest;
use crate::error::Error;
use crate::export::{TaskRow, csv_of_tasks, task_rows};
use crate::record::Kind;
use crate::record::reference::Key;
use crate::schedule::long;
use crate::site::Site;

#[derive(Args)]
pub struct Tasks {
    /// The last day to look at (default: 30 days from today; at most twelve months)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    until: Option<Date>,
    /// Only what a role owns or stands in for, by its id
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// How to list
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

impl Tasks {
    pub fn run(&self, common: &Common) -> Result<Outcome, Error> {
        let (_, edition) = common.open()?;
        let site = &edition.site;
        let role = self.role.as_deref().map(|id| role(site, id)).transpose()?;
        let until = self.until.unwrap_or_else(|| site.coverage.day.saturating_add(30.days()));
        let rows = task_rows(site, until, role.as_ref());
        say(&match self.format {
            Format::Table => table(&rows, until),
            Format::Csv => csv_of_tasks(&rows),
            Format::Json => {
                let json = serde_json::to_string_pretty(&rows).expect("rows hold only text and days");
                format!("{json}\n")
            }
        });
        Ok(Outcome::Fine)
    }
}

fn role(site: &Site, id: &str) -> Result<Key, Error> {
    let key = Key::new(Kind::Role, id);
    if site.handbook.entry(&key).is_some() {
        return Ok(key);
    }
    let roles: Vec<&str> = site.handbook.of_kind(Kind::Role).map(|entry| &*entry.key.id).collect();
    let hint = suggest::did_you_mean(id, roles.iter().copied())
        .unwrap_or_else(|| "give the id of a role, as it stands in `content/data/roles.yaml`".to_owned());
    Err(Error::Usage(format!("there is no role `{id}`\n  help: {hint}")))
}

/// How many characters of a line each column takes; a terminal is 80 wide.
const NAME: usize = 38;
const WHO: usize = 24;

fn table(rows: &[TaskRow], until: Date) -> String {
    let mut text = String::new();
    for row in rows {
        let due = row.due.map_or_else(|| "on event".to_owned(), |due| due.strftime("%e %b %Y").to_string());
        let mark = if row.is_overdue { '!' } else { ' ' };
        let who = match (row.who.is_empty(), row.instead.is_empty(), row.due) {
            (_, _, None) => row.owner.clone(),
            (false, ..) => row.who.join(", "),
            (true, false, _) => format!("{} (standing in)", row.instead.join(", ")),
            (true, true, _) => "nobody is here".to_owned(),
        };
        let (names, people) = (wrapped(&row.name, NAME), wrapped(&who, WHO));
        for at in 0..names.len().max(people.len()) {
            let due = if at == 0 { format!("{mark} {due:<11}") } else { String::new() };
            let part = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
            let line = format!("{due:<13}  {:<NAME$}  {}", part(&names), part(&people));
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    let overdue = rows.iter().filter(|row| row.is_overdue).count();
    let waiting = rows.iter().filter(|row| row.due.is_none()).count();
    let due = rows.len() - waiting;
    let end = if rows.is_empty() { "" } else { "\n" };
    text.push_str(&format!(
        "{end}{due} due until {}, {overdue} of them overdue; {waiting} wait for an event.\n",
        long(until)
    ));
    text
}

/// Breaks words into lines of a width; a word that is longer stands alone.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
