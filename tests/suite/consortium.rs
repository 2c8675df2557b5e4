//! What the consortium must be told, and what it waits for: the directory's change sheet, requests, decisions, committees,
//! agreements and settings that stay as they are.

use scraper::{Html, Selector};

use super::support::{html, on_disk, page, report, run, sample, sample_with, stderr, stdout};

fn text(html: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let selector = Selector::parse(selector).expect("the selector is sound");
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    page.select(&selector).map(|found| words(found.text().collect::<String>())).collect()
}

/// A library with a liaison, a director who appoints her, a security contact and whoever keeps the directory right.
const LIBRARY: &str = "\
//- content/data/roles.yaml
director: {name: Director, kind: administrative, holders: [dana], directory_label: Library Director}
liaison: {name: Liaison, kind: liaison, appointed_by: director, coverage: {minimum: 0}, holders: [lee], backups: [max]}
keeper: {name: Keeper, kind: operational, coverage: {minimum: 0}, holders: [lee], backups: [kim]}
security: {name: Security, kind: operational, coverage: {minimum: 0}, holders: [kim, lee]}
//- content/data/people.yaml
dana: {name: Dana Reed, email: dana@example.edu, phone: 555-0101}
kim: {name: Kim Moss, email: kim@example.edu, phone: 555-0102, department: desk}
lee: {name: Lee Park, email: lee@example.edu, phone: 555-0103, leave: [{from: 2026-11-01, until: 2026-12-01}]}
max: {name: Max Hill, email: max@example.edu, phone: 555-0104}
//- content/data/departments.yaml
desk: {name: Desk, email: desk@example.edu, phone: 555-0110}
//- content/data/directory.yaml
one: {name: Library Director, listed_name: dana  reed, email: Dana@example.edu, phone: (555) 0101, confirmed_on: 2026-11-01}
";

fn library(directory: &str) -> String {
    format!("{LIBRARY}{directory}")
}

#[test]
fn the_same_name_address_and_number_are_the_same_however_they_are_written() {
    assert_eq!(report(LIBRARY), "");
    assert!(page(LIBRARY, "directory-changes.html").contains("Nothing has to be told"));
}

#[test]
fn a_person_who_gave_up_a_role_is_removed_and_the_holder_entered_in_the_order_of_the_form() {
    let listed = "two: {name: Security Contact, role: security, listed_name: Max Hill, email: max@example.edu, phone: \
                  555-0104, confirmed_on: 2026-11-01, kept_by: keeper}\n";
    let page = page(&library(listed), "directory-changes.html");
    let forms = Html::parse_document(&page);
    let form: String = forms.select(&Selector::parse("pre").expect("sound")).flat_map(|form| form.text()).collect();
    // Lee, who keeps the directory right, is on leave, so Kim sends it.
    let expected = "\
Your name: Kim Moss
Your e-mail: kim@example.edu
Institution: Hollis Library
Director's e-mail: dana@example.edu
Choose role: Security Contact
Name: Kim Moss
E-mail: kim@example.edu
Phone: 555-0102
Remove the person in this position: Yes
";
    assert_eq!(form, expected);
    let row = text(&page, "table.changes tbody tr");
    assert_eq!(
        row,
        ["Security Contactthe directory lists Max Hill as Security Contact, and Kim Moss holds the role Security \
          todayKim Mosskim@example.edu555-0102Yes"]
    );
}

#[test]
fn somebody_on_leave_stays_listed_and_an_address_of_the_department_is_right_too() {
    let listed = "two: {name: Security A, role: security, listed_name: Kim Moss, email: desk@example.edu, phone: \
                  555-0110, confirmed_on: 2026-11-01}\n\
                  three: {name: Security B, role: security, listed_name: Lee Park, confirmed_on: 2026-11-01}\n";
    assert_eq!(report(&library(listed)), "");
}

#[test]
fn each_holder_takes_one_of_several_positions_and_one_too_many_is_removed() {
    let listed = "\
a: {name: Security A, role: security, listed_name: Max Hill, confirmed_on: 2026-11-01}
b: {name: Security B, role: security, listed_name: Kim Moss, confirmed_on: 2026-11-01}
c: {name: Security C, role: security, listed_name: Dana Reed, confirmed_on: 2026-11-01}
";
    let said = report(&library(listed));
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.contains("the directory lists Max Hill as Security A, and Lee Park holds the role Security today"));
    assert!(said.contains("the directory lists Dana Reed as Security C, who does not hold the role Security today"));
    let page = page(&library(listed), "directory-changes.html");
    let forms = text(&page, "pre");
    assert!(forms[1].contains("Choose role: Security C Name: E-mail: Phone: Remove the person in this position: Yes"));
}

#[test]
fn a_role_with_a_label_that_is_not_listed_and_a_name_without_a_role_are_reported() {
    let unlisted = LIBRARY.replace("one: {name: Library Director,", "one: {name: Library Directress,");
    let said = report(&unlisted);
    assert!(
        said.contains("the directory lists nobody as Library Director, and Dana Reed holds the role Director"),
        "{said}"
    );
    assert!(
        said.contains("the directory lists dana  reed as Library Directress, and no role here is called that"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 2, "{said}");
}

#[test]
fn nothing_is_concluded_from_what_could_not_be_read() {
    let broken = LIBRARY.replace("dana: {name: Dana Reed,", "dana: {nam: Dana Reed,");
    let said = report(&broken);
    assert!(!said.contains("directory-differs"), "{said}");
    let broken = LIBRARY.replace("one: {name: Library Director,", "one: {nam: Library Director,");
    let said = report(&broken);
    assert!(!said.contains("directory-differs"), "{said}");
}

#[test]
fn whom_an_audience_may_not_know_is_on_no_change_sheet() {
    let fixture =
        library("two: {name: Security Contact, role: security, listed_name: Max Hill, confirmed_on: 2026-11-01}\n")
            .replace("kim: {name: Kim Moss,", "kim: {name: Kim Moss, audience: supervisors,");
    let shown = |audience: Option<&str>| {
        let folder = on_disk(&fixture);
        let audience: Vec<&str> = audience.into_iter().flat_map(|name| ["--audience", name]).collect();
        stdout(&run(folder.path(), &[&["changes"], &audience[..]].concat()))
    };
    assert!(shown(None).contains("Kim Moss"));
    assert_eq!(shown(Some("staff")), "Nothing of what this audience sees has to be told to the consortium.\n");
    assert_eq!(shown(Some("public")), "This audience sees nothing of the directory.\n");
}

#[test]
fn the_period_of_a_confirmation_is_set_for_all_and_for_one() {
    let old = LIBRARY.replace("confirmed_on: 2026-11-01", "confirmed_on: 2026-04-01");
    let settings = "//- content/handbook.yaml\ntitle: H\nconfirm_every: 6 months\n";
    assert_eq!(report(&old), "");
    let said = report(&format!("{old}{settings}"));
    assert!(said.contains("directory-unconfirmed"), "{said}");
    let own = old.replace("confirmed_on: 2026-04-01", "confirmed_on: 2026-04-01, confirm_every: 8 months");
    assert_eq!(report(&format!("{own}{settings}")), "");
    let never = LIBRARY.replace(", confirmed_on: 2026-11-01", "");
    assert!(report(&never).contains("the directory entry `one` was never confirmed"));
}

#[test]
fn the_sample_tells_the_consortium_of_one_wrong_number_wherever_it_is_looked_for() {
    let edition = sample();
    let differs = "the directory lists the phone 555-0120 for the Technical Liaison, and Amara Okafor's is 555-0102";
    assert!(text(&html(&edition, "directory-changes.html"), "td p").contains(&differs.to_owned()));
    assert!(text(&html(&edition, "index.html"), "li").iter().any(|line| line.contains("Directory changes")));
    assert!(html(&edition, "directory/index.html").contains("href=\"../directory-changes.html\""));
    assert!(text(&html(&edition, "directory/index.html"), "tbody tr")[0].contains("differs"));
    let true_now = sample_with(&[("content/data/directory.yaml", "phone: 555-0120", "phone: 555-0102")]);
    assert!(!html(&true_now, "index.html").contains("href=\"directory-changes.html\">Directory changes</a> <span"));
}

#[test]
fn the_command_prints_the_sheet_and_the_same_as_json() {
    let folder = on_disk(&library(
        "two: {name: Security Contact, role: security, listed_name: Max Hill, confirmed_on: 2025-11-01}\n",
    ));
    let output = run(folder.path(), &["changes"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stdout(&output);
    assert!(said.starts_with("1 change to tell the consortium, line by line as its form asks:\n"), "{said}");
    assert!(said.contains("\nChoose role: Security Contact\nName: Kim Moss\n"), "{said}");
    assert!(said.ends_with("  Security Contact: last confirmed on 1 November 2025\n"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    let output = run(folder.path(), &["changes", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(json["changes"][0]["listed"]["name"], "Max Hill");
    assert_eq!(json["changes"][0]["form"][5]["value"], "Kim Moss");
    assert_eq!(json["unconfirmed"][0]["due"], "2026-11-01");
}

#[test]
fn requests_stand_with_what_is_overdue_first_and_what_is_answered_last() {
    let fixture = "\
//- content/data/requests.yaml
a: {name: Alpha, kind: query, due: 2026-10-01, answered_on: 2026-09-20}
b: {name: Beta, kind: query, due: 2026-12-01, owner: liaison}
c: {name: Gamma, kind: testing, owner: liaison}
d: {name: Delta, kind: query, due: 2026-11-20, owner: liaison}
//- content/data/roles.yaml
liaison: {name: Liaison, kind: liaison, holders: [lee]}
//- content/data/people.yaml
lee: {name: Lee Park}
";
    let page = page(fixture, "requests/index.html");
    assert_eq!(text(&page, "tbody th"), ["Delta", "Beta", "Gamma", "Alpha"]);
    assert_eq!(text(&page, "tbody .state"), ["! overdue", "◐ open", "◐ open", "● answered"]);
    assert_eq!(text(&page, "ul.tally li"), ["! 1 overdue", "◐ 2 open", "● 1 answered"]);
}

#[test]
fn committees_tell_who_sits_there_today_whose_term_ends_and_whom_to_write_to() {
    let fixture = "\
//- content/data/committees.yaml
a:
  name: Alpha
  members: [{person: lee, until: 2027-01-31}, {person: kim, until: 2026-06-30}]
b: {name: Beta, counterpart: office}
c: {name: Gamma}
d:
  name: Delta
  members: [{person: kim, until: 2027-01-31}, {person: lee, from: 2027-02-01}]
//- content/data/contacts.yaml
office: {name: Their member}
//- content/data/people.yaml
kim: {name: Kim Moss}
lee: {name: Lee Park}
";
    let page = page(fixture, "committees/index.html");
    assert_eq!(
        text(&page, "tbody tr"),
        [
            "Alpha◐ ending Lee Park until 31 January 2027, nobody followsLee Park (until 31 January 2027)",
            "Gamma○ vacantnobody",
            "Beta◇ counterpart nobody of ours; write to the counterpartnobodyTheir member",
            "Delta● seatedKim Moss (until 31 January 2027)",
        ]
    );
    let said = report(fixture);
    assert!(
        said.contains("term-ending content/data/committees.yaml:1:1 Lee Park's term on `a` ends on 31 January 2027")
    );
    assert_eq!(said.matches("term-ending").count(), 1, "{said}");
}

#[test]
fn decisions_stand_with_the_latest_first_and_tell_who_was_told() {
    let fixture = "\
//- content/data/decisions.yaml
a: {name: Alpha, what: A, on: 2025-01-01, announced_to: [department:desk]}
b: {name: Beta, what: B, on: 2026-11-20}
c: {name: Gamma, what: C, on: 2026-10-01}
//- content/data/departments.yaml
desk: {name: Desk}
";
    let page = page(fixture, "decisions/index.html");
    assert_eq!(text(&page, "tbody th"), ["Beta", "Gamma", "Alpha"]);
    assert_eq!(text(&page, "tbody .state"), ["◐ not yet told", "○ nobody told", "● announced"]);
    assert!(text(&page, "tbody tr")[2].ends_with("Desk"));
}

#[test]
fn agreements_stand_with_the_next_renewal_first() {
    let fixture = "\
//- content/data/agreements.yaml
a: {name: Alpha}
b: {name: Beta, renews: 2028-01-01}
c: {name: Gamma, renews: 2027-02-01}
d: {name: Delta, renews: 2026-11-01}
";
    let page = page(fixture, "agreements/index.html");
    assert_eq!(text(&page, "tbody th"), ["Delta", "Gamma", "Beta", "Alpha"]);
    assert_eq!(text(&page, "tbody .state"), ["! overdue", "◐ renews soon", "● in force", "● in force"]);
}

#[test]
fn a_setting_that_a_procedure_speaks_of_warns_there_with_why_says_who_and_the_source() {
    let edition = sample();
    let route = "procedures/circulation/change-fulfillment-configuration.html";
    let warnings = text(&html(&edition, route), "aside.settings li");
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    let warning = &warnings[0];
    assert!(warning.starts_with("No desk roles in the Resource Sharing Library: Lending between I-Share"), "{warning}");
    assert!(warning.contains("CARLI, in its questions and answers about the Resource Sharing Library"), "{warning}");
    assert!(warning.contains("alma-config/ResSharLib"), "{warning}");
    assert!(warning.ends_with("revised 10 August 2020"), "{warning}");
    let settings = html(&edition, "settings/index.html");
    assert!(settings.contains("href=\"../procedures/circulation/change-fulfillment-configuration.html\""));
    let other = html(&edition, "procedures/circulation/load-patrons.html");
    assert!(text(&other, "aside.settings").is_empty());
}
