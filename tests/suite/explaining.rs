//! `handbook explain`.

use super::support::{run, stderr, stdout};

#[test]
fn a_rule_is_explained_by_its_page() {
    let here = tempfile::tempdir().expect("a temporary folder can be made");
    let output = run(here.path(), &["explain", "uncovered-role"]);
    assert!(output.status.success());
    assert!(stdout(&output).starts_with("# uncovered-role\n"));
}

#[test]
fn an_unknown_rule_is_answered_with_the_nearest() {
    let here = tempfile::tempdir().expect("a temporary folder can be made");
    let output = run(here.path(), &["explain", "uncoverd-role"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `uncovered-role`?"), "{}", stderr(&output));
}

#[test]
fn without_a_name_all_rules_are_listed() {
    let here = tempfile::tempdir().expect("a temporary folder can be made");
    let listed = stdout(&run(here.path(), &["explain"]));
    assert_eq!(listed.lines().count(), handbook::rules::RULES.len());
}
