//! The liaison is not of the library's own staff, or the role will be empty on a day that is known already.

use super::{Check, coming_gap};
use crate::diagnostic::Diagnostic;
use crate::record::{Employment, Person, Role, RoleKind};

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let gaps = coming_gap::coming(check);
    let gaps = gaps.iter().filter(|gap| coming_gap::is_liaison(check, gap));
    diagnostics.extend(gaps.filter_map(|gap| coming_gap::report(check, "liaison-not-assured", gap)));
    for (entry, role) in check.handbook.all::<Role>().filter(|(_, role)| matches!(role.kind, RoleKind::Liaison)) {
        let over = |until: &Option<crate::record::value::Day>| until.as_ref().is_some_and(|day| day.value < check.day);
        for holder in role.holders.iter().filter(|holder| !over(&holder.until)) {
            let Some((person, record)) = check.handbook.record::<Person>(&holder.person) else { continue };
            let what = match record.employment {
                Some(Employment::Student) => "a student employee",
                Some(Employment::External) => "not employed by the library",
                Some(Employment::Staff) | None => continue,
            };
            let message = format!("the role `{}` is held by `{}`, who is {what}", entry.key.id, person.key.id);
            let fault = Diagnostic::new("liaison-not-assured", holder.person.span.clone(), message);
            diagnostics.push(fault.hint("name somebody of the library's own staff under `holders`"));
        }
    }
}
