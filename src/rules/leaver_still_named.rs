//! Somebody has left, and a record or a page still names them.
//!
//! What only tells the past is left alone: a holding that has ended, who reviewed, decided, approved or acknowledged.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Check;
use crate::coverage::same_name;
use crate::diagnostic::Diagnostic;
use crate::handbook::Handbook;
use crate::parse::Entry;
use crate::parse::markdown::{Body, Target};
use crate::record::field::{Item, Walk};
use crate::record::reference::{Key, Reference};
use crate::record::{DirectoryEntry, Person};
use crate::schedule::long;

/// A reference, and what names it.
struct Named<'a> {
    by: Key,
    reference: &'a Reference,
    /// Whether it stands in a holding, which can be given a last day.
    can_end: bool,
}

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let has_left = |person: &Person| person.end.as_ref().is_some_and(|last| last.value < check.day);
    let leavers = check.handbook.all::<Person>().filter(|(_, person)| has_left(person)).map(|(entry, _)| &entry.key);
    let naming: BTreeSet<&Key> = leavers.flat_map(|key| check.handbook.backlinks(key)).map(|link| &link.from).collect();
    let mut named = Vec::new();
    for key in naming {
        if let Some(entry) = check.handbook.entry(key) {
            collect(check.day, entry.record.walker(), key, &mut named);
            entry.prose.values().for_each(|body| mentions(key, body, &mut named));
        } else if let Some(page) = check.handbook.page(key) {
            collect(check.day, &page.front, key, &mut named);
            mentions(key, &page.body, &mut named);
        }
    }
    diagnostics.extend(named.iter().filter_map(|named| report(check.handbook, check.day, named)));
    diagnostics
        .extend(check.handbook.all::<DirectoryEntry>().filter_map(|(entry, listed)| listing(check, entry, listed)));
}

/// Reports an entry of the consortium's directory that lists a leaver by name, unless somebody of that name is still here.
fn listing(check: &Check<'_>, entry: &Entry, listed: &DirectoryEntry) -> Option<Diagnostic> {
    let name = listed.listed_name.as_ref()?;
    let has_name = |(entry, _): &(&Entry, &Person)| same_name(&entry.common.name, name);
    let last = |person: &Person| person.end.as_ref().map(|last| last.value);
    let namesakes: Vec<_> = check.handbook.all::<Person>().filter(has_name).collect();
    let (leaver, person) = namesakes.iter().max_by_key(|(_, person)| last(person).unwrap_or(Date::MAX))?;
    let day = last(person).filter(|last| *last < check.day)?;
    let message = format!(
        "`{}` left on {} and is still listed by the directory entry `{}`",
        leaver.key.id,
        long(day),
        entry.key.id
    );
    let hint = "tell the consortium who follows, and write here what its directory says then";
    let fault = Diagnostic::new("leaver-still-named", name.span.clone(), message).hint(hint);
    Some(person.end.iter().fold(fault, |fault, last| fault.related(last.span.clone(), "the last day")))
}

/// Collects every reference of a record that holds today.
fn collect<'a>(day: Date, record: &'a dyn Walk, key: &Key, named: &mut Vec<Named<'a>>) {
    record.walk(&mut |field, item| match item {
        _ if field.is_past() => {}
        Item::Reference(reference) => named.push(Named { by: key.clone(), reference, can_end: false }),
        Item::Group(group) if !is_over(group, day) => {
            let before = named.len();
            collect(day, group, key, named);
            named[before..].iter_mut().for_each(|named| named.can_end = true);
        }
        _ => {}
    });
}

/// Tells whether a holding ended before a day.
fn is_over(group: &dyn Walk, day: Date) -> bool {
    let mut over = false;
    group.walk(&mut |field, item| {
        if let ("until", Item::Day(until)) = (field.key, item) {
            over = until.value < day;
        }
    });
    over
}

fn mentions<'a>(key: &Key, body: &'a Body, named: &mut Vec<Named<'a>>) {
    for link in body.links() {
        if let Target::Record { reference, .. } = &link.target {
            named.push(Named { by: key.clone(), reference, can_end: false });
        }
    }
}

fn report(handbook: &Handbook, day: Date, named: &Named<'_>) -> Option<Diagnostic> {
    let (entry, person) = handbook.record::<Person>(named.reference)?;
    let last = person.end.as_ref().filter(|last| last.value < day)?;
    let message = format!(
        "`{}` left on {} and is still named by the {} `{}`",
        entry.key.id,
        long(last.value),
        named.by.kind.singular(),
        named.by.id
    );
    let hint = match named.can_end {
        true => format!("name somebody else, or end it with `until: {}`", last.value),
        false => "name somebody else, or the role".to_owned(),
    };
    let fault = Diagnostic::new("leaver-still-named", named.reference.span.clone(), message);
    Some(fault.hint(hint).related(last.span.clone(), "the last day"))
}
