//! The tables of the site: coverage, role by person, list by person, reviews, A to Z; and who is here today.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::Seen;
use super::days::{self, Dated};
use super::field::{self, Value};
use super::link::{self, Link};
use crate::coverage::{self, Depth, Member, Part, Presence, State, Stretch};
use crate::record::reference::Key;
use crate::record::value::Day;
use crate::record::{Access, Kind, List, Person as PersonRecord, Role};
use crate::schedule::long;
use crate::site::alphabet as site_alphabet;

/// One of the five states.
#[derive(Clone, Copy, PartialEq, Serialize)]
pub struct StateView {
    word: &'static str,
    symbol: &'static str,
    /// The word by which it is coloured.
    like: &'static str,
}

pub fn state(state: State) -> StateView {
    state_called(state, state.word())
}

/// Returns a state that is called by another word.
pub fn state_called(state: State, word: &'static str) -> StateView {
    StateView { word, symbol: state.symbol(), like: state.word() }
}

/// Somebody who is named for a thing.
#[derive(Serialize)]
pub struct Person {
    link: Link,
    part: &'static str,
    here: bool,
    /// Why they do not count today, or since and until when they hold it.
    note: Option<String>,
    email: Option<String>,
    phone: Option<Value>,
    days: Option<Days>,
}

/// The days by which it can be told of another day whether somebody is here then: two days each, the second included,
/// where one is not given nothing.
#[derive(Serialize)]
pub struct Days {
    works: String,
    held: String,
    /// What is left of the leave, with spaces between.
    away: String,
}

/// Whether somebody is in today.
#[derive(Serialize)]
pub struct Here {
    here: bool,
    words: String,
    days: Option<Days>,
}

/// How well a role, an access or a list is covered.
#[derive(Serialize)]
pub struct DepthRow {
    link: Link,
    states: Vec<Dated<Stated>>,
    depth: usize,
    minimum: usize,
    target: usize,
    holders: Vec<Person>,
    backups: Vec<Person>,
    /// What approved a gap, and until when.
    accepted: Option<Accepted>,
}

/// In which state something is, and why.
#[derive(PartialEq, Serialize)]
pub struct Stated {
    state: StateView,
    reason: String,
}

#[derive(Serialize)]
struct Accepted {
    reason: String,
    by: Vec<Link>,
    until: String,
}

pub fn depth_row(seen: Seen<'_>, key: &Key, depth: &Depth) -> DepthRow {
    let people = |backup: bool| {
        let members = depth.members.iter().filter(|member| (member.part == Part::Backup) == backup);
        members.map(|member| person(seen, member)).collect()
    };
    DepthRow {
        link: link::with_summary(seen.site, key),
        states: states(seen, key),
        depth: depth.depth,
        minimum: depth.minimum,
        target: depth.target,
        holders: people(false),
        backups: people(true),
        accepted: accepted(seen, key),
    }
}

/// Returns in which state a role, an access or a list is today and on the days to come.
pub fn states(seen: Seen<'_>, key: &Key) -> Vec<Dated<Stated>> {
    let stretches = seen.site.timeline.stretches.get(key).into_iter().flatten();
    let stated = stretches.map(|Stretch { from, depth, .. }| {
        (*from, Stated { state: state(depth.state), reason: coverage::reason(depth, *from) })
    });
    days::runs(seen, stated)
}

fn accepted(seen: Seen<'_>, key: &Key) -> Option<Accepted> {
    let handbook = &seen.site.handbook;
    let gap = match key.kind {
        Kind::Role => handbook.get::<Role>(&key.id)?.accepted_gap.as_ref()?,
        Kind::Access => handbook.get::<Access>(&key.id)?.accepted_gap.as_ref()?,
        _ => handbook.get::<List>(&key.id)?.accepted_gap.as_ref()?,
    };
    Some(Accepted {
        reason: gap.reason.value.clone(),
        by: link::links(seen.site, [&*gap.approved_by]),
        until: long(gap.until.value),
    })
}

/// Returns somebody who is named, and whether they are here today.
pub fn person(seen: Seen<'_>, member: &Member) -> Person {
    let record = seen.site.handbook.get::<PersonRecord>(&member.person.id);
    let since = member.from.map(|day| format!("since {}", long(day)));
    let until = member.until.map(|day| format!("until {}", long(day)));
    let held = [since, until].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Person {
        link: link::link(seen.site, &member.person),
        part: member.part.word(),
        here: matches!(member.presence, Presence::Here | Presence::Withheld),
        note: why_not(member.presence).or((!held.is_empty()).then_some(held)),
        email: record.and_then(|record| record.email.as_ref()).map(|email| email.0.clone()),
        phone: record.and_then(|record| record.phone.as_ref()).map(|phone| field::phone(&phone.0)),
        days: days_of(seen, member),
    }
}

/// Returns the days by which to tell of a later day whether somebody who is named counts.
pub fn days_of(seen: Seen<'_>, member: &Member) -> Option<Days> {
    let record = seen.site.handbook.get::<PersonRecord>(&member.person.id)?;
    let days = days(record, member.from, member.until, seen.site.coverage.day);
    days.filter(|_| member.presence != Presence::Withheld)
}

/// Returns those who belong to a thing today or on a later day, here or away, on the days on which they do.
pub fn belonging(seen: Seen<'_>, members: &[Member]) -> Vec<Dated<Person>> {
    let belongs = |member: &Member| {
        let record = seen.site.handbook.get::<PersonRecord>(&member.person.id);
        let date = |pick: fn(&PersonRecord) -> &Option<Day>| Some(pick(record?).as_ref()?.value);
        let from = member.from.max(date(|person| &person.start)).unwrap_or(seen.site.coverage.day);
        let until = [member.until, date(|person| &person.end)].into_iter().flatten().min().unwrap_or(Date::MAX);
        days::between(seen, from, until, || person(seen, member))
    };
    members.iter().filter_map(belongs).collect()
}

/// Returns the days by which to tell of a later day whether somebody counts; nothing where none of them is to come.
fn days(person: &PersonRecord, from: Option<Date>, until: Option<Date>, today: Date) -> Option<Days> {
    let date = |day: &Option<Day>| day.as_ref().map(|day| day.value);
    let away: Vec<_> = person.leave.iter().map(|leave| (leave.from.value, leave.until.value)).collect();
    let away: Vec<_> = away.into_iter().filter(|(_, last)| *last >= today).collect();
    let (start, end) = (date(&person.start), date(&person.end));
    let begins = [start, from].into_iter().flatten().any(|first| first > today);
    let ends = [end, until].into_iter().flatten().any(|last| last >= today);
    let words = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let span = |first, last| format!("{}/{}", words(first), words(last));
    (begins || ends || !away.is_empty()).then(|| Days {
        works: span(start, end),
        held: span(from, until),
        away: away.into_iter().map(|(first, last)| span(Some(first), Some(last))).collect::<Vec<_>>().join(" "),
    })
}

/// Returns whoever can do a thing today, and whoever is named and may be able to on a later day, holders first; nothing
/// where the audience may not know.
pub fn here_or_later(seen: Seen<'_>, key: &Key) -> Option<Vec<Person>> {
    let depth = seen.site.coverage.depths.get(key)?;
    let people = depth.members.iter().map(|member| person(seen, member));
    Some(people.filter(|person| person.here || person.days.is_some()).collect())
}

/// Says why somebody does not count today; nothing where they do.
pub fn why_not(presence: Presence) -> Option<String> {
    match presence {
        Presence::Here | Presence::Withheld => None,
        Presence::From(day) => Some(format!("from {}", long(day))),
        Presence::Until(day) => Some(format!("until {}", long(day))),
        Presence::Away(day) => Some(format!("away until {}", long(day))),
        Presence::Starts(day) => Some(format!("starts on {}", long(day))),
        Presence::Left(day) => Some(format!("left on {}", long(day))),
    }
}

/// Returns whoever can do a thing today, holders first; nothing where the audience may not know.
pub fn here(seen: Seen<'_>, key: &Key) -> Option<Vec<Person>> {
    let depth = seen.site.coverage.depths.get(key)?;
    Some(depth.here().map(|member| person(seen, member)).collect())
}

/// Returns whoever can do a thing today or on a later day, or words that say that it is not told.
pub fn here_or_words(seen: Seen<'_>, key: Option<&Key>) -> Vec<Person> {
    let untold = || {
        let link = Link { title: "not told here".to_owned(), ..link::words(Kind::Person) };
        vec![Person { link, part: "", here: true, note: None, email: None, phone: None, days: None }]
    };
    match key.and_then(|key| here_or_later(seen, key)) {
        Some(people) => people,
        None if seen.site.handbook.sight.is_some() => untold(),
        None => Vec::new(),
    }
}

/// Returns whether a person is in today; nothing for any other record.
pub fn presence(seen: Seen<'_>, key: &Key) -> Option<Here> {
    let record = seen.site.handbook.get::<PersonRecord>(&key.id).filter(|_| key.kind == Kind::Person)?;
    let presence = coverage::presence(record, None, None, seen.site.coverage.day);
    let leaving = |day: &Day| format!("here, last day {}", long(day.value));
    let words = why_not(presence).unwrap_or_else(|| record.end.as_ref().map_or_else(|| "here".to_owned(), leaving));
    let days = days(record, None, None, seen.site.coverage.day);
    Some(Here { here: presence == Presence::Here, words, days })
}

/// How many are in a state.
#[derive(PartialEq, Serialize)]
pub struct Tally {
    pub state: StateView,
    pub count: usize,
}

/// Returns how many roles are in each state on a day.
pub fn tally(seen: Seen<'_>, day: Date) -> Vec<Tally> {
    coverage::tally(roles_on(seen, day)).into_iter().map(|(of, count)| Tally { state: state(of), count }).collect()
}

/// Returns how each role is covered on a day.
pub fn roles_on<'a>(seen: Seen<'a>, day: Date) -> impl Iterator<Item = &'a Depth> + Clone {
    let timeline = &seen.site.timeline;
    timeline.of_kind(Kind::Role).filter_map(move |(key, _)| timeline.on(key, day))
}

/// Returns today and the days on which another stretch of a role begins.
pub fn turns(seen: Seen<'_>) -> BTreeSet<Date> {
    let stretches = seen.site.timeline.of_kind(Kind::Role).flat_map(|(_, stretches)| stretches);
    stretches.map(|stretch| stretch.from).chain([seen.site.coverage.day]).collect()
}

/// Role coverage.
#[derive(Serialize)]
pub struct CoveragePage {
    tallies: Vec<Dated<Tallied>>,
    rows: Vec<DepthRow>,
}

/// How many roles are in each state.
#[derive(PartialEq, Serialize)]
struct Tallied {
    tally: Vec<Tally>,
}

pub fn coverage(seen: Seen<'_>) -> CoveragePage {
    let tallied = turns(seen).into_iter().map(|day| (day, Tallied { tally: tally(seen, day) }));
    CoveragePage { tallies: days::runs(seen, tallied), rows: depth_rows(seen, Kind::Role) }
}

/// Returns every role, access or list, worst first, then by name.
fn depth_rows(seen: Seen<'_>, kind: Kind) -> Vec<DepthRow> {
    let mut sorted: Vec<(&Key, &Depth)> = seen.site.coverage.of_kind(kind).collect();
    sorted.sort_by_key(|(key, depth)| (depth.state, seen.site.handbook.title(key).to_lowercase()));
    sorted.into_iter().map(|(key, depth)| depth_row(seen, key, depth)).collect()
}

/// A table of things by people.
#[derive(Serialize)]
pub struct Matrix {
    /// Who stands across; nobody where there are too many, and the lists serve instead.
    people: Vec<Link>,
    rows: Vec<MatrixRow>,
}

/// More people than this do not fit across a page, and the lists of people serve instead.
pub const WIDEST: usize = 60;

#[derive(Serialize)]
struct MatrixRow {
    link: Link,
    states: Vec<Dated<Stated>>,
    /// One for each person: nothing, or what they are.
    cells: Vec<Option<Cell>>,
    /// The same as a list, for narrow screens.
    people: Vec<Person>,
}

#[derive(Serialize)]
struct Cell {
    letter: &'static str,
    part: &'static str,
    words: String,
    here: bool,
    days: Option<Days>,
}

pub fn roles_by_person(seen: Seen<'_>) -> Matrix {
    matrix(seen, Kind::Role)
}

/// Returns the people who are named for anything of a kind, and each thing with what they are.
fn matrix(seen: Seen<'_>, kind: Kind) -> Matrix {
    let depths: Vec<(&Key, &Depth)> = seen.site.coverage.of_kind(kind).collect();
    let mut named: Vec<&Key> =
        depths.iter().flat_map(|(_, depth)| depth.members.iter().map(|member| &member.person)).collect();
    by_surname(seen, &mut named);
    if named.len() > WIDEST {
        named.clear();
    }
    let row = |(key, depth): &(&Key, &Depth)| MatrixRow {
        link: link::link(seen.site, key),
        states: states(seen, key),
        cells: named.iter().map(|person| cell(seen, depth, person)).collect(),
        people: depth.members.iter().map(|member| person(seen, member)).collect(),
    };
    let mut rows: Vec<MatrixRow> = depths.iter().map(row).collect();
    rows.sort_by_key(|row| row.link.title.to_lowercase());
    Matrix { people: named.iter().map(|key| link::link(seen.site, key)).collect(), rows }
}

/// Sorts people by their last names, each once.
pub fn by_surname(seen: Seen<'_>, people: &mut Vec<&Key>) {
    people.sort_by_cached_key(|key| {
        let name = seen.site.handbook.title(key);
        (name.rsplit(' ').next().unwrap_or(name).to_lowercase(), *key)
    });
    people.dedup();
}

fn cell(seen: Seen<'_>, depth: &Depth, person: &Key) -> Option<Cell> {
    let of_person = || depth.members.iter().filter(|member| member.person == *person);
    let member = of_person().find(|member| member.presence == Presence::Here).or_else(|| of_person().next())?;
    // Whoever is named twice counts where they count best, and no days of one naming tell which that is.
    let once = of_person().nth(1).is_none();
    let word = member.part.word();
    let words = why_not(member.presence).map_or_else(|| word.to_owned(), |why| format!("{word}, {why}"));
    let here = matches!(member.presence, Presence::Here | Presence::Withheld);
    let days = days_of(seen, member).filter(|_| once);
    Some(Cell { letter: member.part.letter(), part: word, words, here, days })
}

/// A letter of the index and what stands under it.
#[derive(Serialize)]
pub struct LetterView {
    letter: String,
    id: String,
    entries: Vec<Named>,
}

#[derive(Serialize)]
struct Named {
    words: String,
    link: Link,
}

pub fn alphabet(seen: Seen<'_>) -> Vec<LetterView> {
    let named = |(words, key): (String, Key)| Named { words, link: link::link(seen.site, &key) };
    site_alphabet(&seen.site.handbook)
        .into_iter()
        .map(|letter| LetterView {
            id: if letter.letter.len() == 1 { letter.letter.to_lowercase() } else { "digits".to_owned() },
            letter: letter.letter,
            entries: letter.entries.into_iter().map(named).collect(),
        })
        .collect()
}
