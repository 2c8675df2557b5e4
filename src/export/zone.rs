//! Time zones as calendars tell them: each change of the clock in a range of days, one by one.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use crate::parse::Settings;
use crate::schedule::zone;

/// A time zone and its name.
pub struct Zone {
    pub name: String,
    zone: TimeZone,
}

impl Zone {
    /// Returns the time zone of a handbook; nothing where it names none that is known.
    pub fn of(settings: &Settings) -> Option<Self> {
        let zone = zone(settings.time_zone.as_ref()?)?;
        Some(Self { name: zone.iana_name()?.to_owned(), zone })
    }

    pub fn universal() -> Self {
        Self { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }

    /// Returns the component that tells a calendar program what the clock shows between two days.
    pub fn written(&self, first: Date, last: Date) -> String {
        let mut text = format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", self.name);
        let first = self.moment(first.saturating_sub(1.day()).at(0, 0, 0, 0));
        let last = self.moment(last.saturating_add(2.days()).at(0, 0, 0, 0));
        let started = self.zone.preceding(first).next();
        if started.is_none() {
            let now = self.zone.to_offset_info(first);
            let begin = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
            observance(&mut text, begin, (now.offset(), now.offset()), now.abbreviation(), now.dst().is_dst());
        }
        let changes =
            started.into_iter().chain(self.zone.following(first).take_while(|change| change.timestamp() <= last));
        for change in changes {
            let before = self.zone.to_offset(change.timestamp() - 1.second());
            // The standard wants the moment as a clock showed it that was not changed.
            let begin = before.to_datetime(change.timestamp());
            observance(&mut text, begin, (before, change.offset()), change.abbreviation(), change.dst().is_dst());
        }
        text.push_str("END:VTIMEZONE\r\n");
        text
    }

    fn moment(&self, local: DateTime) -> Timestamp {
        self.zone.to_timestamp(local).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

fn observance(text: &mut String, begin: DateTime, (from, to): (Offset, Offset), name: &str, is_summer: bool) {
    let sort = if is_summer { "DAYLIGHT" } else { "STANDARD" };
    let begin = begin.strftime("%Y%m%dT%H%M%S");
    let (from, to) = (offset(from), offset(to));
    let _ = write!(
        text,
        "BEGIN:{sort}\r\nDTSTART:{begin}\r\nTZOFFSETFROM:{from}\r\nTZOFFSETTO:{to}\r\nTZNAME:{name}\r\nEND:{sort}\r\n"
    );
}

/// Writes how far a clock is from universal time: `-0600`.
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) = (seconds.abs() / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    match rest {
        0 => format!("{sign}{hours:02}{minutes:02}"),
        rest => format!("{sign}{hours:02}{minutes:02}{rest:02}"),
    }
}
