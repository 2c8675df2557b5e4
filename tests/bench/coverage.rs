//! Coverage over twelve months: 200 roles and 500 people with holdings, leave and last days, on one core.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark measures the world and says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use handbook::coverage;
use handbook::handbook::{Handbook, link};
use handbook::parse::parse;
use handbook::source::SourcePath;
use jiff::ToSpan;
use jiff::civil::{Date, date};

const ROLES: usize = 200;
const PEOPLE: usize = 500;
const REPEATS: usize = 21;

fn main() {
    let handbook = handbook();
    let first = date(2026, 11, 23);
    let days = first..first.checked_add(1.year()).expect("a year later is there");
    let mut times: Vec<Duration> = Vec::new();
    let mut stretches = 0;
    for _ in 0..REPEATS {
        let start = Instant::now();
        let timeline = coverage::over(&handbook, days.clone());
        let gaps = timeline.coming_gaps(&handbook);
        times.push(start.elapsed());
        stretches = timeline.stretches.values().map(Vec::len).sum::<usize>();
        assert!(!gaps.is_empty(), "people leave, so there are gaps to come");
    }
    times.sort();
    println!("{ROLES} roles, {PEOPLE} people, twelve months: {stretches} stretches");
    println!("median of {REPEATS} on one thread: {:.2} ms", times[REPEATS / 2].as_secs_f64() * 1000.0);
}

fn handbook() -> Handbook {
    let texts = [
        ("handbook.yaml", "title: Handbook\n".to_owned()),
        ("data/people.yaml", people()),
        ("data/roles.yaml", roles()),
    ];
    let parsed = texts.into_iter().map(|(path, text)| {
        let path = SourcePath::new(format!("content/{path}"));
        let parsed = Arc::new(parse(&path, &text));
        (path, parsed)
    });
    link(&parsed.collect::<BTreeMap<_, _>>(), BTreeSet::new()).0
}

/// Returns a day of the year from the first of December 2026.
fn day(number: usize) -> Date {
    let days = i64::try_from(number % 360).expect("a number of days is small");
    date(2026, 12, 1).checked_add(days.days()).expect("the day is there")
}

fn people() -> String {
    let mut yaml = String::new();
    for at in 0..PEOPLE {
        let _ = writeln!(yaml, "p{at}:\n  name: Person {at}\n  leave:");
        for leave in 0..2 {
            let from = day(at * 7 + leave * 151);
            let until = from.checked_add(9.days()).expect("the day is there");
            let _ = writeln!(yaml, "    - {{from: {from}, until: {until}}}");
        }
        if at % 5 == 0 {
            let _ = writeln!(yaml, "  end: {}", day(at * 11));
        }
    }
    yaml
}

fn roles() -> String {
    let mut yaml = String::new();
    for at in 0..ROLES {
        let person = |step: usize| (at * 13 + step * 29) % PEOPLE;
        let _ = writeln!(yaml, "r{at}:\n  name: Role {at}\n  kind: operational\n  coverage: {{minimum: 2, target: 3}}");
        let _ = writeln!(yaml, "  holders: [p{}, {{person: p{}, until: {}}}]", person(1), person(2), day(at * 3));
        let _ = writeln!(yaml, "  backups: [p{}, {{person: p{}, from: {}}}]", person(3), person(4), day(at * 5));
    }
    yaml
}
