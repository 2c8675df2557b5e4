//! A role should have whoever holds another role among its people, and has not.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Role;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, role) in check.handbook.all::<Role>() {
        for expected in &role.should_include {
            let Some((other_entry, other)) = check.handbook.record::<Role>(expected) else { continue };
            if check.is_uncertain(&entry.key) || check.is_uncertain(&other_entry.key) {
                continue;
            }
            let among = |key: &_| {
                let people = check.holding(&role.holders).chain(check.holding(&role.backups));
                people.into_iter().any(|(_, person, _)| person.key == *key)
            };
            // Where nobody holds the other role, that is what is wrong.
            let Some((first, person, _)) = check.holding(&other.holders).next() else { continue };
            if check.holding(&other.holders).any(|(_, person, _)| among(&person.key)) {
                continue;
            }
            let message =
                format!("nobody who holds `{}` is among the people of `{}`", other_entry.key.id, entry.key.id);
            let hint = format!("name `{}` under `holders` or `backups`, or take this line away", person.key.id);
            let fault = Diagnostic::new("expected-holder-missing", expected.span.clone(), message).hint(hint);
            diagnostics.push(fault.related(first.person.span.clone(), "the holder"));
        }
    }
}
