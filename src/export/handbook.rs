//! The handbook as JSON: every record and every page that its audience sees, with all links, in the shape of the schema
//! beside it. Fields come from their declarations. The texts of pages are left out: they stand at their routes.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::ser::{Serialize, SerializeSeq, Serializer};

use crate::handbook::Backlink;
use crate::parse::markdown::{Body, Heading};
use crate::parse::{Entry, Page};
use crate::record::audience::Sight;
use crate::record::field::{Field, Item, Walk};
use crate::record::reference::{Key, Reference};
use crate::site::{Route, Site, fill};

/// What stands before the records.
#[derive(serde::Serialize)]
struct Head<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    title: &'a str,
    institution: Option<&'a str>,
    day: String,
    audience: &'a str,
}

/// A record, or a page with more of its own.
#[derive(serde::Serialize)]
struct Linked<'a> {
    kind: &'static str,
    id: &'a str,
    route: String,
    #[serde(flatten)]
    page: Option<PageOnly<'a>>,
    fields: Fields<'a>,
    links: Vec<Link<'a>>,
}

#[derive(serde::Serialize)]
struct PageOnly<'a> {
    title: &'a str,
    summary: Option<&'a str>,
    headings: Vec<HeadingOnly<'a>>,
}

#[derive(serde::Serialize)]
struct HeadingOnly<'a> {
    level: u8,
    id: &'a str,
    text: &'a str,
}

/// A relation, seen from the end that did not declare it.
#[derive(serde::Serialize)]
struct Link<'a> {
    label: &'static str,
    from: Target<'a>,
}

/// What a reference leads to: without an id where that is not shown, or not there.
#[derive(serde::Serialize)]
struct Target<'a> {
    kind: Option<&'static str>,
    id: Option<&'a str>,
}

/// Returns the handbook as JSON, a value on each line: where two stand on one, a heading on passwords and the text behind it
/// look like a password.
pub fn handbook_json(site: &Site) -> String {
    let handbook = &site.handbook;
    let ladder = handbook.settings.audiences();
    let head = Head {
        schema: "schema/handbook.schema.json",
        title: handbook.settings.title(),
        institution: handbook.settings.institution.as_ref().map(|institution| &*institution.name.value),
        day: site.coverage.day.to_string(),
        audience: handbook.sight.as_ref().map(Sight::name).or(ladder.last().copied()).unwrap_or_default(),
    };
    let entries: Vec<&Entry> = handbook.entries().collect();
    let records: Vec<String> = entries.par_iter().map(|entry| text(&record(site, entry))).collect();
    let pages: Vec<&Page> = handbook.pages().collect();
    let pages: Vec<String> = pages.par_iter().map(|found| text(&page(site, found))).collect();
    let head = text(&head);
    let head = head.strip_suffix("\n}").expect("the head is an object");
    let parts = [
        &[head, ",\n  \"records\": [\n"][..],
        &listed(&records),
        &["\n],\n  \"pages\": [\n"],
        &listed(&pages),
        &["\n]\n}\n"],
    ];
    parts.concat().concat()
}

/// Returns values with what stands between them.
fn listed(values: &[String]) -> Vec<&str> {
    values.iter().enumerate().flat_map(|(at, value)| [if at == 0 { "" } else { ",\n" }, value]).collect()
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("a handbook holds only text, numbers and days")
}

fn record<'a>(site: &'a Site, entry: &'a Entry) -> Linked<'a> {
    let walks = vec![&entry.common as &dyn Walk, entry.record.walker()];
    linked(site, &entry.key, None, Fields { site, walks, prose: Some(&entry.prose) })
}

fn page<'a>(site: &'a Site, page: &'a Page) -> Linked<'a> {
    let summary = page.front.summary.as_ref().map(|summary| &*summary.value);
    let lead = Some(&*page.body.lead).filter(|lead| !lead.is_empty());
    let heading = |heading: &'a Heading| HeadingOnly { level: heading.level, id: &heading.id, text: &heading.text };
    let headings = page.body.headings.iter().map(heading).collect();
    let own = PageOnly { title: page.title(), summary: summary.or(lead), headings };
    linked(site, &page.key, Some(own), Fields { site, walks: vec![&page.front], prose: None })
}

fn linked<'a>(site: &'a Site, key: &'a Key, page: Option<PageOnly<'a>>, fields: Fields<'a>) -> Linked<'a> {
    let link = |link: &'a Backlink| Link {
        label: link.label,
        from: Target { kind: Some(link.from.kind.singular()), id: Some(&link.from.id) },
    };
    let links = site.handbook.backlinks(key).iter().map(link).collect();
    Linked { kind: key.kind.singular(), id: &key.id, route: Route::of(key).encoded(), page, fields, links }
}

/// The fields of a record, of a group or of the head of a page, by their keys; those without a value are left out.
struct Fields<'a> {
    site: &'a Site,
    walks: Vec<&'a dyn Walk>,
    /// The texts in Markdown, as the audience sees them.
    prose: Option<&'a BTreeMap<&'static str, Body>>,
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields: Vec<(&'static Field, Vec<Item<'_>>)> = Vec::new();
        for walk in &self.walks {
            let before = fields.len();
            walk.walk(&mut |field, item| match fields[before..].last_mut() {
                Some((last, items)) if last.key == field.key => items.push(item),
                _ => fields.push((field, vec![item])),
            });
        }
        let values = fields.iter().map(|(field, items)| (field.key, Values { fields: self, field, items }));
        serializer.collect_map(values)
    }
}

/// The values of one field.
struct Values<'a> {
    fields: &'a Fields<'a>,
    field: &'static Field,
    items: &'a [Item<'a>],
}

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = |item| One { fields: self.fields, key: self.field.key, item };
        if !self.field.is_list() {
            return self.items.first().copied().map(value).serialize(serializer);
        }
        let mut list = serializer.serialize_seq(Some(self.items.len()))?;
        self.items.iter().try_for_each(|item| list.serialize_element(&value(*item)))?;
        list.end()
    }
}

/// One value of a field.
struct One<'a> {
    fields: &'a Fields<'a>,
    key: &'static str,
    item: Item<'a>,
}

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let site = self.fields.site;
        match self.item {
            Item::Text(text) => serializer.serialize_str(text),
            // The source may hold what the audience does not see; the body is what was made of it for them.
            Item::Prose(_) => {
                let body = self.fields.prose.and_then(|prose| prose.get(self.key));
                serializer.serialize_str(&body.map(|body| fill::field(site, "", body)).unwrap_or_default())
            }
            Item::Email(text) | Item::Phone(text) | Item::Url(text) | Item::Word(text) => {
                serializer.serialize_str(text)
            }
            Item::Day(day) => serializer.collect_str(&day.value),
            Item::Moment(moment) => serializer.collect_str(&moment.value),
            Item::Period(period) => serializer.collect_str(&period),
            Item::Anchor(anchor) => serializer.serialize_str(&anchor.written()),
            Item::YesNo(yes) => serializer.serialize_bool(yes),
            Item::Number(number) => serializer.serialize_u32(number),
            Item::Reference(reference) => target(site, reference, |target| target.serialize(serializer)),
            Item::Group(group) => Fields { site, walks: vec![group], prose: None }.serialize(serializer),
        }
    }
}

/// Hands on what a reference leads to.
fn target<T>(site: &Site, reference: &Reference, see: impl FnOnce(Target<'_>) -> T) -> T {
    let key = if reference.hidden { None } else { site.handbook.resolve(reference) };
    let kind = key.as_ref().map(|key| key.kind).or(reference.kinds.first().copied());
    see(Target { kind: kind.map(|kind| kind.singular()), id: key.as_ref().map(|key| &*key.id) })
}
