//! Damage from pasting and word processors is named before the parser complains, with the corrected line.

use super::support::{report, shown};

fn contact(lines: &str) -> String {
    format!("//- content/data/contacts.yaml\noffice:\n{lines}")
}

fn assert_named(lines: &str, rule: &str, place: &str, hint: &str) {
    let report = report(&contact(lines));
    assert!(report.starts_with(&format!("{rule} content/data/contacts.yaml:{place} ")), "{lines}\ngives {report}");
    assert_eq!(report.lines().count(), 1, "{lines}\ngives {report}");
    let shown = shown(&contact(lines));
    assert!(shown.contains(hint), "{shown}");
}

#[test]
fn a_tab_in_the_indentation() {
    assert_named("\tname: Office\n", "tab-indent", "2:1", "replace each tab by two spaces");
}

#[test]
fn a_no_break_space_before_a_value() {
    assert_named("  name:\u{a0}Office\n", "no-break-space", "2:8", "press the space bar");
}

#[test]
fn curly_quotation_marks_around_a_value() {
    assert_named("  name: “Office”\n", "curly-quotes", "2:9", "`\"Office\"`");
}

#[test]
fn a_colon_inside_a_value() {
    assert_named("  name: Office: the main one\n", "bare-colon", "2:15", "`\"Office: the main one\"`");
}

#[test]
fn an_at_sign_at_the_start_of_a_value() {
    assert_named("  name: @office\n", "at-sign", "2:9", "`\"@office\"`");
}

#[test]
fn days_and_months_in_doubt() {
    let person = |date: &str| shown(&format!("//- content/data/people.yaml\namara:\n  name: Amara\n  start: {date}\n"));
    assert!(person("3/4/2026").contains("write `2026-03-04`, or `2026-04-03` if the day was written first"));
    assert!(person("25.12.2026").contains("write `2026-12-25`"));
    assert!(person("2026/11/3").contains("write `2026-11-03`"));
    assert!(person("Fall 2026").contains("write year, month and day, such as `2026-11-03`"));
    assert!(person("2026-02-30").contains("wrong-date"));
}

#[test]
fn a_heading_without_its_space() {
    let shown = shown("//- content/guide/a.md\n---\ntitle: A\n---\n\n##Before you start\n\nText.\n");
    assert!(shown.contains("warning[heading-space]") && shown.contains("write `## Before you start`"), "{shown}");
}

#[test]
fn damage_inside_a_block_of_text_is_nobodys_business() {
    let report = report(&contact("  name: Office\n  notes: |\n    “Quoted”: by somebody\n    @office\n    \ttabbed\n"));
    assert_eq!(report, "");
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let folder = super::support::on_disk("//- content/guide/a.md\n---\ntitle: A\n---\n\nText.\n\n## B\n");
    let plain = super::support::run(folder.path(), &["build", "--out", "one"]);
    assert!(plain.status.success());
    let path = folder.path().join("content/guide/a.md");
    let text = std::fs::read_to_string(&path).expect("the page is there");
    std::fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).expect("the page can be written");
    assert!(super::support::run(folder.path(), &["build", "--out", "two"]).status.success());
    assert_eq!(super::support::tree(&folder.path().join("one")), super::support::tree(&folder.path().join("two")));
}

#[test]
fn a_file_that_is_too_large_is_named_and_left_out() {
    let folder = super::support::on_disk("");
    super::support::put(folder.path(), "content/guide/big.md", &"x ".repeat(3_000_000));
    let said = super::support::stdout(&super::support::run(folder.path(), &["check"]));
    assert!(said.contains("error[too-large]") && said.contains("--> content/guide/big.md"), "{said}");
}

#[test]
fn a_file_that_is_not_utf8_is_named_and_left_out() {
    let folder = super::support::on_disk("");
    std::fs::create_dir_all(folder.path().join("content/guide")).expect("a folder can be made");
    std::fs::write(folder.path().join("content/guide/old.md"), b"---\ntitle: Caf\xe9\n---\n").expect("written");
    std::fs::write(folder.path().join("content/guide/wide.md"), b"\xff\xfet\0i\0").expect("written");
    let said = super::support::stdout(&super::support::run(folder.path(), &["check"]));
    assert!(said.contains("not saved as UTF-8 (line 2)") && said.contains("saved as UTF-16"), "{said}");
    assert!(said.contains("Encoding: UTF-8"), "{said}");
}
