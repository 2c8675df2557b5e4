//! The consortium's directory says something else than what is true here.

use super::Check;
use crate::coverage::directory::{Difference, Position, directory};
use crate::diagnostic::Diagnostic;
use crate::record::DirectoryEntry;
use crate::span::Span;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for position in &directory(check.handbook, check.coverage).positions {
        for difference in &position.differences {
            let Some(place) = place(check, position, *difference) else { continue };
            let hint = match difference {
                Difference::NoRole => {
                    "write under `role` which role here it is, or give that role the name as `directory_label`"
                }
                _ => {
                    "`handbook changes` prints what the consortium's form asks for; once its page shows the change, write \
                     here what it says"
                }
            };
            let message = position.words(check.handbook, *difference);
            diagnostics.push(Diagnostic::new("directory-differs", place, message).hint(hint));
        }
    }
}

/// Returns the place of the name that is listed, of the entry, or of the role that has none.
fn place(check: &Check<'_>, position: &Position, difference: Difference) -> Option<Span> {
    let Some(key) = &position.entry else { return check.handbook.place(position.role.as_ref()?).cloned() };
    let name = check.handbook.get::<DirectoryEntry>(&key.id)?.listed_name.as_ref().map(|name| name.span.clone());
    let name = name.filter(|_| matches!(difference, Difference::Person | Difference::NoRole));
    name.or_else(|| check.handbook.place(key).cloned())
}
