//! How the records of an index stand today: what is open, due, vacant or untold, the most pressing first.

use jiff::civil::Date;
use serde::Serialize;

use super::Seen;
use super::link::{self, Link};
use super::table::{self, Person};
use crate::coverage::directory::{self, Directory, Unconfirmed};
use crate::coverage::standing::{Asked, Renewal, Seat, Told, renewal, request, seats, told};
use crate::handbook::MENTIONED;
use crate::parse::Entry;
use crate::record::{AnyRecord, Kind};
use crate::schedule::long;

/// How a record stands: a word, a symbol, the look of a state, and what more there is to say.
#[derive(Clone, Serialize)]
pub struct Standing {
    word: &'static str,
    symbol: &'static str,
    look: &'static str,
    note: Option<String>,
}

/// What an index shows of a record beside its fields.
#[derive(Default)]
pub struct Beside {
    pub standing: Option<Standing>,
    /// Who of ours sits on a committee today; nothing where that is not told.
    pub people: Option<Vec<Person>>,
    /// The pages that warn of a setting.
    pub pages: Vec<Link>,
    /// Where it stands among the others: the most pressing first, then by day.
    pub order: (u8, i64),
}

/// How many records stand in one way.
#[derive(Serialize)]
pub struct Count {
    standing: Standing,
    count: usize,
}

/// What is worked out once for all records of a kind.
pub struct Judge<'a> {
    seen: Seen<'a>,
    directory: Option<(Directory, Vec<Unconfirmed>)>,
}

const GOOD: (&str, &str) = ("●", "covered");
const SOON: (&str, &str) = ("◐", "thin");
const WANTING: (&str, &str) = ("○", "gap");
const ELSEWHERE: (&str, &str) = ("◇", "accepted");
const LATE: (&str, &str) = ("!", "overdue");

fn standing(word: &'static str, (symbol, look): (&'static str, &'static str)) -> Standing {
    Standing { word, symbol, look, note: None }
}

impl<'a> Judge<'a> {
    pub fn new(seen: Seen<'a>, kind: Kind) -> Self {
        let (handbook, coverage) = (&seen.site.handbook, &seen.site.coverage);
        let compare = || (directory::directory(handbook, coverage), directory::unconfirmed(handbook, coverage.day));
        Self { seen, directory: (kind == Kind::DirectoryEntry).then(compare) }
    }

    pub fn beside(&self, entry: &Entry) -> Beside {
        let day = self.seen.site.coverage.day;
        match &entry.record {
            AnyRecord::Request(record) => ranked(asked(request(record, day))),
            AnyRecord::Agreement(record) => ranked(renews(renewal(record, day))),
            AnyRecord::Decision(record) => Beside {
                standing: Some(known(told(record, day))),
                order: (0, record.on.as_ref().map_or(0, |on| -number(on.value))),
                ..Beside::default()
            },
            AnyRecord::Committee(record) if self.seen.site.handbook.shows(Kind::Committee, "members") => {
                let seats = seats(&self.seen.site.handbook, record, day);
                let people = (seats.state != Seat::Unknown)
                    .then(|| seats.members.iter().map(|member| table::person(self.seen, member)).collect());
                let (standing, rank) = self.seat(&seats.state, record.counterpart.is_some());
                Beside { standing, people, order: (rank, 0), pages: Vec::new() }
            }
            AnyRecord::Setting(_) => {
                let warned = self
                    .seen
                    .site
                    .handbook
                    .backlinks(&entry.key)
                    .iter()
                    .filter(|link| link.label == MENTIONED && link.from.kind == Kind::Page);
                Beside {
                    pages: warned.map(|from| link::link(self.seen.site, &from.from)).collect(),
                    ..Beside::default()
                }
            }
            AnyRecord::DirectoryEntry(_) => self.listed(entry),
            _ => Beside::default(),
        }
    }

    fn seat(&self, seat: &Seat, has_counterpart: bool) -> (Option<Standing>, u8) {
        match seat {
            Seat::Ending(last, person) => {
                let name = self.seen.site.handbook.title(person);
                let note = Some(format!("{name} until {}, nobody follows", long(*last)));
                (Some(Standing { note, ..standing("ending", SOON) }), 0)
            }
            Seat::Vacant if has_counterpart => {
                let note = Some("nobody of ours; write to the counterpart".to_owned());
                (Some(Standing { note, ..standing("counterpart", ELSEWHERE) }), 2)
            }
            Seat::Vacant => (Some(standing("vacant", WANTING)), 1),
            Seat::Filled => (Some(standing("seated", GOOD)), 3),
            Seat::Unknown => (None, 4),
        }
    }

    fn listed(&self, entry: &Entry) -> Beside {
        let Some((directory, late)) = &self.directory else { return Beside::default() };
        let position = directory.positions.iter().find(|position| position.entry.as_ref() == Some(&entry.key));
        let is_late = late.iter().any(|late| late.entry == entry.key);
        let (standing, rank) = match position {
            Some(position) if !position.differences.is_empty() => {
                let words: Vec<String> =
                    position.differences.iter().map(|one| position.words(&self.seen.site.handbook, *one)).collect();
                (Some(Standing { note: Some(words.join("; ")), ..standing("differs", WANTING) }), 0)
            }
            _ if is_late => (Some(standing("unconfirmed", LATE)), 1),
            Some(_) => (Some(standing("same", GOOD)), 2),
            None => (None, 3),
        };
        Beside { standing, order: (rank, 0), ..Beside::default() }
    }
}

fn ranked((standing, rank, day): (Standing, u8, i64)) -> Beside {
    Beside { standing: Some(standing), order: (rank, day), ..Beside::default() }
}

fn asked(asked: Asked) -> (Standing, u8, i64) {
    match asked {
        Asked::Overdue(due) => (standing("overdue", LATE), 0, number(due)),
        Asked::Due(due) => (standing("open", SOON), 1, number(due)),
        Asked::Open => (standing("open", SOON), 2, 0),
        Asked::Answered(on) => (standing("answered", GOOD), 3, -number(on.0)),
    }
}

fn renews(renewal: Renewal) -> (Standing, u8, i64) {
    match renewal {
        Renewal::Passed(on) => (standing("overdue", LATE), 0, number(on)),
        Renewal::Soon(on) => (standing("renews soon", SOON), 1, number(on)),
        Renewal::Later(on) => (standing("in force", GOOD), 2, number(on)),
        Renewal::Never => (standing("in force", GOOD), 3, 0),
    }
}

fn known(told: Told) -> Standing {
    match told {
        Told::Nobody => standing("nobody told", WANTING),
        Told::NotYet => standing("not yet told", SOON),
        Told::Somebody => standing("announced", GOOD),
    }
}

/// Returns a day as a number that grows with it.
fn number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// Counts the records of each standing, in the order in which they first come.
pub fn counts<'a>(all: impl Iterator<Item = &'a Standing>) -> Vec<Count> {
    let mut counts: Vec<Count> = Vec::new();
    for standing in all {
        match counts.iter_mut().find(|known| known.standing.word == standing.word) {
            Some(known) => known.count += 1,
            None => counts.push(Count { standing: Standing { note: None, ..standing.clone() }, count: 1 }),
        }
    }
    counts
}
