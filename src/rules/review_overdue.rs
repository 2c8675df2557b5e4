//! A page or an access should have been looked at again by now.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Access;
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let default = check.handbook.settings.review_every();
    for page in check.handbook.pages().filter(|page| page.is_in_use()) {
        let (Some(due), Some(reviewed)) = (page.review_due(default), &page.front.reviewed) else { continue };
        if due < check.day {
            let message = format!("the review of “{}” was due on {}", page.title(), long(due));
            let hint = format!("hold it against the facts, then set `reviewed` to `{{on: {}, by: …}}`", check.day);
            diagnostics.push(Diagnostic::new("review-overdue", reviewed.on.span.clone(), message).hint(hint));
        }
    }
    for (entry, access) in check.handbook.all::<Access>() {
        if let Some(due) = access.review_by.as_ref().filter(|due| due.value < check.day) {
            let message = format!("the review of the access `{}` was due on {}", entry.key.id, long(due.value));
            let hint = "ask who still needs it, then set `review_by` to the next date";
            diagnostics.push(Diagnostic::new("review-overdue", due.span.clone(), message).hint(hint));
        }
    }
}
