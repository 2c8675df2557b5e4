//! What changed between two versions of a handbook: who came and went, and what is said otherwise of people, roles, access,
//! lists and committees.
//!
//! 1. Records are paired by kind and id, their fields by key.
//! 2. Values of a field are paired when they are the same, then when they begin with the same thing, such as a holder.
//! 3. What is left over on one side came or went; one on either side has taken the other's place.

use super::Handbook;
use crate::parse::Entry;
use crate::record::Kind;
use crate::record::field::{Field, Item, Walk};
use crate::record::reference::Key;

/// A record that is not what it was.
#[derive(Clone, Debug)]
pub struct Difference {
    pub key: Key,
    /// Its name, by its later version where there is one.
    pub name: String,
    pub what: What,
}

/// What became of a record.
#[derive(Clone, Debug)]
pub enum What {
    Added,
    Removed,
    Changed(Vec<Change>),
}

/// A value of a field that is not what it was.
#[derive(Clone, Debug)]
pub struct Change {
    pub field: &'static Field,
    pub before: Option<String>,
    pub now: Option<String>,
}

impl Difference {
    /// Returns every text that it quotes.
    pub fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let changes = match &mut self.what {
            What::Changed(changes) => &mut changes[..],
            What::Added | What::Removed => &mut [],
        };
        let values = changes.iter_mut().flat_map(|change| change.before.iter_mut().chain(&mut change.now));
        std::iter::once(&mut self.name).chain(values)
    }
}

/// The kinds of record that are compared.
pub const COMPARED: [Kind; 5] = [Kind::Person, Kind::Role, Kind::Access, Kind::List, Kind::Committee];

/// Compares two versions of a handbook, kind by kind, each sorted by id.
pub fn compare(before: &Handbook, now: &Handbook) -> Vec<Difference> {
    COMPARED.iter().flat_map(|kind| of_kind(before, now, *kind)).collect()
}

fn of_kind(before: &Handbook, now: &Handbook, kind: Kind) -> Vec<Difference> {
    let difference =
        |entry: &Entry, what| Difference { key: entry.key.clone(), name: entry.common.name.value.clone(), what };
    // Of what could not be read nobody can say that it came or went.
    let gone = before.of_kind(kind).filter(|entry| now.entry(&entry.key).is_none() && now.has_read_all(kind));
    let mut all: Vec<Difference> = gone.map(|entry| difference(entry, What::Removed)).collect();
    for entry in now.of_kind(kind) {
        match before.entry(&entry.key) {
            None if before.has_read_all(kind) => all.push(difference(entry, What::Added)),
            None => {}
            Some(earlier) => {
                let changes = changes(&Told::of(before, earlier), &Told::of(now, entry));
                if !changes.is_empty() {
                    all.push(difference(entry, What::Changed(changes)));
                }
            }
        }
    }
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

/// What a record says, field by field, in words.
struct Told<'a> {
    handbook: &'a Handbook,
    fields: Vec<(&'static Field, Vec<Value>)>,
}

/// One value of a field.
#[derive(Clone, PartialEq, Eq)]
struct Value {
    /// What it begins with, such as a holder: two values with the same are one that changed.
    head: String,
    /// What else it says, such as the days.
    rest: String,
    /// Whether it is a text too long to be shown.
    is_long: bool,
}

impl<'a> Told<'a> {
    fn of(handbook: &'a Handbook, entry: &Entry) -> Self {
        let mut told = Self { handbook, fields: Vec::new() };
        entry.common.walk(&mut |field, item| told.add(field, item));
        entry.record.walker().walk(&mut |field, item| told.add(field, item));
        told
    }

    fn add(&mut self, field: &'static Field, item: Item<'_>) {
        let value = self.value(item);
        match self.fields.last_mut().filter(|(last, _)| std::ptr::eq(*last, field)) {
            Some((_, values)) => values.push(value),
            None => self.fields.push((field, vec![value])),
        }
    }

    fn value(&self, item: Item<'_>) -> Value {
        let Item::Group(group) = item else {
            return Value { head: self.words(item), rest: String::new(), is_long: matches!(item, Item::Prose(_)) };
        };
        let (mut head, mut rest) = (None, Vec::new());
        group.walk(&mut |field, item| match item {
            Item::Reference(_) | Item::Text(_) if head.is_none() && rest.is_empty() => head = Some(self.words(item)),
            item => rest.push(format!("{} {}", field.label, self.words(item))),
        });
        let rest = rest.join(", ");
        match head {
            Some(head) => Value { head, rest, is_long: false },
            None => Value { head: rest, rest: String::new(), is_long: false },
        }
    }

    /// Says a value in words, days as in data.
    fn words(&self, item: Item<'_>) -> String {
        match item {
            Item::Text(text) | Item::Prose(text) => text.value.clone(),
            Item::Email(text) | Item::Phone(text) | Item::Url(text) => text.to_owned(),
            Item::Day(day) => day.value.to_string(),
            Item::Moment(moment) => moment.value.strftime("%Y-%m-%d %H:%M").to_string(),
            Item::Period(period) => period.to_string(),
            Item::Anchor(anchor) => anchor.to_string(),
            Item::Word(word) => word.to_owned(),
            Item::YesNo(yes) => if yes { "yes" } else { "no" }.to_owned(),
            Item::Number(number) => number.to_string(),
            Item::Reference(reference) => {
                let key = self.handbook.resolve(reference);
                key.map_or_else(|| reference.id.to_string(), |key| self.handbook.title(&key).to_owned())
            }
            Item::Group(_) => self.value(item).shown(),
        }
    }

    fn values(&self, field: &Field) -> &[Value] {
        self.fields.iter().find(|(known, _)| std::ptr::eq(*known, field)).map_or(&[], |(_, values)| values)
    }
}

impl Value {
    fn shown(&self) -> String {
        match &*self.rest {
            "" => self.head.clone(),
            rest => format!("{} ({rest})", self.head),
        }
    }
}

fn changes(before: &Told<'_>, now: &Told<'_>) -> Vec<Change> {
    let fields = || now.fields.iter().map(|(field, _)| *field);
    let gone = before.fields.iter().map(|(field, _)| *field).filter(|field| now.values(field).is_empty());
    fields().chain(gone).flat_map(|field| of_field(field, before.values(field), now.values(field))).collect()
}

fn of_field(field: &'static Field, before: &[Value], now: &[Value]) -> Vec<Change> {
    if before == now {
        return Vec::new();
    }
    let change = |before: Option<&Value>, now: Option<&Value>| Change {
        field,
        before: before.filter(|value| !value.is_long).map(Value::shown),
        now: match now {
            Some(value) if value.is_long => Some("rewritten".to_owned()),
            now => now.map(Value::shown),
        },
    };
    let mut gone: Vec<&Value> = before.iter().collect();
    let mut came: Vec<&Value> = now.iter().collect();
    take_pairs(&mut gone, &mut came, |one, other| one == other);
    if gone.is_empty() && came.is_empty() {
        let all = |values: &[Value]| Some(values.iter().map(Value::shown).collect::<Vec<_>>().join(", "));
        return vec![Change { field, before: all(before), now: all(now) }];
    }
    let mut pairs = take_pairs(&mut gone, &mut came, |one, other| one.head == other.head);
    if let ([one], [other]) = (&gone[..], &came[..]) {
        pairs.push((*one, *other));
        gone.clear();
        came.clear();
    }
    let pairs = pairs.into_iter().map(|(one, other)| change(Some(one), Some(other)));
    let gone = gone.into_iter().map(|value| change(Some(value), None));
    pairs.chain(gone).chain(came.into_iter().map(|value| change(None, Some(value)))).collect()
}

/// Takes out of both lists what belongs together, and returns it.
fn take_pairs<'a>(
    gone: &mut Vec<&'a Value>,
    came: &mut Vec<&'a Value>,
    belong: fn(&Value, &Value) -> bool,
) -> Vec<(&'a Value, &'a Value)> {
    let mut pairs = Vec::new();
    gone.retain(|one| match came.iter().position(|other| belong(one, other)) {
        Some(at) => {
            pairs.push((*one, came.remove(at)));
            false
        }
        None => true,
    });
    pairs
}
