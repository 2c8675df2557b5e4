//! A procedure needs an access that nobody here holds today.

use super::Check;
use crate::diagnostic::Diagnostic;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for page in check.handbook.pages().filter(|page| page.is_in_use()) {
        for need in &page.front.needs {
            let Some(key) = check.handbook.resolve(need) else { continue };
            let Some(depth) = check.coverage.depths.get(&key) else { continue };
            if depth.depth == 0 && !depth.uncertain {
                let message = format!("nobody here holds `{}` today, and this page needs it", key.id);
                let fault = Diagnostic::new("needs-nobody-holds", need.span.clone(), message)
                    .hint("give the access to somebody, or say on the page what to do without it");
                let place = check.handbook.place(&key).cloned();
                diagnostics.push(match place {
                    Some(place) => fault.related(place, "the access"),
                    None => fault,
                });
            }
        }
    }
}
