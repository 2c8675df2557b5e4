//! A procedure has no role that answers for it.

use super::Check;
use crate::diagnostic::Diagnostic;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for page in check.handbook.pages() {
        if page.is_procedure() && page.front.owner.is_none() && page.is_in_use() {
            let message = format!("nobody answers for the procedure “{}”", page.title());
            let fault = Diagnostic::new("procedure-without-owner", page.span.clone(), message);
            diagnostics.push(fault.hint("add a line `owner: …` with the id of a role"));
        }
    }
}
