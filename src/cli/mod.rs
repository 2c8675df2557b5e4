//! The commands: one file each. Only this floor prints, and only this floor asks for the time.

mod build;
mod changes;
mod check;
mod coverage;
mod explain;
mod handover;
mod progress;
mod publish;
mod schema;
mod serve;
mod table;
mod tasks;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::diagnostic::{self, Diagnostic, Style, suggest};
use crate::edition::{Edition, compile};
use crate::error::Error;
use crate::load;
use crate::schedule;
use crate::source::Sources;

/// Turns data on people, roles and services and Markdown procedures into a linked handbook with role coverage.
#[derive(Parser)]
#[command(version, max_term_width = 80)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Subcommand)]
enum Command {
    /// Write the handbook as a website into a folder
    Build(build::Build),
    /// Report everything that is wrong with the handbook
    Check(check::Check),
    /// Show the handbook in a browser while it is edited
    Serve(serve::Serve),
    /// Publish the handbook to a place where others read it
    Publish(publish::Publish),
    /// Show how well everything is covered, or what changes without somebody
    Coverage(coverage::Show),
    /// Show what somebody's departure leaves behind, and who takes over
    Handover(handover::Sheet),
    /// List what is due when, and who is here to do it
    Tasks(tasks::Tasks),
    /// Say what the consortium must be told, or what changed here since an earlier version
    Changes(changes::Changes),
    /// Say what a rule means, why it is there, and how to put it right
    Explain(explain::Explain),
    /// Print the JSON Schema of a data file, by which an editor completes and checks it
    Schema(schema::Schema),
}

#[derive(Args)]
struct Common {
    /// The folder that holds `content/` (default: here, or the nearest above)
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The day to judge by, such as 2026-11-03 (default: SOURCE_DATE_EPOCH, or today)
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<Date>,
    /// For whom the handbook is shown, such as `staff` (default: everything)
    #[arg(long, global = true, value_name = "NAME")]
    audience: Option<String>,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

fn day(text: &str) -> Result<Date, String> {
    schedule::date(text).ok_or_else(|| "write a date such as 2026-11-03".to_owned())
}

/// How a command ended.
enum Outcome {
    Fine,
    Problems,
}

/// Runs the command that the arguments name. Exit status: 0 fine, 1 problems found, 2 could not run.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Build(command) => command.run(&cli.common),
        Command::Check(command) => command.run(&cli.common),
        Command::Serve(command) => command.run(&cli.common),
        Command::Publish(command) => command.run(&cli.common),
        Command::Coverage(command) => command.run(&cli.common),
        Command::Handover(command) => command.run(&cli.common),
        Command::Tasks(command) => command.run(&cli.common),
        Command::Changes(command) => command.run(&cli.common),
        Command::Explain(command) => command.run(),
        Command::Schema(command) => command.run(),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(error) => {
            complain(&format!("error: {error}\n"));
            ExitCode::from(2)
        }
    }
}

impl Common {
    /// Reads and compiles the handbook; returns its root beside it.
    ///
    /// A command ends with its process, so the handbook is not taken apart again, which would cost a tenth of the time.
    fn open(&self) -> Result<(PathBuf, &'static Edition), Error> {
        let root = self.root()?;
        let (sources, faults) = load::load(&root)?;
        let edition = compile(sources, faults, self.today()?, self.audience.as_deref());
        self.check_audience(&edition)?;
        Ok((root, Box::leak(Box::new(edition))))
    }

    /// Refuses an audience that the handbook does not have.
    fn check_audience(&self, edition: &Edition) -> Result<(), Error> {
        let settings = &edition.whole().settings;
        let Some(audience) = self.audience.as_deref().filter(|audience| settings.sight(audience).is_none()) else {
            return Ok(());
        };
        let ladder = settings.audiences();
        let hint = suggest::did_you_mean(audience, ladder.iter().copied())
            .unwrap_or_else(|| format!("the audiences are {}, from the widest to the narrowest", ladder.join(", ")));
        Err(Error::Usage(format!("there is no audience `{audience}`\n  help: {hint}")))
    }

    /// Returns the folder that holds the handbook.
    fn root(&self) -> Result<PathBuf, Error> {
        let here = std::env::current_dir().map_err(Error::at("find", "."))?;
        load::find_root(self.root.as_deref(), &here)
    }

    /// Returns the moment: that of SOURCE_DATE_EPOCH, or now.
    fn now(&self) -> Result<Timestamp, Error> {
        let Ok(seconds) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(Timestamp::now()) };
        let moment = seconds.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
        moment.ok_or_else(|| Error::Usage(format!("SOURCE_DATE_EPOCH is `{seconds}`, which is no number of seconds")))
    }

    fn today(&self) -> Result<Date, Error> {
        if let Some(day) = self.today {
            return Ok(day);
        }
        let zone = match std::env::var_os("SOURCE_DATE_EPOCH") {
            Some(_) => TimeZone::UTC,
            None => TimeZone::system(),
        };
        Ok(self.now()?.to_zoned_datetime(zone).date())
    }

    fn style(&self, stream: &impl IsTerminal) -> Style {
        let colour = match self.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => stream.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        };
        if colour { Style::Colour } else { Style::Plain }
    }
}

/// At most this many problems of one file are shown to a person; the rest are counted.
const MOST: usize = 200;

/// Returns the diagnostics as text, file by file.
fn shown(sources: &Sources, diagnostics: &[Diagnostic], style: Style) -> String {
    let mut text = String::new();
    for file in diagnostics.chunk_by(|a, b| a.span.file == b.span.file) {
        file.iter().take(MOST).for_each(|diagnostic| text.push_str(&diagnostic::render(sources, diagnostic, style)));
        if file.len() > MOST {
            let more = file.len() - MOST;
            text.push_str(&format!(
                "… and {more} more problems in {}; `--format json` lists all\n\n",
                file[0].span.file
            ));
        }
    }
    text
}

/// Writes to standard output; a reader that has gone away is no failure.
fn say(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard error.
fn complain(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Returns a path as short as it can be said from here.
fn from_here(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let short = path.strip_prefix(&here).unwrap_or(path);
    short.display().to_string()
}
