//! How problems are shown: all in one run, in order, with the value underlined and a way out.

use super::support::{on_disk, report, run, shown, stderr, stdout};

const MISSPELT: &str = "\
//- content/data/people.yaml
amara-okafor:
  name: Amara Okafor
ben-whitfield:
  name: Ben Whitfield
//- content/data/roles.yaml
login-security:
  name: Login security
  kind: operational
  holders:
    - ben-whitfield
  backups:
    - person: amara-okafro
      from: 2026-01-01
";

#[test]
fn a_misspelt_person_is_underlined_with_the_right_suggestion() {
    let expected = "\
error[unknown-reference]: there is no person `amara-okafro`
 --> content/data/roles.yaml:7:15
  |
7 |     - person: amara-okafro
  |               ^^^^^^^^^^^^
  |
  = help: did you mean `amara-okafor`?

";
    assert_eq!(shown(MISSPELT), expected);
}

/// Ten files, each with a mistake of its own.
const TEN: &str = "\
//- content/data/access.yaml
sftp:
  name: SFTP
  kind: acount
//- content/data/contacts.yaml
office:
  name: Office
  emial: office@example.edu
//- content/data/departments.yaml
desk:
  name: Desk
  head: nobody
//- content/data/lists.yaml
news:
  name: News
  kind: announce
  open: maybe
  coverage: {minimum: 0}
//- content/data/people.yaml
amara:
  name: Amara
  start: 3/4/2026
//- content/data/resources.yaml
guide:
  name: Guide
  url: www.example.edu
//- content/data/roles.yaml
liaison:
  kind: liaison
//- content/data/tasks.yaml
read mail:
  name: Read mail
  every: day
  owner: liaison
//- content/guide/about.md
---
title: About
---

See [the list](../procedures/nowhere.md).
//- content/procedures/load.md
---
title: “Load patrons”
owner: liaison
---

See [[guide/about]].
";

#[test]
fn ten_mistakes_in_ten_files_are_all_reported_in_one_run_in_order() {
    let report = report(TEN);
    let places: Vec<&str> =
        report.lines().filter(|line| !line.starts_with("orphan-page") && !line.starts_with("access-without")).collect();
    let expected = [
        "wrong-value content/data/access.yaml:3:9",
        "unknown-key content/data/contacts.yaml:3:3",
        "unknown-reference content/data/departments.yaml:3:9",
        "wrong-value content/data/lists.yaml:4:9",
        "wrong-date content/data/people.yaml:3:10",
        "wrong-value content/data/resources.yaml:3:8",
        "missing-key content/data/roles.yaml:1:1",
        "wrong-id content/data/tasks.yaml:1:1",
        "broken-link content/guide/about.md:5:5",
        "curly-quotes content/procedures/load.md:2:8",
    ];
    assert_eq!(places.len(), expected.len(), "{report}");
    for (place, expected) in places.iter().zip(expected) {
        assert!(place.starts_with(expected), "{place} is not {expected}");
    }
}

#[test]
fn a_record_that_cannot_be_read_is_reported_once_and_not_wherever_it_is_named() {
    let report = report(
        "//- content/data/people.yaml\namara:\n  nmae: Amara\n//- content/data/roles.yaml\ndesk:\n  name: Desk\n  kind: operational\n  holders: amara\n",
    );
    let rules: Vec<&str> = report.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(rules, ["missing-key", "unknown-key"], "{report}");
}

#[test]
fn one_broken_record_does_not_hide_the_faults_of_the_others() {
    let report =
        report("//- content/data/contacts.yaml\na:\n  name: A: B\nb:\n  name: B\n  emial: x\nc:\n  name: @c\n");
    let rules: Vec<&str> = report.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(rules, ["bare-colon", "unknown-key", "at-sign"], "{report}");
}

#[test]
fn an_id_that_stands_twice_is_found_in_a_broken_file_too() {
    let report = report("//- content/data/contacts.yaml\na:\n  name: A: B\nb:\n  name: One\nb:\n  name: Two\n");
    let rules: Vec<&str> = report.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(rules, ["bare-colon", "duplicate-id"], "{report}");
}

#[test]
fn a_us_date_with_dashes_is_read_both_ways() {
    let shown = shown("//- content/data/people.yaml\namara:\n  name: Amara\n  start: 03-04-2026\n");
    assert!(shown.contains("write `2026-03-04`, or `2026-04-03` if the day was written first"), "{shown}");
}

#[test]
fn every_one_of_many_dead_links_is_reported() {
    let mut fixture = String::new();
    for page in 0..60 {
        fixture.push_str(&format!("//- content/guide/page-number-{page}.md\n---\ntitle: P{page}\n---\n\n[x](page-nomber-{page}x.md) [[guide/pagenumber-{page}]]\n"));
    }
    assert_eq!(report(&fixture).lines().count(), 120);
}

#[test]
fn another_root_can_be_named() {
    let folder = on_disk(MISSPELT);
    let elsewhere = tempfile::tempdir().expect("a temporary folder can be made");
    let root = folder.path().display().to_string();
    assert_eq!(run(elsewhere.path(), &["check", "--root", &root]).status.code(), Some(1));
    let output = run(elsewhere.path(), &["check", "--root", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no handbook in `nowhere`"), "{}", stderr(&output));
}

#[test]
fn the_suggestion_looks_over_ids_keys_pages_and_headings() {
    let fixture = "\
//- content/data/services.yaml
alma:
  name: Alma
  outage_efect: Nothing works
  fallback: procedures/ofline
//- content/procedures/offline.md
---
title: Work offline
owner: desk
---

## Before you start

See [[service:almo]] and [[#before-you-strat]].
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
  coverage: {minimum: 0}
";
    let shown = shown(fixture);
    for near in ["`alma`", "`outage_effect`", "`procedures/offline`", "`#before-you-start`"] {
        assert!(shown.contains(&format!("did you mean {near}?")), "no suggestion {near} in\n{shown}");
    }
}

#[test]
fn json_gives_places_counted_from_one_hints_and_related_places() {
    let folder = on_disk(
        "//- content/data/people.yaml\namara:\n  name: Amara\n//- content/data/people/copy.yaml\namara:\n  name: Other\n",
    );
    let output = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let faults: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("the report is JSON");
    let fault = &faults[0];
    assert_eq!(fault["rule"], "duplicate-id");
    assert_eq!(fault["severity"], "error");
    assert_eq!(fault["file"], "content/data/people/copy.yaml");
    assert_eq!((&fault["line"], &fault["column"]), (&1.into(), &1.into()));
    assert_eq!((&fault["end_line"], &fault["end_column"]), (&1.into(), &6.into()));
    assert!(fault["hints"][0].is_string());
    assert_eq!(fault["related"][0]["file"], "content/data/people.yaml");
}

#[test]
fn columns_are_counted_in_characters() {
    let report = report("//- content/data/contacts.yaml\nbüro:\n  name: Zoë's café, größer, [[\n  emial: x\n");
    assert!(report.contains("wrong-id content/data/contacts.yaml:1:1"), "{report}");
    let report =
        super::support::report("//- content/guide/a.md\n---\ntitle: A\n---\n\nDie Größe über [[role:nobody]].\n");
    assert!(report.contains("unknown-reference content/guide/a.md:5:18"), "{report}");
}

#[test]
fn the_exit_status_tells_problems_from_failures() {
    let sound = on_disk("");
    assert_eq!(run(sound.path(), &["check"]).status.code(), Some(0));
    let thin = on_disk(
        "//- content/data/people.yaml\namara:\n  name: Amara\n//- content/data/roles.yaml\ndesk:\n  name: Desk\n  kind: operational\n  holders: amara\n  coverage: {target: 2}\n",
    );
    assert_eq!(run(thin.path(), &["check"]).status.code(), Some(0));
    assert_eq!(run(thin.path(), &["check", "--deny", "warnings"]).status.code(), Some(1));
    let broken = on_disk(MISSPELT);
    assert_eq!(run(broken.path(), &["check"]).status.code(), Some(1));
    let nothing = tempfile::tempdir().expect("a temporary folder can be made");
    let output = run(nothing.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no handbook in"), "{}", stderr(&output));
}

#[test]
fn levels_in_the_settings_turn_rules_up_down_and_off() {
    let fixture = |level: &str| {
        format!(
            "//- content/handbook.yaml\ntitle: H\nlevels:\n  thin-role: {level}\n//- content/data/people.yaml\namara:\n  name: Amara\n//- content/data/roles.yaml\ndesk:\n  name: Desk\n  kind: operational\n  holders: amara\n  coverage: {{target: 2}}\n"
        )
    };
    assert!(shown(&fixture("error")).starts_with("error[thin-role]"));
    assert!(shown(&fixture("warning")).starts_with("warning[thin-role]"));
    assert_eq!(shown(&fixture("off")), "");
}

#[test]
fn the_last_line_counts_what_was_found() {
    let folder = on_disk(MISSPELT);
    let said = stdout(&run(folder.path(), &["check"]));
    assert!(
        said.ends_with("1 error and 0 warnings in 1 file; `handbook explain RULE` says more about each.\n"),
        "{said}"
    );
    let sound = on_disk("");
    assert_eq!(stdout(&run(sound.path(), &["check"])), "No problems found.\n");
}

#[test]
fn a_page_whose_head_has_another_fault_still_needs_a_title() {
    let report = report("//- content/guide/a.md\n---\nreviewed: {on: 3/4/2026}\n---\n\nText.\n");
    let rules: Vec<&str> = report.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(rules, ["missing-key", "wrong-date"], "{report}");
}

#[test]
fn a_page_whose_head_cannot_be_read_is_reported_once() {
    for head in ["---\ntitle:\u{a0}Open\n---\n", "---\ntitle: Open\n\nText.\n", "---\ntitle: @open\n---\n"] {
        let report = report(&format!("//- content/guide/a.md\n{head}"));
        assert_eq!(report.lines().count(), 1, "{head} gives {report}");
    }
}
