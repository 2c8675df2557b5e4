//! One person is the first to step in for many roles, and cannot step in for all of them at once.

use super::Check;
use crate::coverage::concentration::first_backups;
use crate::coverage::in_words;
use crate::diagnostic::Diagnostic;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let most = check.handbook.settings.most_first_backups();
    for (person, roles) in first_backups(check.coverage).into_iter().filter(|(_, roles)| roles.len() > most) {
        let Some(place) = check.handbook.place(person) else { continue };
        let (count, most) = (in_words(roles.len()), in_words(most));
        let message = format!("`{}` is the first backup of {count} roles, more than {most}", person.id);
        let fault = Diagnostic::new("same-backup-everywhere", place.clone(), message).hint(
            "put somebody else first under `backups` of some of them, or set a higher `most_first_backups` in `handbook.yaml`",
        );
        let roles = roles.into_iter().filter_map(|role| Some((check.handbook.place(role)?.clone(), role)));
        diagnostics.push(
            roles.fold(fault, |fault, (place, role)| fault.related(place, format!("first backup of `{}`", role.id))),
        );
    }
}
