//! The next twelve months: a strip of days for each role, access and list, and the gaps to come.

use jiff::civil::Date;
use serde::Serialize;

use super::Seen;
use super::days::{Dated, between, end};
use super::link::{self, Link};
use super::table::{self, StateView};
use crate::coverage::{self, Coming, State, Stretch, Timeline};
use crate::record::Kind;
use crate::record::reference::Key;
use crate::schedule::long;

/// The page as its template shows it.
#[derive(Serialize)]
pub struct Year {
    from: String,
    until: String,
    coming: Vec<Gap>,
    /// The first days of the months, above the strips.
    ruler: Ruler,
    tables: Vec<Table>,
}

/// A gap that begins on a day to come.
#[derive(Serialize)]
pub struct Gap {
    #[serde(skip)]
    pub begins: Date,
    link: Link,
    from: String,
    from_iso: String,
    until: Option<String>,
    /// How many can do it then: "nobody", "one person can do it, two are needed".
    people: String,
    cause: String,
}

/// All roles, all access or all lists.
#[derive(Serialize)]
struct Table {
    title: &'static str,
    word: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    link: Link,
    strip: Strip,
}

/// Days on end, in units of a day from the left.
#[derive(Serialize)]
pub struct Strip {
    width: i32,
    /// Where the months begin.
    months: Vec<i32>,
    parts: Vec<Dated<Part>>,
}

/// A part of a strip.
#[derive(Serialize)]
struct Part {
    state: StateView,
    x: i32,
    width: i32,
    /// Where the symbol stands, in the parts that are wide enough for it.
    symbol: Option<i32>,
    /// How many can do it.
    people: String,
    /// The last day; nothing for the last part.
    until: Option<String>,
}

#[derive(Serialize)]
struct Ruler {
    width: i32,
    months: Vec<Month>,
    /// Where the weeks begin, on Mondays.
    weeks: Vec<i32>,
}

#[derive(Serialize)]
struct Month {
    x: i32,
    name: String,
}

pub fn year(seen: Seen<'_>) -> Year {
    let timeline = &seen.site.timeline;
    let tables = [(Kind::Role, "Roles", "Role"), (Kind::Access, "Access", "Access"), (Kind::List, "Lists", "List")];
    let tables = tables.map(|(kind, title, word)| Table { title, word, rows: rows(seen, kind) });
    Year {
        from: long(timeline.days.start),
        until: long(timeline.last()),
        coming: coming(seen),
        ruler: ruler(timeline),
        tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
    }
}

/// Returns the gaps to come, the earliest first.
pub fn coming(seen: Seen<'_>) -> Vec<Gap> {
    let coming = seen.site.timeline.coming_gaps(&seen.site.handbook);
    coming.into_iter().map(|gap| of_gap(seen, gap)).collect()
}

fn of_gap(seen: Seen<'_>, gap: Coming) -> Gap {
    Gap {
        begins: gap.from,
        link: link::link(seen.site, &gap.key),
        from: long(gap.from),
        from_iso: gap.from.to_string(),
        until: gap.until.map(long),
        people: gap.people(),
        cause: gap.cause,
    }
}

/// Returns the rows of a kind: what is worst soonest first, and what stays covered last.
fn rows(seen: Seen<'_>, kind: Kind) -> Vec<Row> {
    let mut sorted: Vec<_> = seen.site.timeline.of_kind(kind).collect();
    let first_bad = |stretches: &[Stretch]| {
        let bad = stretches.iter().filter(|stretch| matches!(stretch.depth.state, State::Gap | State::Thin));
        bad.map(|stretch| (stretch.depth.state, stretch.from)).min()
    };
    sorted.sort_by_cached_key(|(key, stretches)| {
        let worst = first_bad(stretches);
        (worst.is_none(), worst, seen.site.handbook.title(key).to_lowercase())
    });
    let row = |(key, stretches): (&Key, &Vec<Stretch>)| Row {
        link: link::link(seen.site, key),
        strip: of_stretches(seen, stretches),
    };
    sorted.into_iter().map(row).collect()
}

/// Returns the strip of one role, access or list; nothing where the audience may not know.
pub fn strip(seen: Seen<'_>, key: &Key) -> Option<Strip> {
    let stretches = seen.site.timeline.stretches.get(key)?;
    Some(of_stretches(seen, stretches))
}

impl Strip {
    /// Tells whether anything changes within the days.
    pub fn changes(&self) -> bool {
        self.parts.len() > 1
    }
}

/// A symbol needs as many days as this.
const ROOM: i32 = 9;

fn of_stretches(seen: Seen<'_>, stretches: &[Stretch]) -> Strip {
    let timeline = &seen.site.timeline;
    let first = timeline.days.start;
    let part = |stretch: &Stretch| {
        let (x, width) = (days(first, stretch.from), days(stretch.from, stretch.until) + 1);
        between(seen, first, end(seen, stretch), || Part {
            state: table::state(stretch.depth.state),
            x,
            width,
            symbol: (width >= ROOM).then_some(x + 3),
            people: coverage::people(stretch.depth.depth),
            until: (stretch.until < timeline.last()).then(|| long(stretch.until)),
        })
    };
    Strip {
        width: days(first, timeline.days.end),
        months: months(timeline).map(|day| days(first, day)).collect(),
        parts: stretches.iter().filter_map(part).collect(),
    }
}

fn ruler(timeline: &Timeline) -> Ruler {
    let first = timeline.days.start;
    let name = |day: Date| match day.month() {
        1 => day.year().to_string(),
        _ => day.strftime("%b").to_string(),
    };
    let month = |day: Date| Month { x: days(first, day), name: name(day) };
    let monday = i32::from((8 - first.weekday().to_monday_one_offset()) % 7);
    let width = days(first, timeline.days.end);
    let weeks = (0..).map(|week| monday + 7 * week).take_while(|x| *x < width).collect();
    Ruler { width, months: months(timeline).map(month).collect(), weeks }
}

/// Returns the first days of months that lie in the days of a timeline.
fn months(timeline: &Timeline) -> impl Iterator<Item = Date> {
    let first = timeline.days.start.first_of_month();
    let months = (0..=12).filter_map(move |month| first.checked_add(jiff::Span::new().months(month)).ok());
    months.filter(|day| timeline.days.contains(day))
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
