//! Coverage on a day: depth, the five states, and the rules that speak of them.

use super::support::{edition_on, html, report_on};

/// A role with the lines given, and four people: here, on leave, leaving, gone.
fn role(lines: &str) -> String {
    format!(
        "\
//- content/data/people.yaml
here:
  name: Hanna Here
also:
  name: Alba Also
away:
  name: Awa Away
  leave: {{from: 2026-11-01, until: 2026-11-30}}
leaving:
  name: Lea Leaving
  end: 2026-12-18
coming:
  name: Cora Coming
  start: 2027-01-04
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
{lines}"
    )
}

fn state(lines: &str, today: &str) -> String {
    let edition = edition_on(&role(lines), today);
    let (_, depth) = edition.site.coverage.of_kind(handbook::record::Kind::Role).next().expect("there is one role");
    format!("{} {}", depth.state.word(), depth.depth)
}

#[test]
fn who_counts_on_a_day() {
    let cases = [
        ("  holders: [here, also]\n", "2026-11-23", "covered 2"),
        ("  holders: [here, here]\n", "2026-11-23", "covered 1"),
        ("  holders: [away]\n", "2026-11-23", "gap 0"),
        ("  holders: [away]\n", "2026-11-30", "gap 0"),
        ("  holders: [away]\n", "2026-12-01", "covered 1"),
        ("  holders: [away]\n  backups: [here]\n", "2026-11-23", "covered 1"),
        ("  holders: [leaving]\n", "2026-12-18", "covered 1"),
        ("  holders: [leaving]\n", "2026-12-19", "gap 0"),
        ("  holders: [coming]\n", "2027-01-03", "gap 0"),
        ("  holders: [coming]\n", "2027-01-04", "covered 1"),
        ("  holders: [{person: here, from: 2026-11-24}]\n", "2026-11-23", "gap 0"),
        ("  holders: [{person: here, until: 2026-11-22}]\n", "2026-11-23", "gap 0"),
        ("  holders: [{person: here, until: 2026-11-23}]\n", "2026-11-23", "covered 1"),
        ("  backups: [here, also]\n", "2026-11-23", "gap 2"),
        ("  coverage: {minimum: 0}\n", "2026-11-23", "covered 0"),
    ];
    for (lines, today, expected) in cases {
        assert_eq!(state(lines, today), expected, "{lines} on {today}");
    }
}

#[test]
fn the_five_states() {
    let accepted = "  accepted_gap: {reason: Hiring, approved_by: \"person:here\", until: 2027-01-31}\n";
    let cases = [
        ("  holders: [here, also]\n  coverage: {target: 2}\n".to_owned(), "covered 2"),
        ("  holders: [here]\n  coverage: {target: 2}\n".to_owned(), "thin 1"),
        ("  holders: [here]\n  coverage: {minimum: 2}\n".to_owned(), "gap 1"),
        ("  holders: [here, also]\n  coverage: {maximum: 1}\n".to_owned(), "over 2"),
        ("  holders: [here]\n  backups: [also]\n  coverage: {maximum: 1}\n".to_owned(), "covered 2"),
        (format!("  holders: []\n{accepted}"), "accepted 0"),
        (format!("  holders: [here, also]\n{accepted}"), "covered 2"),
    ];
    for (lines, expected) in cases {
        assert_eq!(state(&lines, "2026-11-23"), expected, "{lines}");
    }
}

#[test]
fn an_accepted_gap_lapses() {
    let lines = "  holders: []\n  accepted_gap: {reason: Hiring, approved_by: \"person:here\", until: 2027-01-31}\n";
    let before = report_on(&role(lines), "2027-01-31");
    assert!(before.starts_with("coming-gap") && before.lines().count() == 1, "only what is to come: {before}");
    let after = report_on(&role(lines), "2027-02-01");
    let rules: Vec<&str> = after.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(rules, ["lapsed-acceptance", "uncovered-role"], "{after}");
}

#[test]
fn a_leaver_who_still_holds_something_is_reported_the_day_after() {
    let lines = "  holders: [here, leaving]\n";
    assert_eq!(report_on(&role(lines), "2026-12-18"), "");
    let after = report_on(&role(lines), "2026-12-19");
    assert!(after.starts_with("leaver-still-named content/data/roles.yaml:4:19"), "{after}");
    let ended = "  holders: [here, {person: leaving, until: 2026-12-18}]\n";
    assert_eq!(report_on(&role(ended), "2026-12-19"), "");
}

#[test]
fn a_list_counts_people_and_whoever_holds_a_role() {
    let fixture = role("  holders: [here]\n");
    let list = |subscribers: &str| {
        let fixture = format!(
            "{fixture}//- content/data/lists.yaml\nnews:\n  name: News\n  kind: announce\n  subscribers: {subscribers}\n"
        );
        report_on(&fixture, "2026-11-23")
    };
    assert_eq!(list("[\"role:desk\"]"), "");
    assert_eq!(list("[\"person:also\"]"), "");
    assert!(list("[\"person:away\"]").starts_with("list-without-subscriber "));
    assert!(list("[]").starts_with("list-without-subscriber "));
}

#[test]
fn a_subscription_of_a_role_has_its_own_days() {
    let fixture = role("  holders: [here]\n");
    let list = |days: &str| {
        let fixture = format!(
            "{fixture}//- content/data/lists.yaml\nnews:\n  name: News\n  kind: announce\n  subscribers:\n    - {{to: \"role:desk\", {days}}}\n"
        );
        report_on(&fixture, "2026-11-23")
    };
    assert_eq!(list("from: 2020-01-01"), "");
    assert!(list("until: 2020-01-01").starts_with("list-without-subscriber "));
    assert!(list("from: 2027-01-01").starts_with("list-without-subscriber "));
}

#[test]
fn the_reason_fits_the_state() {
    let report = report_on(&role("  holders: [coming]\n  backups: [here]\n"), "2026-11-23");
    assert!(report.contains("nobody holds it, one person can step in"), "{report}");
}

#[test]
fn the_coverage_page_says_state_and_reason_in_words() {
    let edition = edition_on(&role("  holders: [here]\n  coverage: {target: 2}\n"), "2026-11-23");
    let page = html(&edition, "coverage.html");
    assert!(
        page.contains("◐") && page.contains("thin") && page.contains("one person can do it today, two are wanted"),
        "{page}"
    );
    assert!(page.contains("<caption>") && page.contains("scope=\"row\""), "{page}");
}

#[test]
fn the_matrix_says_who_is_what() {
    let edition = edition_on(&role("  holders: [here, away]\n  backups: [also]\n"), "2026-11-23");
    let page = html(&edition, "matrix.html");
    for words in ["holder, away until 30 November 2026", ">backup<", ">holder<"] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
}

#[test]
fn the_home_page_starts_with_one_sentence_on_the_state() {
    let edition = edition_on(&role("  holders: [here]\n  coverage: {target: 2}\n"), "2026-11-23");
    assert!(html(&edition, "index.html").contains("0 of 1 roles are covered; 1 is thin."));
}

#[test]
fn the_home_page_tells_what_changed_last() {
    let fixture = "//- content/data/decisions.yaml\nold:\n  name: An old one\n  what: Something\n  on: 2026-01-05\nnew:\n  name: A new one\n  what: Something\n  on: 2026-11-20\nlater:\n  name: A later one\n  what: Something\n  on: 2026-11-24\n";
    let page = html(&edition_on(fixture, "2026-11-23"), "index.html");
    let (new, old) = (page.find("A new one").expect("there"), page.find("An old one").expect("there"));
    assert!(new < old && !page.contains("A later one"), "{page}");
}
