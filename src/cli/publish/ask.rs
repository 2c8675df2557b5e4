//! What only a person at the terminal, or the environment, can say: passwords, and whether to trust a server.

use std::io::{BufRead as _, IsTerminal as _};

use super::super::say;
use crate::error::Error;
use crate::publish::target::Ask;

/// Asks at the terminal.
pub struct Terminal;

impl Ask for Terminal {
    fn secret(&self, variable: &str, what: &str) -> Result<String, Error> {
        let nobody = || Error::Usage(format!("{what} is needed\n  help: put it into the environment as `{variable}`"));
        if !std::io::stdin().is_terminal() {
            return Err(nobody());
        }
        rpassword::prompt_password(format!("Type {what}: ")).map_err(|_| nobody())
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn agree(&self, question: &str) -> bool {
        std::io::stdin().is_terminal() && yes(&format!("{question} [y/N] "))
    }
}

/// Asks a question that is answered by yes or no.
pub fn yes(question: &str) -> bool {
    say(question);
    let mut answer = String::new();
    let _ = std::io::stdin().lock().read_line(&mut answer);
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
