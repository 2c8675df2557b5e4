//! An access has its minimum and not its target: one departure away from nobody who can get in.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Kind;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    check.report_thin(Kind::Access, "thin-access", diagnostics);
}
