//! Somebody has left, and a record or a page still names them.
//!
//! What only tells the past is left alone: a holding that has ended, who reviewed, decided, approved or acknowledged.

use jiff::civil::Date;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::handbook::Handbook;
use crate::parse::markdown::Target;
use crate::record::Person;
use crate::record::field::{Item, Walk};
use crate::record::reference::{Key, Reference};
use crate::schedule::long;

/// Fields that tell what somebody did, not what they do.
const PAST: [&str; 4] = ["acknowledged", "decided_by", "accepted_gap", "reviewed"];

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut named = Vec::new();
    for entry in check.handbook.entries() {
        collect(check.day, entry.record.walker(), &entry.key, &mut named);
        entry.prose.values().for_each(|body| mentions(&entry.key, body, &mut named));
    }
    for page in check.handbook.pages() {
        collect(check.day, &page.front, &page.key, &mut named);
        mentions(&page.key, &page.body, &mut named);
    }
    for (by, reference) in named {
        diagnostics.extend(report(check.handbook, check.day, &by, reference));
    }
}

/// Collects every reference of a record that holds today.
fn collect<'a>(day: Date, record: &'a dyn Walk, key: &Key, named: &mut Vec<(Key, &'a Reference)>) {
    record.walk(&mut |field, item| match item {
        _ if PAST.contains(&field.key) => {}
        Item::Reference(reference) => named.push((key.clone(), reference)),
        Item::Group(group) if !is_over(group, day) => collect(day, group, key, named),
        _ => {}
    });
}

/// Tells whether a holding ended before a day.
fn is_over(group: &dyn Walk, day: Date) -> bool {
    let mut over = false;
    group.walk(&mut |field, item| {
        if let ("until", Item::Day(until)) = (field.key, item) {
            over = until < day;
        }
    });
    over
}

fn mentions<'a>(key: &Key, body: &'a crate::parse::markdown::Body, named: &mut Vec<(Key, &'a Reference)>) {
    for link in body.links() {
        if let Target::Record { reference, .. } = &link.target {
            named.push((key.clone(), reference));
        }
    }
}

fn report(handbook: &Handbook, day: Date, by: &Key, reference: &Reference) -> Option<Diagnostic> {
    let (entry, person) = handbook.record::<Person>(reference)?;
    let last = person.end.as_ref().filter(|last| last.value < day)?;
    let message = format!(
        "`{}` left on {} and is still named by {} `{}`",
        entry.key.id,
        long(last.value),
        match by.kind {
            crate::record::Kind::Page => "the page".to_owned(),
            kind => format!("the {}", kind.singular()),
        },
        by.id
    );
    let fault = Diagnostic::new("leaver-still-named", reference.span.clone(), message);
    Some(
        fault
            .hint(format!("name somebody else, or end it with `until: {}`", last.value))
            .related(last.span.clone(), "the last day"),
    )
}
