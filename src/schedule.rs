//! Dates and recurrence as people write them: days, spans of time, how often, and counted from when.

mod due;

use std::fmt;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Span, ToSpan};

pub use due::{Due, Rhythm, dues};

/// Reads `2026-11-03`, and nothing else.
pub fn date(text: &str) -> Option<Date> {
    let digits = |range: std::ops::Range<usize>| {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok())?
    };
    let well_formed = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if !well_formed {
        return None;
    }
    let small = |number: i16| i8::try_from(number).ok();
    Date::new(digits(0..4)?, small(digits(5..7)?)?, small(digits(8..10)?)?).ok()
}

/// Reads a date with or without a time of day: `2026-12-12` or `2026-12-12 18:00`.
pub fn moment(text: &str) -> Option<DateTime> {
    let Some((day, time)) = text.split_once([' ', 'T']) else {
        return date(text).map(|day| day.at(0, 0, 0, 0));
    };
    let (hour, minute) = time.split_once(':')?;
    let part = |text: &str| (text.len() == 2).then(|| text.parse::<i8>().ok()).flatten();
    let (hour, minute) = (part(hour)?, part(minute)?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then(|| date(day).map(|day| day.at(hour, minute, 0, 0)))?
}

/// Returns the day after another; the last that there is has none.
pub fn day_after(day: Date) -> Date {
    day.saturating_add(1.day())
}

/// Returns the day before another; the first that there is has none.
pub fn day_before(day: Date) -> Date {
    day.saturating_sub(1.day())
}

/// Writes a day as the texts of a handbook do: `3 November 2026`.
pub fn long(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// Returns a day with its time of day as people read it; the day alone where it begins at midnight.
pub fn long_moment(moment: DateTime) -> String {
    match moment.hour() == 0 && moment.minute() == 0 {
        true => long(moment.date()),
        false => format!("{}, {}", long(moment.date()), moment.strftime("%H:%M")),
    }
}

/// Returns the time zone of a name such as `America/Chicago`, from the tables that were built in: the same everywhere.
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// A span of time: a number and a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub count: u16,
    pub unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

const UNITS: [(Unit, &str); 5] =
    [(Unit::Hour, "hour"), (Unit::Day, "day"), (Unit::Week, "week"), (Unit::Month, "month"), (Unit::Year, "year")];

impl Period {
    /// Reads `14 days`, `1 year` and the like.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_once(' ')?;
        let count = count.parse().ok().filter(|count| *count > 0)?;
        let unit = unit.trim().strip_suffix('s').unwrap_or(unit.trim());
        UNITS.iter().find(|(_, word)| *word == unit).map(|(unit, _)| Self { count, unit: *unit })
    }

    /// Returns the day this long after another; hours count as none.
    pub fn after(self, day: Date) -> Date {
        self.span().and_then(|span| day.checked_add(span)).unwrap_or(Date::MAX)
    }

    /// Returns the day this long before another; hours count as none.
    pub fn before(self, day: Date) -> Date {
        self.span().and_then(|span| day.checked_sub(span)).unwrap_or(Date::MIN)
    }

    fn span(self) -> Result<Span, jiff::Error> {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Hour => Ok(Span::new()),
            Unit::Day => Span::new().try_days(count),
            Unit::Week => Span::new().try_weeks(count),
            Unit::Month => Span::new().try_months(count),
            Unit::Year => Span::new().try_years(count),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, word) = UNITS[self.unit as usize];
        write!(f, "{} {word}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

/// What a task's due days are counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    Term(TermDay),
    /// A day of the year.
    Yearly {
        month: i8,
        day: i8,
    },
    /// A day of the month; in a month that is shorter, its last day.
    Monthly(i8),
    Weekday(Weekday),
    /// An event, in words.
    Event(String),
}

/// A day of each term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermDay {
    pub edge: Edge,
    /// How long before or after the first or the last day of the term.
    pub shift: Option<(Period, Side)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Start,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

impl TermDay {
    /// Reads `term-start`, `term-end`, `8 weeks before term-start` and the like.
    fn parse(text: &str) -> Option<Self> {
        let edge = |word: &str| match word.trim() {
            "term-start" => Some(Edge::Start),
            "term-end" => Some(Edge::End),
            _ => None,
        };
        for (word, side) in [(" before ", Side::Before), (" after ", Side::After)] {
            if let Some((period, word)) = text.split_once(word) {
                return Some(Self { edge: edge(word)?, shift: Some((Period::parse(period.trim())?, side)) });
            }
        }
        Some(Self { edge: edge(text)?, shift: None })
    }
}

impl Anchor {
    /// Reads `term-start`, `8 weeks before term-start`, `07-01`, `15`, `monday`; anything else is an event in words.
    pub fn parse(text: &str) -> Self {
        if let Some(day) = date(&format!("2028-{text}")) {
            return Self::Yearly { month: day.month(), day: day.day() };
        }
        if let Some(day) = text.parse().ok().filter(|day| (1..=31).contains(day)) {
            return Self::Monthly(day);
        }
        let word = text.to_lowercase();
        let weekday = || WEEKDAYS.iter().find(|(_, name)| *name == word).map(|(weekday, _)| Self::Weekday(*weekday));
        TermDay::parse(&word).map(Self::Term).or_else(weekday).unwrap_or_else(|| Self::Event(text.to_owned()))
    }

    /// Returns it as it is written in a data file.
    pub fn written(&self) -> String {
        match self {
            Self::Term(TermDay { edge, shift }) => {
                let edge = match edge {
                    Edge::Start => "term-start",
                    Edge::End => "term-end",
                };
                match shift {
                    None => edge.to_owned(),
                    Some((period, Side::Before)) => format!("{period} before {edge}"),
                    Some((period, Side::After)) => format!("{period} after {edge}"),
                }
            }
            Self::Monthly(day) => day.to_string(),
            Self::Yearly { month, day } => format!("{month:02}-{day:02}"),
            Self::Weekday(weekday) => WEEKDAYS[weekday.to_monday_zero_offset() as usize].1.to_owned(),
            Self::Event(words) => words.clone(),
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(TermDay { edge, shift }) => {
                let edge = match edge {
                    Edge::Start => "the first day of term",
                    Edge::End => "the last day of term",
                };
                match shift {
                    None => write!(f, "on {edge}"),
                    Some((period, Side::Before)) => write!(f, "{period} before {edge}"),
                    Some((period, Side::After)) => write!(f, "{period} after {edge}"),
                }
            }
            Self::Yearly { month, day } => {
                let day = Date::new(2028, *month, *day).expect("an anchor is a day of a leap year");
                f.write_str(&day.strftime("%-d %B").to_string())
            }
            Self::Monthly(day) => write!(f, "on day {day} of the month"),
            Self::Weekday(weekday) => {
                let (_, name) = WEEKDAYS[weekday.to_monday_zero_offset() as usize];
                write!(f, "on {}{}", name[..1].to_uppercase(), &name[1..])
            }
            Self::Event(words) => f.write_str(words),
        }
    }
}

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "monday"),
    (Weekday::Tuesday, "tuesday"),
    (Weekday::Wednesday, "wednesday"),
    (Weekday::Thursday, "thursday"),
    (Weekday::Friday, "friday"),
    (Weekday::Saturday, "saturday"),
    (Weekday::Sunday, "sunday"),
];
