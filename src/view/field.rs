//! Fields of a record as a template shows them: a label and its values.

use serde::Serialize;

use super::Seen;
use super::link::{self, Link};
use crate::parse::Entry;
use crate::record::field::{Field as Declared, Item, Walk};
use crate::schedule;
use crate::site::{capital, fill};

/// A field with its values.
#[derive(Serialize)]
pub struct Field {
    pub key: &'static str,
    pub label: &'static str,
    pub values: Vec<Value>,
}

/// A value, by the way it is shown.
#[derive(Serialize)]
#[serde(tag = "as", rename_all = "lowercase")]
pub enum Value {
    Text {
        text: String,
    },
    Link {
        link: Link,
    },
    Web {
        address: String,
        text: String,
    },
    Mail {
        address: String,
    },
    Phone {
        number: String,
        dialled: String,
    },
    Day {
        text: String,
        iso: String,
    },
    Prose {
        html: String,
    },
    /// Values that belong together; all but the first come with their label.
    Group {
        first: Option<Box<Value>>,
        rest: Vec<Field>,
    },
}

/// Fields that the page shows in a place of its own, or not at all.
const ELSEWHERE: [&str; 1] = ["system_user_id"];

/// Returns the fields of a record, those without a value left out.
pub fn fields(seen: Seen<'_>, entry: &Entry) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    entry.record.walker().walk(&mut |field, item| {
        if ELSEWHERE.contains(&field.key) {
            return;
        }
        let prose = entry
            .prose
            .get(field.key)
            .map(|body| Value::Prose { html: fill::field(seen.site, &seen.route.up(), body) });
        if let Some(value) = prose.or_else(|| value(seen, item)) {
            add(&mut fields, field, value);
        }
    });
    fields
}

fn add(fields: &mut Vec<Field>, field: &'static Declared, value: Value) {
    match fields.last_mut().filter(|last| last.key == field.key) {
        Some(last) => last.values.push(value),
        None => fields.push(Field { key: field.key, label: field.label, values: vec![value] }),
    }
}

fn value(seen: Seen<'_>, item: Item<'_>) -> Option<Value> {
    let text = |text: String| Some(Value::Text { text });
    match item {
        Item::Text(words) | Item::Prose(words) => text(words.value.clone()),
        Item::Email(address) => Some(Value::Mail { address: address.to_owned() }),
        Item::Phone(number) => Some(phone(number)),
        Item::Url(address) => Some(web(address)),
        Item::Day(day) => Some(Value::Day { text: schedule::long(day.value), iso: day.value.to_string() }),
        Item::Moment(moment) => text(schedule::long_moment(moment.value)),
        Item::Period(period) => text(period.to_string()),
        Item::Anchor(anchor) => text(anchor.to_string()),
        Item::Word(word) => text(capital(&word.replace('-', " ")).replace("Api ", "API ")),
        Item::YesNo(yes) => text(if yes { "yes" } else { "no" }.to_owned()),
        Item::Number(number) => text(number.to_string()),
        Item::Reference(reference) => link::to(seen.site, reference).map(|link| Value::Link { link }),
        Item::Group(group) => self::group(seen, group),
    }
}

fn group(seen: Seen<'_>, group: &dyn Walk) -> Option<Value> {
    let (mut first, mut rest) = (None, Vec::new());
    let mut is_first = true;
    group.walk(&mut |field, item| {
        let value = value(seen, item);
        if std::mem::take(&mut is_first) && !matches!(item, Item::Number(_) | Item::Day(_)) {
            first = value.map(Box::new);
        } else if let Some(value) = value {
            add(&mut rest, field, value);
        }
    });
    (first.is_some() || !rest.is_empty()).then_some(Value::Group { first, rest })
}

/// Returns a telephone number with the digits to dial.
pub fn phone(number: &str) -> Value {
    // An extension, as in `555-0100 ext. 4`, is no part of what is dialled.
    let main = number.split(char::is_alphabetic).next().unwrap_or_default();
    let dialled = main.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    Value::Phone { number: number.to_owned(), dialled }
}

/// Returns an address on the web, shown without its scheme.
pub fn web(address: &str) -> Value {
    let text = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/').to_owned();
    Value::Web { address: address.to_owned(), text }
}
