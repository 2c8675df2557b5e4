//! A service of which the handbook does not say who uses it, what stops without it, or what to do meanwhile.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::Service;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, service) in check.handbook.all::<Service>() {
        let effect = service.outage_effect.as_ref().is_some_and(|effect| !effect.0.value.trim().is_empty());
        let wanted = [
            (!service.used_by.is_empty(), "who uses it", "`used_by`"),
            (effect, "what stops without it", "`outage_effect`"),
            (service.fallback.is_some(), "what to do meanwhile", "`fallback`"),
        ];
        let missing: Vec<_> = wanted.iter().filter(|(there, ..)| !there).collect();
        if missing.is_empty() {
            continue;
        }
        let words: Vec<&str> = missing.iter().map(|(_, words, _)| *words).collect();
        let keys: Vec<&str> = missing.iter().map(|(.., key)| *key).collect();
        let message = format!("the service `{}` does not say {}", entry.key.id, words.join(", nor "));
        let fault = Diagnostic::new("unprepared-service", entry.span.clone(), message);
        diagnostics.push(fault.hint(format!("add {}", keys.join(" and "))));
    }
}
