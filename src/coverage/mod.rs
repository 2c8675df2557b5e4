//! Depth: how many people can do a thing on a day, and what that means. Pure functions of a handbook and a day.
//!
//! A person counts on a day when employed, not on leave, and inside the days of the holding; holders and backups count
//! alike, each person once. A role or an access that nobody holds is a gap even where a backup stands by: a backup steps
//! in for somebody. A list that nobody of the library's own staff reads is a gap, however many others do.

pub mod concentration;
pub mod directory;
pub mod duty;
mod footing;
pub mod group;
mod handover;
pub mod outage;
pub mod readers;
pub mod reviews;
pub mod routing;
pub mod standing;
mod tasks;
mod time;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::handbook::Handbook;
use crate::parse::Entry;
use crate::record::reference::{Key, Reference};
use crate::record::staffing::{AcceptedGap, Holder, Staffed, Wanted};
use crate::record::value::{Day, Number};
use crate::record::{AnyRecord, Employment, Kind, List, Person, Role};
use crate::schedule::long;

pub use footing::{Change, Footing, footings, without};
pub use handover::{Handover, Held, handover, holds_anything, ninety_days_after, same_name};
pub use tasks::{Calendar, Occurrence, SOON, Standing, calendar, missed};
pub use time::{Coming, Stretch, Timeline, over};

/// Depth of every role, access and list on a day.
#[derive(Clone, Debug)]
pub struct Coverage {
    pub day: Date,
    pub depths: BTreeMap<Key, Depth>,
}

/// The states, each with a word and a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Gap,
    Thin,
    Accepted,
    Over,
    Covered,
    /// It depends on somebody whom the audience may not know of.
    Withheld,
}

impl State {
    pub const ALL: [Self; 6] = [Self::Gap, Self::Thin, Self::Accepted, Self::Over, Self::Covered, Self::Withheld];

    pub fn word(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Thin => "thin",
            Self::Accepted => "accepted",
            Self::Over => "over",
            Self::Covered => "covered",
            Self::Withheld => "withheld",
        }
    }

    pub fn symbol(self) -> &'static str {
        match self {
            Self::Gap => "○",
            Self::Thin => "◐",
            Self::Accepted => "◇",
            Self::Over => "◆",
            Self::Covered => "●",
            Self::Withheld => "◌",
        }
    }
}

/// How well one thing is covered on a day.
#[derive(Clone, Debug)]
pub struct Depth {
    pub state: State,
    /// How many different people can do it that day.
    pub depth: usize,
    /// Whether somebody holds it, present or away; a backup alone does not.
    pub held: bool,
    pub minimum: usize,
    pub target: usize,
    pub maximum: Option<usize>,
    /// Everybody who is named, in order, whether or not they count that day.
    pub members: Vec<Member>,
    /// Until when a gap is approved, lapsed or not.
    pub accepted_until: Option<Date>,
    /// Whether somebody is named whose file could not be read; then nothing should be concluded.
    pub uncertain: bool,
}

/// Somebody who is named for a thing.
#[derive(Clone, Debug)]
pub struct Member {
    pub person: Key,
    pub part: Part,
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub presence: Presence,
}

/// As what somebody is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Holder,
    Backup,
    Reader,
    /// Somebody who works in a department.
    Staff,
}

impl Part {
    pub fn word(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Backup => "backup",
            Self::Reader => "reader",
            Self::Staff => "staff",
        }
    }

    /// The letter that stands for it in a matrix.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Holder => "H",
            Self::Backup => "B",
            Self::Reader => "R",
            Self::Staff => "S",
        }
    }
}

/// Whether somebody counts on a day, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Here,
    /// The holding starts later.
    From(Date),
    /// The holding is over since.
    Until(Date),
    /// On leave until, the day included.
    Away(Date),
    /// Starts work later.
    Starts(Date),
    /// Has left; the last day.
    Left(Date),
    /// The audience may not know who it is.
    Withheld,
}

impl Member {
    /// Tells whether somebody belongs to it on the day, here or away; of whom that is not told, too.
    pub fn is_current(&self) -> bool {
        matches!(self.presence, Presence::Here | Presence::Away(_) | Presence::Withheld)
    }
}

impl Depth {
    /// Returns those who count that day, holders first, and those of whom that is not told.
    pub fn here(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| matches!(member.presence, Presence::Here | Presence::Withheld))
    }

    /// Tells whether an approved gap has run out by a day.
    pub fn lapsed(&self, day: Date) -> Option<Date> {
        self.accepted_until.filter(|until| *until < day)
    }
}

/// A role, an access or a list with everybody who is named for it, whatever the day.
struct Subject<'a> {
    key: &'a Key,
    named: Vec<Named<'a>>,
    wanted: Option<&'a Wanted>,
    accepted: Option<&'a AcceptedGap>,
    uncertain: bool,
}

/// Somebody who is named, between two days where they are given; nobody where the audience may not know who.
struct Named<'a> {
    key: Key,
    person: Option<(&'a Key, &'a Person)>,
    part: Part,
    from: Option<Date>,
    until: Option<Date>,
}

/// Returns the depth of every role, access and list on a day, where the audience of the handbook sees who holds it.
pub fn on(handbook: &Handbook, day: Date) -> Coverage {
    let depths = subjects(handbook).map(|subject| (subject.key.clone(), subject.on(day))).collect();
    Coverage { day, depths }
}

/// Returns every role, access and list of which the audience of the handbook sees who holds it.
fn subjects(handbook: &Handbook) -> impl Iterator<Item = Subject<'_>> {
    let staffed = Kind::STAFFED.iter().flat_map(|kind| handbook.of_kind(*kind));
    staffed.filter_map(|entry| Subject::of(handbook, entry))
}

impl Coverage {
    /// Returns the depths of one kind: roles, access or lists.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (&Key, &Depth)> + Clone {
        self.depths.range(Key::new(kind, "")..).take_while(move |(key, _)| key.kind == kind)
    }

    /// Returns how many of a kind are in each state, worst first, states without any left out.
    pub fn tally(&self, kind: Kind) -> Vec<(State, usize)> {
        tally(self.of_kind(kind).map(|(_, depth)| depth))
    }
}

/// Returns how many are in each state, worst first, states without any left out.
pub fn tally<'a>(depths: impl Iterator<Item = &'a Depth> + Clone) -> Vec<(State, usize)> {
    let count = |state| depths.clone().filter(|depth| depth.state == state).count();
    State::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, number)| *number > 0).collect()
}

/// Returns whether somebody counts on a day for a holding between two days.
pub fn presence(person: &Person, from: Option<Date>, until: Option<Date>, day: Date) -> Presence {
    let date = |day: &Option<Day>| day.as_ref().map(|day| day.value);
    if let Some(last) = date(&person.end).filter(|last| *last < day) {
        return Presence::Left(last);
    }
    if let Some(last) = until.filter(|last| *last < day) {
        return Presence::Until(last);
    }
    if let Some(first) = date(&person.start).filter(|first| *first > day) {
        return Presence::Starts(first);
    }
    if let Some(first) = from.filter(|first| *first > day) {
        return Presence::From(first);
    }
    let away = person.leave.iter().find(|leave| leave.from.value <= day && day <= leave.until.value);
    away.map_or(Presence::Here, |leave| Presence::Away(leave.until.value))
}

impl<'a> Subject<'a> {
    /// Returns a role, an access or a list of which the audience of the handbook sees who holds it.
    fn of(handbook: &'a Handbook, entry: &'a Entry) -> Option<Self> {
        let field = if entry.key.kind == Kind::List { "subscribers" } else { "holders" };
        let subject = match &entry.record {
            AnyRecord::Role(role) => Self::staffed(handbook, &entry.key, role),
            AnyRecord::Access(access) => Self::staffed(handbook, &entry.key, access),
            AnyRecord::List(list) => Self::read(handbook, &entry.key, list),
            _ => return None,
        };
        handbook.shows(entry.key.kind, field).then_some(subject)
    }

    fn staffed(handbook: &'a Handbook, key: &'a Key, record: &'a dyn Staffed) -> Self {
        let (wanted, accepted) = (record.wanted(), record.accepted_gap());
        let mut subject = Self { key, named: Vec::new(), wanted, accepted, uncertain: false };
        record.holders().iter().for_each(|holder| subject.holder(handbook, holder, Part::Holder));
        record.backups().iter().for_each(|backup| subject.holder(handbook, backup, Part::Backup));
        subject
    }

    /// A list is read by whom it names and by whoever holds a role that it names.
    fn read(handbook: &'a Handbook, key: &'a Key, list: &'a List) -> Self {
        let (wanted, accepted) = (list.coverage.as_ref(), list.accepted_gap.as_ref());
        let mut subject = Self { key, named: Vec::new(), wanted, accepted, uncertain: false };
        for subscriber in &list.subscribers {
            let (from, until) = days(subscriber.from.as_ref(), subscriber.until.as_ref());
            if let Some((_, role)) = handbook.record::<Role>(&subscriber.to) {
                for holder in &role.holders {
                    let (first, last) = days(holder.from.as_ref(), holder.until.as_ref());
                    let last = last.into_iter().chain(until).min();
                    subject.add(handbook, &holder.person, Part::Reader, first.max(from), last);
                }
            } else {
                subject.add(handbook, &subscriber.to, Part::Reader, from, until);
            }
        }
        subject
    }

    fn holder(&mut self, handbook: &'a Handbook, holder: &Holder, part: Part) {
        let (from, until) = days(holder.from.as_ref(), holder.until.as_ref());
        self.add(handbook, &holder.person, part, from, until);
    }

    fn add(
        &mut self,
        handbook: &'a Handbook,
        reference: &Reference,
        part: Part,
        from: Option<Date>,
        until: Option<Date>,
    ) {
        if reference.hidden {
            return self.withhold(reference.kinds, part);
        }
        match handbook.record::<Person>(reference) {
            Some((entry, person)) => {
                let person = Some((&entry.key, person));
                self.named.push(Named { key: entry.key.clone(), person, part, from, until });
            }
            None => self.uncertain |= handbook.is_uncertain(reference),
        }
    }

    /// Notes that somebody is named who may not be known; however many they are, they count as one.
    fn withhold(&mut self, kinds: &[Kind], part: Part) {
        if !self.named.iter().any(|named| named.person.is_none() && named.part == part) {
            let key = Key::new(*kinds.first().unwrap_or(&Kind::Person), "");
            self.named.push(Named { key, person: None, part, from: None, until: None });
        }
    }

    /// Returns how well it is covered on a day: who is named, judged against what is wanted.
    fn on(&self, day: Date) -> Depth {
        let number = |pick: fn(&Wanted) -> &Option<Number>| {
            self.wanted.and_then(|wanted| pick(wanted).as_ref()).map(|number| number.0.value as usize)
        };
        let minimum = number(|wanted| &wanted.minimum).unwrap_or(1);
        let target = number(|wanted| &wanted.target).unwrap_or(minimum).max(minimum);
        let maximum = number(|wanted| &wanted.maximum);
        let members: Vec<Member> = self.named.iter().map(|named| named.on(day)).collect();
        let count = |counts: fn(&Member) -> bool| {
            let here = members.iter().filter(|member| member.presence == Presence::Here && counts(member));
            here.map(|member| &member.person).collect::<BTreeSet<_>>().len()
        };
        let depth = count(|_| true);
        let holders = count(|member| member.part != Part::Backup);
        let held = self.named.iter().zip(&members).any(|(named, member)| match (member.part, member.presence) {
            (Part::Backup, _) => false,
            // A list is held by the library's own staff, and by whoever is here to read it.
            (Part::Reader, Presence::Here) => named.is_staff(),
            (Part::Reader, _) => false,
            (_, presence) => matches!(presence, Presence::Here | Presence::Away(_)),
        });
        let accepted_until = self.accepted.map(|gap| gap.until.value);
        let approved = accepted_until.is_some_and(|until| until >= day);
        let withheld = members.iter().any(|member| member.presence == Presence::Withheld);
        // More people could only make it better, but for the most that are allowed.
        let is_enough = depth >= target && held && maximum.is_none();
        let state = match () {
            () if withheld && !is_enough => State::Withheld,
            () if depth < minimum || !held && minimum > 0 => State::Gap,
            () if depth < target => State::Thin,
            () if maximum.is_some_and(|maximum| holders > maximum) => State::Over,
            () => State::Covered,
        };
        let state = if approved && matches!(state, State::Gap | State::Thin) { State::Accepted } else { state };
        let uncertain = self.uncertain;
        Depth { state, depth, held, minimum, target, maximum, members, accepted_until, uncertain }
    }
}

impl Named<'_> {
    fn is_staff(&self) -> bool {
        let employment = |(_, person): (&Key, &Person)| person.employment.unwrap_or(Employment::Staff);
        self.person.map(employment) == Some(Employment::Staff)
    }

    fn on(&self, day: Date) -> Member {
        let presence = |(_, person): (&Key, &Person)| presence(person, self.from, self.until, day);
        let presence = self.person.map_or(Presence::Withheld, presence);
        Member { person: self.key.clone(), part: self.part, from: self.from, until: self.until, presence }
    }
}

fn days(from: Option<&Day>, until: Option<&Day>) -> (Option<Date>, Option<Date>) {
    (from.map(|day| day.value), until.map(|day| day.value))
}

/// Says in words why a thing is in its state: "one person can do it, two are wanted".
pub fn reason(depth: &Depth, day: Date) -> String {
    let now = match depth.depth {
        0 => "nobody can do it today".to_owned(),
        some if !depth.held && depth.members.iter().any(|member| member.part == Part::Reader) => {
            format!("{} can read it, and nobody of the library's own staff", people(some))
        }
        some if !depth.held => format!("nobody holds it, {} can step in", people(some)),
        some => format!("{} can do it today", people(some)),
    };
    match depth.state {
        State::Gap => format!("{now}, at least {} needed", needed(depth.minimum)),
        State::Thin => format!("{now}, {} wanted", needed(depth.target)),
        State::Over => format!("more people hold it than the {} allowed", in_words(depth.maximum.unwrap_or_default())),
        State::Covered => now,
        State::Withheld => "not everybody who can do it is named here".to_owned(),
        State::Accepted => {
            let until = depth.accepted_until.unwrap_or(day);
            format!("{now}; accepted until {}", long(until))
        }
    }
}

/// Returns a number of people in words: "nobody", "one person", "two people".
pub fn people(count: usize) -> String {
    match count {
        0 => "nobody".to_owned(),
        1 => "one person".to_owned(),
        many => format!("{} people", in_words(many)),
    }
}

fn needed(count: usize) -> String {
    format!("{} {}", in_words(count), if count == 1 { "is" } else { "are" })
}

/// Returns a small number as a word.
pub fn in_words(count: usize) -> String {
    const WORDS: [&str; 7] = ["none", "one", "two", "three", "four", "five", "six"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}
