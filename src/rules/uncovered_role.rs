//! A role is below its minimum, and nobody has approved that.

use super::Check;
use crate::coverage::{State, reason};
use crate::diagnostic::Diagnostic;
use crate::record::Kind;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    check.each_depth(Kind::Role, |key, place, depth| {
        if depth.state != State::Gap {
            return;
        }
        let message = format!("the role `{}` is not covered: {}", key.id, reason(depth, check.day));
        let fault = Diagnostic::new("uncovered-role", place.clone(), message).hint(
            "name a person under `holders`, or approve the gap under `accepted_gap` with a reason and a last day",
        );
        diagnostics.push(check.with_duties(fault, key));
    });
}
