//! Tasks on their days: when each is due, how it stands, and who does it that day.

use handbook::edition::Edition;
use handbook::record::Kind;
use handbook::record::reference::Key;

use super::support::{edition_on, report_on, run, sample, stderr, stdout};

/// Returns a handbook with one task of the lines given.
fn task(lines: &str) -> String {
    format!(
        "\
//- content/handbook.yaml
title: Handbook
institution: {{name: Hollis Library}}
terms:
  - {{name: Spring, from: 2027-01-19, until: 2027-05-14}}
  - {{name: Fall, from: 2026-08-24, until: 2026-12-18}}
  - {{name: Summer, from: 2027-06-01, until: 2027-07-30}}
//- content/data/people.yaml
ada:
  name: Ada Alba
  leave: [{{from: 2026-12-21, until: 2027-01-08}}]
ben:
  name: Ben Boyd
  start: 2026-12-01
cleo:
  name: Cleo Cruz
  end: 2027-01-31
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
  holders: [ada]
  backups: [cleo]
office:
  name: Office
  kind: operational
  coverage: {{minimum: 0}}
  holders: [ben]
//- content/data/tasks.yaml
work:
  name: Work
  owner: desk
{lines}"
    )
}

/// Returns the days of a task that are shown.
fn days(edition: &Edition, task: &str) -> Vec<String> {
    let days = edition.site.calendar.of(&Key::new(Kind::Task, task)).iter();
    days.map(|day| format!("{} {}", day.due, day.standing.word())).collect()
}

/// Returns the first few days of a task of the lines given, on 23 November 2026.
fn first(lines: &str, count: usize) -> String {
    let found = days(&edition_on(&task(lines), "2026-11-23"), "work");
    found.into_iter().take(count).collect::<Vec<_>>().join(", ")
}

#[test]
fn work_is_due_on_the_day_given_and_else_at_the_end_of_its_stretch() {
    let cases = [
        ("  every: day\n", 5, "2026-11-23 soon"),
        ("  every: week\n", 2, "2026-11-27 soon, 2026-12-04 soon"),
        ("  every: week\n  anchor: monday\n", 2, "2026-11-23 soon, 2026-11-30 soon"),
        ("  every: month\n", 2, "2026-11-30 soon, 2026-12-31 coming"),
        ("  every: month\n  anchor: 22\n", 2, "2026-12-22 coming, 2027-01-22 coming"),
        ("  every: term\n", 3, "2026-12-18 coming, 2027-05-14 coming, 2027-07-30 coming"),
        ("  every: term\n  anchor: term-start\n", 9, "2027-01-19 coming, 2027-06-01 coming"),
        ("  every: term\n  anchor: 8 weeks before term-start\n", 9, "2026-11-24 soon, 2027-04-06 coming"),
        ("  every: term\n  anchor: 3 days after term-end\n", 1, "2026-12-21 coming"),
        ("  every: year\n", 2, "2026-12-31 coming"),
        ("  every: year\n  anchor: \"07-01\"\n", 2, "2027-07-01 coming"),
        ("  every: event\n  anchor: Somebody asks\n", 2, ""),
    ];
    for (lines, count, expected) in cases {
        assert_eq!(first(lines, count), expected, "{lines}");
    }
}

#[test]
fn a_daily_task_rests_at_the_weekend() {
    let on = |today: &str| days(&edition_on(&task("  every: day\n  last_done: 2026-11-20\n"), today), "work");
    assert_eq!(on("2026-11-20"), ["2026-11-23 soon"]);
    assert_eq!(on("2026-11-21"), ["2026-11-23 soon"]);
    assert_eq!(on("2026-11-23"), ["2026-11-23 soon"]);
    assert_eq!(on("2026-11-25"), ["2026-11-23 overdue", "2026-11-25 soon"]);
}

#[test]
fn a_day_that_a_month_lacks_is_its_last() {
    let of = |lines: &str, today: &str| days(&edition_on(&task(lines), today), "work").join(", ");
    let monthly = of("  every: month\n  anchor: 31\n", "2027-02-01");
    assert!(monthly.starts_with("2027-02-28 coming, 2027-03-31 coming, 2027-04-30 coming"), "{monthly}");
    let leap = "  every: year\n  anchor: \"02-29\"\n";
    assert_eq!(of(leap, "2027-01-10"), "2027-02-28 coming");
    assert_eq!(of(leap, "2028-01-10"), "2028-02-29 coming");
}

#[test]
fn what_is_noted_as_done_counts_for_its_own_time() {
    let cases = [
        // Any day of the month counts for a month without a day.
        ("  every: month\n", "2026-11-01", "2026-11-30 done, 2026-12-31 coming"),
        ("  every: month\n", "2026-10-31", "2026-11-30 soon, 2026-12-31 coming"),
        // A few days early count for the coming time, more than a quarter of the time between do not.
        ("  every: month\n  anchor: 30\n", "2026-11-22", "2026-11-30 soon, 2026-12-30 coming"),
        ("  every: month\n  anchor: 30\n", "2026-11-23", "2026-11-30 done, 2026-12-30 coming"),
        ("  every: year\n  anchor: \"12-01\"\n", "2025-12-03", "2026-12-01 soon"),
        ("  every: year\n  anchor: \"12-01\"\n", "2026-09-10", "2026-12-01 done"),
        // Work that was begun in its lead time counts, however early that is.
        ("  every: year\n  anchor: \"12-01\"\n  lead_time: 6 months\n", "2026-06-10", "2026-12-01 done"),
        ("  every: term\n  anchor: term-start\n", "2026-09-28", "2027-01-19 coming, 2027-06-01 coming"),
        ("  every: term\n  anchor: term-end\n", "2026-07-31", "2026-12-18 coming, 2027-05-14 coming"),
    ];
    for (lines, done, expected) in cases {
        assert_eq!(first(&format!("{lines}  last_done: {done}\n"), 2), expected, "{lines} done on {done}");
    }
}

#[test]
fn work_is_overdue_the_day_after_and_too_late_when_it_is_of_no_use_any_more() {
    let lines = "  every: year\n  anchor: \"11-10\"\n  expires_after: 2 weeks\n  last_done: 2025-11-10\n";
    let on = |today: &str| days(&edition_on(&task(lines), today), "work").join(", ");
    assert_eq!(on("2026-11-10"), "2026-11-10 soon");
    assert_eq!(on("2026-11-11"), "2026-11-10 overdue, 2027-11-10 coming");
    assert_eq!(on("2026-11-24"), "2026-11-10 overdue, 2027-11-10 coming");
    assert_eq!(on("2026-11-25"), "2026-11-10 too late, 2027-11-10 coming");
    let said = report_on(&task(lines), "2026-11-25");
    assert!(
        said.contains("overdue-task content/data/tasks.yaml:7:14 the task `work` was due on 10 November 2026"),
        "{said}"
    );
    assert!(said.contains("since 24 November 2026 it is too late"), "{said}");
}

#[test]
fn a_task_that_was_never_noted_as_done_is_not_overdue() {
    for every in ["day", "week", "month", "term", "year"] {
        let found = first(&format!("  every: {every}\n"), 100);
        assert!(!found.contains("overdue"), "{found}");
    }
    let old = first("  every: month\n  last_done: 2019-03-31\n", 2);
    assert_eq!(old, "2019-04-30 overdue, 2026-11-30 soon");
}

#[test]
fn a_task_is_soon_two_weeks_before_or_from_its_start_on() {
    let lines = "  every: year\n  anchor: \"02-01\"\n  lead_time: 2 months\n";
    let on = |today: &str| days(&edition_on(&task(lines), today), "work").join(", ");
    assert_eq!(on("2026-11-30"), "2027-02-01 coming");
    assert_eq!(on("2026-12-01"), "2027-02-01 soon");
    let short = "  every: year\n  anchor: \"02-01\"\n";
    let on = |today: &str| days(&edition_on(&task(short), today), "work").join(", ");
    assert_eq!(on("2027-01-17"), "2027-02-01 coming");
    assert_eq!(on("2027-01-18"), "2027-02-01 soon");
}

#[test]
fn who_does_it_is_whoever_is_here_that_day() {
    let lines = "  every: week\n  backup: office\n";
    let edition = edition_on(&task(lines), "2026-11-23");
    let key = Key::new(Kind::Task, "work");
    let who = |due: &str| {
        let day = edition.site.calendar.of(&key).iter().find(|day| day.due.to_string() == due).expect("it is due");
        let names = |people: &[Key]| people.iter().map(|person| &*person.id).collect::<Vec<_>>().join(" ");
        format!("{}; {}", names(&day.owners), names(&day.backups))
    };
    assert_eq!(who("2026-11-27"), "ada; cleo");
    assert_eq!(who("2026-12-04"), "ada; ben");
    assert_eq!(who("2027-01-08"), "cleo; ben");
    assert_eq!(who("2027-02-05"), "ada; ben");
}

#[test]
fn the_sample_has_work_that_is_soon_and_none_that_is_overdue() {
    let edition = sample();
    let next = |task: &str| days(&edition, task).into_iter().find(|day| !day.ends_with("done")).unwrap_or_default();
    assert_eq!(next("new-calendars"), "2026-11-24 soon");
    assert_eq!(next("patron-load"), "2027-01-05 coming");
    assert_eq!(next("check-carli-news"), "2026-11-23 soon");
    assert_eq!(next("read-list-mail"), "2026-11-24 soon");
    assert_eq!(next("test-break-glass"), "2026-12-01 soon");
    assert!(edition.site.calendar.all().iter().all(|day| !day.standing.is_overdue()));
}

#[test]
fn the_command_lists_what_is_due_and_who_is_here_in_80_columns() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = |arguments: &[&str]| {
        let output = run(root, &[&["tasks", "--today", "2026-11-23"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let list = said(&["--until", "2027-01-31"]);
    assert!(list.lines().all(|line| line.chars().count() <= 80), "{list}");
    assert!(list.contains("5 Jan 2027  Full patron load before the term        Ben Whitfield\n"), "{list}");
    assert!(list.contains("Amara Okafor (standing"), "{list}");
    let loads = said(&["--role", "sis-loads", "--until", "2027-06-30", "--format", "csv"]);
    assert!(
        loads.lines().any(|line| line.starts_with("patron-load,Full patron load before the term,term,")),
        "{loads}"
    );
    assert!(
        loads.lines().skip(1).all(|line| line.starts_with("patron-load,") || line.starts_with("check-transfer-")),
        "{loads}"
    );
    let json: serde_json::Value = serde_json::from_str(&said(&["--format", "json"])).expect("it is JSON");
    assert_eq!(json[1]["task"], "new-calendars");
    assert_eq!((&json[1]["due"], &json[1]["who"][0]), (&"2026-11-24".into(), &"Ben Whitfield".into()));
    let wrong = run(root, &["tasks", "--role", "sis-load"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("sis-loads"), "{}", stderr(&wrong));
}
