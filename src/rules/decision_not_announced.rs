//! Something was decided a while ago, and nobody was told.

use super::Check;
use crate::coverage::standing::{Told, told};
use crate::diagnostic::Diagnostic;
use crate::record::Decision;
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, decision) in check.handbook.all::<Decision>() {
        if let (Told::Nobody, Some(on)) = (told(decision, check.day), &decision.on) {
            let message = format!("`{}` was decided on {} and announced to nobody", entry.key.id, long(on.value));
            let hint = "tell whoever has to act on it, and write them under `announced_to`";
            diagnostics.push(Diagnostic::new("decision-not-announced", entry.span.clone(), message).hint(hint));
        }
    }
}
