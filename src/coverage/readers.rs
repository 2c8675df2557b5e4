//! Lists by person: who reads each, who must and does not, and to whom it is recommended.
//!
//! A role that must read a list, or to which one is recommended, stands for its holders; a department for its people.

use std::collections::BTreeMap;

use super::group::{behind, key_of};
use super::{Coverage, Member, Part};
use crate::handbook::Handbook;
use crate::record::reference::{Key, Reference};
use crate::record::{Kind, List, Role};

/// How one person stands to a list.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// As what they are named among its readers, whether or not they count that day.
    pub named: Option<Member>,
    pub required: bool,
    pub recommended: bool,
}

/// How it is with one person and one list, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// Must read it and does not.
    Missing,
    /// Reads it, today or on other days.
    Reads,
    /// It is recommended, and they do not read it.
    Recommended,
}

impl Reading {
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "must read, missing",
            Self::Reads => "reads",
            Self::Recommended => "recommended, does not read",
        }
    }

    /// The word by which it is coloured.
    pub fn class(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Reads => "reads",
            Self::Recommended => "recommended",
        }
    }

    pub fn symbol(self) -> &'static str {
        match self {
            Self::Missing => "○",
            Self::Reads => "●",
            Self::Recommended => "◇",
        }
    }

    /// The letter that stands for it in a matrix.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Missing => "M",
            Self::Reads => "R",
            Self::Recommended => "S",
        }
    }
}

impl Standing {
    pub fn reading(&self) -> Option<Reading> {
        match &self.named {
            Some(member) if member.is_current() || !self.required => Some(Reading::Reads),
            _ if self.required => Some(Reading::Missing),
            _ => self.recommended.then_some(Reading::Recommended),
        }
    }
}

/// Returns how everybody stands to every list, as far as its audience may know, by list and by person.
pub fn readers(handbook: &Handbook, coverage: &Coverage) -> BTreeMap<Key, BTreeMap<Key, Standing>> {
    let mut lists: BTreeMap<Key, BTreeMap<Key, Standing>> = BTreeMap::new();
    for (key, depth) in coverage.of_kind(Kind::List) {
        let people = lists.entry(key.clone()).or_default();
        for member in &depth.members {
            let named = &mut people.entry(member.person.clone()).or_default().named;
            if named.as_ref().is_none_or(|known| !known.is_current() && member.is_current()) {
                *named = Some(member.clone());
            }
        }
        let Some(list) = handbook.get::<List>(&key.id) else { continue };
        for person in people_of(handbook, coverage, list.required_subscribers.iter().map(|to| &**to)) {
            people.entry(person).or_default().required = true;
        }
        for person in people_of(handbook, coverage, list.recommended_for.iter().map(|to| &**to)) {
            people.entry(person).or_default().recommended = true;
        }
    }
    for (entry, role) in handbook.all::<Role>().filter(|(_, role)| !role.lists_recommended.is_empty()) {
        let holders = holders_of(handbook, coverage, &entry.key);
        for list in role.lists_recommended.iter().filter_map(|list| handbook.resolve(list)) {
            let Some(people) = lists.get_mut(&list) else { continue };
            for person in &holders {
                people.entry(person.clone()).or_default().recommended = true;
            }
        }
    }
    lists
}

fn people_of<'a>(
    handbook: &Handbook,
    coverage: &Coverage,
    references: impl Iterator<Item = &'a Reference>,
) -> Vec<Key> {
    let keys = references.filter_map(|reference| key_of(handbook, reference));
    keys.flat_map(|key| holders_of(handbook, coverage, &key)).collect()
}

/// Returns who holds a role, works in a department or is the person, on the day, here or away.
fn holders_of(handbook: &Handbook, coverage: &Coverage, key: &Key) -> Vec<Key> {
    let members = behind(handbook, coverage, key).into_iter();
    let current = members.filter(|member| member.part != Part::Backup && member.is_current());
    current.map(|member| member.person).filter(|person| !person.id.is_empty()).collect()
}
