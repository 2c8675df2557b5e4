//! The calendar files, read by a parser that is not the one that wrote them, which knows time zones only from the file.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use handbook::edition::Edition;
use serde_json::Value;

use super::support::{edition_on, html, sample, sample_with};

/// Returns what a calendar program makes of a calendar file of a site; whatever the standard forbids is a failure.
fn read(edition: &Edition, route: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/calendars");
    assert!(folder.join("node_modules").is_dir(), "run `npm ci` in tests/calendars first, or tests/run");
    let mut node = Command::new("node")
        .arg("read.mjs")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("node can be run");
    let text = html(edition, route);
    node.stdin.take().expect("it reads").write_all(text.as_bytes()).expect("it can be written to");
    let output = node.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{route}: {}\n{text}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

fn events(calendar: &Value) -> &Vec<Value> {
    calendar["events"].as_array().expect("a list of events")
}

/// Returns the days of the events of a name.
fn days(calendar: &Value, summary: &str) -> Vec<String> {
    let events = events(calendar).iter().filter(|event| event["summary"] == summary);
    events
        .map(|event| {
            assert_eq!(event["start"]["day"], true, "a task is due on a day, not at a time");
            event["start"]["local"].as_str().expect("a day").to_owned()
        })
        .collect()
}

#[test]
fn every_calendar_file_is_valid() {
    let edition = sample();
    let routes: Vec<&str> =
        edition.routes().map(|route| route.as_str()).filter(|route| route.ends_with(".ics")).collect();
    assert_eq!(routes.len(), 2 + 21, "{routes:?}");
    // A parser takes a while to start, so it looks at a role of each sort: with tasks, standing in, with none.
    for route in
        ["tasks.ics", "outages.ics", "roles/sis-loads.ics", "roles/technical-liaison.ics", "roles/acquisitions.ics"]
    {
        let calendar = read(&edition, route);
        assert_eq!(calendar["zone"], "America/Chicago", "{route}");
        assert!(events(&calendar).iter().all(|event| event["stamp"] == "2026-11-23T00:00:00Z"), "{route}");
    }
}

#[test]
fn the_days_of_tasks_are_right_across_terms_and_changes_of_the_clock() {
    let calendar = read(&sample(), "tasks.ics");
    // Two weeks before the terms of 19 January and 1 June; the clock is changed on 14 March.
    assert_eq!(days(&calendar, "Full patron load before the term"), ["2027-01-05", "2027-05-18"]);
    assert_eq!(days(&calendar, "Take back the roles of students"), ["2026-12-18", "2027-05-14", "2027-07-30"]);
    let news = days(&calendar, "Look at the CARLI news");
    let march: Vec<&String> = news.iter().filter(|day| day.starts_with("2027-03")).collect();
    assert_eq!(march, ["2027-03-01", "2027-03-08", "2027-03-15", "2027-03-22", "2027-03-29"]);
    let newsletter = days(&calendar, "Read the CARLI newsletter");
    assert_eq!(newsletter[..4], ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]);
    assert!(days(&calendar, "Read the list mail").is_empty(), "daily work is left out");
}

#[test]
fn a_reminder_comes_on_the_day_to_start_also_across_a_change_of_the_clock() {
    let calendar = read(&sample(), "tasks.ics");
    let alarms: BTreeMap<&str, &Value> = events(&calendar)
        .iter()
        .filter(|event| !event["alarms"].as_array().expect("a list").is_empty())
        .map(|event| (event["start"]["local"].as_str().expect("a day"), &event["alarms"][0]))
        .collect();
    assert_eq!(alarms["2027-01-05"], "2026-12-29");
    // Eight weeks before 1 June is 6 April; two weeks before that is 23 March, and eight before 19 January 24 November.
    assert_eq!(alarms["2027-04-06"], "2027-03-23");
    assert_eq!(alarms["2026-11-24"], "2026-11-10");
    // Start on the 8th, a week before the 15th; the clock is changed on the 14th.
    let march = sample_with(&[(
        "content/data/tasks.yaml",
        "anchor: 2 weeks before term-start\n",
        "anchor: 78 days before term-start\n",
    )]);
    let calendar = read(&march, "tasks.ics");
    let is_load = |event: &&Value| event["summary"] == "Full patron load before the term";
    let load = events(&calendar).iter().rfind(is_load).expect("it is due before the summer");
    assert_eq!((&load["start"]["local"], &load["alarms"][0]), (&Value::from("2027-03-15"), &Value::from("2027-03-08")));
}

#[test]
fn a_role_gets_its_own_tasks_and_those_in_which_it_stands_in() {
    let edition = sample();
    let loads = read(&edition, "roles/sis-loads.ics");
    assert_eq!(loads["name"], "Patron loads \u{2013} Hollis Library Handbook");
    assert_eq!(days(&loads, "Full patron load before the term"), ["2027-01-05", "2027-05-18"]);
    assert!(
        events(&loads)[0]["description"]
            .as_str()
            .expect("words")
            .starts_with("Who does it: Ben Whitfield (Patron loads)")
    );
    // Nobody holds Analytics until February; so long the reports fall to the technical liaison.
    let liaison = read(&edition, "roles/technical-liaison.ics");
    assert_eq!(days(&liaison, "Fetch the reports on Alma (standing in)"), ["2026-12-31", "2027-01-31"]);
    assert_eq!(
        days(&read(&edition, "roles/alma-analytics.ics"), "Fetch the reports on Alma").first().map(String::as_str),
        Some("2026-12-31")
    );
}

#[test]
fn outages_have_the_right_hour_on_both_sides_of_a_change_of_the_clock() {
    let outage = |id: &str, from: &str, until: &str| {
        format!("{id}:\n  name: {id}\n  services: [alma]\n  from: {from}\n  until: {until}\n")
    };
    let outages = [
        outage("winter", "2026-12-12 18:00", "2026-12-13 06:00"),
        outage("spring", "2027-03-13 22:00", "2027-03-14 06:00"),
        outage("summer", "2027-07-04 01:30", "2027-07-04 02:30"),
        outage("fall", "2027-11-06 22:00", "2027-11-07 06:00"),
        outage("whole", "2027-03-13", "2027-03-14"),
    ];
    let fixture = format!(
        "//- content/handbook.yaml\ntitle: \"Handbook, the; one\"\ninstitution: {{name: Hollis Library}}\ntime_zone: America/Chicago\n//- content/data/services.yaml\nalma:\n  name: Alma\n//- content/data/outages.yaml\n{}",
        outages.concat()
    );
    let calendar = read(&edition_on(&fixture, "2026-11-23"), "outages.ics");
    assert_eq!(calendar["name"], "Planned outages \u{2013} Handbook, the; one");
    let times = |name: &str| {
        let event = events(&calendar).iter().find(|event| event["summary"] == name).expect("it is there");
        assert_eq!(event["zone"], "America/Chicago");
        [&event["start"], &event["end"]].map(|moment| {
            format!("{} = {}", moment["local"].as_str().unwrap_or_default(), moment["utc"].as_str().unwrap_or_default())
        })
    };
    assert_eq!(
        times("winter"),
        ["2026-12-12T18:00:00 = 2026-12-13T00:00:00.000Z", "2026-12-13T06:00:00 = 2026-12-13T12:00:00.000Z"]
    );
    assert_eq!(
        times("spring"),
        ["2027-03-13T22:00:00 = 2027-03-14T04:00:00.000Z", "2027-03-14T06:00:00 = 2027-03-14T11:00:00.000Z"]
    );
    assert_eq!(
        times("summer"),
        ["2027-07-04T01:30:00 = 2027-07-04T06:30:00.000Z", "2027-07-04T02:30:00 = 2027-07-04T07:30:00.000Z"]
    );
    assert_eq!(
        times("fall"),
        ["2027-11-06T22:00:00 = 2027-11-07T03:00:00.000Z", "2027-11-07T06:00:00 = 2027-11-07T12:00:00.000Z"]
    );
    let whole = events(&calendar).iter().find(|event| event["summary"] == "whole").expect("it is there");
    assert_eq!(
        (&whole["start"]["local"], &whole["end"]["local"]),
        (&Value::from("2027-03-13"), &Value::from("2027-03-15"))
    );
}

#[test]
fn an_event_keeps_its_name_from_day_to_day() {
    let names = |today: &str| {
        let text = "//- content/data/people.yaml\nada:\n  name: Ada Alba\n//- content/data/roles.yaml\ndesk:\n  name: Desk\n  kind: operational\n  holders: [ada]\n//- content/data/tasks.yaml\nwork:\n  name: Work\n  every: year\n  anchor: \"07-01\"\n  owner: desk\n";
        let calendar = read(&edition_on(text, today), "tasks.ics");
        events(&calendar).iter().map(|event| event["uid"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("2026-11-23"), ["task-work-20270701@handbook.handbook"]);
    assert_eq!(names("2026-11-23"), names("2026-11-24"));
}
