//! A role has its minimum and not its target: one departure away from a gap.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Kind;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    check.report_thin(Kind::Role, "thin-role", diagnostics);
}
