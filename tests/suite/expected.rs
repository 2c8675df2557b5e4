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
fn c1_the_liaison_is_of_our_own_staff_on_every_day() {
    let people = "content/data/people.yaml";
    let amara = "  start: 2019-01-07\n";
    let role = "liaison-not-assured the role `ishare-liaison`";
    let external = spoilt(&[(people, amara, "  start: 2019-01-07\n  employment: external\n")]);
    assert!(
        external.contains(&format!("{role} is held by `amara-okafor`, who is not employed by the library")),
        "{external:#?}"
    );
    let leaves = spoilt(&[(people, amara, "  start: 2019-01-07\n  end: 2027-01-03\n")]);
    let gap = "will not be covered from 4 January 2027: nobody holds it, one person can step in; the last day of Amara Okafor is 3 January 2027";
    assert!(leaves.contains(&format!("{role} {gap}")), "{leaves:#?}");
    let roles = "content/data/roles.yaml";
    let empty = spoilt(&[(roles, "    - person: amara-okafor\n      from: 2024-07-01\n  backups:", "  backups:")]);
    assert!(empty.iter().any(|fault| fault.starts_with("uncovered-role the role `ishare-liaison` is not covered")));
}

#[test]
fn c5_login_security_has_one_contact_and_should_have_two() {
    let both = ("content/data/roles.yaml", "  holders: [amara-okafor]\n  backups: [ben-whitfield]\n", "");
    let gap = "uncovered-role the role `login-security` is not covered: nobody can do it today, at least one is needed";
    assert!(spoilt(&[both]).contains(&gap.to_owned()), "{:#?}", spoilt(&[both]));
    let one = ("content/data/roles.yaml", "  backups: [ben-whitfield]\n", "");
    let thin = "thin-role the role `login-security` is thin: one person can do it today, two are wanted";
    assert!(spoilt(&[one]).contains(&thin.to_owned()), "{:#?}", spoilt(&[one]));
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

#[test]
fn c10_the_directory_says_what_is_true_here_and_was_looked_at_within_its_time() {
    let directory = "content/data/directory.yaml";
    let holder = ("content/data/roles.yaml", "  holders: [amara-okafor]\n", "  holders: [ben-whitfield]\n");
    assert_eq!(
        spoilt(&[holder]),
        [
            "directory-differs the directory lists Amara Okafor as Security Contact, and Ben Whitfield holds the role \
             Login security contact today",
            "thin-role the role `login-security` is thin: one person can do it today, two are wanted",
        ]
    );
    let email = ("content/data/people.yaml", "  email: miriam.castellanos@", "  email: director@");
    assert_eq!(
        spoilt(&[email]),
        [
            "directory-differs the directory lists the e-mail miriam.castellanos@example.edu for the Library Director, and \
          Miriam Castellanos's is director@example.edu"
        ]
    );
    let old = (directory, "  confirmed_on: 2026-09-28\n", "  confirmed_on: 2025-11-22\n");
    assert_eq!(
        spoilt(&[old]),
        ["directory-unconfirmed the directory entry `director` was last confirmed on 22 November 2025"]
    );
    let on_the_last_day = (directory, "  confirmed_on: 2026-09-28\n", "  confirmed_on: 2025-11-23\n");
    assert_eq!(spoilt(&[on_the_last_day]), [""; 0]);
}

#[test]
fn c15_every_designated_contact_is_authorised_by_the_management_and_held_by_somebody() {
    let unauthorised = (
        "content/data/roles.yaml",
        "  kind: designated-contact\n  appointed_by: library-director\n",
        "  kind: designated-contact\n",
    );
    assert_eq!(
        spoilt(&[unauthorised]),
        ["contact-not-authorised nobody is said to have authorised the designated contact `login-security`"]
    );
    let nobody = (
        "content/data/roles.yaml",
        "  coverage:\n    minimum: 1\n    target: 2\n  holders:\n    - person: ben-whitfield\n      from: 2021-11-01\n",
        "  coverage:\n    minimum: 0\n    target: 0\n",
    );
    assert_eq!(
        spoilt(&[nobody]),
        [
            "contact-not-authorised nobody is the designated contact `fulfillment-config` today, so nobody may ask in its name"
        ]
    );
}

#[test]
fn c08_the_patron_load_has_an_owner_a_backup_and_a_cadence() {
    let tasks = include_str!("../../content/data/tasks.yaml");
    let start = tasks.find("\npatron-load:").expect("the task is there");
    let end = start + tasks[start..].find("\n\n").expect("another task follows");
    let without = |line: &str| {
        let entry = &tasks[start..end];
        spoilt(&[("content/data/tasks.yaml", entry, &entry.replace(line, ""))])
    };
    assert_eq!(without("\n  owner: sis-loads"), ["missing-key the key `owner` is missing"]);
    assert_eq!(without("\n  every: term"), ["missing-key the key `every` is missing"]);
    assert_eq!(
        without("\n  backup: login-security"),
        ["task-without-backup the task `patron-load` has no backup, and the duty `item-63` (Knows who loads patrons) \
             hangs on it"]
    );
}
