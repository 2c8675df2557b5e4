//! A task that a duty of the consortium hangs on has nobody to whom it goes when its owner is out.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::reference::Key;
use crate::record::{Duty, Level, Role, Task};

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, _) in check.handbook.all::<Task>().filter(|(_, task)| !has_backup(check, task)) {
        let Some(duty) = demanding(check, &entry.key) else { continue };
        let (name, id) = (check.handbook.title(duty), &duty.id);
        let message = format!("the task `{}` has no backup, and the duty `{id}` ({name}) hangs on it", entry.key.id);
        let mut fault = Diagnostic::new("task-without-backup", entry.span.clone(), message)
            .hint("name another role under `backup`, or a second holder of the owner role");
        if let Some(place) = check.handbook.place(duty) {
            fault = fault.related(place.clone(), "the duty");
        }
        diagnostics.push(fault);
    }
}

/// Tells whether another role stands in, or the owner role has a second holder.
fn has_backup(check: &Check<'_>, task: &Task) -> bool {
    let handbook = check.handbook;
    let Some((owner, role)) = handbook.record::<Role>(&task.owner) else { return true };
    let other = |backup| match handbook.resolve(backup) {
        Some(key) => key != owner.key,
        None => handbook.is_uncertain(backup),
    };
    let holders = role.holders.iter().filter(|holder| holder.until.as_ref().is_none_or(|last| last.value >= check.day));
    let mut people: Vec<Key> = holders.filter_map(|holder| handbook.resolve(&holder.person)).collect();
    people.sort();
    people.dedup();
    task.backup.as_ref().is_some_and(|backup| other(backup)) || people.len() > 1
}

/// Returns the first duty of the strictest level that the task meets.
fn demanding<'a>(check: &'a Check<'_>, task: &Key) -> Option<&'a Key> {
    let meets = check.handbook.backlinks(task).iter().filter(|link| link.label == Duty::MEETS);
    let is_must = |key: &Key| check.handbook.get::<Duty>(&key.id).is_some_and(|duty| duty.level == Level::Must);
    meets.map(|link| &link.from).find(|key| is_must(key))
}
