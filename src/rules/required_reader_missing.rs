//! Somebody who must read a list does not.

use super::Check;
use crate::coverage::readers::{Reading, readers};
use crate::diagnostic::Diagnostic;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (list, people) in readers(check.handbook, check.coverage) {
        let trusted = check.coverage.depths.get(&list).is_some_and(|depth| !depth.uncertain);
        let Some(place) = check.handbook.place(&list).filter(|_| trusted) else { continue };
        let missing = people.iter().filter(|(_, standing)| standing.reading() == Some(Reading::Missing));
        for (person, _) in missing {
            let message = format!("`{}` must read the list `{}` and is not among its readers", person.id, list.id);
            let fault = Diagnostic::new("required-reader-missing", place.clone(), message);
            let hint = format!("subscribe them, and add `person:{}` under `subscribers`", person.id);
            diagnostics.push(check.with_duties(fault.hint(hint), &list));
        }
    }
}
