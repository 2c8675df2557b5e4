//! Concentration: where it hangs on one person, who carries how much, and the rules that speak of them.

use handbook::edition::{Edition, compile};
use scraper::{Html, Selector};

use super::support::{TODAY, day, edition_on, files, html, report_on, sample};

/// Three people, and roles with lines of their own.
fn people_and(rest: &str) -> String {
    format!(
        "\
//- content/data/people.yaml
ada:
  name: Ada Ames
ben:
  name: Ben Bell
cleo:
  name: Cleo Cruz
{rest}"
    )
}

fn seen_by(fixture: &str, audience: &str) -> Edition {
    let mut sources = handbook::source::Sources::default();
    for (path, text) in files(fixture) {
        sources.texts.insert(handbook::source::SourcePath::new(&path), text.into());
    }
    compile(sources, Vec::new(), day(TODAY), Some(audience))
}

/// Returns the words of the rows of a page's table, cell by cell.
fn rows(edition: &Edition, route: &str) -> Vec<Vec<String>> {
    let page = Html::parse_document(&html(edition, route));
    let select = |text| Selector::parse(text).expect("the selector is sound");
    let words = |cell: scraper::ElementRef<'_>| {
        cell.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    page.select(&select("tbody tr")).map(|row| row.select(&select("th, td")).map(words).collect()).collect()
}

const WEIGHTY: &str = "\
//- content/data/services.yaml
big:
  name: Big
  tier: 1
small:
  name: Small
  tier: 3
//- content/data/roles.yaml
alone:
  name: Alone
  kind: operational
  coverage: {minimum: 1, target: 2}
  holders: [ada]
  services: [small]
heavy:
  name: Heavy
  kind: operational
  coverage: {minimum: 1, target: 2}
  holders: [ben]
  services: [big, small]
  appointed_by: alone
twice:
  name: Twice
  kind: operational
  holders: [ada]
  backups: [cleo]
  services: [big]
nobody:
  name: Nobody
  kind: operational
//- content/data/tasks.yaml
load:
  name: Load
  every: week
  owner: heavy
//- content/data/duties.yaml
must:
  name: Must
  item: 1
  level: must
  statement: Something
  met_by: [\"role:heavy\"]
may:
  name: May
  item: 2
  level: may
  statement: Something
  met_by: [\"role:alone\"]
";

#[test]
fn what_hangs_on_one_person_is_ranked_by_what_would_stop_and_says_so_in_words() {
    let edition = edition_on(&people_and(WEIGHTY), TODAY);
    let rows = rows(&edition, "single-points.html");
    let found: Vec<(&str, &str, &str)> = rows.iter().map(|row| (&*row[0], &*row[2], &*row[3])).collect();
    assert_eq!(
        found,
        [
            ("Heavy role", "Ben Bell", "2 services, 1 task, 1 duty Big (tier 1), Small (tier 3)"),
            ("Alone role", "Ada Ames", "1 service, 1 role Small (tier 3)"),
        ]
    );
}

#[test]
fn a_service_of_the_first_tier_counts_three_times() {
    let fixture = people_and(
        "//- content/data/services.yaml\nbig:\n  name: Big\n  tier: 1\na:\n  name: A\nb:\n  name: B\n//- content/data/roles.yaml\none:\n  name: One\n  kind: operational\n  holders: [ada]\n  services: [a, b]\nother:\n  name: Other\n  kind: operational\n  holders: [ben]\n  services: [big]\n",
    );
    let csv = html(&edition_on(&fixture, TODAY), "single-points.csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines,
        [
            "kind,id,name,state,person,services,tasks,duties,procedures,roles,weight",
            "role,other,Other,covered,Ben Bell,1,0,0,0,0,3",
            "role,one,One,covered,Ada Ames,2,0,0,0,0,2",
        ]
    );
}

#[test]
fn who_is_holder_and_backup_in_one_is_one_person() {
    let fixture = people_and(
        "//- content/data/roles.yaml\none:\n  name: One\n  kind: operational\n  holders: [ada]\n  backups: [ada]\n",
    );
    assert_eq!(rows(&edition_on(&fixture, TODAY), "single-points.html")[0][2], "Ada Ames");
}

#[test]
fn where_somebody_hidden_is_named_nothing_is_said_of_one_person() {
    let people =
        "//- content/data/people.yaml\nada:\n  name: Ada Ames\nsam:\n  name: Sam Student\n  employment: student\n";
    let fixture = |backups: &str| {
        format!(
            "{people}//- content/data/roles.yaml\ndesk:\n  name: Desk\n  kind: operational\n  holders: [ada]\n{backups}"
        )
    };
    let hidden = seen_by(&fixture("  backups: [sam]\n"), "staff");
    assert_eq!(rows(&hidden, "single-points.html"), Vec::<Vec<String>>::new());
    assert_eq!(html(&hidden, "single-points.csv").lines().count(), 1);
    assert_eq!(rows(&seen_by(&fixture(""), "staff"), "single-points.html").len(), 1);
}

#[test]
fn people_are_ranked_for_supervisors_alone() {
    let fixture = people_and(WEIGHTY);
    let has = |audience: &str, route: &str| seen_by(&fixture, audience).holds(&handbook::site::Route::new(route));
    for route in ["load.html", "load.csv"] {
        assert!(!has("public", route) && !has("staff", route) && has("supervisors", route), "{route}");
    }
    for route in ["single-points.html", "single-points.csv"] {
        assert!(!has("public", route) && has("staff", route), "{route}");
    }
    let page = html(&seen_by(&fixture, "staff"), "single-points.html");
    assert!(!page.contains("load.html") && !page.contains("load.csv"), "{page}");
}

#[test]
fn who_carries_how_much_counts_what_hangs_on_each_alone_and_where_each_is_first_backup() {
    let edition = edition_on(&people_and(WEIGHTY), TODAY);
    let rows = rows(&edition, "load.html");
    let found: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    assert_eq!(
        found,
        [
            ["Ada Ames", "1 role Alone", "0", "2 roles"],
            ["Ben Bell", "1 role Heavy", "0", "1 role"],
            ["Cleo Cruz", "nothing", "1", "1 role"],
        ]
    );
    let csv = html(&edition, "load.csv");
    assert_eq!(csv.lines().nth(1), Some("ada,Ada Ames,1,0,0,0,2,0,0"), "{csv}");
}

#[test]
fn both_pages_of_the_sample_have_something_to_say_and_are_linked_from_coverage_and_home() {
    let edition = sample();
    let singles = rows(&edition, "single-points.html");
    assert!(singles.iter().any(|row| row[0].starts_with("Acquisitions")), "{singles:#?}");
    let loads = rows(&edition, "load.html");
    assert_eq!(loads.len(), 14);
    assert!(loads[0][1].contains("role"), "{loads:#?}");
    for page in ["index.html", "coverage.html"] {
        assert!(html(&edition, page).contains("href=\"single-points.html\""), "{page}");
    }
}

/// Returns the rules that a fixture breaks on a day, each as often as it does.
fn broken(fixture: &str, today: &str) -> Vec<String> {
    let report = report_on(fixture, today);
    report.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn six_roles_are_too_many_for_one_first_backup_and_five_are_not() {
    let roles = |count: usize| {
        let role = |at| format!("r{at}:\n  name: R\n  kind: operational\n  holders: [ada]\n  backups: [ben, cleo]\n");
        people_and(&format!("//- content/data/roles.yaml\n{}", (0..count).map(role).collect::<String>()))
    };
    assert_eq!(broken(&roles(5), TODAY), Vec::<String>::new());
    let report = report_on(&roles(6), TODAY);
    let expected =
        "same-backup-everywhere content/data/people.yaml:3:1 `ben` is the first backup of six roles, more than five";
    assert_eq!(report, format!("{expected}\n"));
    let gone = roles(6).replace("  name: Ben Bell\n", "  name: Ben Bell\n  end: 2026-11-20\n");
    assert!(report_on(&gone, TODAY).contains("`cleo` is the first backup of six roles"), "who left is first no longer");
}

#[test]
fn roles_that_conflict_are_reported_on_the_days_on_which_one_person_holds_both() {
    let fixture = people_and(
        "//- content/data/roles.yaml\norders:\n  name: Orders\n  kind: operational\n  holders: [ada]\n  conflicts_with: [invoices]\ninvoices:\n  name: Invoices\n  kind: operational\n  holders: [ben, {person: ada, from: 2026-12-01, until: 2026-12-31}]\n  backups: [ada]\n  conflicts_with: [orders]\n",
    );
    assert_eq!(broken(&fixture, "2026-11-30"), Vec::<String>::new(), "a backup is no holder");
    let report = report_on(&fixture, "2026-12-01");
    assert_eq!(report.lines().count(), 1, "what both say is reported once: {report}");
    assert!(
        report.starts_with(
            "conflicting-roles content/data/roles.yaml:9:27 `ada` holds `invoices` and `orders`, which are not to be combined"
        ),
        "{report}"
    );
    assert_eq!(broken(&fixture, "2027-01-01"), Vec::<String>::new());
}

#[test]
fn a_skill_that_runs_out_is_reported_at_the_holder_from_the_day_after() {
    let fixture = "\
//- content/data/people.yaml
ada:
  name: Ada Ames
  skills:
    - {name: Privacy course, on: 2025-01-10, expires: 2026-12-31}
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
  holders: [ada]
  skills_required: [privacy course]
";
    assert_eq!(broken(fixture, "2026-12-31"), Vec::<String>::new());
    let report = report_on(fixture, "2027-01-01");
    assert!(
        report.starts_with(
            "holder-without-skill content/data/roles.yaml:4:13 `ada` holds `desk` with the skill `privacy course` only until 31 December 2026"
        ),
        "{report}"
    );
    let misspelt = super::support::shown(&fixture.replace("[privacy course]", "[privcy course]"));
    assert!(misspelt.contains("did you mean `Privacy course`"), "{misspelt}");
}

#[test]
fn where_nobody_holds_the_expected_role_that_alone_is_wrong() {
    let fixture = people_and(
        "//- content/data/roles.yaml\nliaison:\n  name: Liaison\n  kind: liaison\nsecurity:\n  name: Security\n  kind: operational\n  holders: [ben]\n  should_include: [liaison]\n",
    );
    assert_eq!(broken(&fixture, TODAY), ["uncovered-role"]);
}
