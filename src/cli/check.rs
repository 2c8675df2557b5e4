//! `handbook check`: reports everything that is wrong.

use clap::{Args, ValueEnum};

use super::{Common, Outcome, say, shown};
use crate::diagnostic::{count, summary, to_json};
use crate::error::Error;

#[derive(Args)]
pub struct Check {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// What besides errors makes the check fail
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

impl Check {
    pub fn run(&self, common: &Common) -> Result<Outcome, Error> {
        let (_, edition) = common.open()?;
        let mut diagnostics = edition.diagnostics.clone();
        diagnostics.extend(edition.faults());
        let diagnostics = &diagnostics;
        match self.format {
            Format::Human => {
                let style = common.style(&std::io::stdout());
                say(&format!("{}{}\n", shown(&edition.sources, diagnostics, style), summary(diagnostics)));
            }
            Format::Json => say(&to_json(&edition.sources, diagnostics)),
        }
        let (errors, warnings) = count(diagnostics);
        let failed = errors > 0 || self.deny == Some(Deny::Warnings) && warnings > 0;
        Ok(if failed { Outcome::Problems } else { Outcome::Fine })
    }
}
