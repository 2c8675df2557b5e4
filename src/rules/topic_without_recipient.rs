//! A kind of announcement that goes to nobody.

use super::Check;
use crate::coverage::routing::routing;
use crate::diagnostic::Diagnostic;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for routed in routing(check.handbook, check.coverage) {
        let Some(entry) = check.handbook.entry(&routed.topic).filter(|_| !routed.uncertain) else { continue };
        if routed.reaches_somebody() {
            continue;
        }
        let message = match routed.ways.is_empty() {
            true => format!("the topic `{}` is passed on to nobody", routed.topic.id),
            false => format!("the topic `{}` reaches nobody who is here today", routed.topic.id),
        };
        let fault = Diagnostic::new("topic-without-recipient", entry.span.clone(), message)
            .hint("name a role under `forward_to`, such as `role:ishare-liaison`");
        diagnostics.push(check.with_duties(fault, &routed.topic));
    }
}
