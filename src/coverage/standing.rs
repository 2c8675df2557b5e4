//! How requests, decisions, committee seats and agreements stand on a day.

use std::cmp::Reverse;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Member, Part, Presence, presence};
use crate::handbook::Handbook;
use crate::record::reference::Key;
use crate::record::{Agreement, Committee, Decision, Person, Request};

/// How many days ahead the end of a term or of an agreement is spoken of.
const AHEAD: i64 = 90;

/// How many days a decision may be known to nobody but those who took it.
const UNTOLD: i64 = 14;

/// How a request stands, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// An answer was wanted by a day that has passed.
    Overdue(Date),
    Due(Date),
    /// An answer is wanted, by no day.
    Open,
    Answered(Reverse<Date>),
}

/// When an agreement has to be renewed, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Renewal {
    Passed(Date),
    Soon(Date),
    Later(Date),
    /// It names no day.
    Never,
}

/// Whether a decision was made known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// To nobody, for too long.
    Nobody,
    /// To nobody yet.
    NotYet,
    Somebody,
}

/// Who of ours sits on a committee on a day, and how that stands.
#[derive(Clone, Debug)]
pub struct Seats {
    pub members: Vec<Member>,
    pub state: Seat,
}

/// How the seats of a committee stand, the most pressing first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seat {
    /// Somebody's term ends soon and nobody follows.
    Ending(Date, Key),
    /// Nobody of ours sits there.
    Vacant,
    Filled,
    /// The audience may not know, or a file could not be read.
    Unknown,
}

pub fn request(request: &Request, day: Date) -> Asked {
    match (&request.answered_on, &request.due) {
        (Some(answered), _) => Asked::Answered(Reverse(answered.value)),
        (None, Some(due)) if due.value < day => Asked::Overdue(due.value),
        (None, Some(due)) => Asked::Due(due.value),
        (None, None) => Asked::Open,
    }
}

pub fn renewal(agreement: &Agreement, day: Date) -> Renewal {
    match agreement.renews.as_ref().map(|day| day.value) {
        None => Renewal::Never,
        Some(renews) if renews < day => Renewal::Passed(renews),
        Some(renews) if renews <= later(day, AHEAD) => Renewal::Soon(renews),
        Some(renews) => Renewal::Later(renews),
    }
}

/// Tells whether a decision was announced; one without a day counts as made today.
pub fn told(decision: &Decision, day: Date) -> Told {
    let on = decision.on.as_ref().map_or(day, |on| on.value);
    match decision.announced_to.is_empty() {
        false => Told::Somebody,
        true if later(on, UNTOLD) < day => Told::Nobody,
        true => Told::NotYet,
    }
}

/// Returns who sits on a committee on a day. A term that ends is followed by whoever is named from a later day on, each of
/// them by one; the earliest end is followed first.
pub fn seats(handbook: &Handbook, committee: &Committee, day: Date) -> Seats {
    let (mut members, mut ends, mut following, mut unknown) = (Vec::new(), Vec::new(), 0, false);
    for holder in &committee.members {
        let (from, until) = (holder.from.as_ref().map(|day| day.value), holder.until.as_ref().map(|day| day.value));
        let Some((entry, person)) = handbook.record::<Person>(&holder.person) else {
            unknown |= holder.person.hidden || handbook.is_uncertain(&holder.person);
            continue;
        };
        let presence = presence(person, from, until, day);
        let member = Member { person: entry.key.clone(), part: Part::Holder, from, until, presence };
        match presence {
            Presence::From(_) | Presence::Starts(_) => following += 1,
            Presence::Here | Presence::Away(_) => {
                let last = person.end.as_ref().map(|day| day.value).into_iter().chain(until).min();
                ends.extend(last.filter(|last| *last <= later(day, AHEAD)).map(|last| (last, entry.key.clone())));
                members.push(member);
            }
            Presence::Until(_) | Presence::Left(_) | Presence::Withheld => {}
        }
    }
    ends.sort();
    let state = match ends.into_iter().nth(following) {
        _ if unknown => Seat::Unknown,
        Some((last, person)) => Seat::Ending(last, person),
        None if members.is_empty() => Seat::Vacant,
        None => Seat::Filled,
    };
    Seats { members, state }
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(Date::MAX)
}
