//! The examples on the rules' own pages: one that raises the rule and nothing else, one that raises nothing.

use handbook::rules::{RULES, Raised};

use super::support::report;

/// Returns the example below a heading of a rule's page.
fn example<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let (_, after) = page.split_once(&format!("\n## {heading}\n"))?;
    let start = after.find("```")?;
    let fence = &after[start..start + after[start..].find("handbook")?];
    let body = &after[start + after[start..].find('\n')? + 1..];
    body.split_once(&format!("\n{fence}\n")).map(|(example, _)| example)
}

#[test]
fn every_example_that_is_said_to_be_reported_is_reported_and_nothing_else_is() {
    for rule in RULES.iter().filter(|rule| !matches!(rule.raised, Raised::Loading)) {
        let example = example(rule.page, "Reported").unwrap_or_else(|| panic!("{} has no example", rule.name));
        let report = report(&format!("{example}\n"));
        assert!(!report.is_empty(), "the example of {} raises nothing", rule.name);
        for line in report.lines() {
            assert!(line.starts_with(&format!("{} ", rule.name)), "the example of {} raises: {line}", rule.name);
        }
    }
}

#[test]
fn every_example_that_is_said_to_be_sound_is_sound() {
    for rule in RULES.iter().filter(|rule| !matches!(rule.raised, Raised::Loading)) {
        let example = example(rule.page, "Not reported").unwrap_or_else(|| panic!("{} has no example", rule.name));
        assert_eq!(report(&format!("{example}\n")), "", "the sound example of {}", rule.name);
    }
}

#[test]
fn every_rule_is_listed_once_in_order_and_has_a_page_that_says_what_and_why() {
    assert!(RULES.windows(2).all(|pair| pair[0].name < pair[1].name));
    for rule in RULES {
        assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
        assert!(rule.page.contains("\n## Why\n") && rule.page.contains("\n## What to do\n"), "{}", rule.name);
    }
}

#[test]
fn every_fault_that_the_code_can_raise_has_a_rule() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("the sources can be walked")) {
        if entry.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("a source can be read");
        // A rule's name is handed on by a few functions, so every word in quotation marks behind these is looked at.
        for mark in ["Diagnostic::new(", "refuse_twice(", "reader.map(", "let rule ="] {
            for (at, mark) in text.match_indices(mark) {
                let call = text[at + mark.len()..].split([';', '{']).next().unwrap_or_default();
                let words = call.split('"').skip(1).step_by(2);
                for name in words.filter(|name| name.contains('-') && handbook::parse::is_id(name)) {
                    assert!(handbook::rules::by_name(name).is_some(), "no rule is called {name}");
                }
            }
        }
    }
}
