//! `handbook schema KIND`: the JSON Schema of a data file, by which an editor completes and checks it.

use clap::Args;

use super::{Outcome, say};
use crate::diagnostic::suggest;
use crate::error::Error;
use crate::export::schema;
use crate::record::Kind;

#[derive(Args)]
pub struct Schema {
    /// The kind of record, by the name of its file, such as `roles`; without it, all kinds
    kind: Option<String>,
}

impl Schema {
    pub fn run(&self) -> Result<Outcome, Error> {
        let Some(word) = &self.kind else {
            let line = |kind: &Kind| format!("{:<12} content/data/{}.yaml\n", kind.plural(), kind.plural());
            say(&Kind::RECORDS.iter().map(line).collect::<String>());
            return Ok(Outcome::Fine);
        };
        let Some(kind) = Kind::by_plural(word).or_else(|| Kind::by_singular(word)) else {
            let hint = suggest::did_you_mean(word, Kind::RECORDS.iter().map(|kind| kind.plural()))
                .unwrap_or_else(|| "`handbook schema` lists all of them".to_owned());
            return Err(Error::Usage(format!("there is no kind of record `{word}`\n  help: {hint}")));
        };
        say(&schema::of_data(kind));
        Ok(Outcome::Fine)
    }
}
