//! Somebody's term on a committee ends soon, and nobody is named to follow.

use super::Check;
use crate::coverage::standing::{Seat, seats};
use crate::diagnostic::Diagnostic;
use crate::record::Committee;
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, committee) in check.handbook.all::<Committee>() {
        let Seat::Ending(last, person) = seats(check.handbook, committee, check.day).state else { continue };
        let name = check.handbook.title(&person);
        let message = format!("{name}'s term on `{}` ends on {}, and nobody follows", entry.key.id, long(last));
        let hint = "ask who would like to serve, and add them under `members` with `from`; or tell the consortium that the \
                    seat is free";
        diagnostics.push(Diagnostic::new("term-ending", entry.span.clone(), message).hint(hint));
    }
}
