//! Announcements: whom each topic reaches on a day, under which addresses, and who has not yet said that a document did.

use std::collections::BTreeSet;

use super::group::{behind, key_of};
use super::{Coverage, Member, Presence};
use crate::handbook::Handbook;
use crate::record::reference::Key;
use crate::record::{Contact, Department, Kind, List, Person, Topic};

/// Where a topic goes on a day.
#[derive(Clone, Debug)]
pub struct Routed {
    pub topic: Key,
    /// Whether it takes whatever fits no other topic.
    pub catch_all: bool,
    /// To whom it is passed on, in order.
    pub ways: Vec<Way>,
    /// Whether somebody is named whose file could not be read; then nothing should be concluded.
    pub uncertain: bool,
}

/// One role, person, department or list to which a topic is passed on.
#[derive(Clone, Debug)]
pub struct Way {
    /// A key without an id stands for what the audience may not know.
    pub key: Key,
    /// Whoever that is today; who is away is not among them.
    pub people: Vec<Member>,
    /// The addresses under which it is reached: those of the people; a list's own; a department's own, or that of its
    /// contact, where none of its people has one.
    pub addresses: Vec<String>,
}

/// Returns where every topic goes on the day, by id, what takes everything else last.
pub fn routing(handbook: &Handbook, coverage: &Coverage) -> Vec<Routed> {
    let topics = handbook.all::<Topic>();
    let mut routed: Vec<Routed> = topics.map(|(entry, topic)| route(handbook, coverage, &entry.key, topic)).collect();
    routed.sort_by_key(|routed| routed.catch_all);
    routed
}

/// Returns where one topic goes on the day.
pub fn route(handbook: &Handbook, coverage: &Coverage, key: &Key, topic: &Topic) -> Routed {
    let mut ways: Vec<Way> = Vec::new();
    for reference in &topic.forward_to {
        if let Some(key) = key_of(handbook, reference).filter(|key| ways.iter().all(|way| way.key != *key)) {
            ways.push(way(handbook, coverage, key));
        }
    }
    let depth = |way: &Way| coverage.depths.get(&way.key).is_some_and(|depth| depth.uncertain);
    let uncertain = topic.forward_to.iter().any(|to| handbook.is_uncertain(to)) || ways.iter().any(depth);
    Routed { topic: key.clone(), catch_all: is_catch_all(topic), ways, uncertain }
}

/// Tells whether a topic takes whatever fits no other.
pub fn is_catch_all(topic: &Topic) -> bool {
    topic.catch_all.is_some_and(|yes| yes.0)
}

fn way(handbook: &Handbook, coverage: &Coverage, key: Key) -> Way {
    let mut people = behind(handbook, coverage, &key);
    people.retain(|member| matches!(member.presence, Presence::Here | Presence::Withheld));
    let mut addresses: Vec<String> = match key.kind {
        Kind::List => Vec::new(),
        _ => people.iter().filter_map(|member| address_of(handbook, &member.person)).collect(),
    };
    if addresses.is_empty() {
        addresses.extend(own_address(handbook, &key));
    }
    Way { key, people, addresses }
}

fn address_of(handbook: &Handbook, person: &Key) -> Option<String> {
    handbook.get::<Person>(&person.id)?.email.as_ref().map(|email| email.0.clone())
}

fn own_address(handbook: &Handbook, key: &Key) -> Option<String> {
    let email = match key.kind {
        Kind::List => handbook.get::<List>(&key.id)?.posting_address.as_ref(),
        Kind::Department => {
            let department = handbook.get::<Department>(&key.id)?;
            let contact = department.contact.as_ref().and_then(|contact| handbook.record::<Contact>(contact));
            department.email.as_ref().or_else(|| contact?.1.email.as_ref())
        }
        _ => None,
    };
    email.map(|email| email.0.clone())
}

impl Routed {
    /// Tells whether anybody is reached today, as far as can be told.
    pub fn reaches_somebody(&self) -> bool {
        self.ways.iter().any(|way| !way.people.is_empty() || !way.addresses.is_empty() || way.key.id.is_empty())
    }

    /// Returns everybody who is reached by name, each once, in order.
    pub fn people(&self) -> Vec<&Member> {
        let mut seen = BTreeSet::new();
        self.ways.iter().flat_map(|way| &way.people).filter(|member| seen.insert(&member.person)).collect()
    }

    /// Returns the addresses to write to, each once, in order.
    pub fn addresses(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let all = self.ways.iter().flat_map(|way| &way.addresses).map(String::as_str);
        all.filter(|address| seen.insert(address.to_lowercase())).collect()
    }

    /// Returns who has to say that the document reached them and has not: everybody to whom it goes other than by a list,
    /// as long as they are here.
    pub fn unacknowledged(&self, handbook: &Handbook, topic: &Topic) -> Vec<&Key> {
        if topic.document.is_none() {
            return Vec::new();
        }
        let said: BTreeSet<Key> = topic.acknowledged.iter().filter_map(|said| handbook.resolve(&said.person)).collect();
        let mut asked = BTreeSet::new();
        let ways = self.ways.iter().filter(|way| way.key.kind != Kind::List);
        let people = ways.flat_map(|way| &way.people).map(|member| &member.person);
        people.filter(|person| !person.id.is_empty() && !said.contains(person) && asked.insert(*person)).collect()
    }
}
