//! Somebody holds a role, and lacks a skill that the role asks for, or has it no longer.

use jiff::civil::Date;

use super::Check;
use crate::diagnostic::{Diagnostic, suggest};
use crate::record::value::{Day, Text};
use crate::record::{Person, Role, Skill};
use crate::schedule::long;
use crate::span::Span;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, role) in check.handbook.all::<Role>().filter(|(_, role)| !role.skills_required.is_empty()) {
        for (holder, person, record) in check.holding(&role.holders) {
            for wanted in &role.skills_required {
                let Some(lack) = lack(record, wanted, check.day) else { continue };
                let message = format!("`{}` holds `{}` {}", person.key.id, entry.key.id, lack.words);
                let fault = Diagnostic::new("holder-without-skill", holder.person.span.clone(), message);
                let fault = fault.hint(lack.hint).related(wanted.span.clone(), "asked for here");
                diagnostics.push(match lack.place {
                    Some((place, words)) => fault.related(place, words),
                    None => fault,
                });
            }
        }
    }
}

/// How a skill is lacking.
struct Lack {
    words: String,
    hint: String,
    place: Option<(Span, &'static str)>,
}

/// Returns how somebody lacks a skill on a day; nothing where they have it.
fn lack(person: &Person, wanted: &Text, day: Date) -> Option<Lack> {
    let named = |skill: &&Skill| skill.name.value.to_lowercase() == wanted.value.to_lowercase();
    let is_learned = |skill: &&Skill| skill.on.as_ref().is_none_or(|on| on.value <= day);
    let learned: Vec<&Skill> = person.skills.iter().filter(named).filter(is_learned).collect();
    if learned.is_empty() {
        let near = suggest::nearest(wanted, person.skills.iter().map(|skill| &*skill.name.value));
        let near = near.filter(|near| near.to_lowercase() != wanted.value.to_lowercase());
        let hint = "note it under `skills` of that person when it is learned, or take it out of `skills_required`";
        let hint = near.map_or_else(|| hint.to_owned(), |near| format!("did you mean `{near}`, which is noted?"));
        return Some(Lack { words: format!("without the skill `{}`", wanted.value), hint, place: None });
    }
    // A skill without a last day lasts.
    let ends: Option<Vec<&Day>> = learned.iter().map(|skill| skill.expires.as_ref()).collect();
    let last = ends?.into_iter().max_by_key(|end| end.value)?;
    (last.value < day).then(|| Lack {
        words: format!("with the skill `{}` only until {}", wanted.value, long(last.value)),
        hint: "have it renewed, and set the new `expires` under `skills` of that person".to_owned(),
        place: Some((last.span.clone(), "the last day")),
    })
}
