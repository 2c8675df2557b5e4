//! Tasks come round each term, and the terms that are known end soon: the calendars would stop without a word.

use jiff::ToSpan;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Task;
use crate::schedule::{Rhythm, long};

/// A term must be known that begins more than this many days ahead.
const AHEAD: i64 = 90;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let of_terms = |task: &Task| matches!(task.rhythm(), Some(Rhythm::Term(_)));
    let mut tasks = check.handbook.all::<Task>().filter(|(_, task)| of_terms(task));
    let Some((first, _)) = tasks.next() else { return };
    let hint = "add the coming terms to `terms` in `content/handbook.yaml`, each with `name`, `from` and `until`";
    let fault = match check.handbook.settings.terms.iter().max_by_key(|term| term.from.value) {
        Some(last) if last.from.value > check.day.saturating_add(AHEAD.days()) => return,
        Some(last) => {
            let message = format!(
                "no term is known that begins after {}, and {} tasks come round each term",
                long(last.from.value),
                tasks.count() + 1
            );
            Diagnostic::new("terms-run-out", last.from.span.clone(), message)
        }
        None => {
            let message = format!("the task `{}` comes round each term, and no terms are known", first.key.id);
            Diagnostic::new("terms-run-out", first.span.clone(), message)
        }
    };
    diagnostics.push(fault.hint(hint));
}
