//! `handbook changes`: what the consortium must be told of its directory, or what changed here since an earlier version.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::{Common, Outcome, say};
use crate::coverage::directory::{directory, lines, unconfirmed};
use crate::edition::{Edition, compile};
use crate::error::Error;
use crate::export::{differences_json, directory_json};
use crate::handbook::{COMPARED, Difference, What, compare};
use crate::load;
use crate::record::Kind;
use crate::record::audience::Reach;
use crate::schedule::long;

#[derive(Args)]
pub struct Changes {
    /// Show what changed since then in people, roles, access, lists and committees: a folder that holds an earlier
    /// `content/`, or a revision of git such as `HEAD~1`
    #[arg(long, value_name = "FOLDER|REVISION")]
    since: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

impl Changes {
    pub fn run(&self, common: &Common) -> Result<Outcome, Error> {
        match &self.since {
            Some(since) => self.run_since(common, since)?,
            None => {
                let (_, edition) = common.open()?;
                let told = match self.format {
                    Format::Human => sheet(edition),
                    Format::Json => directory_json(&edition.site.handbook, &edition.site.coverage),
                };
                say(&edition.silenced(&told));
            }
        }
        Ok(Outcome::Fine)
    }

    fn run_since(&self, common: &Common, since: &str) -> Result<(), Error> {
        // What somebody may see today says nothing of what they might have seen then.
        if common.audience.is_some() {
            return Err(Error::Usage(
                "what changed is told of the whole handbook, not of what an audience sees\n  help: leave out `--audience`"
                    .to_owned(),
            ));
        }
        let (root, edition) = common.open()?;
        let (sources, name) = match !since.is_empty() && Path::new(since).join("content").is_dir() {
            true => (load::load(Path::new(since))?.0, format!("the copy in {since}")),
            false => {
                load::at_revision(&root, since).map(|(sources, commit)| (sources, format!("{since} ({commit})")))?
            }
        };
        let before = compile(sources, Vec::new(), edition.site.coverage.day, None);
        let mut differences = compare(&before.site.handbook, &edition.site.handbook);
        for text in differences.iter_mut().flat_map(Difference::texts) {
            *text = before.silenced(&edition.silenced(text));
        }
        say(&match self.format {
            Format::Human => told(&name, &differences, &unread(&before, edition)),
            Format::Json => differences_json(&differences),
        });
        Ok(())
    }
}

/// The widest line, in characters: a terminal of the usual size.
const WIDTH: usize = 80;

/// Returns what the consortium must be told, one form for each position.
fn sheet(edition: &Edition) -> String {
    let (handbook, coverage) = (&edition.site.handbook, &edition.site.coverage);
    if !handbook.sees(Reach::Staff) {
        return "This audience sees nothing of the directory.\n".to_owned();
    }
    let all = directory(handbook, coverage);
    let count = all.changes().count();
    let mut text = match count {
        0 if !handbook.is_whole() => {
            "Nothing of what this audience sees has to be told to the consortium.\n".to_owned()
        }
        0 => "Nothing to tell the consortium: its directory says what is true here.\n".to_owned(),
        1 => "1 change to tell the consortium, line by line as its form asks:\n".to_owned(),
        many => format!("{many} changes to tell the consortium, line by line as its form asks:\n"),
    };
    for position in all.changes() {
        text.push_str(&format!("\n== {} ==\n", position.label));
        for difference in &position.differences {
            let words = position.words(handbook, *difference);
            wrapped(&format!("({words})"), WIDTH).iter().for_each(|line| text.push_str(&format!("{line}\n")));
        }
        text.push_str(&format!("\n{}", lines(&all.form(handbook, position))));
    }
    let late = unconfirmed(handbook, coverage.day);
    if !late.is_empty() {
        text.push_str("\nTo be compared with the consortium's page:\n");
    }
    for late in late {
        let name = handbook.title(&late.entry);
        let when =
            late.confirmed.map_or("never confirmed".to_owned(), |(on, _)| format!("last confirmed on {}", long(on)));
        text.push_str(&format!("  {name}: {when}\n"));
    }
    text
}

/// Returns the kinds of which something could not be read, then or now.
fn unread(before: &Edition, now: &Edition) -> Vec<Kind> {
    let is_read = |edition: &Edition, kind: Kind| edition.site.handbook.has_read_all(kind);
    COMPARED.into_iter().filter(|kind| !is_read(before, *kind) || !is_read(now, *kind)).collect()
}

/// Returns the differences as a table, kind by kind.
fn told(since: &str, differences: &[Difference], unread: &[Kind]) -> String {
    let count = |is: fn(&What) -> bool| differences.iter().filter(|difference| is(&difference.what)).count();
    let mut text = match differences.is_empty() {
        true => format!("Since {since}: nothing changed\n"),
        false => format!(
            "Since {since}: {} added, {} removed, {} changed\n",
            count(|what| matches!(what, What::Added)),
            count(|what| matches!(what, What::Removed)),
            count(|what| matches!(what, What::Changed(_)))
        ),
    };
    for kind in differences.chunk_by(|one, other| one.key.kind == other.key.kind) {
        text.push_str(&format!("\n{}\n", kind[0].key.kind.title().to_uppercase()));
        kind.iter().for_each(|difference| record(difference, &mut text));
    }
    if !unread.is_empty() {
        text.push_str(&format!(
            "\nNot all of {} could be read, so something may be missing here; `handbook check` says more.\n",
            listed(unread)
        ));
    }
    text
}

fn listed(kinds: &[Kind]) -> String {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
    match &words[..] {
        [words @ .., last] if !words.is_empty() => format!("{} and {last}", words.join(", ")),
        words => words.concat(),
    }
}

/// The columns behind the indent: the field, what it said, what it says.
const COLUMNS: [usize; 3] = [18, 26, 26];

fn record(difference: &Difference, text: &mut String) {
    let Difference { key, name, what } = difference;
    match what {
        What::Added => text.push_str(&format!("+ {name} ({}) came new\n", key.id)),
        What::Removed => text.push_str(&format!("- {name} ({}) is gone\n", key.id)),
        What::Changed(changes) => {
            text.push_str(&format!("~ {name} ({})\n", key.id));
            row(["", "before", "now"], text);
            for change in changes {
                let value = |value: &Option<String>| value.clone().unwrap_or("–".to_owned());
                row([change.field.label, &value(&change.before), &value(&change.now)], text);
            }
        }
    }
}

fn row(cells: [&str; 3], text: &mut String) {
    let cells: Vec<Vec<String>> = cells.iter().zip(COLUMNS).map(|(cell, width)| wrapped(cell, width)).collect();
    for at in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
        let mut line = "   ".to_owned();
        for (cell, width) in cells.iter().zip(COLUMNS) {
            line.push_str(&format!(" {:<width$}", cell.get(at).map_or("", String::as_str)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// Breaks a text into lines of a width, between words, and within one that is longer than a line.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().filter(|c| !c.is_control()).collect();
        for piece in letters.chunks(width) {
            let last = lines.last_mut().expect("there is always a line");
            let length = last.chars().count();
            if length > 0 && length + 1 + piece.len() > width {
                lines.push(piece.iter().collect());
            } else {
                last.push_str(if length > 0 { " " } else { "" });
                last.extend(piece);
            }
        }
    }
    lines
}
