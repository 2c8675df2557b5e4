//! Depth: how many people can do a thing on a day, and what that means. Pure functions of a handbook and a day.
//!
//! A person counts on a day when employed, not on leave, and inside the days of the holding; holders and backups count
//! alike, each person once. A role or an access that nobody holds is a gap even where a backup stands by: a backup steps
//! in for somebody.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::handbook::Handbook;
use crate::record::reference::{Key, Reference};
use crate::record::staffing::{AcceptedGap, Holder, Staffed, Wanted};
use crate::record::value::{Day, Number};
use crate::record::{Access, Kind, List, Person, Role};
use crate::schedule::long;

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
}

impl Part {
    pub fn word(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Backup => "backup",
            Self::Reader => "reader",
        }
    }

    /// The letter that stands for it in a matrix.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Holder => "H",
            Self::Backup => "B",
            Self::Reader => "R",
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

/// Returns the depth of every role, access and list on a day, where the audience of the handbook sees who holds it.
pub fn on(handbook: &Handbook, day: Date) -> Coverage {
    let mut depths = BTreeMap::new();
    if handbook.shows(Kind::Role, "holders") {
        let roles = handbook.all::<Role>();
        depths.extend(roles.map(|(entry, role)| (entry.key.clone(), staffed(handbook, role, day))));
    }
    if handbook.shows(Kind::Access, "holders") {
        let access = handbook.all::<Access>();
        depths.extend(access.map(|(entry, access)| (entry.key.clone(), staffed(handbook, access, day))));
    }
    if handbook.shows(Kind::List, "subscribers") {
        depths.extend(handbook.all::<List>().map(|(entry, list)| (entry.key.clone(), read(handbook, list, day))));
    }
    Coverage { day, depths }
}

impl Coverage {
    /// Returns the depths of one kind: roles, access or lists.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (&Key, &Depth)> {
        self.depths.range(Key::new(kind, "")..).take_while(move |(key, _)| key.kind == kind)
    }

    /// Returns how many of a kind are in each state, worst first, states without any left out.
    pub fn tally(&self, kind: Kind) -> Vec<(State, usize)> {
        let count = |state| self.of_kind(kind).filter(|(_, depth)| depth.state == state).count();
        State::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, number)| *number > 0).collect()
    }
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

fn staffed(handbook: &Handbook, record: &dyn Staffed, day: Date) -> Depth {
    let mut members = Members { handbook, day, found: Vec::new(), uncertain: false };
    record.holders().iter().for_each(|holder| members.holder(holder, Part::Holder));
    record.backups().iter().for_each(|backup| members.holder(backup, Part::Backup));
    depth(members, record.wanted(), record.accepted_gap())
}

fn read(handbook: &Handbook, list: &List, day: Date) -> Depth {
    let mut members = Members { handbook, day, found: Vec::new(), uncertain: false };
    for subscriber in &list.subscribers {
        let (from, until) = days(subscriber.from.as_ref(), subscriber.until.as_ref());
        if let Some((_, role)) = handbook.record::<Role>(&subscriber.to) {
            for holder in &role.holders {
                let (first, last) = days(holder.from.as_ref(), holder.until.as_ref());
                let last = last.into_iter().chain(until).min();
                members.add(&holder.person, Part::Reader, first.max(from), last);
            }
        } else {
            members.add(&subscriber.to, Part::Reader, from, until);
        }
    }
    depth(members, list.coverage.as_ref(), list.accepted_gap.as_ref())
}

fn days(from: Option<&Day>, until: Option<&Day>) -> (Option<Date>, Option<Date>) {
    (from.map(|day| day.value), until.map(|day| day.value))
}

struct Members<'a> {
    handbook: &'a Handbook,
    day: Date,
    found: Vec<Member>,
    uncertain: bool,
}

impl Members<'_> {
    fn holder(&mut self, holder: &Holder, part: Part) {
        let (from, until) = days(holder.from.as_ref(), holder.until.as_ref());
        self.add(&holder.person, part, from, until);
    }

    fn add(&mut self, reference: &Reference, part: Part, from: Option<Date>, until: Option<Date>) {
        if reference.hidden {
            return self.withhold(reference.kinds, part);
        }
        let Some((entry, person)) = self.handbook.record::<Person>(reference) else {
            self.uncertain |= self.handbook.is_uncertain(reference);
            return;
        };
        let presence = presence(person, from, until, self.day);
        self.found.push(Member { person: entry.key.clone(), part, from, until, presence });
    }
}

impl Members<'_> {
    /// Notes that somebody is named who may not be known; however many they are, they count as one.
    fn withhold(&mut self, kinds: &[Kind], part: Part) {
        let known = self.found.iter().any(|member| member.presence == Presence::Withheld && member.part == part);
        if !known {
            let person = Key::new(*kinds.first().unwrap_or(&Kind::Person), "");
            self.found.push(Member { person, part, from: None, until: None, presence: Presence::Withheld });
        }
    }
}

/// Judges what was found against what is wanted.
fn depth(members: Members<'_>, wanted: Option<&Wanted>, accepted: Option<&AcceptedGap>) -> Depth {
    let number = |pick: fn(&Wanted) -> &Option<Number>| {
        wanted.and_then(|wanted| pick(wanted).as_ref()).map(|number| number.0.value as usize)
    };
    let minimum = number(|wanted| &wanted.minimum).unwrap_or(1);
    let target = number(|wanted| &wanted.target).unwrap_or(minimum).max(minimum);
    let maximum = number(|wanted| &wanted.maximum);
    let count = |counts: fn(&Member) -> bool| {
        let here = members.found.iter().filter(|member| member.presence == Presence::Here && counts(member));
        here.map(|member| &member.person).collect::<BTreeSet<_>>().len()
    };
    let depth = count(|_| true);
    let holders = count(|member| member.part != Part::Backup);
    let held = members
        .found
        .iter()
        .any(|member| member.part != Part::Backup && matches!(member.presence, Presence::Here | Presence::Away(_)));
    let accepted_until = accepted.map(|gap| gap.until.value);
    let approved = accepted_until.is_some_and(|until| until >= members.day);
    let withheld = members.found.iter().any(|member| member.presence == Presence::Withheld);
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
    Depth {
        state,
        depth,
        held,
        minimum,
        target,
        maximum,
        members: members.found,
        accepted_until,
        uncertain: members.uncertain,
    }
}

/// Says in words why a thing is in its state: "one person can do it, two are wanted".
pub fn reason(depth: &Depth, day: Date) -> String {
    let people = |count: usize| match count {
        0 => "nobody".to_owned(),
        1 => "one person".to_owned(),
        many => format!("{} people", in_words(many)),
    };
    let now = match depth.depth {
        0 => "nobody can do it today".to_owned(),
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

fn needed(count: usize) -> String {
    format!("{} {}", in_words(count), if count == 1 { "is" } else { "are" })
}

fn in_words(count: usize) -> String {
    const WORDS: [&str; 7] = ["none", "one", "two", "three", "four", "five", "six"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}
