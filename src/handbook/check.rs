//! Whether everything that is named is there: references, links, headings, attachments, audiences, addresses.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::follow::page_stem;
use super::{Backlink, Destination, Handbook, MENTIONED};
use crate::diagnostic::{Diagnostic, suggest};
use crate::parse::markdown::{Body, Link, Target};
use crate::parse::{Entry, Page, Settings};
use crate::record::audience::STANDARD;
use crate::record::field::Walk;
use crate::record::reference::{Key, Reference};
use crate::record::value::Text;
use crate::record::{Kind, references as references_of};
use crate::source::joined;
use crate::span::Span;

/// Reports audiences of records, pages and blocks that are not on the ladder.
pub fn audiences<'a>(
    settings: &Settings,
    entries: impl IntoIterator<Item = &'a Entry>,
    pages: impl IntoIterator<Item = &'a Page>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let of_records = entries
        .into_iter()
        .flat_map(|entry| entry.common.audience.iter().chain(entry.prose.values().flat_map(|body| &body.audiences)));
    let of_pages = pages.into_iter().flat_map(|page| page.front.audience.iter().chain(&page.body.audiences));
    unknown_audiences(settings, of_records.chain(of_pages), diagnostics);
}

/// Reports audiences in the settings that are not on the ladder.
pub fn audiences_of_settings(settings: &Settings, diagnostics: &mut Vec<Diagnostic>) {
    let of_targets = settings.publish.iter().map(|target| &target.audience);
    unknown_audiences(settings, of_targets.chain(&settings.default_audience), diagnostics);
    ladder(settings, diagnostics);
    places(settings, diagnostics);
}

/// Reports standard audiences that stand in another order than from the widest to the narrowest, or twice.
fn ladder(settings: &Settings, diagnostics: &mut Vec<Diagnostic>) {
    let rank = |audience: &Text| STANDARD.iter().position(|word| *word == audience.value);
    let ranked: Vec<(usize, &Text)> =
        settings.audiences.iter().filter_map(|audience| rank(audience).map(|rank| (rank, audience))).collect();
    for pair in ranked.windows(2).filter(|pair| pair[0].0 >= pair[1].0) {
        let message = format!("`{}` stands behind `{}`", pair[1].1.value, pair[0].1.value);
        let fault = Diagnostic::new("wrong-value", pair[1].1.span.clone(), message);
        diagnostics.push(
            fault.hint(
                "name every audience once, from the widest to the narrowest: public, staff, supervisors, liaison",
            ),
        );
    }
}

/// Reports places to publish to that have one name, or are one place.
fn places(settings: &Settings, diagnostics: &mut Vec<Diagnostic>) {
    for (at, target) in settings.publish.iter().enumerate() {
        let before = &settings.publish[..at];
        if let Some(first) = before.iter().find(|other| other.name.value == target.name.value) {
            let message = format!("two places to publish to are called `{}`", target.name.value);
            let fault =
                Diagnostic::new("duplicate-id", target.name.span.clone(), message).hint("rename one of the two");
            diagnostics.push(fault.related(first.name.span.clone(), "first named here"));
        } else if let Some(first) = before
            .iter()
            .find(|other| other.to.value.trim_end_matches(['/', '\\']) == target.to.value.trim_end_matches(['/', '\\']))
        {
            let message = format!("`{}` and `{}` publish to one place", first.name.value, target.name.value);
            let fault = Diagnostic::new("duplicate-id", target.to.span.clone(), message)
                .hint("give each audience a place of its own");
            diagnostics.push(fault.related(first.to.span.clone(), "the other one"));
        }
    }
}

fn unknown_audiences<'a>(
    settings: &Settings,
    named: impl Iterator<Item = &'a Text>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let known = settings.audiences();
    diagnostics.extend(
        named.filter(|audience| !known.contains(&&*audience.value)).map(|audience| unknown_audience(audience, &known)),
    );
}

fn unknown_audience(audience: &Text, known: &[&str]) -> Diagnostic {
    if audience.contains("```") || audience.contains("~~~") {
        let message = "this does not open a block for an audience";
        return Diagnostic::new("unknown-audience", audience.span.clone(), message).hint(
            "write the fence alone on its line, such as ```` ```audience staff ````, as far in as the lines around it and with an empty line before",
        );
    }
    let message = format!("there is no audience `{}`", audience.value);
    let hint = suggest::did_you_mean(audience, known.iter().copied())
        .unwrap_or_else(|| format!("the audiences are {}, from the widest to the narrowest", known.join(", ")));
    Diagnostic::new("unknown-audience", audience.span.clone(), message).hint(hint)
}

/// Reports every reference and link of some records and pages that leads nowhere, and returns the relations they
/// declare, seen from their other end.
pub fn links_of<'a>(
    handbook: &'a Handbook,
    keys: impl IntoIterator<Item = &'a Key>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Key, Vec<Backlink>> {
    let keys: Vec<&Key> = keys.into_iter().collect();
    let pieces: Vec<Links<'_>> = keys.par_chunks(AT_ONCE).map(|keys| links_of_some(handbook, keys)).collect();
    let mut back: BTreeMap<Key, Vec<Backlink>> = BTreeMap::new();
    for piece in pieces {
        diagnostics.extend(piece.diagnostics);
        for (key, links) in piece.back {
            back.entry(key).or_default().extend(links);
        }
    }
    back.par_iter_mut().for_each(|(_, list)| {
        list.sort();
        list.dedup();
    });
    back
}

/// How many records and pages are looked at by one thread at a time.
const AT_ONCE: usize = 256;

fn links_of_some<'a>(handbook: &'a Handbook, keys: &[&'a Key]) -> Links<'a> {
    let mut links = Links { handbook, diagnostics: Vec::new(), back: BTreeMap::new() };
    for key in keys {
        match key.kind {
            Kind::Page => handbook.page(key).into_iter().for_each(|page| links.of_page(page)),
            _ => handbook.entry(key).into_iter().for_each(|entry| links.of_entry(entry)),
        }
    }
    links
}

struct Links<'a> {
    handbook: &'a Handbook,
    diagnostics: Vec<Diagnostic>,
    back: BTreeMap<Key, Vec<Backlink>>,
}

impl<'a> Links<'a> {
    fn of_entry(&mut self, entry: &'a Entry) {
        self.of_fields(&entry.key, entry.record.walker());
        for body in entry.prose.values() {
            self.of_body(&entry.key, body, None);
        }
    }

    fn of_page(&mut self, page: &'a Page) {
        self.of_fields(&page.key, &page.front);
        self.of_body(&page.key, &page.body, Some(page));
    }

    fn of_fields(&mut self, from: &Key, fields: &'a dyn Walk) {
        references_of(fields, &mut |field, reference| {
            self.reference(from, field.back.unwrap_or(MENTIONED), reference);
        });
    }

    fn of_body(&mut self, from: &Key, body: &'a Body, page: Option<&Page>) {
        for link in body.links() {
            self.link(from, link, body, page);
        }
        for live in body.live() {
            references_of(&live.value, &mut |_, reference| self.reference(from, MENTIONED, reference));
        }
    }

    fn reference(&mut self, from: &Key, label: &'static str, reference: &Reference) {
        match self.handbook.resolve(reference) {
            Some(key) => self.back.entry(key).or_default().push(Backlink { label, from: from.clone() }),
            None if self.handbook.is_reported(reference) => {}
            None => self.diagnostics.push(unknown(self.handbook, reference)),
        }
    }

    fn link(&mut self, from: &Key, link: &Link, body: &Body, page: Option<&Page>) {
        let found = self.handbook.follow(&link.span.file, &link.target);
        match (&link.target, found) {
            (Target::Record { reference, .. }, None) if self.handbook.is_reported(reference) => {}
            (Target::Record { reference, .. }, None) => self.diagnostics.push(unknown(self.handbook, reference)),
            (Target::File { path, .. }, None) => self.diagnostics.push(broken(self.handbook, link, path)),
            (_, Some(Destination::Here(id))) if body.heading(&id).is_none() => {
                self.diagnostics.push(unknown_heading(&link.span, &id, "this page", &body.ids().collect::<Vec<_>>()));
            }
            (_, Some(Destination::Key(key, heading))) => {
                let itself = page.is_some_and(|page| page.key == key);
                let there = heading.as_ref().map(|_| self.handbook.headings(&key)).unwrap_or_default();
                if let Some(id) = heading.filter(|id| !there.contains(&&**id)) {
                    self.diagnostics.push(unknown_heading(&link.span, &id, &format!("`{}`", key.id), &there));
                }
                if !itself {
                    self.back.entry(key).or_default().push(Backlink { label: MENTIONED, from: from.clone() });
                }
            }
            _ => {}
        }
    }
}

fn unknown(handbook: &Handbook, reference: &Reference) -> Diagnostic {
    let words = reference.kinds.iter().map(|kind| kind.singular()).collect::<Vec<_>>();
    let what = if words.len() > 4 { "record or page".to_owned() } else { words.join(" or ") };
    let message = format!("there is no {what} `{}`", reference.id);
    let hint = match nearest(handbook, reference) {
        Some(near) => format!("did you mean `{near}`?"),
        None => elsewhere(handbook, reference),
    };
    Diagnostic::new("unknown-reference", reference.span.clone(), message).hint(hint)
}

/// Returns the advice for an id that is like no other of its kind.
fn elsewhere(handbook: &Handbook, reference: &Reference) -> String {
    let other = Kind::ALL.iter().find(|kind| ids_contain(handbook, **kind, &reference.id));
    match (other, reference.kinds) {
        (Some(kind), _) => format!("there is {} of that id: `{}`", kind.one(), Key::new(*kind, &reference.id)),
        (None, [Kind::Page]) => "write the path of the page below `content/`, without `.md`".to_owned(),
        (None, [kind, ..]) => format!("add it to `content/data/{}.yaml`, or take the reference away", kind.plural()),
        (None, []) => "take the reference away".to_owned(),
    }
}

/// Returns the id that a reference was probably meant to be.
pub fn nearest<'a>(handbook: &'a Handbook, reference: &Reference) -> Option<&'a str> {
    suggest::nearest(&reference.id, reference.kinds.iter().flat_map(|kind| ids(handbook, *kind)))
}

fn ids(handbook: &Handbook, kind: Kind) -> impl Iterator<Item = &str> {
    let pages = handbook.pages().filter(move |_| kind == Kind::Page).map(|page| &*page.key.id);
    pages.chain(handbook.of_kind(kind).map(|entry| &*entry.key.id))
}

fn ids_contain(handbook: &Handbook, kind: Kind, id: &str) -> bool {
    let key = Key::new(kind, id);
    handbook.entry(&key).is_some() || handbook.page(&key).is_some()
}

/// Reports a picture of the settings that is not there.
pub fn logo(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    let Some(logo) = handbook.settings.look.as_ref().and_then(|look| look.logo.as_ref()) else { return };
    if handbook.logo().is_some() {
        return;
    }
    let files = handbook.attachments().filter_map(|file| file.in_content());
    let hint = suggest::did_you_mean(logo, files);
    let fault =
        Diagnostic::new("missing-attachment", logo.span.clone(), format!("there is no file `content/{}`", logo.value));
    diagnostics.push(fault.hint(hint.unwrap_or_else(|| {
        "put the picture below `content/files/` and write its path from `content/`, such as `files/logo.svg`".to_owned()
    })));
}

fn broken(handbook: &Handbook, link: &Link, path: &str) -> Diagnostic {
    let rule = if page_stem(&path.to_lowercase()).is_some() { "broken-link" } else { "missing-attachment" };
    let Some(wanted) = joined(link.span.file.as_str(), path) else {
        return Diagnostic::new(rule, link.span.clone(), format!("`{path}` leads out of the handbook"));
    };
    let there = || {
        let pages = handbook.pages().map(|page| page.span.file.as_str());
        pages.chain(handbook.attachments().map(|file| file.as_str()))
    };
    let message = format!("there is no file `{wanted}`");
    let fault = Diagnostic::new(rule, link.span.clone(), message);
    if let Some(same) = there().find(|file| file.eq_ignore_ascii_case(&wanted)) {
        return fault.hint(format!("the file is called `{same}`: small and capital letters count"));
    }
    let advice = match rule {
        "broken-link" => "a link to another page is the path of its `.md` file from this one",
        _ => "put the file below `content/files/` and write its path from this page, such as `../files/sheet.pdf`",
    };
    fault.hint(suggest::did_you_mean(&wanted, there()).unwrap_or_else(|| advice.to_owned()))
}

fn unknown_heading(span: &Span, id: &str, place: &str, there: &[&str]) -> Diagnostic {
    let fault = Diagnostic::new("unknown-heading", span.clone(), format!("{place} has no heading `#{id}`"));
    fault.hint(match suggest::nearest(id, there.iter().copied()) {
        Some(near) => format!("did you mean `#{near}`?"),
        None if there.is_empty() => "it has no headings at all".to_owned(),
        None => {
            format!(
                "the headings there are {}",
                there.iter().map(|id| format!("`#{id}`")).collect::<Vec<_>>().join(", ")
            )
        }
    })
}
