//! A last day lies before the first one, so that nothing ever happens between them.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::field::{Item, Walk};
use crate::span::Span;

/// The keys of a first and a last day that belong together.
const PAIRS: [(&str, &str); 2] = [("from", "until"), ("start", "end")];

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for entry in check.handbook.entries() {
        look(entry.record.walker(), diagnostics);
    }
    look(&check.handbook.settings, diagnostics);
}

fn look(record: &dyn Walk, diagnostics: &mut Vec<Diagnostic>) {
    let mut days: Vec<(&str, String, &Span)> = Vec::new();
    record.walk(&mut |field, item| match item {
        Item::Day(day) => days.push((field.key, day.value.to_string(), &day.span)),
        Item::Moment(moment) => days.push((field.key, moment.value.to_string(), &moment.span)),
        Item::Group(group) => look(group, diagnostics),
        _ => {}
    });
    for (first, last) in PAIRS {
        let find = |key: &str| days.iter().find(|(known, ..)| *known == key);
        if let (Some((_, from, at)), Some((_, until, span))) = (find(first), find(last))
            && until < from
        {
            let message = format!("`{last}` lies before `{first}`");
            let fault =
                Diagnostic::new("reversed-days", (*span).clone(), message).hint("look at both dates; the years too");
            diagnostics.push(fault.related((*at).clone(), "the first day"));
        }
    }
}
