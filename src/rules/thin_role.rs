//! A role has its minimum and not its target: one departure away from a gap.

use super::Check;
use crate::coverage::{State, reason};
use crate::diagnostic::Diagnostic;
use crate::record::Kind;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    check.each_depth(Kind::Role, |key, place, depth| {
        if depth.state == State::Thin {
            let message = format!("the role `{}` is thin: {}", key.id, reason(depth, check.day));
            let hint = "name a second person under `holders` or `backups`, or set a lower `target` under `coverage`";
            diagnostics.push(Diagnostic::new("thin-role", place.clone(), message).hint(hint));
        }
    });
}
