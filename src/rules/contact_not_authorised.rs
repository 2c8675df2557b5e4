//! Nobody has given a designated contact the authority to act for the library, or nobody holds it.

use super::Check;
use crate::coverage::State;
use crate::diagnostic::Diagnostic;
use crate::record::{Role, RoleKind};

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, role) in check.handbook.all::<Role>().filter(|(_, role)| role.kind == RoleKind::DesignatedContact) {
        let id = &entry.key.id;
        if role.appointed_by.is_none() {
            let message = format!("nobody is said to have authorised the designated contact `{id}`");
            let hint = "write under `appointed_by` the role that gives the authority, such as the library's director";
            diagnostics.push(Diagnostic::new("contact-not-authorised", entry.span.clone(), message).hint(hint));
        }
        // A gap is reported as one, and an accepted gap was approved.
        let depth = check.coverage.depths.get(&entry.key);
        let nobody = depth.is_some_and(|depth| {
            !depth.held && !depth.uncertain && !matches!(depth.state, State::Gap | State::Accepted)
        });
        if nobody {
            let message = format!("nobody is the designated contact `{id}` today, so nobody may ask in its name");
            let hint = "name a person under `holders`, or make the role one of another kind";
            diagnostics.push(Diagnostic::new("contact-not-authorised", entry.span.clone(), message).hint(hint));
        }
    }
}
