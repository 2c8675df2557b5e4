//! The consortium waits for an answer, and no role is to give it.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Request;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, request) in check.handbook.all::<Request>() {
        if request.owner.is_none() && request.answered_on.is_none() {
            let message = format!("no role is to answer the request `{}`", entry.key.id);
            let hint = "write the role that answers under `owner`, such as that of the liaison";
            diagnostics.push(Diagnostic::new("request-without-owner", entry.span.clone(), message).hint(hint));
        }
    }
}
