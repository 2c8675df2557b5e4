//! What a consortium expects of coverage, rule by rule: on the sample handbook nothing is reported as an error, and each
//! copy with one thing spoilt reports exactly what that spoils.

use std::path::Path;

use handbook::record::Kind;
use handbook::record::reference::Key;

use super::support::{sample, sample_with};

/// One copy with something spoilt: the file of `expected/` that holds all it reports, and what was changed.
type Copy<'a> = (&'a str, &'a [(&'a str, &'a str, &'a str)]);

const PEOPLE: &str = "content/data/people.yaml";
const ROLES: &str = "content/data/roles.yaml";
const LISTS: &str = "content/data/lists.yaml";
const AMARA: &str = "  start: 2019-01-07\n";

/// The copies of which more is reported than one sentence can say.
const COPIES: [Copy<'_>; 17] = [
    ("c1-liaison-from-outside", &[(PEOPLE, AMARA, "  start: 2019-01-07\n  employment: external\n")]),
    ("c1-liaison-leaves", &[(PEOPLE, AMARA, "  start: 2019-01-07\n  end: 2027-01-03\n")]),
    ("c1-no-liaison", &[(ROLES, "    - person: amara-okafor\n      from: 2024-07-01\n  backups:", "  backups:")]),
    (
        "c2-one-person-in-both-roles",
        &[(
            ROLES,
            "    - person: miriam-castellanos\n      from: 2017",
            "    - person: amara-okafor\n      from: 2017",
        )],
    ),
    ("c3-list-without-reader", &[(LISTS, "  subscribers:\n    - person:amara-okafor\n  notes", "  notes")]),
    ("c3-student-alone", &[(LISTS, "    - person:amara-okafor\n  notes", "    - person:jonah-reyes\n  notes")]),
    ("c5-no-security-contact", &[(ROLES, "  holders: [amara-okafor]\n  backups: [ben-whitfield]\n", "")]),
    ("c5-one-security-contact", &[(ROLES, "  backups: [ben-whitfield]\n", "")]),
    (
        "c9-procedure-retired",
        &[("content/procedures/systems/report-a-system-problem.md", "status: current", "status: retired")],
    ),
    ("c14-director-has-left", &[(PEOPLE, "  start: 2017-07-01\n", "  start: 2017-07-01\n  end: 2026-11-20\n")]),
    ("c14-cataloger-has-left", &[(PEOPLE, "  start: 2018-05-14\n", "  start: 2018-05-14\n  end: 2026-11-20\n")]),
    (
        "c2-a-second-liaison",
        &[
            (
                ROLES,
                "    - person: miriam-castellanos\n      from: 2017",
                "    - person: amara-okafor\n      from: 2017",
            ),
            (
                ROLES,
                "    - person: amara-okafor\n      from: 2024-07-01\n",
                "    - chloe-nakamura\n    - person: amara-okafor\n      from: 2024-07-01\n",
            ),
        ],
    ),
    ("c3-outsider-alone", &[(LISTS, "    - person:amara-okafor\n  notes", "    - person:kai-thornton\n  notes")]),
    (
        "c9-no-consortium-to-reach",
        &[(
            "content/data/contacts.yaml",
            "  kind: consortium\n  organisation: CARLI\n  reached_for: Faults",
            "  kind: vendor\n  organisation: CARLI\n  reached_for: Faults",
        )],
    ),
    (
        "c14-cataloger-named-in-a-text",
        &[
            (PEOPLE, "  start: 2018-05-14\n", "  start: 2018-05-14\n  end: 2026-11-20\n"),
            (
                "content/procedures/communication/read-and-forward-list-mail.md",
                "\n---\n",
                "\n---\n\nAsk [[person:chloe-nakamura]].\n",
            ),
        ],
    ),
    (
        "c14-director-listed-in-capitals",
        &[
            (PEOPLE, "  start: 2017-07-01\n", "  start: 2017-07-01\n  end: 2026-11-20\n"),
            ("content/data/directory.yaml", "Miriam Castellanos", "MIRIAM  Castellanos"),
        ],
    ),
    (
        "c14-namesake-of-the-director",
        &[
            (PEOPLE, "  start: 2017-07-01\n", "  start: 2017-07-01\n  end: 2026-11-20\n"),
            (PEOPLE, "amara-okafor:\n", "miriam-two:\n  name: Miriam Castellanos\n\namara-okafor:\n"),
        ],
    ),
];

/// `HANDBOOK_BLESS=1 cargo test expected` writes what is reported now; look at the difference before you keep it.
#[test]
fn each_spoilt_copy_reports_all_that_stands_in_its_file_and_nothing_else() {
    for (name, changes) in COPIES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/suite/expected/{name}.txt"));
        let said: String = spoilt(changes).iter().map(|fault| format!("{fault}\n")).collect();
        if std::env::var_os("HANDBOOK_BLESS").is_some() {
            std::fs::write(&path, &said).expect("it can be written");
        }
        let expected = std::fs::read_to_string(&path).expect("every copy has its file");
        assert_eq!(said, expected, "{name}");
    }
}

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
            "expected-holder-missing nobody who holds `ishare-liaison` is among the people of `login-security`",
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

#[test]
fn c2_what_matters_reaches_two_people_and_not_two_roles_of_one() {
    let roles = "content/data/roles.yaml";
    let same =
        (roles, "    - person: miriam-castellanos\n      from: 2017", "    - person: amara-okafor\n      from: 2017");
    let said = spoilt(&[same]);
    let alone = "one-person-informed what matters reaches `amara-okafor` alone, as `ishare-liaison` and as \
                 `library-director`, and two people are needed";
    assert!(said.contains(&alone.to_owned()), "{said:#?}");
    assert!(said.iter().all(|fault| fault == alone || fault.starts_with("directory-differs ")), "{said:#?}");
    let second = (
        roles,
        "    - person: amara-okafor\n      from: 2024-07-01\n",
        "    - chloe-nakamura\n    - person: amara-okafor\n      from: 2024-07-01\n",
    );
    let said = spoilt(&[same, second]);
    assert!(said.iter().all(|fault| !fault.starts_with("one-person-informed ")), "{said:#?}");
}

#[test]
fn c3_every_list_has_a_reader_of_our_own_staff_and_a_student_alone_is_none() {
    let lists = "content/data/lists.yaml";
    const READERS: &str = "  subscribers:\n    - person:amara-okafor\n  notes";
    let none = "list-without-subscriber the list `liaison-announcements` has too few readers: nobody who is here today reads it";
    let said = spoilt(&[(lists, READERS, "  notes")]);
    assert!(said.contains(&none.to_owned()), "{said:#?}");
    for outsider in ["jonah-reyes", "kai-thornton"] {
        let instead = format!("  subscribers:\n    - person:{outsider}\n  notes");
        let said = spoilt(&[(lists, READERS, &instead)]);
        let alone = "list-without-subscriber the list `liaison-announcements` has too few readers: nobody of the \
                     library's own staff who is here today reads it";
        assert!(said.contains(&alone.to_owned()), "{said:#?}");
        let not_met = said.iter().filter(|fault| fault.starts_with("duty-not-met ")).count();
        assert_eq!(not_met, 4, "{said:#?}");
    }
}

#[test]
fn c4_the_liaison_is_on_all_six_lists() {
    let lists = "content/data/lists.yaml";
    for (list, after) in [
        ("ishare-announcements", "    - role:list-reader\n    - role:circulation-lead\n    - role:cataloging\n"),
        ("carli-announcements", "    - role:list-reader\n    - role:library-director\n"),
        ("access-services-discussion", "    - role:list-reader\n    - role:circulation-lead\n    - to:"),
        ("public-services-discussion", "    - role:list-reader\n    - role:public-services-lead\n"),
        ("technical-services-discussion", "    - role:list-reader\n    - role:cataloging\n    - role:e-res"),
    ] {
        let with = format!("  subscribers:\n    - person:amara-okafor\n{after}");
        let without = format!("  subscribers:\n{after}");
        let missing =
            format!("required-reader-missing `amara-okafor` must read the list `{list}` and is not among its readers");
        assert_eq!(spoilt(&[(lists, &with, &without)]), [missing]);
    }
}

#[test]
fn c9_problems_of_the_systems_and_of_the_network_have_a_procedure_with_both_places() {
    let network = "content/procedures/systems/report-a-connectivity-problem.md";
    assert_eq!(
        spoilt(&[(network, "reports: [connectivity]\n", "")]),
        ["problem-without-procedure no procedure says how a problem of the network is reported"]
    );
    let system = "content/procedures/systems/report-a-system-problem.md";
    let retired = spoilt(&[(system, "status: current", "status: retired")]);
    let none = "problem-without-procedure no procedure says how a problem of a system is reported";
    assert!(retired.contains(&none.to_owned()), "{retired:#?}");
    let vendor = (
        "content/data/contacts.yaml",
        "  kind: consortium\n  organisation: CARLI\n  reached_for: Faults",
        "  kind: vendor\n  organisation: CARLI\n  reached_for: Faults",
    );
    let said = spoilt(&[vendor]);
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(said.iter().all(|fault| fault.ends_with("and not how to reach the consortium")), "{said:#?}");
}

#[test]
fn c11_every_service_says_who_uses_it_what_stops_and_what_to_do_meanwhile() {
    let services = "content/data/services.yaml";
    let fallback = "  fallback: procedures/accounts/check-the-transfer-directories\n";
    assert_eq!(
        spoilt(&[(services, fallback, "")]),
        ["unprepared-service the service `data-transfer` does not say what to do meanwhile"]
    );
    let users = "  used_by:\n    - role:cataloging\n    - role:e-resources\n";
    assert_eq!(
        spoilt(&[(services, users, "")]),
        ["unprepared-service the service `database-maintenance` does not say who uses it"]
    );
}

#[test]
fn c12_every_topic_goes_to_somebody_and_one_takes_everything_else() {
    let topics = "content/data/topics.yaml";
    assert_eq!(
        spoilt(&[(topics, "  catch_all: yes\n", "")]),
        ["unclear-catch-all no topic takes what fits nowhere else"]
    );
    let second = (topics, "  action: Act on it", "  catch_all: yes\n  action: Act on it");
    assert_eq!(
        spoilt(&[second]),
        ["unclear-catch-all `security-notices` takes what fits nowhere else, and so does `everything-else`"]
    );
    let nobody = (topics, "  forward_to:\n    - role:committee-coordinator\n    - role:library-director\n", "");
    assert_eq!(
        spoilt(&[nobody]),
        [
            "shaky-duty the duty `item-40` (Shares what the committees do) is shaky: `topic:committee-news`, it reaches \
             nobody today",
            "topic-without-recipient the topic `committee-news` is passed on to nobody",
        ]
    );
}

#[test]
fn c13_the_guidelines_are_acknowledged_by_everybody_to_whom_they_go() {
    let topics = "content/data/topics.yaml";
    let ines = (topics, "    - person: ines-duarte\n      on: 2026-09-02\n", "");
    let says = "which the topic `network-zone-cataloging` passes on";
    assert_eq!(
        spoilt(&[ines]),
        [format!("unacknowledged-document `ines-duarte` has not acknowledged `network-zone-guidelines`, {says}")]
    );
    let new =
        ("content/data/roles.yaml", "    - person: ines-duarte\n", "    - farid-haddad\n    - person: ines-duarte\n");
    assert_eq!(
        spoilt(&[new]),
        [format!("unacknowledged-document `farid-haddad` has not acknowledged `network-zone-guidelines`, {says}")]
    );
}

#[test]
fn c6_the_liaison_is_one_of_the_security_contacts() {
    let instead = (
        "content/data/roles.yaml",
        "  holders: [amara-okafor]\n  backups: [ben-whitfield]\n  skills_required:\n    - Alma certification\n    - Student",
        "  holders: [ben-whitfield]\n  backups: [milo-anders]\n  skills_required:\n    - Alma certification\n    - Student",
    );
    assert_eq!(
        spoilt(&[instead]),
        [
            "directory-differs the directory lists Amara Okafor as Security Contact, and Ben Whitfield holds the role \
             Login security contact today",
            "expected-holder-missing nobody who holds `ishare-liaison` is among the people of `login-security`",
        ]
    );
}

#[test]
fn c7_each_account_has_a_holder_and_a_second_person() {
    let backups = "  backups:\n    - person: ben-whitfield\n      from: 2022-11-07\n";
    let holders = "  holders:\n    - person: amara-okafor\n      from: 2021-07-01\n";
    let kept = "  kept_in: Library password vault, entry \"CARLI transfer";
    let without = |lines: &str, kept_lines: &str| {
        spoilt(&[("content/data/access.yaml", &format!("{lines}{kept}"), &format!("{kept_lines}{kept}"))])
    };
    assert_eq!(
        without(backups, ""),
        ["thin-access the access `sftp-directory` is thin: one person can do it today, two are wanted"]
    );
    let both = format!("{holders}{backups}");
    let reported = without(&both, "");
    let gap = "access-without-holder the access `sftp-directory` is not covered: nobody can do it today, at least one is needed";
    assert!(reported.contains(&gap.to_owned()), "{reported:#?}");
    let needed = "needs-nobody-holds nobody here holds `sftp-directory` today, and this page needs it";
    let duty = "duty-not-met the duty `item-56` (We can always reach the SFTP directories) is not met: \
                `access:sftp-directory`, nobody can do it today, at least one is needed";
    assert!(reported.contains(&duty.to_owned()), "{reported:#?}");
    assert!(reported.iter().all(|fault| [gap, duty, needed].contains(&&**fault)), "{reported:#?}");
    let sample = sample();
    for id in ["sftp-directory", "box-folder", "user-manager-role", "developer-network", "exlibris-support"] {
        let depth = &sample.site.coverage.depths[&Key::new(Kind::Access, id)];
        assert!(depth.held && depth.target >= 2, "`{id}` wants no second person");
    }
}
