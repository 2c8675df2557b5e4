//! A document was to reach everybody to whom its topic goes, and somebody has not said that it did.

use super::Check;
use crate::coverage::routing::route;
use crate::diagnostic::Diagnostic;
use crate::record::Topic;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, topic) in check.handbook.all::<Topic>() {
        let Some(document) = &topic.document else { continue };
        let routed = route(check.handbook, check.coverage, &entry.key, topic);
        let silent = routed.unacknowledged(check.handbook, topic);
        if silent.is_empty()
            || routed.uncertain
            || topic.acknowledged.iter().any(|said| check.handbook.is_uncertain(&said.person))
        {
            continue;
        }
        let names: Vec<String> = silent.iter().map(|person| format!("`{}`", person.id)).collect();
        let has = if names.len() == 1 { "has" } else { "have" };
        let message = format!(
            "{} {has} not acknowledged `{}`, which the topic `{}` passes on",
            names.join(", "),
            document.id,
            entry.key.id
        );
        let fault = Diagnostic::new("unacknowledged-document", entry.span.clone(), message);
        let hint = "send it to them; when they answer, add them under `acknowledged` with the day";
        diagnostics.push(check.with_duties(fault.hint(hint), &entry.key));
    }
}
