//! Tasks on their days: when each is due, who does it that day, and how it stands.
//!
//! - `last_done` tells what is done: the time it counts for, and all before. What is due after that and has passed is
//!   overdue. A task that was never noted as done is not overdue: nobody can say since when.
//! - A holder of the owner role who is here that day does it, or a backup of that role where none is. Behind them stand
//!   those of the backup role in the same way, or whoever else of the owner role is here. What is overdue is for those who
//!   are here today.
//! - Of a task for every day only the next day is looked at, and of what is overdue the day since when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Depth, Part, Timeline};
use crate::handbook::Handbook;
use crate::record::reference::{Key, Reference};
use crate::record::{Kind, Task};
use crate::schedule::{Due, Period, Rhythm, day_after, dues};

/// How many days ahead count as soon.
pub const SOON: i64 = 14;

/// How far back is looked for what was not done.
const PAST: i64 = 10;

/// A task on one of its days.
#[derive(Clone, Debug)]
pub struct Occurrence {
    pub task: Key,
    /// When to start.
    pub start: Date,
    pub due: Date,
    /// The last day on which it is still of use; nothing where it never comes too late.
    pub useful_until: Option<Date>,
    /// Who of the owner role does it that day; a key without an id stands for somebody who is not named here.
    pub owners: Vec<Key>,
    /// Who can do it in their place.
    pub backups: Vec<Key>,
    pub standing: Standing,
}

/// How work stands that is due on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Not done, and of no use any more.
    TooLate,
    Overdue,
    /// To be started, or due in the next two weeks.
    Soon,
    Coming,
    Done,
}

impl Standing {
    pub fn word(self) -> &'static str {
        match self {
            Self::TooLate => "too late",
            Self::Overdue => "overdue",
            Self::Soon => "soon",
            Self::Coming => "coming",
            Self::Done => "done",
        }
    }

    /// Tells whether the day has passed and the work is not done.
    pub fn is_overdue(self) -> bool {
        matches!(self, Self::TooLate | Self::Overdue)
    }
}

impl Occurrence {
    /// Returns who does it: those of the owner role, or of the backup role where nobody of that is here.
    pub fn doers(&self) -> &[Key] {
        if self.owners.is_empty() { &self.backups } else { &self.owners }
    }
}

/// The tasks of a handbook on their days, from the first of the month until the end of a timeline.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub day: Date,
    tasks: BTreeMap<Key, Vec<Occurrence>>,
}

/// Returns every task that has days on those of the month in which a timeline begins, and of the timeline.
pub fn calendar(handbook: &Handbook, timeline: &Timeline) -> Calendar {
    let terms: Vec<(Date, Date)> =
        handbook.settings.terms.iter().map(|term| (term.from.value, term.until.value)).collect();
    let maker = Maker { handbook, timeline, terms, today: timeline.days.start };
    let tasks = handbook.all::<Task>().map(|(entry, task)| (entry.key.clone(), maker.occurrences(&entry.key, task)));
    Calendar { day: timeline.days.start, tasks: tasks.filter(|(_, days)| !days.is_empty()).collect() }
}

impl Calendar {
    /// Returns the days of a task, the earliest first.
    pub fn of(&self, task: &Key) -> &[Occurrence] {
        self.tasks.get(task).map_or(&[], |days| days)
    }

    /// Returns the first time of a task that is not done.
    pub fn next(&self, task: &Key) -> Option<&Occurrence> {
        self.of(task).iter().find(|day| day.standing != Standing::Done)
    }

    /// Returns when some tasks are due between two days, and since when they are overdue, the earliest first; a task that
    /// comes round each day or week once.
    pub fn due(&self, handbook: &Handbook, tasks: &[Key], first: Date, last: Date) -> Vec<&Occurrence> {
        let mut found: Vec<&Occurrence> = Vec::new();
        for key in tasks {
            let days = self.of(key).iter().filter(|day| day.standing != Standing::Done);
            let (late, coming): (Vec<_>, Vec<_>) = days.partition(|day| day.standing.is_overdue());
            let often = handbook.get::<Task>(&key.id).is_some_and(Task::is_often);
            found.extend(late.first());
            let coming = coming.into_iter().filter(|day| first <= day.due && day.due <= last);
            found.extend(coming.take(if often { 1 } else { usize::MAX }));
        }
        found.sort_by(|a, b| (a.due, &a.task).cmp(&(b.due, &b.task)));
        found
    }

    /// Returns the first time of each task that is not done.
    pub fn first_open(&self) -> impl Iterator<Item = &Occurrence> {
        self.tasks.keys().filter_map(|task| self.next(task))
    }

    /// Returns everything, by day and then by task.
    pub fn all(&self) -> Vec<&Occurrence> {
        let mut all: Vec<&Occurrence> = self.tasks.values().flatten().collect();
        all.sort_by(|a, b| (a.due, &a.task).cmp(&(b.due, &b.task)));
        all
    }
}

/// Returns how work stands when its day has passed and it is not done, up to a day: once for each day on which other
/// people may be here to do it. Work that was never noted as done is not missed.
pub fn missed(handbook: &Handbook, timeline: &Timeline, work: &Occurrence, last: Date) -> Vec<(Date, Occurrence)> {
    let task = handbook.get::<Task>(&work.task.id).filter(|task| task.last_done.is_some());
    let Some(task) = task else { return Vec::new() };
    let first = day_after(work.due).max(timeline.days.start);
    let roles = [Some(&*task.owner), task.backup.as_deref()].into_iter().flatten();
    let stretches = roles.filter_map(|role| timeline.stretches.get(&handbook.resolve(role)?)).flatten();
    let mut days: BTreeSet<Date> = stretches.map(|stretch| stretch.from).filter(|day| *day > first).collect();
    days.insert(first);
    let on = |today| Maker { handbook, timeline, terms: Vec::new(), today };
    let days = days.into_iter().take_while(|day| *day <= last);
    days.map(|day| (day, on(day).occurrence(&work.task, task, work.due, false))).collect()
}

struct Maker<'a> {
    handbook: &'a Handbook,
    timeline: &'a Timeline,
    terms: Vec<(Date, Date)>,
    today: Date,
}

impl Maker<'_> {
    fn occurrences(&self, key: &Key, task: &Task) -> Vec<Occurrence> {
        let Some(rhythm) = task.rhythm() else { return Vec::new() };
        let today = self.today;
        let month = today.first_of_month();
        let noted = task.last_done.as_ref().map(|day| day.value);
        // Two years more, so that what was noted finds the day for which it counts.
        let earliest =
            noted.unwrap_or(today).min(today).max(today.saturating_sub(PAST.years())).saturating_sub(2.years());
        let end = match rhythm {
            Rhythm::Day => today.saturating_add(1.week()),
            _ => self.timeline.days.end,
        };
        let days = dues(rhythm, &self.terms, earliest..end);
        let is_done = |due: &Due| noted.is_some_and(|noted| due.opens.min(start(task, due.on)) <= noted);
        let done = days.iter().rposition(is_done).map_or(0, |last| last + 1);
        let is_wanted = |at: usize, due: &Due| match () {
            () if at < done => due.on >= month,
            () if due.on < today => noted.is_some() && (at == done || due.on >= month),
            () => true,
        };
        let wanted = days.iter().enumerate().filter(|(at, due)| is_wanted(*at, due));
        let found: Vec<Occurrence> = wanted.map(|(at, due)| self.occurrence(key, task, due.on, at < done)).collect();
        if rhythm != Rhythm::Day {
            return found;
        }
        let since = found.iter().find(|day| day.standing.is_overdue());
        let next = found.iter().find(|day| day.due >= today && day.standing != Standing::Done);
        since.into_iter().chain(next).cloned().collect()
    }

    fn occurrence(&self, key: &Key, task: &Task, due: Date, done: bool) -> Occurrence {
        let today = self.today;
        let start = start(task, due);
        let useful_until = task.expires_after.map(|period| period.after(due));
        let soon = today.saturating_add(SOON.days());
        let standing = match () {
            () if done => Standing::Done,
            () if useful_until.is_some_and(|last| last < today) => Standing::TooLate,
            () if due < today => Standing::Overdue,
            () if due <= soon || start <= today => Standing::Soon,
            () => Standing::Coming,
        };
        let day = due.max(today);
        let none = BTreeSet::new();
        let owners = self.who(Some(&task.owner), day, &none);
        let others = owners.iter().cloned().collect();
        let mut backups = self.who(task.backup.as_deref(), day, &others);
        if backups.is_empty() {
            backups = self.who(Some(&task.owner), day, &others);
        }
        Occurrence { task: key.clone(), start, due, useful_until, owners, backups, standing }
    }

    /// Returns who of a role does its work on a day, or who else can.
    fn who(&self, role: Option<&Reference>, day: Date, others: &BTreeSet<Key>) -> Vec<Key> {
        let Some(role) = role else { return Vec::new() };
        let untold = || Key::new(Kind::Person, "");
        let people = match self.handbook.resolve(role) {
            Some(key) => match self.timeline.on(&key, day) {
                Some(depth) => return able(depth, others),
                None if self.handbook.sight.is_some() => vec![untold()],
                None => Vec::new(),
            },
            None if role.hidden => vec![untold()],
            None => Vec::new(),
        };
        people.into_iter().filter(|person| !others.contains(person)).collect()
    }
}

/// Returns the holders who are here, or the backups where none is; `others` are left out.
fn able(depth: &Depth, others: &BTreeSet<Key>) -> Vec<Key> {
    let of = |is_backup: bool| {
        let here = depth.here().filter(|member| (member.part == Part::Backup) == is_backup);
        let mut people: Vec<Key> = Vec::new();
        for member in here.filter(|member| !others.contains(&member.person)) {
            if !people.contains(&member.person) {
                people.push(member.person.clone());
            }
        }
        people
    };
    let holders = of(false);
    if holders.is_empty() { of(true) } else { holders }
}

fn start(task: &Task, due: Date) -> Date {
    task.lead_time.map_or(due, |lead: Period| lead.before(due))
}
