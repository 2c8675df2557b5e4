//! Duties are met by what is itself sound, and reviews are spread over the weeks before they are due.

use super::support::{page, report};

/// Returns a handbook with one duty of a level that rests on a role, a task and a page.
fn duty(level: &str, holders: &str, head: &str) -> String {
    format!(
        "//- content/data/duties.yaml\nlogins:\n  name: Logins\n  item: 54\n  level: {level}\n  statement: Logins are made.\n  met_by: [role:security, task:make-login, procedures/logins]\n//- content/data/tasks.yaml\nmake-login:\n  name: Make a login\n  every: event\n  owner: security\n//- content/data/roles.yaml\nsecurity:\n  name: Security\n  kind: operational\n  holders: {holders}\neditor:\n  name: Editor\n  kind: operational\n  holders: [amara]\n//- content/data/people.yaml\namara:\n  name: Amara\n//- content/procedures/index.md\n# Procedures\n\nSee [logins](logins.md).\n//- content/procedures/logins.md\n---\ntitle: Logins\nowner: editor\n{head}\n---\nMake one.\n"
    )
}

const FRESH: &str = "reviewed: {on: 2026-11-01}";

/// Returns what is said of duties.
fn said(fixture: &str) -> Vec<String> {
    let report = report(fixture);
    let of_duties = |line: &&str| line.starts_with("duty-not-met ") || line.starts_with("shaky-duty ");
    report.lines().filter(of_duties).map(str::to_owned).collect()
}

#[test]
fn a_duty_is_met_while_all_it_rests_on_is_sound() {
    let sound = duty("must", "[amara]", FRESH);
    assert_eq!(said(&sound), Vec::<String>::new());
    assert!(page(&sound, "duties/index.html").contains("</span> met</span>"));
}

#[test]
fn a_gap_leaves_a_duty_that_must_be_met_unmet_with_what_hangs_by_it_too() {
    let gap = duty("must", "[]", FRESH);
    let why = "`role:security`, nobody can do it today, at least one is needed; `task:make-login`, its owner is not \
               covered: nobody can do it today, at least one is needed";
    let place = "content/data/duties.yaml:1:1";
    assert_eq!(said(&gap), [format!("duty-not-met {place} the duty `logins` (Logins) is not met: {why}")]);
    for route in ["duties/index.html", "duties/logins.html"] {
        let page = page(&gap, route);
        assert!(page.contains("</span> not met</span>"), "{route}: {page}");
        assert!(page.contains("Security</a><span class=\"quiet\">: nobody can do it today"), "{route}: {page}");
    }
    let should = said(&duty("should", "[]", FRESH));
    assert_eq!(should, [format!("shaky-duty {place} the duty `logins` (Logins) is shaky: {why}")]);
}

#[test]
fn an_overdue_review_makes_a_duty_shaky_and_a_draft_leaves_it_unmet() {
    let overdue = said(&duty("must", "[amara]", "reviewed: {on: 2025-11-01}"));
    assert_eq!(overdue.len(), 1, "{overdue:?}");
    assert!(overdue[0].starts_with("shaky-duty ") && overdue[0].ends_with("its review was due on 1 November 2026"));
    for status in ["draft", "retired"] {
        let unmet = said(&duty("must", "[amara]", &format!("{FRESH}\nstatus: {status}")));
        assert_eq!(unmet.len(), 1, "{unmet:?}");
        assert!(
            unmet[0].starts_with("duty-not-met ")
                && unmet[0].ends_with(&format!("it is {}", if status == "draft" { "a draft" } else { "retired" }))
        );
    }
}

/// Returns the days that are suggested, and what for, in the order of the page.
fn suggested(page: &str) -> Vec<(String, String)> {
    let page = scraper::Html::parse_document(page);
    let select = |text| scraper::Selector::parse(text).expect("the selector is sound");
    let row = select("section[aria-labelledby=\"review--plan\"] tbody tr");
    let rows = page.select(&row);
    let (title, day) = (select("th a"), select("td:last-child time"));
    rows.map(|row| {
        let day = row.select(&day).filter_map(|time| time.attr("datetime")).collect();
        (row.select(&title).flat_map(|link| link.text()).collect(), day)
    })
    .collect()
}

#[test]
fn reviews_of_a_crowded_month_get_days_of_their_own_before_the_first_is_due() {
    let pages: String = (0..6)
        .map(|at| {
            let owner = ["editor", "desk"][at % 2];
            format!(
                "//- content/procedures/p{at}.md\n---\ntitle: P{at}\nowner: {owner}\nreviewed: {{on: 2026-03-1{at}}}\n---\nText.\n"
            )
        })
        .collect();
    let roles = "//- content/data/roles.yaml\neditor:\n  name: Editor\n  kind: operational\ndesk:\n  name: Desk\n  kind: operational\n";
    let plan = suggested(&page(&format!("{roles}{pages}"), "reviews.html"));
    let titles: Vec<&str> = plan.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles, ["P0", "P2", "P4", "P1", "P3", "P5"], "the earliest first, those of one role together");
    let days: Vec<&str> = plan.iter().map(|(_, day)| day.as_str()).collect();
    assert_eq!(days, ["2027-01-27", "2027-02-03", "2027-02-10", "2027-02-17", "2027-02-24", "2027-03-03"]);
    let few: String = pages.split_inclusive("//- ").take(5).collect();
    assert_eq!(suggested(&page(&format!("{roles}{}", few.trim_end_matches("//- ")), "reviews.html")), []);
}
