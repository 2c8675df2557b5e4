//! `handbook explain RULE`: the page of a rule.

use clap::Args;

use super::{Outcome, say};
use crate::diagnostic::suggest;
use crate::error::Error;
use crate::rules::{RULES, by_name};

#[derive(Args)]
pub struct Explain {
    /// The name of a rule, as it stands in brackets before a problem; without it, all names
    rule: Option<String>,
}

impl Explain {
    pub fn run(&self) -> Result<Outcome, Error> {
        let Some(name) = &self.rule else {
            say(&RULES.iter().map(|rule| format!("{:<8} {}\n", rule.severity.word(), rule.name)).collect::<String>());
            return Ok(Outcome::Fine);
        };
        let Some(rule) = by_name(name) else {
            let hint = suggest::did_you_mean(name, RULES.iter().map(|rule| rule.name))
                .unwrap_or_else(|| "`handbook explain` lists all of them".to_owned());
            return Err(Error::Usage(format!("there is no rule `{name}`\n  help: {hint}")));
        };
        say(&wrapped(rule.page));
        Ok(Outcome::Fine)
    }
}

/// The widest line of running text, in characters: a terminal of the usual size.
const WIDTH: usize = 80;

/// Breaks the paragraphs of a page anew; code, headings and list entries keep their lines.
fn wrapped(page: &str) -> String {
    let mut text = String::with_capacity(page.len() + 64);
    let mut column = 0;
    let mut in_code = false;
    for line in page.lines() {
        let fence = line.starts_with("```");
        let flows = !in_code && !fence && !line.is_empty() && !line.starts_with(['#', '-', '|']);
        in_code ^= fence;
        if !flows {
            text.push_str(if column > 0 { "\n" } else { "" });
            column = 0;
            text.push_str(line);
            text.push('\n');
            continue;
        }
        for word in line.split_whitespace() {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > WIDTH {
                text.push('\n');
                column = 0;
            }
            if column > 0 {
                text.push(' ');
                column += 1;
            }
            text.push_str(word);
            column += length;
        }
    }
    if column > 0 {
        text.push('\n');
    }
    text
}
