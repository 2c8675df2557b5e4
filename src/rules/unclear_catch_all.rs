//! There are topics, and not exactly one of them takes whatever fits no other.

use super::Check;
use crate::coverage::routing::is_catch_all;
use crate::diagnostic::Diagnostic;
use crate::record::{Kind, Topic};

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let topics: Vec<_> = check.handbook.all::<Topic>().collect();
    let mut takes_all = topics.iter().filter(|(_, topic)| is_catch_all(topic));
    let Some((first, _)) = takes_all.next() else {
        // One that could not be read may be the one that is looked for.
        if let Some((entry, _)) = topics.first().filter(|_| !check.handbook.has_unread(Kind::Topic)) {
            let message = "no topic takes what fits nowhere else";
            let hint = "add a topic with `catch_all: yes` that is passed on to the liaison";
            diagnostics.push(Diagnostic::new("unclear-catch-all", entry.span.clone(), message).hint(hint));
        }
        return;
    };
    for (entry, _) in takes_all {
        let message = format!("`{}` takes what fits nowhere else, and so does `{}`", entry.key.id, first.key.id);
        let fault = Diagnostic::new("unclear-catch-all", entry.span.clone(), message);
        let fault = fault.hint("leave `catch_all: yes` on one of them");
        diagnostics.push(fault.related(first.span.clone(), "the other one"));
    }
}
