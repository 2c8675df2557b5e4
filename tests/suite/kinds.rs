//! Every kind of record: each of its fields, written wrongly, is reported at its place and by the right rule.

use handbook::record::Kind;

use super::support::report;

/// What a record of a kind must have beside its name.
pub fn required(kind: &str) -> &'static str {
    match kind {
        "roles" => "  kind: operational\n",
        "access" => "  kind: account\n",
        "lists" => "  kind: announce\n",
        "tasks" => "  every: day\n  owner: desk\n",
        "requests" => "  kind: query\n",
        "decisions" => "  what: Something\n",
        "duties" => "  item: 1\n  level: must\n  statement: Something\n",
        "outages" => "  from: 2026-12-12\n  until: 2026-12-13\n",
        _ => "",
    }
}

/// A kind, a key, what is wrong behind it, and the rule that says so.
pub const WRONG: &[(&str, &str, &str, &str)] = &[
    ("people", "title", "{an: other}", "wrong-value"),
    ("people", "department", "nobody-of-that-name", "unknown-reference"),
    ("people", "employment", "whatever", "wrong-value"),
    ("people", "email", "amara at example.edu", "wrong-value"),
    ("people", "phone", "none", "wrong-value"),
    ("people", "start", "3/4/2026", "wrong-date"),
    ("people", "end", "3/4/2026", "wrong-date"),
    ("people", "leave", "plain words", "wrong-value"),
    ("people", "skills", "plain words", "wrong-value"),
    ("people", "system_user_id", "{an: other}", "wrong-value"),
    ("roles", "kind", "whatever", "wrong-value"),
    ("roles", "holders", "{person: nobody-of-that-name}", "unknown-reference"),
    ("roles", "backups", "{person: nobody-of-that-name}", "unknown-reference"),
    ("roles", "coverage", "plain words", "wrong-value"),
    ("roles", "accepted_gap", "plain words", "wrong-value"),
    ("roles", "appointed_by", "nobody-of-that-name", "unknown-reference"),
    ("roles", "authority", "{an: other}", "wrong-value"),
    ("roles", "directory_label", "{an: other}", "wrong-value"),
    ("roles", "skills_required", "{an: other}", "wrong-value"),
    ("roles", "services", "nobody-of-that-name", "unknown-reference"),
    ("roles", "access", "nobody-of-that-name", "unknown-reference"),
    ("roles", "lists_recommended", "nobody-of-that-name", "unknown-reference"),
    ("roles", "conflicts_with", "nobody-of-that-name", "unknown-reference"),
    ("roles", "should_include", "nobody-of-that-name", "unknown-reference"),
    ("roles", "fallback_contact", "nobody-of-that-name", "unknown-reference"),
    ("departments", "kind", "whatever", "wrong-value"),
    ("departments", "head", "nobody-of-that-name", "unknown-reference"),
    ("departments", "contact", "nobody-of-that-name", "unknown-reference"),
    ("departments", "email", "amara at example.edu", "wrong-value"),
    ("departments", "phone", "none", "wrong-value"),
    ("departments", "when_to_call", "{an: other}", "wrong-value"),
    ("services", "vendor", "{an: other}", "wrong-value"),
    ("services", "environment", "{an: other}", "wrong-value"),
    ("services", "status_page", "www.example.edu", "wrong-value"),
    ("services", "used_by", "nobody-of-that-name", "unknown-reference"),
    ("services", "depends_on", "nobody-of-that-name", "unknown-reference"),
    ("services", "tier", "many", "wrong-value"),
    ("services", "longest_outage", "a while", "wrong-value"),
    ("services", "outage_effect", "{an: other}", "wrong-value"),
    ("services", "fallback", "nobody-of-that-name", "unknown-reference"),
    ("services", "report_to", "nobody-of-that-name", "unknown-reference"),
    ("access", "kind", "whatever", "wrong-value"),
    ("access", "service", "nobody-of-that-name", "unknown-reference"),
    ("access", "holders", "{person: nobody-of-that-name}", "unknown-reference"),
    ("access", "backups", "{person: nobody-of-that-name}", "unknown-reference"),
    ("access", "coverage", "plain words", "wrong-value"),
    ("access", "accepted_gap", "plain words", "wrong-value"),
    ("access", "application", "{an: other}", "wrong-value"),
    ("access", "kept_in", "{an: other}", "wrong-value"),
    ("access", "asked_from", "nobody-of-that-name", "unknown-reference"),
    ("access", "opened_by", "nobody-of-that-name", "unknown-reference"),
    ("access", "opened_when", "{an: other}", "wrong-value"),
    ("access", "rotated", "3/4/2026", "wrong-date"),
    ("access", "review_by", "3/4/2026", "wrong-date"),
    ("access", "expires", "3/4/2026", "wrong-date"),
    ("lists", "kind", "whatever", "wrong-value"),
    ("lists", "purpose", "{an: other}", "wrong-value"),
    ("lists", "open", "perhaps", "wrong-value"),
    ("lists", "subscribers", "{to: nobody-of-that-name}", "unknown-reference"),
    ("lists", "required_subscribers", "nobody-of-that-name", "unknown-reference"),
    ("lists", "recommended_for", "nobody-of-that-name", "unknown-reference"),
    ("lists", "coverage", "plain words", "wrong-value"),
    ("lists", "accepted_gap", "plain words", "wrong-value"),
    ("lists", "origin", "whatever", "wrong-value"),
    ("lists", "posting_address", "amara at example.edu", "wrong-value"),
    ("lists", "subscribe_page", "www.example.edu", "wrong-value"),
    ("lists", "archive_page", "www.example.edu", "wrong-value"),
    ("topics", "forward_to", "nobody-of-that-name", "unknown-reference"),
    ("topics", "action", "{an: other}", "wrong-value"),
    ("topics", "document", "nobody-of-that-name", "unknown-reference"),
    ("topics", "acknowledged", "plain words", "wrong-value"),
    ("topics", "catch_all", "perhaps", "wrong-value"),
    ("tasks", "every", "whatever", "wrong-value"),
    ("tasks", "anchor", "{an: other}", "wrong-value"),
    ("tasks", "lead_time", "a while", "wrong-value"),
    ("tasks", "expires_after", "a while", "wrong-value"),
    ("tasks", "owner", "nobody-of-that-name", "unknown-reference"),
    ("tasks", "backup", "nobody-of-that-name", "unknown-reference"),
    ("tasks", "procedure", "nobody-of-that-name", "unknown-reference"),
    ("tasks", "consequence", "{an: other}", "wrong-value"),
    ("tasks", "last_done", "3/4/2026", "wrong-date"),
    ("requests", "kind", "whatever", "wrong-value"),
    ("requests", "asked_by", "nobody-of-that-name", "unknown-reference"),
    ("requests", "asked_on", "3/4/2026", "wrong-date"),
    ("requests", "due", "3/4/2026", "wrong-date"),
    ("requests", "owner", "nobody-of-that-name", "unknown-reference"),
    ("requests", "answered_on", "3/4/2026", "wrong-date"),
    ("requests", "answer", "{an: other}", "wrong-value"),
    ("decisions", "what", "{an: other}", "wrong-value"),
    ("decisions", "decided_by", "nobody-of-that-name", "unknown-reference"),
    ("decisions", "on", "3/4/2026", "wrong-date"),
    ("decisions", "announced_to", "nobody-of-that-name", "unknown-reference"),
    ("committees", "covers", "{an: other}", "wrong-value"),
    ("committees", "members", "{person: nobody-of-that-name}", "unknown-reference"),
    ("committees", "counterpart", "nobody-of-that-name", "unknown-reference"),
    ("committees", "reports_to", "nobody-of-that-name", "unknown-reference"),
    ("committees", "meets", "{an: other}", "wrong-value"),
    ("contacts", "kind", "whatever", "wrong-value"),
    ("contacts", "organisation", "{an: other}", "wrong-value"),
    ("contacts", "reached_for", "{an: other}", "wrong-value"),
    ("contacts", "email", "amara at example.edu", "wrong-value"),
    ("contacts", "phone", "none", "wrong-value"),
    ("contacts", "hours", "{an: other}", "wrong-value"),
    ("contacts", "url", "www.example.edu", "wrong-value"),
    ("resources", "url", "www.example.edu", "wrong-value"),
    ("resources", "protected", "perhaps", "wrong-value"),
    ("resources", "kept_by", "nobody-of-that-name", "unknown-reference"),
    ("agreements", "parties", "{an: other}", "wrong-value"),
    ("agreements", "signed", "3/4/2026", "wrong-date"),
    ("agreements", "signed_by", "{an: other}", "wrong-value"),
    ("agreements", "filed_in", "{an: other}", "wrong-value"),
    ("agreements", "renews", "3/4/2026", "wrong-date"),
    ("agreements", "owner", "nobody-of-that-name", "unknown-reference"),
    ("settings", "service", "nobody-of-that-name", "unknown-reference"),
    ("settings", "why", "{an: other}", "wrong-value"),
    ("settings", "says_who", "{an: other}", "wrong-value"),
    ("settings", "source", "www.example.edu", "wrong-value"),
    ("settings", "revised", "3/4/2026", "wrong-date"),
    ("directory", "role", "nobody-of-that-name", "unknown-reference"),
    ("directory", "listed_name", "{an: other}", "wrong-value"),
    ("directory", "email", "amara at example.edu", "wrong-value"),
    ("directory", "phone", "none", "wrong-value"),
    ("directory", "confirm_every", "often", "wrong-value"),
    ("directory", "kept_by", "nobody-of-that-name", "unknown-reference"),
    ("directory", "confirmed_on", "3/4/2026", "wrong-date"),
    ("duties", "item", "many", "wrong-value"),
    ("duties", "level", "whatever", "wrong-value"),
    ("duties", "statement", "{an: other}", "wrong-value"),
    ("duties", "met_by", "nobody-of-that-name", "unknown-reference"),
    ("duties", "source", "{an: other}", "wrong-value"),
    ("events", "date", "3/4/2026", "wrong-date"),
    ("events", "until", "3/4/2026", "wrong-date"),
    ("events", "link", "www.example.edu", "wrong-value"),
    ("events", "for", "nobody-of-that-name", "unknown-reference"),
    ("events", "announced_to", "nobody-of-that-name", "unknown-reference"),
    ("outages", "services", "nobody-of-that-name", "unknown-reference"),
    ("outages", "from", "Friday night", "wrong-value"),
    ("outages", "until", "Friday night", "wrong-value"),
    ("outages", "announced_by", "{an: other}", "wrong-value"),
    ("outages", "effect", "{an: other}", "wrong-value"),
];

fn record(kind: &str, key: &str, value: &str) -> String {
    let other: String = required(kind)
        .lines()
        .filter(|line| !line.trim().starts_with(&format!("{key}:")))
        .map(|line| format!("{line}\n"))
        .collect();
    let desk = if kind == "roles" {
        ""
    } else {
        "//- content/data/roles.yaml\ndesk:\n  name: Desk\n  kind: operational\n  coverage: {minimum: 0}\n"
    };
    format!("//- content/data/{kind}.yaml\nsome-record:\n  name: Some record\n  {key}: {value}\n{other}{desk}")
}

#[test]
fn every_field_of_every_kind_that_is_wrong_is_reported_at_its_place() {
    for (kind, key, value, rule) in WRONG {
        let report = report(&record(kind, key, value));
        let line = report.lines().find(|line| line.starts_with(&format!("{rule} content/data/{kind}.yaml:3:")));
        assert!(line.is_some(), "{kind}.{key}: {value} gives\n{report}");
        let column = line.and_then(|line| line.split([':', ' ']).nth(3)?.parse::<usize>().ok());
        assert!(column.is_some_and(|column| column > key.len() + 4), "{kind}.{key} is underlined elsewhere:\n{report}");
    }
}

/// A key of every record, of a page's head or of the settings, what is wrong behind it, and the rule that says so.
const COMMON: &[(&str, &str, &str)] = &[
    ("name", "{an: other}", "wrong-value"),
    ("summary", "{an: other}", "wrong-value"),
    ("notes", "{an: other}", "wrong-value"),
    ("audience", "everybody", "unknown-audience"),
    ("tags", "{an: other}", "wrong-value"),
];

const FRONT: &[(&str, &str, &str)] = &[
    ("title", "{an: other}", "wrong-value"),
    ("summary", "{an: other}", "wrong-value"),
    ("owner", "nobody", "unknown-reference"),
    ("owner", "person:amara", "wrong-kind"),
    ("needs", "nothing", "unknown-reference"),
    ("services", "nothing", "unknown-reference"),
    ("tasks", "nothing", "unknown-reference"),
    ("audience", "everybody", "unknown-audience"),
    ("status", "done", "wrong-value"),
    ("reviewed", "yesterday", "wrong-value"),
    ("reviewed", "{on: 3/4/2026}", "wrong-date"),
    ("reviewed", "{on: 2026-05-04, by: nobody}", "unknown-reference"),
    ("review_every", "often", "wrong-value"),
    ("based_on", "a page", "wrong-value"),
    ("based_on", "{title: A, url: example.edu}", "wrong-value"),
    ("based_on", "{title: A, revised: May}", "wrong-date"),
    ("tags", "{an: other}", "wrong-value"),
    ("reports", "printers", "wrong-value"),
    ("aliases", "../up", "wrong-value"),
    ("order", "first", "wrong-value"),
];

const SETTINGS: &[(&str, &str, &str)] = &[
    ("institution", "Hollis", "wrong-value"),
    ("terms", "{name: Fall, from: August, until: 2026-12-18}", "wrong-date"),
    ("terms", "{name: Fall, from: 2026-08-24, until: 2025-12-18}", "reversed-days"),
    ("theme", "nowhere", "unknown-theme"),
    ("look", "blue", "wrong-value"),
    ("look", "{accent: blue}", "wrong-value"),
    ("look", "{accent_dark: blue}", "wrong-value"),
    ("look", "{accent: '#ffee00'}", "faint-colour"),
    ("look", "{logo: files/logo.svg}", "missing-attachment"),
    ("review_every", "often", "wrong-value"),
    ("confirm_every", "often", "wrong-value"),
    ("look_ahead", "far", "wrong-value"),
    ("most_first_backups", "many", "wrong-value"),
    ("levels", "{thin-role: loud}", "wrong-value"),
    ("levels", "{thinrole: error}", "unknown-rule"),
    ("publish", "share", "wrong-value"),
    ("publish", "{name: a, to: b, audience: everybody}", "unknown-audience"),
    ("audience", "staff", "unknown-key"),
];

#[test]
fn what_every_record_has_is_reported_at_its_place() {
    for (key, value, rule) in COMMON {
        let name = if *key == "name" { "" } else { "  name: Some record\n" };
        let report = report(&format!("//- content/data/contacts.yaml\nsome-record:\n  {key}: {value}\n{name}"));
        assert!(report.contains(&format!("{rule} content/data/contacts.yaml:2:")), "{key}: {value} gives\n{report}");
    }
}

#[test]
fn the_head_of_a_page_is_reported_at_its_place() {
    for (key, value, rule) in FRONT {
        let title = if *key == "title" { "" } else { "title: A\n" };
        let report = report(&format!("//- content/guide/a.md\n---\n{key}: {value}\n{title}---\n\nText.\n"));
        assert!(report.contains(&format!("{rule} content/guide/a.md:2:")), "{key}: {value} gives\n{report}");
        assert_eq!(report.lines().count(), 1, "{key}: {value} gives\n{report}");
    }
}

#[test]
fn the_settings_are_reported_at_their_place() {
    for (key, value, rule) in SETTINGS {
        let report = report(&format!("//- content/handbook.yaml\n{key}: {value}\ntitle: H\n"));
        assert!(report.contains(&format!("{rule} content/handbook.yaml:1:")), "{key}: {value} gives\n{report}");
    }
}

#[test]
fn no_field_is_left_out_of_this_test() {
    for kind in Kind::RECORDS {
        for field in kind.fields() {
            let tried = WRONG.iter().any(|(known, key, ..)| *known == kind.plural() && *key == field.key);
            assert!(tried, "{}.{} is not tried", kind.plural(), field.key);
        }
    }
}

#[test]
fn a_record_without_what_it_must_have_is_reported() {
    for kind in Kind::RECORDS {
        let report =
            report(&format!("//- content/data/{}.yaml\nsome-record:\n  summary: Nothing else\n", kind.plural()));
        assert!(report.contains("missing-key content/data/"), "{}: {report}", kind.plural());
        assert!(report.contains("the key `name` is missing"), "{}: {report}", kind.plural());
    }
}

#[test]
fn text_stays_what_was_written_whatever_yaml_makes_of_it() {
    let values =
        ["no", "No", "yes", "on", "null", "08", "0123", "1_000", "3.10", "1.0e3", "12:30", "0o14", "true", "-"];
    for value in values {
        let fixture = format!("//- content/data/contacts.yaml\ndesk:\n  name: {value}x\n  hours: {value}\n");
        let fixture = if value == "-" { fixture.replace("hours: -", "hours: '-'") } else { fixture };
        let page = super::support::page(&fixture, "contacts/desk.html");
        assert!(page.contains(&format!("<dd>{value}</dd>")), "{value} becomes\n{page}");
    }
}

#[test]
fn rare_ends_of_lines_move_no_value() {
    for rare in ['\u{85}', '\u{2028}', '\u{2029}'] {
        let fixture = format!("//- content/data/people.yaml\na:\n  name: \"A{rare}\"\n  phone: 5550100123\n");
        assert_eq!(report(&fixture), "", "{rare:?}");
        assert!(super::support::page(&fixture, "people/a.html").contains("5550100123"));
    }
}

#[test]
fn a_bomb_of_brackets_is_refused_at_once() {
    let deep = "[".repeat(200_000);
    let report = report(&format!("//- content/data/people.yaml\na:\n  name: {deep}\nb:\n  name: B\n"));
    assert!(
        report.contains("yaml-syntax content/data/people.yaml:2:") && report.contains("too deep"),
        "{}",
        &report[..200]
    );
}

#[test]
fn a_span_of_time_may_be_absurd() {
    let fixture = "//- content/guide/a.md\n---\ntitle: A\nreviewed: {on: 2026-01-01}\nreview_every: 65535 years\n---\n";
    assert_eq!(report(fixture), "");
}

#[test]
fn a_kind_may_be_split_into_any_files() {
    let report = report(
        "//- content/data/people/desk.yaml\namara:\n  name: Amara\n//- content/data/people/back.yaml\nben:\n  name: Ben\n",
    );
    assert_eq!(report, "");
}

#[test]
fn an_id_that_stands_twice_names_both_places() {
    let in_one =
        report("//- content/data/people.yaml\namara:\n  name: Amara\nben:\n  name: Ben\namara:\n  name: Other\n");
    assert_eq!(in_one, "duplicate-id content/data/people.yaml:5:1 `amara` is given twice\n");
    let shown = super::support::shown(
        "//- content/data/people.yaml\namara:\n  name: Amara\n//- content/data/people/copy.yaml\namara:\n  name: Other\n",
    );
    assert!(
        shown.contains("content/data/people/copy.yaml:1:1") && shown.contains("content/data/people.yaml:1:1"),
        "{shown}"
    );
    assert!(shown.contains("first defined here"), "{shown}");
}
