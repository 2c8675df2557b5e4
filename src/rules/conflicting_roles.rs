//! One person holds two roles that are not to be combined, on the same day.
//!
//! A backup is left alone: who steps in for a day is for the people who are there to settle, and in a small library
//! everybody is a backup of everything.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Role;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, role) in check.handbook.all::<Role>() {
        for conflict in &role.conflicts_with {
            let Some((other_entry, other)) = check.handbook.record::<Role>(conflict) else { continue };
            let leads_back = |back: &_| check.handbook.resolve(back).as_ref() == Some(&entry.key);
            let is_said_there = other.conflicts_with.iter().any(|back| leads_back(back));
            // What both say is reported once.
            if entry.key == other_entry.key || is_said_there && other_entry.key < entry.key {
                continue;
            }
            for (holder, person, _) in check.holding(&role.holders) {
                let also = check.holding(&other.holders).find(|(_, also, _)| also.key == person.key);
                let Some((also, ..)) = also else { continue };
                let message = format!(
                    "`{}` holds `{}` and `{}`, which are not to be combined",
                    person.key.id, entry.key.id, other_entry.key.id
                );
                let fault = Diagnostic::new("conflicting-roles", holder.person.span.clone(), message)
                    .hint("name somebody else in one of the two, or end one of them with `until`")
                    .related(also.person.span.clone(), "the other role")
                    .related(conflict.span.clone(), "said here");
                diagnostics.push(fault);
            }
        }
    }
}
