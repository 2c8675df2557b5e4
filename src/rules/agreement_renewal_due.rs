//! An agreement has to be renewed soon, or should have been.

use super::Check;
use crate::coverage::standing::{Renewal, renewal};
use crate::diagnostic::Diagnostic;
use crate::record::Agreement;
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, agreement) in check.handbook.all::<Agreement>() {
        let Some(written) = &agreement.renews else { continue };
        let message = match renewal(agreement, check.day) {
            Renewal::Passed(on) => format!("the agreement `{}` was to be renewed on {}", entry.key.id, long(on)),
            Renewal::Soon(on) => format!("the agreement `{}` is to be renewed on {}", entry.key.id, long(on)),
            Renewal::Later(_) | Renewal::Never => continue,
        };
        let hint =
            "tell whoever signs it; once it is renewed, set `renews` to the next day it names, or take the line away";
        diagnostics.push(Diagnostic::new("agreement-renewal-due", written.span.clone(), message).hint(hint));
    }
}
