//! Calendars for calendar programs, by RFC 5545: tasks as events of a whole day, outages with their times.
//!
//! An event keeps its name (UID) from build to build, so that a program that has subscribed moves it and does not add it
//! again; it is stamped with the day of the site. Work of every working day is left out: it would bury all the rest.

use icalendar::{Alarm, Calendar, Component as _, Event, Property, Trigger};
use jiff::civil::{Date, DateTime};

use super::zone::Zone;
use super::{named, words};
use crate::coverage::{Occurrence, Standing};
use crate::parse::markdown::slug::slug;
use crate::record::reference::Key;
use crate::record::{Cadence, Kind, Outage, Task};
use crate::schedule::{day_after, long};
use crate::site::Site;

/// Returns the calendar of all tasks.
pub fn tasks(site: &Site) -> String {
    let mut calendar =
        begun(site, "Tasks", "Work that comes round, and who does it. What is done every day is left out.");
    for (entry, task) in site.handbook.all::<Task>() {
        let days = dated(site, &entry.key, task).map(|day| task_event(site, task, day, ""));
        calendar.extend(days);
    }
    finished(site, &calendar)
}

/// Returns the calendar of a role: its own tasks, and those in which it stands in, on days when nobody of the owner role is
/// here.
pub fn of_role(site: &Site, role: &Key) -> String {
    let handbook = &site.handbook;
    let name = handbook.title(role);
    let about =
        format!("What is due from whoever holds the role \u{201c}{name}\u{201d}. What is done every day is left out.");
    let mut calendar = begun(site, name, &about);
    let mut links: Vec<&Key> = handbook.backlinks(role).iter().map(|link| &link.from).collect();
    links.sort();
    links.dedup();
    for key in links.into_iter().filter(|key| key.kind == Kind::Task) {
        let Some(task) = handbook.get::<Task>(&key.id) else { continue };
        let is_own = handbook.resolve(&task.owner).as_ref() == Some(role);
        let stands_in = task.backup.as_ref().and_then(|backup| handbook.resolve(backup)).as_ref() == Some(role);
        let days = dated(site, key, task).filter(|day| is_own || stands_in && day.owners.is_empty());
        calendar.extend(days.map(|day| task_event(site, task, day, if is_own { "" } else { " (standing in)" })));
    }
    finished(site, &calendar)
}

/// Returns the calendar of planned outages.
pub fn outages(site: &Site) -> String {
    let mut calendar = begun(site, "Planned outages", "Times when a service will be down.");
    let zone = Zone::of(&site.handbook.settings).map(|zone| zone.name);
    for (entry, outage) in site.handbook.all::<Outage>() {
        let mut event = Event::new();
        identify(site, &mut event, &format!("outage-{}", entry.key.id));
        span(&mut event, outage, zone.as_deref());
        let services =
            outage.services.iter().map(|service| words(&site.handbook, service)).collect::<Vec<_>>().join(", ");
        let lines = [
            Some(format!("Down: {services}.")),
            entry.common.summary.as_ref().map(|summary| summary.value.clone()),
            outage.announced_by.as_ref().map(|by| format!("Announced by: {}", by.value)),
        ];
        event.summary(&clean(&entry.common.name)).description(&text(lines));
        calendar.push(event.done());
    }
    finished(site, &calendar)
}

/// Returns the days of a task that stand in a calendar: those that are not done, and what is overdue once.
fn dated<'a>(site: &'a Site, key: &Key, task: &Task) -> impl Iterator<Item = &'a Occurrence> {
    let days = site.calendar.of(key).iter().filter(|day| day.standing != Standing::Done);
    let days = days.filter(move |_| task.every != Cadence::Day);
    let mut late = false;
    days.filter(move |day| !(day.standing.is_overdue() && std::mem::replace(&mut late, true)))
        .collect::<Vec<_>>()
        .into_iter()
}

fn task_event(site: &Site, task: &Task, day: &Occurrence, mark: &str) -> Event {
    let handbook = &site.handbook;
    let mut event = Event::new();
    identify(site, &mut event, &format!("task-{}-{}", day.task.id, basic(day.due)));
    whole_days(&mut event, day.due, day.due);
    // A due day does not make anybody busy.
    event.add_property("TRANSP", "TRANSPARENT");
    let name = handbook.title(&day.task);
    let people = |people: &[Key]| people.iter().map(|person| named(handbook, person)).collect::<Vec<_>>().join(", ");
    let owner = words(handbook, &task.owner);
    let lines = [
        Some(match day.owners.is_empty() {
            true if day.backups.is_empty() => format!("Nobody is here that day. Owner: {owner}"),
            true => format!("Who does it: {}, for {owner}", people(&day.backups)),
            false => format!("Who does it: {} ({owner})", people(&day.owners)),
        }),
        (!day.owners.is_empty() && !day.backups.is_empty())
            .then(|| format!("In their place: {}", people(&day.backups))),
        (day.start < day.due).then(|| format!("Start by {}.", long(day.start))),
        day.useful_until.map(|last| format!("Too late after {}.", long(last))),
        task.consequence.as_ref().map(|words| format!("If it is missed: {}", words.value)),
        task.procedure.as_ref().map(|page| format!("Procedure: {}", words(handbook, page))),
    ];
    event.summary(&clean(&format!("{name}{mark}"))).description(&text(lines));
    let ahead = day.start.until(day.due).map_or(0, |span| span.get_days());
    if ahead > 0 {
        event.append_component(alarm(site, &day.task, ahead, name));
    }
    event.done()
}

/// Returns a reminder on the day to start.
fn alarm(site: &Site, task: &Key, ahead: i32, name: &str) -> Alarm {
    let any = Trigger::try_from(&Property::new("TRIGGER", "P1D")).expect("a day is a span of time");
    let mut alarm = Alarm::display(&clean(&format!("Start: {name}")), any);
    // The library counts in seconds, and a change of the clock would move the reminder to the evening before.
    alarm.add_property("TRIGGER", format!("-P{ahead}D"));
    identify(site, &mut alarm, &format!("start-{}-{ahead}", task.id));
    alarm.done()
}

/// Sets when an outage begins and ends: local times in the zone of the handbook, or whole days where no time is given.
fn span(event: &mut Event, outage: &Outage, zone: Option<&str>) {
    let (from, until) = (outage.from.value, outage.until.value);
    let is_day = |moment: DateTime| moment.hour() == 0 && moment.minute() == 0;
    if is_day(from) && is_day(until) {
        return whole_days(event, from.date(), until.date());
    }
    let at = |key: &str, moment: DateTime| {
        let mut property = Property::new(key, moment.strftime("%Y%m%dT%H%M%S").to_string());
        if let Some(zone) = zone {
            property.add_parameter("TZID", zone);
        }
        property
    };
    event.append_property(at("DTSTART", from));
    if until > from {
        event.append_property(at("DTEND", until));
    }
}

/// Sets the first and the last day of an event; a calendar says on which day it is over.
fn whole_days(event: &mut Event, first: Date, last: Date) {
    let day = |key: &str, day: Date| {
        let mut property = Property::new(key, basic(day));
        property.add_parameter("VALUE", "DATE");
        property
    };
    event.append_property(day("DTSTART", first));
    event.append_property(day("DTEND", day_after(last.max(first))));
}

/// Gives a component the name by which programs know it again, and the stamp of the site's day; otherwise the library
/// would make up a name and ask for the time.
fn identify(site: &Site, component: &mut impl icalendar::Component, name: &str) {
    let settings = &site.handbook.settings;
    let code = settings.institution.as_ref().and_then(|institution| institution.code.as_ref());
    let home = slug(code.map_or(settings.title(), |code| code));
    component.add_property("UID", format!("{name}@{home}.handbook"));
    component.add_property("DTSTAMP", format!("{}T000000Z", basic(site.coverage.day)));
}

fn begun(site: &Site, name: &str, about: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    let name = format!("{name} \u{2013} {}", site.handbook.settings.title());
    let properties = [
        ("VERSION", "2.0".to_owned()),
        ("PRODID", "-//handbook//handbook//EN".to_owned()),
        ("CALSCALE", "GREGORIAN".to_owned()),
        ("METHOD", "PUBLISH".to_owned()),
        ("X-WR-CALNAME", clean(&name)),
        ("X-WR-CALDESC", clean(about)),
    ];
    calendar.properties = Property::from_array(properties.map(|(key, value)| Property::new(key, value)));
    if let Some(zone) = Zone::of(&site.handbook.settings) {
        calendar.append_property(Property::new("X-WR-TIMEZONE", zone.name));
    }
    calendar
}

/// Returns the text of a calendar. The time zone is put in as text: the library would stamp it, which the standard does not
/// allow. A calendar always has one, because a calendar without anything in it is none.
fn finished(site: &Site, calendar: &Calendar) -> String {
    let mut written = calendar.to_string();
    let outages = site.handbook.all::<Outage>();
    let days = outages.flat_map(|(_, outage)| [outage.from.value.date(), outage.until.value.date()]);
    let days: Vec<Date> = days.chain([site.timeline.days.start, site.timeline.days.end]).collect();
    let (first, last) = (days.iter().min().copied(), days.iter().max().copied());
    let zone = Zone::of(&site.handbook.settings).unwrap_or_else(Zone::universal);
    let zone = zone.written(first.unwrap_or(Date::MIN), last.unwrap_or(Date::MAX));
    let before = ["\r\nBEGIN:VEVENT\r\n", "\r\nEND:VCALENDAR"].iter().find_map(|mark| written.find(mark));
    written.insert_str(before.expect("every calendar ends") + 2, &zone);
    written
}

fn basic(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn text<const N: usize>(lines: [Option<String>; N]) -> String {
    lines.into_iter().flatten().map(|line| clean(&line)).collect::<Vec<_>>().join("\n")
}

/// Returns a text without the control characters that a calendar cannot hold.
fn clean(text: &str) -> String {
    text.trim().chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
