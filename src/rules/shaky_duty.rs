//! Something the consortium expects rests on what is overdue, or, where it need not be met, on a gap.

use super::Check;
use super::duty_not_met::faults_of;
use crate::coverage::duty::{Met, judge};
use crate::diagnostic::Diagnostic;
use crate::record::Duty;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, duty) in check.handbook.all::<Duty>() {
        let judged = judge(check.handbook, check.coverage, duty);
        if judged.met == Met::Shaky {
            let (id, name) = (&entry.key.id, &entry.common.name.value);
            let message = format!("the duty `{id}` ({name}) is shaky: {}", faults_of(&judged));
            let hint = "review or mend what is named; the duty is sound again with it";
            diagnostics.push(Diagnostic::new("shaky-duty", entry.span.clone(), message).hint(hint));
        }
    }
}
