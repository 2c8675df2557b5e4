//! A task falls due on a day on which nobody is here who could do it.

use jiff::ToSpan;

use super::Check;
use crate::coverage::State;
use crate::diagnostic::Diagnostic;
use crate::record::Task;
use crate::record::reference::Reference;
use crate::schedule::long;

/// How many days ahead are looked at.
const AHEAD: i64 = 90;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let last = check.day.saturating_add(AHEAD.days());
    for (entry, _) in check.handbook.all::<Task>().filter(|(_, task)| !is_told(check, task)) {
        let days = check.calendar.of(&entry.key).iter();
        let nobody = days.filter(|day| (check.day..=last).contains(&day.due)).find(|day| day.doers().is_empty());
        if let Some(day) = nobody {
            let message = format!(
                "the task `{}` is due on {}, and nobody is here that day who could do it",
                entry.key.id,
                long(day.due)
            );
            let fault = Diagnostic::new("task-due-nobody-here", entry.span.clone(), message);
            let hint = "have it done before, or name somebody who is here that day for the owner or the backup role";
            diagnostics.push(fault.hint(hint));
        }
    }
}

/// Tells whether another rule says already that nobody holds the owner role, or a file could not be read.
fn is_told(check: &Check<'_>, task: &Task) -> bool {
    let depth = |role: &Reference| check.handbook.resolve(role).and_then(|key| check.coverage.depths.get(&key));
    let mut roles = [Some(&*task.owner), task.backup.as_deref()].into_iter().flatten();
    depth(&task.owner).is_some_and(|depth| depth.state == State::Gap)
        || roles.any(|role| depth(role).is_none_or(|depth| depth.uncertain))
}
