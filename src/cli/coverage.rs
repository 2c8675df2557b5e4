//! `handbook coverage`: how well everything is covered on a day, or what changes when somebody leaves.

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::table::{Cell, Tone, WIDTH, footing, row};
use super::{Common, Outcome, day, say};
use crate::coverage::{self, Change, Coverage, Depth, Part, State, reason};
use crate::diagnostic::{Style, suggest};
use crate::error::Error;
use crate::export;
use crate::handbook::Handbook;
use crate::record::audience::{Reach, instead};
use crate::record::reference::Key;
use crate::record::{Kind, Person};
use crate::schedule::long;

#[derive(Args)]
pub struct Show {
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    format: Format,
    /// The day to show, such as 2027-05-15 (default: today)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<Date>,
    /// What would change without these people, by their ids
    #[arg(long, value_name = "PERSON,…", value_delimiter = ',')]
    without: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

impl Show {
    pub fn run(&self, common: &Common) -> Result<Outcome, Error> {
        let (_, edition) = common.open()?;
        let handbook = &edition.site.handbook;
        let day = self.on.unwrap_or(edition.site.coverage.day);
        let style = common.style(&std::io::stdout());
        if self.without.is_empty() {
            refuse_unseen(handbook, Reach::Staff)?;
            let coverage = coverage::on(handbook, day);
            say(&match self.format {
                Format::Table => table(handbook, &coverage, style),
                Format::Json => export::coverage_json(handbook, &coverage),
                Format::Csv => export::coverage_csv(handbook, &coverage),
            });
            return Ok(Outcome::Fine);
        }
        refuse_unseen(handbook, Reach::Supervisors)?;
        let people = self.without.iter().map(|id| person(handbook, id)).collect::<Result<Vec<Key>, Error>>()?;
        let changes = coverage::without(handbook, &people, day);
        say(&match self.format {
            Format::Table => changes_table(handbook, &people, day, &changes, style),
            Format::Json => export::changes_json(handbook, &people, day, &changes),
            Format::Csv => export::changes_csv(handbook, &changes),
        });
        Ok(Outcome::Fine)
    }
}

/// Refuses to show an audience what it does not see on the site either.
pub fn refuse_unseen(handbook: &Handbook, reach: Reach) -> Result<(), Error> {
    match &handbook.sight {
        Some(sight) if !sight.sees(reach) => {
            let message = format!("the audience `{}` is not shown this", sight.name());
            Err(Error::Usage(format!("{message}\n  help: name a narrower one, or none to see everything")))
        }
        _ => Ok(()),
    }
}

/// Returns the person of an id, or says which id may have been meant.
pub fn person(handbook: &Handbook, id: &str) -> Result<Key, Error> {
    let id = id.trim();
    if handbook.get::<Person>(id).is_some() {
        return Ok(Key::new(Kind::Person, id));
    }
    let ids = handbook.of_kind(Kind::Person).map(|entry| &*entry.key.id);
    let hint = suggest::did_you_mean(id, ids)
        .unwrap_or_else(|| "write the id of a person, as it stands in `content/data/people.yaml`".to_owned());
    Err(Error::Usage(format!("there is no person `{id}`\n  help: {hint}")))
}

/// The columns of the table of coverage: the state, the name, and who can do it.
const STATE: usize = 11;
const NAME: usize = 27;
const PEOPLE: usize = WIDTH - STATE - NAME - 4;

fn table(handbook: &Handbook, coverage: &Coverage, style: Style) -> String {
    let title = format!("Coverage on {}", long(coverage.day));
    let mut text = format!("{}\n", Tone::Strong.paint(&title, style));
    for kind in Kind::STAFFED {
        let mut depths: Vec<(&Key, &Depth)> = coverage.of_kind(*kind).collect();
        if depths.is_empty() {
            continue;
        }
        depths.sort_by_key(|(key, depth)| (depth.state, handbook.title(key).to_lowercase()));
        let tally: Vec<String> =
            coverage.tally(*kind).iter().map(|(state, count)| format!("{count} {}", state.word())).collect();
        text.push_str(&format!("\n{}: {}\n", Tone::Strong.paint(kind.title(), style), tally.join(", ")));
        depths.iter().for_each(|(key, depth)| text.push_str(&depth_rows(handbook, coverage.day, key, depth, style)));
    }
    text
}

/// Returns the row of a role, an access or a list, and below it why it is in its state.
fn depth_rows(handbook: &Handbook, day: Date, key: &Key, depth: &Depth, style: Style) -> String {
    let state = format!("{} {}", depth.state.symbol(), depth.state.word());
    let people = here(handbook, depth);
    let cells = [
        Cell { text: &state, width: STATE, tone: Tone::State(depth.state) },
        Cell { text: handbook.title(key), width: NAME, tone: Tone::Plain },
        Cell { text: &people, width: PEOPLE, tone: Tone::Plain },
    ];
    let mut text = row(0, &cells, style);
    if depth.state != State::Covered {
        let reason = reason(depth, day);
        text.push_str(&row(STATE + 2, &[Cell { text: &reason, width: WIDTH - STATE - 2, tone: Tone::Quiet }], style));
    }
    text
}

/// Says who can do a thing: "Amara Okafor; backup Ben Whitfield".
fn here(handbook: &Handbook, depth: &Depth) -> String {
    let named = |backup: bool| {
        let members = depth.here().filter(|member| (member.part == Part::Backup) == backup);
        let mut names: Vec<String> = members.map(|member| name(handbook, &member.person)).collect();
        names.dedup();
        names.join(", ")
    };
    match (named(false), named(true)) {
        (holders, backups) if holders.is_empty() && backups.is_empty() => "nobody".to_owned(),
        (holders, backups) if backups.is_empty() => holders,
        (holders, backups) if holders.is_empty() => format!("backup {backups}"),
        (holders, backups) => format!("{holders}; backup {backups}"),
    }
}

/// Returns the name of somebody, or the words that stand for whoever is hidden.
pub fn name(handbook: &Handbook, person: &Key) -> String {
    if person.id.is_empty() { instead(person.kind) } else { handbook.title(person).to_owned() }
}

/// The width of a footing in the table of changes.
const FOOTING: usize = 14;

fn changes_table(handbook: &Handbook, people: &[Key], day: Date, changes: &[Change], style: Style) -> String {
    let names: Vec<&str> = people.iter().map(|key| handbook.title(key)).collect();
    let title = format!("Without {} on {}", names.join(" and "), long(day));
    let mut text = format!("{}\n", Tone::Strong.paint(&title, style));
    if changes.is_empty() {
        text.push_str("\nNothing changes its state.\n");
    }
    for group in changes.chunk_by(|one, next| one.key.kind == next.key.kind) {
        let kind = group[0].key.kind;
        let title = if kind == Kind::Page { "Procedures" } else { kind.title() };
        text.push_str(&format!("\n{}\n", Tone::Strong.paint(title, style)));
        group.iter().for_each(|change| text.push_str(&change_row(handbook, change, style)));
    }
    text
}

/// Returns the row of something that changes its state.
pub fn change_row(handbook: &Handbook, change: &Change, style: Style) -> String {
    let (before, after) = (footing(change.before), footing(change.after));
    let cells = [
        Cell { text: handbook.title(&change.key), width: WIDTH - 2 * FOOTING - 9, tone: Tone::Plain },
        Cell { text: &before, width: FOOTING, tone: Tone::State(change.before.state()) },
        Cell { text: "→", width: 1, tone: Tone::Plain },
        Cell { text: &after, width: FOOTING, tone: Tone::State(change.after.state()) },
    ];
    row(2, &cells, style)
}
