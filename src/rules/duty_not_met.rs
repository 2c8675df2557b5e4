//! Something the consortium expects, and nothing here meets it, or what should is itself a gap.

use super::Check;
use crate::coverage::duty::{Judged, Met, Soundness, judge};
use crate::diagnostic::Diagnostic;
use crate::record::Duty;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, duty) in check.handbook.all::<Duty>() {
        let judged = judge(check.handbook, check.coverage, duty);
        if judged.met != Met::Not {
            continue;
        }
        let (id, name) = (&entry.key.id, &entry.common.name.value);
        let fault = |message| Diagnostic::new("duty-not-met", entry.span.clone(), message);
        diagnostics.push(match judged.means.is_empty() {
            true => fault(format!("nothing meets the duty `{id}` ({name})"))
                .hint("name what meets it under `met_by`: a role, a task, a procedure"),
            false => fault(format!("the duty `{id}` ({name}) is not met: {}", faults_of(&judged)))
                .hint("mend what is named, or name something else under `met_by` that does the work"),
        });
    }
}

/// Says what is wrong with the things a duty rests on: "`role:login-security`, nobody can do it today".
pub(super) fn faults_of(judged: &Judged) -> String {
    let fault = judged.means.iter().filter_map(|means| match &means.soundness {
        Soundness::Gap(why) | Soundness::Overdue(why) => Some(format!("`{}`, {why}", means.key)),
        Soundness::Sound | Soundness::Withheld => None,
    });
    fault.collect::<Vec<_>>().join("; ")
}
