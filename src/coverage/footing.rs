//! What stands and falls with people, and what changes when some of them are gone: roles, access, lists, tasks,
//! procedures, committees, requests and topics.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Depth, Member, Part, Presence, State, Subject, days, presence};
use crate::handbook::{Handbook, MENTIONED};
use crate::record::reference::{Key, Reference};
use crate::record::staffing::Holder;
use crate::record::{AnyRecord, Department, DepartmentKind, Kind, Person, Task, Topic};
use crate::schedule::day_before;

/// How a thing stands on a day by the people it depends on, each with a word and a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Footing {
    /// A role, an access or a list.
    Depth(State),
    /// Somebody is there whose it is.
    Somebody,
    /// Nobody is there whose it is, and somebody who steps in.
    BackupOnly,
    Nobody,
    /// It depends on somebody whom the audience may not know of.
    Withheld,
}

impl Footing {
    pub fn word(self) -> &'static str {
        match self {
            Self::Depth(state) => state.word(),
            Self::Somebody => "has somebody",
            Self::BackupOnly => "backup only",
            Self::Nobody => "nobody",
            Self::Withheld => State::Withheld.word(),
        }
    }

    /// Returns the state that is as good or as bad, whose symbol and colour it has.
    pub fn state(self) -> State {
        match self {
            Self::Depth(state) => state,
            Self::Somebody => State::Covered,
            Self::BackupOnly => State::Thin,
            Self::Nobody => State::Gap,
            Self::Withheld => State::Withheld,
        }
    }

    pub fn symbol(self) -> &'static str {
        self.state().symbol()
    }
}

/// Something that stands in another way when somebody is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub key: Key,
    pub before: Footing,
    pub after: Footing,
}

/// Returns how everything stands on a day that depends on people, as far as the audience of the handbook sees it.
pub fn footings(handbook: &Handbook, day: Date) -> BTreeMap<Key, Footing> {
    let mut scene = Scene::new(handbook, day, &[]);
    let records = handbook.entries().map(|entry| &entry.key);
    let keys = records.chain(handbook.pages().map(|page| &page.key));
    keys.filter_map(|key| Some((key.clone(), scene.footing(key)?))).collect()
}

/// Returns what stands in another way on a day when some people have left the day before, sorted by kind and id.
///
/// Only what refers to them is looked at, directly or by way of a role, a list or a department.
pub fn without(handbook: &Handbook, people: &[Key], day: Date) -> Vec<Change> {
    let (mut with, mut without) = (Scene::new(handbook, day, &[]), Scene::new(handbook, day, people));
    let changes = reached(handbook, people).into_iter().filter_map(|key| {
        let (before, after) = (with.footing(key)?, without.footing(key)?);
        (before != after).then(|| Change { key: key.clone(), before, after })
    });
    changes.collect()
}

/// Returns everything whose footing can depend on some people.
fn reached<'a>(handbook: &'a Handbook, people: &'a [Key]) -> BTreeSet<&'a Key> {
    let departments = people.iter().filter_map(|key| {
        let (entry, _) = handbook.record::<Department>(handbook.get::<Person>(&key.id)?.department.as_ref()?)?;
        Some(&entry.key)
    });
    let mut waiting: Vec<&Key> = people.iter().chain(departments).collect();
    let mut found = BTreeSet::new();
    while let Some(key) = waiting.pop() {
        let links = handbook.backlinks(key).iter().filter(|link| link.label != MENTIONED);
        for link in links.filter(|link| rests_on(link.from.kind, key.kind)) {
            if found.insert(&link.from) && matches!(link.from.kind, Kind::Role | Kind::List | Kind::Department) {
                waiting.push(&link.from);
            }
        }
    }
    found
}

/// Tells whether the footing of a kind can depend on that of another that it refers to, or on whether a person is there.
fn rests_on(kind: Kind, on: Kind) -> bool {
    match on {
        Kind::Person => {
            matches!(kind, Kind::Role | Kind::Access | Kind::List | Kind::Department | Kind::Committee | Kind::Topic)
        }
        Kind::Role => matches!(kind, Kind::List | Kind::Task | Kind::Page | Kind::Request | Kind::Topic),
        Kind::List | Kind::Department => kind == Kind::Topic,
        _ => false,
    }
}

/// A handbook on a day on which some people are gone.
struct Scene<'a> {
    handbook: &'a Handbook,
    day: Date,
    gone: BTreeSet<&'a Key>,
    /// The roles that were asked for, each by whether somebody does its work.
    roles: BTreeMap<Key, Option<Footing>>,
}

impl<'a> Scene<'a> {
    fn new(handbook: &'a Handbook, day: Date, gone: &'a [Key]) -> Self {
        Self { handbook, day, gone: gone.iter().collect(), roles: BTreeMap::new() }
    }

    /// Returns how a thing stands; nothing where it depends on nobody, or the audience does not see on whom.
    fn footing(&mut self, key: &Key) -> Option<Footing> {
        if let Some(page) = self.handbook.page(key) {
            let owner = page.front.owner.as_ref().filter(|_| page.is_procedure() && page.is_in_use())?;
            return self.role(owner);
        }
        match &self.handbook.entry(key)?.record {
            AnyRecord::Role(_) | AnyRecord::Access(_) | AnyRecord::List(_) => {
                self.depth(key).map(|depth| Footing::Depth(depth.state))
            }
            AnyRecord::Task(task) => self.task(task),
            AnyRecord::Request(request) if request.answered_on.is_none() => self.role(request.owner.as_ref()?),
            AnyRecord::Committee(committee) if self.handbook.shows(Kind::Committee, "members") => {
                Some(self.members(&committee.members))
            }
            AnyRecord::Topic(topic) => Some(self.topic(topic)),
            _ => None,
        }
    }

    fn depth(&self, key: &Key) -> Option<Depth> {
        let mut subject = Subject::of(self.handbook, self.handbook.entry(key)?)?;
        let eve = day_before(self.day);
        for named in subject.named.iter_mut().filter(|named| self.gone.contains(&named.key)) {
            named.until = Some(named.until.map_or(eve, |until| until.min(eve)));
        }
        Some(subject.on(self.day))
    }

    /// Returns whether somebody does the work of a role; nothing where the reference leads nowhere.
    fn role(&mut self, role: &Reference) -> Option<Footing> {
        if role.hidden {
            return Some(Footing::Withheld);
        }
        let key = self.handbook.resolve(role)?;
        if let Some(known) = self.roles.get(&key) {
            return *known;
        }
        let footing = self.depth(&key).map(|depth| {
            let there = |part: fn(Part) -> bool, presence| {
                depth.members.iter().any(|member| part(member.part) && member.presence == presence)
            };
            match () {
                () if there(|part| part != Part::Backup, Presence::Here) => Footing::Somebody,
                () if there(|_| true, Presence::Withheld) => Footing::Withheld,
                () if there(|_| true, Presence::Here) => Footing::BackupOnly,
                () => Footing::Nobody,
            }
        });
        self.roles.insert(key, footing);
        footing
    }

    fn task(&mut self, task: &Task) -> Option<Footing> {
        let owner = self.role(&task.owner)?;
        let backup = task.backup.as_ref().filter(|_| owner == Footing::Nobody).and_then(|role| self.role(role));
        Some(match backup {
            Some(Footing::Somebody | Footing::BackupOnly) => Footing::BackupOnly,
            Some(Footing::Withheld) => Footing::Withheld,
            _ => owner,
        })
    }

    /// A member who is on leave still has the seat.
    fn members(&self, members: &[Holder]) -> Footing {
        let sits = |member: &Holder| {
            let (from, until) = days(member.from.as_ref(), member.until.as_ref());
            matches!(self.presence(&member.person, from, until), Some(Presence::Here | Presence::Away(_)))
        };
        match () {
            () if members.iter().any(sits) => Footing::Somebody,
            () if members.iter().any(|member| member.person.hidden) => Footing::Withheld,
            () => Footing::Nobody,
        }
    }

    /// Returns whether somebody counts; nothing where a reference leads to nobody, or to somebody hidden.
    fn presence(&self, person: &Reference, from: Option<Date>, until: Option<Date>) -> Option<Presence> {
        let (entry, person) = self.handbook.record::<Person>(person).filter(|_| !person.hidden)?;
        let is_gone = self.gone.contains(&entry.key);
        Some(if is_gone { Presence::Left(day_before(self.day)) } else { presence(person, from, until, self.day) })
    }

    /// Returns whether a topic reaches somebody.
    fn topic(&mut self, topic: &Topic) -> Footing {
        let mut withheld = false;
        for to in &topic.forward_to {
            match self.reaches(to) {
                Some(true) => return Footing::Somebody,
                Some(false) => {}
                None => withheld = true,
            }
        }
        if withheld { Footing::Withheld } else { Footing::Nobody }
    }

    /// Tells whether something that is passed on to a reference reaches somebody; nothing where that is not told.
    fn reaches(&mut self, to: &Reference) -> Option<bool> {
        if to.hidden {
            return None;
        }
        let Some(key) = self.handbook.resolve(to) else { return Some(false) };
        match key.kind {
            Kind::Role => match self.role(to)? {
                Footing::Withheld => None,
                footing => Some(footing != Footing::Nobody),
            },
            Kind::List => {
                let depth = self.depth(&key)?;
                let here = |member: &Member| member.presence == Presence::Here;
                let told = !depth.members.iter().any(|member| member.presence == Presence::Withheld);
                let reaches = depth.members.iter().any(here);
                (reaches || told).then_some(reaches)
            }
            Kind::Department => Some(self.has_somebody(&key)),
            _ => Some(self.presence(to, None, None) == Some(Presence::Here)),
        }
    }

    /// Tells whether somebody is there in a department. A campus department, and one with a contact outside, are not
    /// ours to fill.
    fn has_somebody(&self, key: &Key) -> bool {
        let Some(department) = self.handbook.get::<Department>(&key.id) else { return false };
        let is_outside = department.kind == Some(DepartmentKind::Campus) || department.contact.is_some();
        let head = department.head.as_ref().and_then(|head| self.presence(head, None, None));
        let is_here = |person: &Key| {
            let person = self.handbook.get::<Person>(&person.id).filter(|_| !self.gone.contains(person));
            person.is_some_and(|person| presence(person, None, None, self.day) == Presence::Here)
        };
        let links = self.handbook.backlinks(key).iter().filter(|link| link.from.kind == Kind::Person);
        is_outside
            || head == Some(Presence::Here)
            || links.filter(|link| link.label != MENTIONED).any(|link| is_here(&link.from))
    }
}
