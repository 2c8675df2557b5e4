//! The liaison and whoever appoints the liaison are one and the same person: what matters reaches nobody else.
//!
//! People are counted, not roles. Where no holder of a role is here, its backups stand in and are told.

use std::collections::BTreeSet;

use super::Check;
use crate::coverage::{Depth, Member, Part, Presence};
use crate::diagnostic::Diagnostic;
use crate::record::reference::Key;
use crate::record::{Kind, Role, RoleKind};

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, role) in check.handbook.all::<Role>().filter(|(_, role)| role.kind == RoleKind::Liaison) {
        let Some(appointing) = role.appointed_by.as_ref().and_then(|by| check.handbook.resolve(by)) else { continue };
        let depths = [&entry.key, &appointing].map(|key| check.coverage.depths.get(key));
        let [Some(liaison), Some(director)] = depths else { continue };
        let informed: BTreeSet<&Key> = told(liaison).chain(told(director)).collect();
        if informed.len() >= 2 || liaison.uncertain || director.uncertain {
            continue;
        }
        let who = match informed.first() {
            Some(person) => format!("`{}` alone", person.id),
            None => "nobody".to_owned(),
        };
        let (liaison, director) = (&entry.key.id, &appointing.id);
        let message =
            format!("what matters reaches {who}, as `{liaison}` and as `{director}`, and two people are needed");
        let hint = format!("name a second person under `holders` of `{liaison}` or of `{director}`");
        let fault = Diagnostic::new("one-person-informed", entry.span.clone(), message).hint(hint);
        let place = check.handbook.place(&appointing).cloned();
        let fault = place.into_iter().fold(fault, |fault, place| fault.related(place, "the role that appoints it"));
        diagnostics.push(check.with_duties(fault, &Key::new(Kind::Role, liaison)));
    }
}

/// Returns the holders who are here, or the backups who are where no holder is.
fn told(depth: &Depth) -> impl Iterator<Item = &Key> {
    let is_here = |member: &&Member| member.presence == Presence::Here;
    let stand_in = !depth.members.iter().any(|member| member.part == Part::Holder && is_here(&member));
    let here = depth.members.iter().filter(is_here);
    here.filter(move |member| stand_in || member.part == Part::Holder).map(|member| &member.person)
}
