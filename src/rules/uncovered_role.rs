//! A role is below its minimum, and nobody has approved that.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Kind;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    check.report_gaps(Kind::Role, "uncovered-role", diagnostics);
}
