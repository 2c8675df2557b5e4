//! Nobody has compared an entry of the consortium's directory for too long.

use super::Check;
use crate::coverage::directory::unconfirmed;
use crate::diagnostic::Diagnostic;
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for late in unconfirmed(check.handbook, check.day) {
        let Some(place) = check.handbook.place(&late.entry) else { continue };
        let id = &late.entry.id;
        let message = match late.confirmed {
            Some((on, _)) => format!("the directory entry `{id}` was last confirmed on {}", long(on)),
            None => format!("the directory entry `{id}` was never confirmed"),
        };
        let hint = format!("compare it with the consortium's page, then set `confirmed_on: {}`", check.day);
        diagnostics.push(Diagnostic::new("directory-unconfirmed", place.clone(), message).hint(hint));
    }
}
