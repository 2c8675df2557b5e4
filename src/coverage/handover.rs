//! Hand-over: everything that somebody holds on a day and would leave behind, with who takes over.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Member, Part, Presence, Subject, days, presence};
use crate::handbook::{Handbook, MENTIONED};
use crate::parse::Page;
use crate::record::reference::{Key, Reference};
use crate::record::staffing::{Holder, Staffed};
use crate::record::{AnyRecord, DirectoryEntry, Kind, Person};

/// What somebody would leave behind.
#[derive(Clone, Debug)]
pub struct Handover {
    /// The day by which it is told who takes over: the last day of somebody who is leaving, or else today.
    pub day: Date,
    pub roles: Vec<Held>,
    pub access: Vec<Held>,
    /// Read in their own name, or because they hold a role.
    pub lists: Vec<Held>,
    pub committees: Vec<Held>,
    /// Entries of the consortium's directory that stand for them.
    pub directory: Vec<Key>,
    /// The tasks of the roles that they hold.
    pub tasks: Vec<Key>,
    /// The pages in use that those roles own.
    pub pages: Vec<Key>,
    /// The open requests of those roles.
    pub requests: Vec<Key>,
    /// Whatever else names them, by the label of the relation.
    pub others: Vec<(&'static str, Key)>,
}

/// Something that somebody holds.
#[derive(Clone, Debug)]
pub struct Held {
    pub key: Key,
    pub part: Part,
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// The role by way of which they have it.
    pub by: Option<Key>,
    /// Who takes over: the first backup who is here, or else whoever has it too.
    pub next: Option<Key>,
}

/// Returns what somebody holds today or later, as far as the audience of the handbook sees it.
pub fn handover(handbook: &Handbook, person: &Key, today: Date) -> Handover {
    let leaver = Leaver::of(handbook, person, today);
    let mut found = leaver.held();
    let holds = found.roles.iter().filter(|held| held.part == Part::Holder);
    let roles: BTreeSet<Key> = holds.map(|held| held.key.clone()).collect();
    roles.iter().for_each(|role| leaver.add_work(role, &mut found));
    found.others.extend(leaver.mentions());
    found
}

/// Tells whether somebody holds anything today or later that would have to be handed over.
pub fn holds_anything(handbook: &Handbook, person: &Key, today: Date) -> bool {
    let held = Leaver::of(handbook, person, today).held();
    let named = [&held.roles, &held.access, &held.lists, &held.committees].iter().any(|list| !list.is_empty());
    named || !held.directory.is_empty() || !held.others.is_empty()
}

/// How many days after a departure its tasks are told ahead.
const AHEAD: i64 = 90;

/// Returns the last day up to which a hand-over tells what is due.
pub fn ninety_days_after(day: Date) -> Date {
    day.saturating_add(AHEAD.days())
}

/// Tells whether two names are the same, whatever their letter case and spaces.
pub fn same_name(one: &str, other: &str) -> bool {
    let words = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    words(one) == words(other)
}

/// Tells whether a relation names somebody for something that goes on and that no other list of a hand-over holds.
fn is_elsewhere(kind: Kind, label: &str) -> bool {
    const LISTED: [&str; 4] = ["holders", "backups", "subscribers", "members"];
    let declared = kind.fields().iter().find(|field| field.back == Some(label));
    declared.is_some_and(|field| !field.is_past() && !LISTED.contains(&field.key))
}

/// Somebody who may leave, and on which day.
struct Leaver<'a> {
    handbook: &'a Handbook,
    person: &'a Key,
    today: Date,
    day: Date,
}

/// The first and the last day of a holding, where they are given.
type Span = (Option<Date>, Option<Date>);

impl<'a> Leaver<'a> {
    fn of(handbook: &'a Handbook, person: &'a Key, today: Date) -> Self {
        let last = handbook.get::<Person>(&person.id).and_then(|person| person.end.as_ref());
        Self { handbook, person, today, day: last.map_or(today, |last| last.value.max(today)) }
    }

    /// Returns what names the person in a field.
    fn held(&self) -> Handover {
        let mut found = Handover {
            day: self.day,
            roles: Vec::new(),
            access: Vec::new(),
            lists: Vec::new(),
            committees: Vec::new(),
            directory: self.listed(),
            tasks: Vec::new(),
            pages: Vec::new(),
            requests: Vec::new(),
            others: Vec::new(),
        };
        let links = self.handbook.backlinks(self.person).iter().filter(|link| link.from.kind != Kind::Page);
        let mut seen = BTreeSet::new();
        for link in links.filter(|link| link.label != MENTIONED) {
            if is_elsewhere(link.from.kind, link.label) {
                found.others.push((link.label, link.from.clone()));
            }
            let Some(entry) = self.handbook.entry(&link.from).filter(|_| seen.insert(&link.from)) else { continue };
            match &entry.record {
                AnyRecord::Role(role) => found.roles.extend(self.holdings(&entry.key, role)),
                AnyRecord::Access(access) => found.access.extend(self.holdings(&entry.key, access)),
                AnyRecord::List(list) => {
                    let own = list.subscribers.iter().filter(|subscriber| self.is_named(&subscriber.to));
                    let spans = own.map(|own| days(own.from.as_ref(), own.until.as_ref()));
                    found.lists.extend(spans.filter_map(|span| self.holding(&entry.key, Part::Reader, span)));
                }
                AnyRecord::Committee(committee) => found.committees.extend(self.seats(&entry.key, &committee.members)),
                _ => {}
            }
        }
        // What is held comes before that for which one only steps in.
        [&mut found.roles, &mut found.access]
            .into_iter()
            .for_each(|held| held.sort_by_key(|held| held.part == Part::Backup));
        found
    }

    /// Returns the entries of the consortium's directory that list the person by name.
    fn listed(&self) -> Vec<Key> {
        let name = self.handbook.title(self.person);
        let entries = self.handbook.all::<DirectoryEntry>();
        let listed =
            entries.filter(|(_, entry)| entry.listed_name.as_ref().is_some_and(|listed| same_name(listed, name)));
        listed.map(|(entry, _)| entry.key.clone()).collect()
    }

    fn is_named(&self, reference: &Reference) -> bool {
        !reference.hidden && self.handbook.resolve(reference).as_ref() == Some(self.person)
    }

    fn holdings(&self, key: &Key, record: &dyn Staffed) -> Vec<Held> {
        let of = |holders: &[Holder], part| -> Vec<Held> {
            let own = holders.iter().filter(|holder| self.is_named(&holder.person));
            own.filter_map(|holder| self.holding(key, part, days(holder.from.as_ref(), holder.until.as_ref())))
                .collect()
        };
        let mut held = of(record.holders(), Part::Holder);
        held.extend(of(record.backups(), Part::Backup));
        held
    }

    /// Returns a holding of a role, an access or a list; nothing where it is over.
    fn holding(&self, key: &Key, part: Part, (from, until): Span) -> Option<Held> {
        let is_open = until.is_none_or(|until| until >= self.today);
        is_open.then(|| Held { key: key.clone(), part, from, until, by: None, next: self.next(key, part) })
    }

    /// Returns who takes over a role, an access or a list. Behind a backup comes only another.
    fn next(&self, key: &Key, part: Part) -> Option<Key> {
        let depth = Subject::of(self.handbook, self.handbook.entry(key)?)?.on(self.day);
        let here = |backup: bool| {
            let is_other = |member: &&Member| member.person != *self.person && (member.part == Part::Backup) == backup;
            depth.here().find(is_other).map(|member| member.person.clone())
        };
        here(true).or_else(|| here(false).filter(|_| part != Part::Backup))
    }

    /// Returns the seats of the person on a committee; who takes over is whoever else sits there.
    fn seats(&self, key: &Key, members: &[Holder]) -> Vec<Held> {
        let spans = |holder: &Holder| days(holder.from.as_ref(), holder.until.as_ref());
        let other = members.iter().filter(|holder| !self.is_named(&holder.person)).find_map(|holder| {
            let (entry, person) = self.handbook.record::<Person>(&holder.person)?;
            let (from, until) = spans(holder);
            (presence(person, from, until, self.day) == Presence::Here).then(|| entry.key.clone())
        });
        let own = members.iter().filter(|holder| self.is_named(&holder.person)).map(spans);
        let open = own.filter(|(_, until)| until.is_none_or(|until| until >= self.today));
        let seat =
            |(from, until)| Held { key: key.clone(), part: Part::Holder, from, until, by: None, next: other.clone() };
        open.map(seat).collect()
    }

    /// Returns the texts in use that name the person.
    fn mentions(&self) -> impl Iterator<Item = (&'static str, Key)> {
        let links = self.handbook.backlinks(self.person).iter().filter(|link| link.label == MENTIONED);
        let in_use = |key: &Key| self.handbook.page(key).is_none_or(Page::is_in_use);
        links.filter(move |link| in_use(&link.from)).map(|link| (MENTIONED, link.from.clone()))
    }

    /// Adds what comes with a role that the person holds: lists, tasks, pages, requests, the place in the directory.
    fn add_work(&self, role: &Key, to: &mut Handover) {
        let is_role =
            |reference: &Reference| !reference.hidden && self.handbook.resolve(reference).as_ref() == Some(role);
        let links = self.handbook.backlinks(role).iter().filter(|link| link.label != MENTIONED);
        for key in links.map(|link| &link.from).collect::<BTreeSet<_>>() {
            if let Some(page) = self.handbook.page(key) {
                let owns = page.front.owner.as_ref().is_some_and(|owner| is_role(owner));
                to.pages.extend((owns && page.is_in_use()).then(|| key.clone()));
                continue;
            }
            let Some(entry) = self.handbook.entry(key) else { continue };
            match &entry.record {
                AnyRecord::List(list) if !to.lists.iter().any(|held| held.key == *key) => {
                    let readers = list.subscribers.iter().find(|subscriber| is_role(&subscriber.to));
                    let span = readers.map(|readers| days(readers.from.as_ref(), readers.until.as_ref()));
                    let held = span.and_then(|span| self.holding(key, Part::Reader, span));
                    to.lists.extend(held.map(|held| Held { by: Some(role.clone()), ..held }));
                }
                AnyRecord::Task(task) if is_role(&task.owner) => to.tasks.push(key.clone()),
                AnyRecord::Request(request) if request.answered_on.is_none() => {
                    let owns = request.owner.as_ref().is_some_and(|owner| is_role(owner));
                    to.requests.extend(owns.then(|| key.clone()));
                }
                AnyRecord::DirectoryEntry(listed) if !to.directory.contains(key) => {
                    let stands_for = listed.role.as_ref().is_some_and(|listed| is_role(listed));
                    to.directory.extend(stands_for.then(|| key.clone()));
                }
                _ => {}
            }
        }
    }
}
