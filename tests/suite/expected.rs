//! What a consortium expects of coverage, rule by rule: on the sample handbook nothing is reported as an error, and each
//! copy with one thing spoilt reports exactly what that spoils.

use super::support::{sample, sample_with};

/// Returns what a copy of the sample reports that the sample itself does not, as `rule message`, sorted.
fn spoilt(changes: &[(&str, &str, &str)]) -> Vec<String> {
    let said = |edition: &handbook::edition::Edition| -> Vec<String> {
        edition.diagnostics.iter().map(|fault| format!("{} {}", fault.rule, fault.message)).collect()
    };
    let before = said(&sample());
    let mut new: Vec<String> =
        said(&sample_with(changes)).into_iter().filter(|fault| !before.contains(fault)).collect();
    new.sort();
    new
}

#[test]
fn c14_somebody_left_and_nothing_still_names_them() {
    let left = ("content/data/people.yaml", "  start: 2016-02-01\n", "  start: 2016-02-01\n  end: 2026-11-20\n");
    let still = "leaver-still-named `farid-haddad` left on 20 November 2026 and is still named by the";
    assert_eq!(
        spoilt(&[left]),
        [
            &format!("{still} list `technical-services-discussion`"),
            &format!("{still} role `acquisitions`"),
            "uncovered-role the role `acquisitions` is not covered: nobody can do it today, at least one is needed",
        ]
    );
}
