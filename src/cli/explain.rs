//! `handbook explain RULE`: the page of a rule.

use clap::Args;

use super::{Common, Outcome, say};
use crate::diagnostic::suggest;
use crate::error::Error;
use crate::rules::{RULES, by_name};

#[derive(Args)]
pub struct Explain {
    /// The name of a rule, as it stands in brackets before a problem; without it, all names
    rule: Option<String>,
}

impl Explain {
    pub fn run(&self, _common: &Common) -> Result<Outcome, Error> {
        let Some(name) = &self.rule else {
            say(&RULES.iter().map(|rule| format!("{:<8} {}\n", rule.severity.word(), rule.name)).collect::<String>());
            return Ok(Outcome::Fine);
        };
        let Some(rule) = by_name(name) else {
            let hint = suggest::did_you_mean(name, RULES.iter().map(|rule| rule.name))
                .unwrap_or_else(|| "`handbook explain` lists all of them".to_owned());
            return Err(Error::Usage(format!("there is no rule `{name}`\n  help: {hint}")));
        };
        say(rule.page);
        Ok(Outcome::Fine)
    }
}
