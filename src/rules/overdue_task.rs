//! The day on which a task was due has passed, and nothing says that it is done.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Task;
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, task) in check.handbook.all::<Task>() {
        let Some(missed) = check.calendar.next(&entry.key).filter(|day| day.standing.is_overdue()) else { continue };
        let mut message =
            format!("the task `{}` was due on {} and is not noted as done", entry.key.id, long(missed.due));
        if let Some(last) = missed.useful_until.filter(|last| *last < check.day) {
            message.push_str(&format!("; since {} it is too late", long(last)));
        }
        let place = task.last_done.as_ref().map_or(&entry.span, |day| &day.span);
        let fault = Diagnostic::new("overdue-task", place.clone(), message);
        diagnostics.push(fault.hint("do it, and write the day under `last_done`"));
    }
}
