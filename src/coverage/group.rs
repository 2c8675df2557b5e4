//! Who stands behind a role, a department, a list or a person on a day.

use std::collections::BTreeSet;

use super::{Coverage, Member, Part, Presence, presence};
use crate::handbook::Handbook;
use crate::record::reference::{Key, Reference};
use crate::record::{Department, Kind, Person};

/// The label under which a department shows the people who work there.
const STAFF: &str = "Staff";

/// Returns everybody who is named for a thing, each person once: for a role or a list as coverage knows them, for a
/// department its head and then its staff, for a person that person. Nobody where the audience may not know.
pub fn behind(handbook: &Handbook, coverage: &Coverage, key: &Key) -> Vec<Member> {
    let mut members: Vec<Member> = match key.kind {
        Kind::Person => alone(handbook, coverage, key).into_iter().collect(),
        Kind::Department => of_department(handbook, coverage, key),
        _ => coverage.depths.get(key).map(|depth| depth.members.clone()).unwrap_or_default(),
    };
    // Whoever is named twice counts where they count best: they may hold a role again after a break.
    let here: BTreeSet<Key> =
        members.iter().filter(|member| member.presence == Presence::Here).map(|member| member.person.clone()).collect();
    let mut seen = BTreeSet::new();
    members.retain(|member| {
        let is_best = member.presence == Presence::Here || !here.contains(&member.person);
        is_best && seen.insert(member.person.clone())
    });
    members
}

fn of_department(handbook: &Handbook, coverage: &Coverage, key: &Key) -> Vec<Member> {
    let department = handbook.get::<Department>(&key.id);
    let head = department.and_then(|department| department.head.as_ref()).and_then(|head| handbook.resolve(head));
    let staff = handbook.backlinks(key).iter().filter(|link| link.label == STAFF && link.from.kind == Kind::Person);
    let people = head.iter().chain(staff.map(|link| &link.from));
    people.filter_map(|person| alone(handbook, coverage, person)).collect()
}

fn alone(handbook: &Handbook, coverage: &Coverage, key: &Key) -> Option<Member> {
    let person = handbook.get::<Person>(&key.id)?;
    let presence = presence(person, None, None, coverage.day);
    Some(Member { person: key.clone(), part: Part::Staff, from: None, until: None, presence })
}

/// Returns what a reference leads to, or a key without an id where the audience may not know; nothing where it leads
/// nowhere.
pub fn key_of(handbook: &Handbook, reference: &Reference) -> Option<Key> {
    match reference.kinds {
        [kind] if reference.hidden => Some(Key::new(*kind, "")),
        _ => handbook.resolve(reference),
    }
}
