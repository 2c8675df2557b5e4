//! The consortium's directory against what is true here on a day: which position says something else, who tells the
//! consortium so, and what its form asks for.
//!
//! 1. A position belongs to the role it names, or to the one whose `directory_label` is its name.
//! 2. Several positions of one role are given to its holders, by name first, then in their order. Somebody on leave holds
//!    a role as before.
//! 3. What rests on somebody hidden, or on what could not be read, is left out: nothing should be concluded from it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::{Coverage, Depth, Part, Presence};
use crate::handbook::Handbook;
use crate::parse::Entry;
use crate::record::reference::Key;
use crate::record::{Department, DirectoryEntry, Kind, Person, Role, RoleKind};

/// Every position that could be compared, those without an entry last, and what every form asks for.
#[derive(Clone, Debug)]
pub struct Directory {
    pub institution: Option<String>,
    /// The address of whoever holds the role that appoints the liaison.
    pub director_email: Option<String>,
    pub positions: Vec<Position>,
}

/// One position in the consortium's directory, as it is listed and as it should be.
#[derive(Clone, Debug)]
pub struct Position {
    /// What it is called there: the choice in the form.
    pub label: String,
    /// Its entry; nothing where there is none for a role that has a label.
    pub entry: Option<Key>,
    /// The role that it belongs to; nothing where no role is called so.
    pub role: Option<Key>,
    pub listed: Details,
    /// Who should stand there, if anybody.
    pub person: Option<Key>,
    pub here: Details,
    pub differences: Vec<Difference>,
    /// Who tells the consortium.
    pub sender: Option<Key>,
}

/// How somebody is called and reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Details {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// In what a position differs from what is true here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Somebody holds the role and nobody is listed.
    Nobody,
    /// Somebody is listed who does not hold the role.
    Person,
    Email,
    Phone,
    /// Somebody is listed for what is no role here.
    NoRole,
}

/// A position that nobody has looked at for too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconfirmed {
    pub entry: Key,
    /// When it was last confirmed, and until when that held.
    pub confirmed: Option<(Date, Date)>,
}

/// The labels of the form, in its order, with what to enter behind each.
pub type Form = Vec<(&'static str, String)>;

/// Compares every position with whoever holds its role on the day of the coverage.
pub fn directory(handbook: &Handbook, coverage: &Coverage) -> Directory {
    let liaison = handbook.all::<Role>().find(|(_, role)| role.kind == RoleKind::Liaison);
    let appoints = liaison.and_then(|(_, role)| handbook.resolve(role.appointed_by.as_ref()?));
    let director = appoints.and_then(|role| held_by(coverage.depths.get(&role)?)?.first().copied().cloned());
    let sender = |role: &Key| able(coverage.depths.get(role)?);
    let by_liaison = liaison.and_then(|(entry, _)| sender(&entry.key));
    let mut positions = listed(handbook, coverage);
    positions.extend(missing(handbook, coverage));
    for position in &mut positions {
        let entry = position.entry.as_ref().and_then(|key| handbook.get::<DirectoryEntry>(&key.id));
        position.sender = match entry.and_then(|entry| entry.kept_by.as_ref()) {
            Some(role) => handbook.resolve(role).and_then(|role| sender(&role)),
            None => by_liaison.clone(),
        };
    }
    Directory {
        institution: handbook.settings.institution.as_ref().map(|institution| institution.name.value.clone()),
        director_email: director.and_then(|person| details(handbook, &person).email),
        positions,
    }
}

/// Returns the positions of a handbook that the consortium lists.
fn listed(handbook: &Handbook, coverage: &Coverage) -> Vec<Position> {
    let labels: BTreeMap<String, &Key> = handbook
        .all::<Role>()
        .filter_map(|(entry, role)| Some((plain(role.directory_label.as_ref()?), &entry.key)))
        .collect();
    let mut of_roles: BTreeMap<Key, Vec<(&Entry, &DirectoryEntry)>> = BTreeMap::new();
    let mut positions = Vec::new();
    for (entry, record) in handbook.all::<DirectoryEntry>() {
        let role = match &record.role {
            Some(role) => handbook.resolve(role),
            None => labels.get(&plain(&entry.common.name)).map(|key| (*key).clone()),
        };
        match role {
            Some(role) => of_roles.entry(role).or_default().push((entry, record)),
            None if record.role.is_none() && record.listed_name.is_some() && sees_all(handbook, Kind::Role) => {
                positions.push(Position { differences: vec![Difference::NoRole], ..position(entry, record) });
            }
            None => {}
        }
    }
    for (role, entries) in of_roles {
        let Some(holders) = coverage.depths.get(&role).and_then(held_by) else { continue };
        positions.extend(given(handbook, &role, &entries, holders));
    }
    positions.sort_by(|a, b| a.entry.cmp(&b.entry));
    positions
}

/// Gives the positions of a role to its holders.
fn given(
    handbook: &Handbook,
    role: &Key,
    entries: &[(&Entry, &DirectoryEntry)],
    mut holders: Vec<&Key>,
) -> Vec<Position> {
    let mut found: Vec<Position> = entries
        .iter()
        .map(|(entry, record)| Position { role: Some(role.clone()), ..position(entry, record) })
        .collect();
    for position in &mut found {
        let same = |key: &&Key| position.listed.name.as_deref().map(plain) == Some(plain(handbook.title(key)));
        if let Some(at) = holders.iter().position(same) {
            position.person = Some(holders.remove(at).clone());
        }
    }
    let mut rest = holders.into_iter();
    for position in &mut found {
        position.person = position.person.take().or_else(|| rest.next().cloned());
        position.here = position.person.as_ref().map(|key| details(handbook, key)).unwrap_or_default();
        position.differences = differences(handbook, position);
    }
    found
}

fn position(entry: &Entry, record: &DirectoryEntry) -> Position {
    Position {
        label: entry.common.name.value.clone(),
        entry: Some(entry.key.clone()),
        role: None,
        listed: Details {
            name: record.listed_name.as_ref().map(|name| name.value.clone()),
            email: record.email.as_ref().map(|email| email.0.clone()),
            phone: record.phone.as_ref().map(|phone| phone.0.clone()),
        },
        person: None,
        here: Details::default(),
        differences: Vec::new(),
        sender: None,
    }
}

/// Returns the roles with a label that no entry tells of, as far as all entries are seen.
fn missing(handbook: &Handbook, coverage: &Coverage) -> Vec<Position> {
    if !sees_all(handbook, Kind::DirectoryEntry) {
        return Vec::new();
    }
    let entries = || handbook.all::<DirectoryEntry>();
    let roles = entries().filter_map(|(_, record)| handbook.resolve(record.role.as_ref()?));
    let named: BTreeSet<Key> = roles.collect();
    let by_name = entries().filter(|(_, record)| record.role.is_none()).map(|(entry, _)| plain(&entry.common.name));
    let labels: BTreeSet<String> = by_name.collect();
    let unlisted = handbook.all::<Role>().filter_map(|(entry, role)| {
        let label = role.directory_label.as_ref()?;
        if named.contains(&entry.key) || labels.contains(&plain(label)) {
            return None;
        }
        let person = held_by(coverage.depths.get(&entry.key)?)?.first().copied()?.clone();
        Some(Position {
            label: label.value.clone(),
            entry: None,
            role: Some(entry.key.clone()),
            listed: Details::default(),
            here: details(handbook, &person),
            person: Some(person),
            differences: vec![Difference::Nobody],
            sender: None,
        })
    });
    unlisted.collect()
}

/// Tells whether what is not there of a kind is not there at all: neither hidden nor unreadable.
fn sees_all(handbook: &Handbook, kind: Kind) -> bool {
    handbook.is_whole() && handbook.has_read_all(kind)
}

/// Returns who holds a role, on leave or not, in order; nothing where that is not told or not known.
fn held_by(depth: &Depth) -> Option<Vec<&Key>> {
    let holders = || depth.members.iter().filter(|member| member.part == Part::Holder);
    if depth.uncertain || holders().any(|member| member.presence == Presence::Withheld) {
        return None;
    }
    let mut people: Vec<&Key> = Vec::new();
    for member in holders().filter(|member| matches!(member.presence, Presence::Here | Presence::Away(_))) {
        if !people.contains(&&member.person) {
            people.push(&member.person);
        }
    }
    Some(people)
}

/// Returns the first who can do a thing that day, holders before backups.
fn able(depth: &Depth) -> Option<Key> {
    depth.here().find(|member| member.presence == Presence::Here).map(|member| member.person.clone())
}

fn details(handbook: &Handbook, key: &Key) -> Details {
    let person = handbook.get::<Person>(&key.id);
    Details {
        name: Some(handbook.title(key).to_owned()),
        email: person.and_then(|person| person.email.as_ref()).map(|email| email.0.clone()),
        phone: person.and_then(|person| person.phone.as_ref()).map(|phone| phone.0.clone()),
    }
}

/// Compares what is listed with what is true here. What is not listed, or not known here, is no difference; nor is an
/// address or a telephone of the person's department.
fn differences(handbook: &Handbook, position: &Position) -> Vec<Difference> {
    let (listed, here) = (&position.listed, &position.here);
    let Some(person) = &position.person else {
        return if listed.name.is_some() { vec![Difference::Person] } else { Vec::new() };
    };
    if *listed == Details::default() {
        return vec![Difference::Nobody];
    }
    if listed.name.as_deref().is_some_and(|name| Some(plain(name)) != here.name.as_deref().map(plain)) {
        return vec![Difference::Person];
    }
    let department = handbook.get::<Person>(&person.id).and_then(|person| person.department.as_ref());
    let department = department.and_then(|department| handbook.record::<Department>(department));
    let shared_email = department.and_then(|(_, department)| department.email.as_ref()).map(|email| &*email.0);
    let shared_phone = department.and_then(|(_, department)| department.phone.as_ref()).map(|phone| &*phone.0);
    let differs = |listed: &Option<String>, here: &Option<String>, shared: Option<&str>, form: fn(&str) -> String| {
        let (Some(listed), Some(here)) = (listed, here) else { return false };
        form(listed) != form(here) && shared.map(form) != Some(form(listed))
    };
    let email = differs(&listed.email, &here.email, shared_email, plain).then_some(Difference::Email);
    let phone = differs(&listed.phone, &here.phone, shared_phone, digits).then_some(Difference::Phone);
    email.into_iter().chain(phone).collect()
}

/// Returns a name without regard to letter case and spaces.
fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

impl Directory {
    /// Returns the positions of which the consortium must be told.
    pub fn changes(&self) -> impl Iterator<Item = &Position> {
        self.positions.iter().filter(|position| position.role.is_some() && !position.differences.is_empty())
    }

    /// Returns what to enter in the consortium's form for a position, in the order of the form.
    pub fn form(&self, handbook: &Handbook, position: &Position) -> Form {
        let sender = position.sender.as_ref().map(|key| details(handbook, key)).unwrap_or_default();
        let Details { name, email, phone } = position.here.clone();
        let remove = if position.is_removed() { "Yes" } else { "No" };
        let text = Option::unwrap_or_default;
        vec![
            ("Your name", text(sender.name)),
            ("Your e-mail", text(sender.email)),
            ("Institution", text(self.institution.clone())),
            ("Director's e-mail", text(self.director_email.clone())),
            ("Choose role", position.label.clone()),
            ("Name", text(name)),
            ("E-mail", text(email)),
            ("Phone", text(phone)),
            ("Remove the person in this position", remove.to_owned()),
        ]
    }
}

/// Returns a form as text to paste, a line for each of its fields.
pub fn lines(form: &Form) -> String {
    form.iter().map(|(label, value)| format!("{label}: {value}").trim_end().to_owned() + "\n").collect()
}

impl Position {
    /// Tells whether whoever is listed now has to be taken out.
    pub fn is_removed(&self) -> bool {
        self.differences.contains(&Difference::Person)
    }

    /// Says in one sentence in what the position differs.
    pub fn words(&self, handbook: &Handbook, difference: Difference) -> String {
        let Self { label, listed, here, .. } = self;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let role = self.role.as_ref().map_or("", |key| handbook.title(key));
        match difference {
            Difference::Nobody => {
                format!("the directory lists nobody as {label}, and {} holds the role {role}", text(&here.name))
            }
            Difference::Person if self.person.is_none() => {
                format!(
                    "the directory lists {} as {label}, who does not hold the role {role} today",
                    text(&listed.name)
                )
            }
            Difference::Person => format!(
                "the directory lists {} as {label}, and {} holds the role {role} today",
                text(&listed.name),
                text(&here.name)
            ),
            Difference::Email | Difference::Phone => {
                let (what, listed, true_here) = match difference {
                    Difference::Email => ("the e-mail", &listed.email, &here.email),
                    _ => ("the phone", &listed.phone, &here.phone),
                };
                let (listed, true_here) = (text(listed), text(true_here));
                format!(
                    "the directory lists {what} {listed} for the {label}, and {}'s is {true_here}",
                    text(&here.name)
                )
            }
            Difference::NoRole => {
                format!("the directory lists {} as {label}, and no role here is called that", text(&listed.name))
            }
        }
    }
}

/// Returns the positions that were not confirmed within the time that a confirmation holds.
pub fn unconfirmed(handbook: &Handbook, day: Date) -> Vec<Unconfirmed> {
    let overdue = handbook.all::<DirectoryEntry>().filter_map(|(entry, record)| {
        let holds = record.confirm_every.unwrap_or(handbook.settings.confirm_every());
        let confirmed = record.confirmed_on.as_ref().map(|on| (on.value, holds.after(on.value)));
        let is_overdue = confirmed.is_none_or(|(_, until)| until < day);
        is_overdue.then(|| Unconfirmed { entry: entry.key.clone(), confirmed })
    });
    overdue.collect()
}
