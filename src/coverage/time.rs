//! Depth over time: the stretches of days on which a role, an access or a list stays as it is, and the gaps to come.
//!
//! Nothing changes but on a day somebody begins or ends, so only those days are looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;

use super::{Depth, Member, Named, Part, Presence, State, Subject, needed, people, subjects};
use crate::handbook::Handbook;
use crate::record::Kind;
use crate::record::reference::Key;
use crate::schedule::{day_after, day_before, long};

/// Depth of every role, access and list on every day of a range.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The first day, and the day after the last.
    pub days: Range<Date>,
    /// The stretches of each, without a hole between them, the first day of the range in the first.
    pub stretches: BTreeMap<Key, Vec<Stretch>>,
}

/// Days on end on which the same people count.
#[derive(Clone, Debug)]
pub struct Stretch {
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// How it is covered on each of these days, as seen on the first.
    pub depth: Depth,
}

/// A stretch of days to come on which something is not covered.
#[derive(Clone, Debug)]
pub struct Coming {
    pub key: Key,
    pub from: Date,
    /// The last day; nothing where it does not end inside the range.
    pub until: Option<Date>,
    /// How it is covered on the first day.
    pub depth: Depth,
    /// What happens on the first day, in words: "the only holder is on leave".
    pub cause: String,
}

/// Returns the depth of every role, access and list on every day of a range, where the audience of the handbook sees who
/// holds it.
pub fn over(handbook: &Handbook, days: Range<Date>) -> Timeline {
    let stretches = subjects(handbook).map(|subject| (subject.key.clone(), stretches(&subject, &days))).collect();
    Timeline { days, stretches }
}

fn stretches(subject: &Subject<'_>, days: &Range<Date>) -> Vec<Stretch> {
    let mut starts: BTreeSet<Date> = turns(subject).into_iter().filter(|day| days.contains(day)).collect();
    if !days.is_empty() {
        starts.insert(days.start);
    }
    let ends = starts.iter().skip(1).copied().chain([days.end]);
    let mut found: Vec<Stretch> = Vec::new();
    for (from, next) in starts.iter().copied().zip(ends) {
        let until = day_before(next);
        let depth = subject.on(from);
        match found.last_mut().filter(|last| last.depth.state == depth.state && same_people(&last.depth, &depth)) {
            Some(last) => last.until = until,
            None => found.push(Stretch { from, until, depth }),
        }
    }
    found
}

fn same_people(one: &Depth, other: &Depth) -> bool {
    one.held == other.held && one.here().map(who).eq(other.here().map(who))
}

fn who(member: &Member) -> (&Key, Part) {
    (&member.person, member.part)
}

/// Returns the days on which something can change: the first of what begins, the one after the last of what ends.
fn turns(subject: &Subject<'_>) -> Vec<Date> {
    let mut turns: Vec<Date> = subject.accepted.map(|gap| day_after(gap.until.value)).into_iter().collect();
    for Named { from, until, person, .. } in &subject.named {
        turns.extend(*from);
        turns.extend(until.map(day_after));
        let Some((_, person)) = person else { continue };
        turns.extend(person.start.as_ref().map(|day| day.value));
        turns.extend(person.end.as_ref().map(|day| day_after(day.value)));
        let leave = person.leave.iter().flat_map(|leave| [leave.from.value, day_after(leave.until.value)]);
        turns.extend(leave);
    }
    turns
}

impl Timeline {
    /// Returns the last day.
    pub fn last(&self) -> Date {
        day_before(self.days.end)
    }

    /// Returns the stretches of one kind: roles, access or lists.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (&Key, &Vec<Stretch>)> + Clone {
        self.stretches.range(Key::new(kind, "")..).take_while(move |(key, _)| key.kind == kind)
    }

    /// Returns how a role, an access or a list is covered on a day of the range.
    pub fn on(&self, key: &Key, day: Date) -> Option<&Depth> {
        let stretches = self.stretches.get(key)?;
        let at = stretches.partition_point(|stretch| stretch.until < day);
        stretches.get(at).filter(|stretch| stretch.from <= day).map(|stretch| &stretch.depth)
    }

    /// Returns the gaps that begin after the first day, the earliest first; what is a gap on the first day is none to come
    /// until it has been covered.
    pub fn coming_gaps(&self, handbook: &Handbook) -> Vec<Coming> {
        let mut coming: Vec<Coming> = Vec::new();
        for (key, stretches) in &self.stretches {
            for gap in stretches.chunk_by(|one, next| is_gap(one) == is_gap(next)).skip(1).filter(|run| is_gap(&run[0]))
            {
                let (first, last) = (&gap[0], &gap[gap.len() - 1]);
                let until = Some(last.until).filter(|until| day_after(*until) < self.days.end);
                let eve =
                    stretches.iter().rfind(|stretch| stretch.until < first.from).expect("a gap to come has an eve");
                let cause = cause(handbook, &eve.depth, &first.depth);
                coming.push(Coming { key: key.clone(), from: first.from, until, depth: first.depth.clone(), cause });
            }
        }
        coming.sort_by(|a, b| (a.from, &a.key).cmp(&(b.from, &b.key)));
        coming
    }
}

impl Coming {
    /// Says how many can do it then: "nobody can do it", "one person can do it, at least two are needed".
    pub fn people(&self) -> String {
        let Depth { depth, held, minimum, .. } = self.depth;
        match depth {
            0 => "nobody can do it".to_owned(),
            some if !held => format!("nobody holds it, {} can step in", people(some)),
            some => format!("{} can do it, at least {} needed", people(some), needed(minimum)),
        }
    }
}

fn is_gap(stretch: &Stretch) -> bool {
    stretch.depth.state == State::Gap && !stretch.depth.uncertain
}

/// Says what makes a gap of what was none the day before: who is no longer there, or whose approval has ended.
fn cause(handbook: &Handbook, eve: &Depth, gap: &Depth) -> String {
    let changed = || eve.members.iter().zip(&gap.members).filter(|(was, is)| was.presence != is.presence);
    let gone = changed().filter(|(was, _)| was.presence == Presence::Here);
    let mut causes: Vec<String> = gone.filter_map(|(_, is)| farewell(handbook, is)).collect();
    // Where a backup is left, it is the end of a holding that makes the gap, on leave or not.
    if causes.is_empty() {
        causes = changed().filter_map(|(_, is)| farewell(handbook, is)).collect();
    }
    if eve.state == State::Accepted && causes.is_empty() {
        causes.extend(eve.accepted_until.map(|until| format!("the gap is accepted until {}", long(until))));
    }
    causes.dedup();
    causes.join("; ")
}

fn farewell(handbook: &Handbook, member: &Member) -> Option<String> {
    let name = handbook.title(&member.person);
    Some(match member.presence {
        Presence::Away(until) => format!("{name} is on leave until {}", long(until)),
        Presence::Left(last) => format!("the last day of {name} is {}", long(last)),
        Presence::Until(last) => format!("{name} is {} until {}", member.part.word(), long(last)),
        _ => return None,
    })
}
