//! A role, an access or a list is covered today and will not be on a day that is known already.

use super::Check;
use crate::coverage::{self, Coming};
use crate::diagnostic::Diagnostic;
use crate::record::{Kind, Role, RoleKind};
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let assured = |gap: &Coming| is_liaison(check, gap);
    for gap in coming(check).into_iter().filter(|gap| !assured(gap)) {
        diagnostics.extend(report(check, "coming-gap", &gap));
    }
}

/// Returns the gaps that begin within the days that the handbook looks ahead.
pub fn coming(check: &Check<'_>) -> Vec<Coming> {
    let horizon = check.handbook.settings.look_ahead().after(check.day);
    coverage::over(check.handbook, check.day..horizon).coming_gaps(check.handbook)
}

/// Tells whether a gap is one of the liaison's role, which is never to have any.
pub fn is_liaison(check: &Check<'_>, gap: &Coming) -> bool {
    let role = check.handbook.get::<Role>(&gap.key.id).filter(|_| gap.key.kind == Kind::Role);
    role.is_some_and(|role| matches!(role.kind, RoleKind::Liaison))
}

/// Reports a gap to come: "will not be covered from 4 January 2027: nobody can do it; …".
pub fn report(check: &Check<'_>, rule: &'static str, gap: &Coming) -> Option<Diagnostic> {
    let cause = if gap.cause.is_empty() { String::new() } else { format!("; {}", gap.cause) };
    let until = gap.until.map(|until| format!(" until {}", long(until))).unwrap_or_default();
    let (kind, id) = (gap.key.kind.singular(), &gap.key.id);
    let message =
        format!("the {kind} `{id}` will not be covered from {}{until}: {}{cause}", long(gap.from), gap.people());
    let field = if gap.key.kind == Kind::List { "subscribers" } else { "holders" };
    let hint = format!("name under `{field}` who takes over, with `from: {}`", gap.from);
    Some(Diagnostic::new(rule, check.handbook.place(&gap.key)?.clone(), message).hint(hint))
}
