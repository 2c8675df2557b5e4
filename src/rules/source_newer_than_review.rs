//! A page rests on a page of somebody else's that was revised after it was last reviewed.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for page in check.handbook.pages().filter(|page| page.is_in_use()) {
        for (source, revised) in page.newer_sources() {
            let message = format!(
                "“{}” was revised on {}, after the last review of “{}”",
                source.title.value,
                long(revised.value),
                page.title()
            );
            let hint = format!("read what changed there, then set `reviewed` to `{{on: {}, by: …}}`", check.day);
            diagnostics.push(Diagnostic::new("source-newer-than-review", revised.span.clone(), message).hint(hint));
        }
    }
}
