//! Duties: whether what should meet each is itself sound on a day.
//!
//! A role, an access or a list is sound unless it is a gap; an accepted gap is sound until its last day. A procedure is sound
//! while it is current and its review is not overdue; a task while its owner's role is covered; a topic while it reaches
//! somebody. Whatever only has to be there is sound.
//!
//! A duty that must be met is not met as soon as anything it rests on is a gap; one that should or may be met is shaky then,
//! and not met when nothing it rests on is sound. What is overdue makes a duty shaky, never unmet.

use super::group::key_of;
use super::routing::route;
use super::standing::{Renewal, renewal};
use super::{Coverage, Presence, State, presence, reason};
use crate::handbook::Handbook;
use crate::parse::Status;
use crate::record::reference::Key;
use crate::record::{Access, Agreement, Duty, Kind, Level, Person, Task, Topic};
use crate::schedule::long;

/// Whether a duty is met, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    Not,
    Shaky,
    /// It rests on something that the audience may not know.
    Withheld,
    Yes,
}

/// A duty, and everything it rests on.
#[derive(Clone, Debug)]
pub struct Judged {
    pub met: Met,
    pub means: Vec<Means>,
}

/// One thing that should meet a duty.
#[derive(Clone, Debug)]
pub struct Means {
    /// A key without an id stands for what the audience may not know.
    pub key: Key,
    pub soundness: Soundness,
}

/// How sound one of these is, and if it is not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Soundness {
    Sound,
    Overdue(String),
    Gap(String),
    Withheld,
}

impl Met {
    pub const ALL: [Self; 4] = [Self::Not, Self::Shaky, Self::Withheld, Self::Yes];

    pub fn word(self) -> &'static str {
        match self {
            Self::Not => "not met",
            Self::Shaky => "shaky",
            Self::Withheld => "withheld",
            Self::Yes => "met",
        }
    }

    /// The state of coverage whose symbol and colour it has.
    pub fn like(self) -> State {
        match self {
            Self::Not => State::Gap,
            Self::Shaky => State::Thin,
            Self::Withheld => State::Withheld,
            Self::Yes => State::Covered,
        }
    }
}

/// Returns whether a duty is met on the day of the coverage, and by what.
pub fn judge(handbook: &Handbook, coverage: &Coverage, duty: &Duty) -> Judged {
    let keys = duty.met_by.iter().filter_map(|by| key_of(handbook, by));
    let means: Vec<Means> = keys.map(|key| Means { soundness: soundness(handbook, coverage, &key), key }).collect();
    let count = |is: fn(&Soundness) -> bool| means.iter().filter(|means| is(&means.soundness)).count();
    let gaps = count(|soundness| matches!(soundness, Soundness::Gap(_)));
    let overdue = count(|soundness| matches!(soundness, Soundness::Overdue(_)));
    let withheld = count(|soundness| matches!(soundness, Soundness::Withheld));
    // What leads nowhere and yet was meant to lead somewhere is reported already, and counts as sound.
    let uncertain = duty.met_by.iter().any(|by| handbook.is_uncertain(by));
    let met = match () {
        () if gaps > 0 && duty.level == Level::Must => Met::Not,
        () if gaps == means.len() && !uncertain => Met::Not,
        () if gaps + overdue > 0 => Met::Shaky,
        () if withheld > 0 => Met::Withheld,
        () => Met::Yes,
    };
    Judged { met, means }
}

/// Returns whether something is what a duty can rest on, on the day of the coverage.
pub fn soundness(handbook: &Handbook, coverage: &Coverage, key: &Key) -> Soundness {
    let day = coverage.day;
    match key.kind {
        _ if key.id.is_empty() => Soundness::Withheld,
        Kind::Role | Kind::List => depth(coverage, key),
        Kind::Access => match (depth(coverage, key), handbook.get::<Access>(&key.id)) {
            (Soundness::Sound, Some(access)) => {
                let due = access.review_by.as_ref().filter(|due| due.value < day);
                due.map_or(Soundness::Sound, |due| overdue("its review was due on", due.value))
            }
            (other, _) => other,
        },
        Kind::Page => page(handbook, coverage, key),
        Kind::Task => {
            handbook.get::<Task>(&key.id).map_or(Soundness::Withheld, |found| task(handbook, coverage, found))
        }
        Kind::Topic => {
            let found = handbook.get::<Topic>(&key.id).filter(|_| handbook.shows(Kind::Topic, "forward_to"));
            let routed = found.map(|topic| route(handbook, coverage, key, topic));
            match routed {
                None => Soundness::Withheld,
                Some(routed) if routed.uncertain || routed.reaches_somebody() => Soundness::Sound,
                Some(_) => Soundness::Gap("it reaches nobody today".to_owned()),
            }
        }
        Kind::Person => match handbook.get::<Person>(&key.id).map(|person| presence(person, None, None, day)) {
            Some(Presence::Left(last)) => Soundness::Gap(format!("left on {}", long(last))),
            _ => Soundness::Sound,
        },
        Kind::Agreement => match handbook.get::<Agreement>(&key.id).map(|agreement| renewal(agreement, day)) {
            Some(Renewal::Passed(renews)) => overdue("it had to be renewed by", renews),
            _ => Soundness::Sound,
        },
        _ => Soundness::Sound,
    }
}

fn overdue(words: &str, day: jiff::civil::Date) -> Soundness {
    Soundness::Overdue(format!("{words} {}", long(day)))
}

fn depth(coverage: &Coverage, key: &Key) -> Soundness {
    match coverage.depths.get(key) {
        None => Soundness::Withheld,
        Some(depth) if depth.uncertain => Soundness::Sound,
        Some(depth) => match depth.state {
            State::Gap => Soundness::Gap(reason(depth, coverage.day)),
            State::Withheld => Soundness::Withheld,
            _ => Soundness::Sound,
        },
    }
}

fn page(handbook: &Handbook, coverage: &Coverage, key: &Key) -> Soundness {
    let Some(page) = handbook.page(key) else { return Soundness::Withheld };
    match page.status() {
        Status::Draft => return Soundness::Gap("it is a draft".to_owned()),
        Status::Retired => return Soundness::Gap("it is retired".to_owned()),
        Status::Current => {}
    }
    match page.review_due(handbook.settings.review_every()) {
        Some(due) if due < coverage.day => overdue("its review was due on", due),
        _ => Soundness::Sound,
    }
}

/// A task is sound while the role that owns it is; where only the backup's role is, it hangs by that.
fn task(handbook: &Handbook, coverage: &Coverage, task: &Task) -> Soundness {
    let Some(owner) = key_of(handbook, &task.owner) else {
        return match handbook.is_uncertain(&task.owner) {
            true => Soundness::Sound,
            false => Soundness::Gap("it has no owner".to_owned()),
        };
    };
    if owner.id.is_empty() {
        return Soundness::Withheld;
    }
    let backup = task.backup.as_ref().and_then(|backup| handbook.resolve(backup));
    match depth(coverage, &owner) {
        Soundness::Gap(why) => match backup.map(|backup| depth(coverage, &backup)) {
            Some(Soundness::Sound) => Soundness::Overdue(format!("only the role of its backup is covered; {why}")),
            _ => Soundness::Gap(format!("its owner is not covered: {why}")),
        },
        other => other,
    }
}
