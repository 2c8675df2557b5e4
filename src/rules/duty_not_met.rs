//! Something the consortium expects, and nothing here meets it.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Duty;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, duty) in check.handbook.all::<Duty>() {
        let met = duty.met_by.iter().any(|by| check.handbook.resolve(by).is_some() || check.handbook.is_uncertain(by));
        if !met {
            let message = format!("nothing meets the duty `{}` ({})", entry.key.id, entry.common.name.value);
            let fault = Diagnostic::new("duty-not-met", entry.span.clone(), message);
            diagnostics.push(fault.hint("name what meets it under `met_by`: a role, a task, a procedure"));
        }
    }
}
