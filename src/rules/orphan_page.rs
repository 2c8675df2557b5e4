//! Nothing leads to a procedure but the list of its section.

use super::Check;
use crate::diagnostic::Diagnostic;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (page, backlinks) in check.handbook.pages_with_backlinks() {
        let alone = backlinks.is_empty() && page.front.tasks.is_empty();
        if page.is_procedure() && alone && page.is_in_use() {
            let message = format!("nothing links to “{}”", page.title());
            let hint = "name it in a task, a duty or a service, or link to it from a page where a reader would look";
            diagnostics.push(Diagnostic::new("orphan-page", page.span.clone(), message).hint(hint));
        }
    }
}
