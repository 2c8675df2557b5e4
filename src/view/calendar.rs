//! The task calendar: what is overdue, what is soon, what comes, and a sheet for each month.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Serialize;

use super::Seen;
use super::days::{self, Dated};
use super::link::{self, Link};
use crate::coverage::{self, Occurrence, Standing};
use crate::record::reference::Key;
use crate::record::{Cadence, Kind, Role, Task};
use crate::schedule::long;
use crate::site::{Data, Page, Route, capital, month_title, months};

/// A task on one of its days.
#[derive(PartialEq, Serialize)]
pub struct DueRow {
    link: Link,
    every: String,
    due: String,
    due_iso: String,
    /// The weekday of the due day.
    weekday: String,
    state: &'static str,
    overdue: bool,
    /// When to start, where that is before the due day.
    start: Option<String>,
    too_late: Option<String>,
    owner: Option<Link>,
    /// Who does it that day.
    who: Vec<Link>,
    /// Who can do it in their place.
    instead: Vec<Link>,
    consequence: Option<String>,
}

/// The task calendar as its template shows it.
#[derive(Serialize)]
pub struct CalendarPage {
    overdue: Vec<DueRow>,
    soon: Vec<DueRow>,
    months: Vec<Month>,
    /// What comes round each day and each week: the next time.
    often: Vec<DueRow>,
    /// What waits for an event.
    waiting: Vec<Waiting>,
    sheets: Vec<Link>,
    /// The calendar file of each role that has tasks.
    files: Vec<Link>,
}

#[derive(Serialize)]
struct Month {
    title: String,
    id: String,
    rows: Vec<DueRow>,
}

#[derive(Serialize)]
struct Waiting {
    link: Link,
    event: Option<String>,
    owner: Option<Link>,
    consequence: Option<String>,
    last_done: Option<String>,
}

pub fn calendar(seen: Seen<'_>) -> CalendarPage {
    let site = seen.site;
    let mut later: Vec<Month> = Vec::new();
    for day in site.calendar.all().into_iter().filter(|day| day.standing == Standing::Coming) {
        if is_often(seen, day) {
            continue;
        }
        let title = month_title(day.due);
        match later.last_mut().filter(|month| month.title == title) {
            Some(month) => month.rows.push(row(seen, day)),
            None => later.push(Month {
                id: format!("month--{}", day.due.strftime("%Y-%m")),
                title,
                rows: vec![row(seen, day)],
            }),
        }
    }
    CalendarPage {
        overdue: overdue(seen),
        soon: soon(seen),
        months: later,
        often: often(seen),
        waiting: waiting(seen),
        sheets: months(site.coverage.day).map(sheet_link).collect(),
        files: files(seen),
    }
}

/// Returns what is overdue, once for each task, the longest first.
fn overdue(seen: Seen<'_>) -> Vec<DueRow> {
    let mut known = BTreeSet::new();
    let late = seen.site.calendar.all().into_iter().filter(|day| day.standing.is_overdue());
    let late = late.filter(|day| known.insert(&day.task));
    late.map(|day| row(seen, day)).collect()
}

/// Returns what is to be started, or due in two weeks, but for what comes round each day or week.
fn soon(seen: Seen<'_>) -> Vec<DueRow> {
    let soon =
        seen.site.calendar.all().into_iter().filter(|day| day.standing == Standing::Soon && !is_often(seen, day));
    soon.map(|day| row(seen, day)).collect()
}

/// Returns what is overdue, or will be where it is not done, with who is here to do it on each of the days to come.
pub fn missed(seen: Seen<'_>) -> Vec<Dated<DueRow>> {
    let (site, last) = (seen.site, days::last(seen));
    let mut open: Vec<&Occurrence> = site.calendar.first_open().collect();
    open.sort_by(|a, b| (a.due, &a.task).cmp(&(b.due, &b.task)));
    let rows = open.into_iter().flat_map(|work| {
        let stands = coverage::missed(&site.handbook, &site.timeline, work, last).into_iter();
        days::runs(seen, stands.map(|(day, stands)| (day, row(seen, &stands))))
    });
    rows.collect()
}

/// Returns what is to be started, or due in two weeks, from the day on which it is, but for what comes round each day or
/// week.
pub fn coming(seen: Seen<'_>) -> Vec<Dated<DueRow>> {
    let open =
        seen.site.calendar.all().into_iter().filter(|day| matches!(day.standing, Standing::Soon | Standing::Coming));
    let row = |day: &Occurrence| {
        let from = day.start.min(days::soon(day.due));
        days::ahead(seen, from, day.due, || row(seen, day))
    };
    open.filter(|day| !is_often(seen, day)).filter_map(row).collect()
}

fn often(seen: Seen<'_>) -> Vec<DueRow> {
    let all = seen.site.handbook.all::<Task>();
    let often = all.filter(|(_, task)| task.is_often());
    let next = often.filter_map(|(entry, _)| {
        let days = seen.site.calendar.of(&entry.key).iter();
        days.into_iter().find(|day| day.standing != Standing::Done && !day.standing.is_overdue())
    });
    let mut next: Vec<&Occurrence> = next.collect();
    next.sort_by(|a, b| (a.due, &a.task).cmp(&(b.due, &b.task)));
    next.into_iter().map(|day| row(seen, day)).collect()
}

fn is_often(seen: Seen<'_>, day: &Occurrence) -> bool {
    seen.site.handbook.get::<Task>(&day.task.id).is_some_and(Task::is_often)
}

fn waiting(seen: Seen<'_>) -> Vec<Waiting> {
    let waiting = seen.site.handbook.all::<Task>().filter(|(_, task)| task.every == Cadence::Event);
    let row = waiting.map(|(entry, task)| Waiting {
        link: link::link(seen.site, &entry.key),
        event: task.anchor.as_ref().map(ToString::to_string),
        owner: link::to(seen.site, &task.owner),
        consequence: task.consequence.as_ref().map(|words| words.value.clone()),
        last_done: task.last_done.as_ref().map(|day| long(day.value)),
    });
    row.collect()
}

/// Returns the calendar file of each role that owns a task.
fn files(seen: Seen<'_>) -> Vec<Link> {
    let roles = seen.site.handbook.all::<Role>();
    roles.filter_map(|(entry, _)| file(seen, &entry.key)).collect()
}

/// Returns the calendar file of a role, where a task names the role.
pub fn file(seen: Seen<'_>, role: &Key) -> Option<Link> {
    let named = seen.site.handbook.backlinks(role).iter().any(|link| link.from.kind == Kind::Task);
    let route = Route::calendar_of(role);
    let there = matches!(seen.site.page(&route), Some(Page::Data(Data::RoleIcs(_))));
    let title = seen.site.handbook.title(role).to_owned();
    (named && there).then(|| Link { title, route: route.encoded(), kind: "calendar", summary: None })
}

/// How many days of a task its own page shows.
const NEXT: usize = 6;

/// Returns the next days of a task.
pub fn next(seen: Seen<'_>, task: &Key) -> Vec<DueRow> {
    let mut late = false;
    let days = seen.site.calendar.of(task).iter().filter(|day| day.standing != Standing::Done);
    let days = days.filter(|day| !(day.standing.is_overdue() && std::mem::replace(&mut late, true)));
    days.take(NEXT).map(|day| row(seen, day)).collect()
}

/// Returns a task on one of its days.
pub fn row(seen: Seen<'_>, day: &Occurrence) -> DueRow {
    let task = seen.site.handbook.get::<Task>(&day.task.id).expect("a task on a day is there");
    let people = |people: &[Key]| people.iter().map(|person| link::link(seen.site, person)).collect();
    DueRow {
        link: link::link(seen.site, &day.task),
        every: rhythm(task),
        due: long(day.due),
        due_iso: day.due.to_string(),
        weekday: day.due.strftime("%A").to_string(),
        state: day.standing.word(),
        overdue: day.standing.is_overdue(),
        start: (day.start < day.due).then(|| long(day.start)),
        too_late: day.useful_until.map(long),
        owner: link::to(seen.site, &task.owner),
        who: people(&day.owners),
        instead: people(&day.backups),
        consequence: task.consequence.as_ref().map(|words| words.value.clone()),
    }
}

/// Says how often work comes round.
fn rhythm(task: &Task) -> String {
    match (task.every, &task.anchor) {
        (Cadence::Day, _) => "Every working day".to_owned(),
        (every, Some(anchor)) if task.anchor_fits() => format!("Every {}, {anchor}", every.word()),
        (every, _) => format!("Every {}", every.word()),
    }
}

/// The sheet of a month as its template shows it.
#[derive(Serialize)]
pub struct MonthPage {
    weekdays: [&'static str; 7],
    weeks: Vec<[Option<Square>; 7]>,
    /// What is done every working day.
    daily: Vec<DueRow>,
    previous: Option<Link>,
    next: Option<Link>,
}

/// A day of a sheet.
#[derive(Serialize)]
struct Square {
    day: i8,
    iso: String,
    weekday: String,
    today: bool,
    /// Terms that begin or end.
    notes: Vec<String>,
    due: Vec<DueRow>,
    /// What is to be started.
    start: Vec<Link>,
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub fn month(seen: Seen<'_>, first: Date) -> MonthPage {
    let site = seen.site;
    let all: Vec<&Occurrence> = site.calendar.all();
    let is_daily =
        |day: &&&Occurrence| site.handbook.get::<Task>(&day.task.id).is_some_and(|task| task.every == Cadence::Day);
    let mut weeks: Vec<[Option<Square>; 7]> = Vec::new();
    for day in first.series(1.day()).take_while(|day| *day <= first.last_of_month()) {
        if weeks.is_empty() || day.weekday() == Weekday::Monday {
            weeks.push(Default::default());
        }
        let due = all.iter().filter(|other| other.due == day && !is_daily(other));
        let start = all.iter().filter(|other| {
            other.start == day
                && other.start < other.due
                && other.standing != Standing::Done
                && !other.standing.is_overdue()
        });
        let square = Square {
            day: day.day(),
            iso: day.to_string(),
            weekday: day.strftime("%A").to_string(),
            today: day == site.coverage.day,
            notes: notes(seen, day),
            due: due.map(|other| row(seen, other)).collect(),
            start: start.map(|other| link::link(site, &other.task)).collect(),
        };
        let column = day.weekday().to_monday_zero_offset();
        let week = weeks.last_mut().expect("a week was begun");
        week[usize::try_from(column).expect("a week has seven days")] = Some(square);
    }
    let sheets: Vec<Date> = months(site.coverage.day).collect();
    let at = sheets.iter().position(|month| *month == first);
    MonthPage {
        weekdays: WEEKDAYS,
        weeks,
        daily: often(seen).into_iter().filter(|row| row.every == "Every working day").collect(),
        previous: at.and_then(|at| at.checked_sub(1)).map(|at| sheet_link(sheets[at])),
        next: at.and_then(|at| sheets.get(at + 1)).map(|month| sheet_link(*month)),
    }
}

fn notes(seen: Seen<'_>, day: Date) -> Vec<String> {
    let terms = seen.site.handbook.settings.terms.iter();
    let notes = terms.flat_map(|term| {
        let begins = (term.from.value == day).then(|| format!("{} begins", capital(&term.name)));
        let ends = (term.until.value == day).then(|| format!("{} ends", capital(&term.name)));
        begins.into_iter().chain(ends)
    });
    notes.collect()
}

fn sheet_link(month: Date) -> Link {
    let route = Route::month(month).encoded();
    Link { title: month_title(month), route, kind: "sheet", summary: None }
}
