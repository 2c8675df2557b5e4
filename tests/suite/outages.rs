//! What it means that a service is down: what stops with it, who is affected, whom to tell; and outages that are planned.

use super::support::{edition_on, html, page, report_on, sample};

const CIRCLE: &str = "\
//- content/data/services.yaml
power:
  name: Power
  used_by: [department:house]
  outage_effect: Dark.
  fallback: guide/candles
  longest_outage: 2 hours
  report_to: [contact:electrician, role:desk]
network:
  name: Network
  depends_on: [power, catalog]
  used_by: [role:desk]
  outage_effect: No way out.
  fallback: guide/candles
  report_to: [contact:electrician]
catalog:
  name: Catalog
  depends_on: [network]
  used_by: [role:search]
  outage_effect: No search.
  fallback: guide/candles
  report_to: [contact:electrician]
apart:
  name: Something apart
  used_by: [role:apart]
  outage_effect: Little.
  fallback: guide/candles
  report_to: [contact:electrician]
//- content/data/departments.yaml
house:
  name: The house
  phone: 555-0110
//- content/data/contacts.yaml
electrician:
  name: Electrician
  phone: 555-0199
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
  holders: [amara]
search:
  name: Search
  kind: operational
  holders: [ben]
apart:
  name: Apart
  kind: operational
  holders: [amara]
//- content/data/people.yaml
amara:
  name: Amara Okafor
  phone: 555-0101
  department: house
ben:
  name: Ben Whitfield
  phone: 555-0102
  leave: [{from: 2026-11-01, until: 2026-11-30}]
//- content/guide/index.md
See [candles](candles.md).
//- content/guide/candles.md
# Candles
";

/// Returns the words of a page between its title and its footer, without tags.
fn words(html: &str) -> String {
    let page = scraper::Html::parse_document(html);
    let main = scraper::Selector::parse("main").expect("the selector is sound");
    let text: Vec<&str> = page.select(&main).flat_map(|main| main.text()).flat_map(str::split_whitespace).collect();
    [" .", " ,", " ;", " )"].iter().fold(text.join(" "), |text, mark| text.replace(mark, &mark[1..])).replace("( ", "(")
}

#[test]
fn what_depends_on_a_service_stops_with_it_however_far_and_in_a_circle_too() {
    let sheet = words(&page(CIRCLE, "outage/power.html"));
    assert!(sheet.contains("What stops with it Network, Catalog (with Network)"), "{sheet}");
    assert!(!sheet.contains("Something apart"), "{sheet}");
    let catalog = words(&page(CIRCLE, "outage/catalog.html"));
    assert!(catalog.contains("What stops with it Network") && !catalog.contains("Power"), "{catalog}");
}

#[test]
fn a_sheet_names_desks_and_roles_with_todays_people_and_those_that_are_reached_through_something_else() {
    let sheet = words(&page(CIRCLE, "outage/power.html"));
    assert!(sheet.contains("Who is affected The house 555-0110 Amara Okafor 555-0101 Works with Power."), "{sheet}");
    let through = sheet.split("Through what stops with it").nth(1).expect("others are affected too");
    assert!(through.contains("Desk Amara Okafor 555-0101 Works with Network."), "{sheet}");
    assert!(through.contains("Ben Whitfield 555-0102 (away until 30 November 2026)"), "{sheet}");
    assert!(!through.contains("Apart"), "{sheet}");
}

#[test]
fn a_sheet_says_whom_to_tell_in_order_and_how_long_it_can_last() {
    let sheet = words(&page(CIRCLE, "outage/power.html"));
    let (first, second) = (sheet.find("Electrician 555-0199"), sheet.find("Desk Amara Okafor 555-0101"));
    assert!(first.is_some() && first < second, "{sheet}");
    assert!(sheet.contains("What to do Candles Longest tolerable outage 2 hours What stops Dark."), "{sheet}");
}

const PLANNED: &str = "\
//- content/data/outages.yaml
rewiring:
  name: New wires
  services: [power]
  from: 2026-11-27 18:00
  until: 2026-11-28 06:00
  effect: |
    - The lamps.
    - The **lift**.
";

#[test]
fn a_planned_outage_stands_on_the_home_page_until_it_is_over() {
    let fixture = format!("{CIRCLE}{PLANNED}");
    for (day, stands) in [("2026-11-01", true), ("2026-11-28", true), ("2026-11-29", false)] {
        let home = words(&html(&edition_on(&fixture, day), "index.html"));
        let told = "New wires What to do: If Power is down Power. Affected: The house and 2 roles.";
        assert_eq!(home.contains(told), stands, "{day}: {home}");
    }
}

#[test]
fn a_planned_outage_stands_with_every_service_role_and_department_that_it_reaches() {
    let fixture = format!("{CIRCLE}{PLANNED}");
    for reached in ["services/catalog", "roles/search", "departments/house", "outage/catalog", "outage/index"] {
        let page = words(&page(&fixture, &format!("{reached}.html")));
        assert!(page.contains("New wires"), "{reached}: {page}");
    }
    for other in ["services/apart", "roles/apart", "outage/apart"] {
        assert!(!words(&page(&fixture, &format!("{other}.html"))).contains("New wires"), "{other}");
    }
}

#[test]
fn what_a_planned_outage_stops_is_markdown_and_its_links_are_checked() {
    let fixture = format!("{CIRCLE}{PLANNED}");
    let own = page(&fixture, "outages/rewiring.html");
    assert!(own.contains("<li>The <strong>lift</strong>.</li>"), "{own}");
    let broken = fixture.replace("The lamps.", "The [[service:lamps]].");
    assert!(report_on(&broken, "2026-11-23").starts_with("unknown-reference content/data/outages.yaml:7:"));
}

#[test]
fn the_block_in_a_text_and_the_page_of_the_service_say_the_same_as_the_sheet() {
    let fixture = format!("{CIRCLE}\n```outage\nservice: power\n```\n");
    for route in ["guide/candles.html", "services/power.html", "outage/power.html"] {
        let page = words(&page(&fixture, route));
        assert!(page.contains("Network, Catalog") && page.contains("Electrician"), "{route}: {page}");
        assert!(page.contains("Desk") && page.contains("Search"), "{route}: {page}");
    }
}

#[test]
fn every_service_of_the_sample_has_a_sheet_that_the_list_of_sheets_leads_to() {
    let edition = sample();
    let list = html(&edition, "outage/index.html");
    for entry in edition.site.handbook.of_kind(handbook::record::Kind::Service) {
        assert!(list.contains(&format!("href=\"../outage/{}.html\"", entry.key.id)), "{}", entry.key.id);
        let sheet = words(&html(&edition, &format!("outage/{}.html", entry.key.id)));
        assert!(sheet.contains("Look and tell") && sheet.contains("What to do"), "{sheet}");
    }
}

const TASKS: &str = "\
//- content/data/tasks.yaml
check-lamps:
  name: Check the lamps
  every: week
  anchor: friday
  owner: desk
count-books:
  name: Count the books
  every: week
  anchor: thursday
  owner: desk
water-plants:
  name: Water the plants
  every: week
  anchor: friday
  owner: apart
open-the-house:
  name: Open the house
  every: day
  owner: search
";

#[test]
fn tasks_that_fall_due_inside_a_planned_outage_and_that_it_touches_are_named_with_their_day_and_who_does_them() {
    let fixture = format!("{CIRCLE}{PLANNED}{TASKS}");
    for route in ["outages/rewiring.html", "outage/power.html", "index.html"] {
        let told = words(&page(&fixture, route));
        let due = "Check the lamps (27 November 2026, Amara Okafor), Open the house (each day)";
        assert!(told.contains(&format!("ue then: {due}")) || told.contains(&format!("Tasks due then {due}")), "{told}");
        let outage =
            told.split("New wires").nth(1).unwrap_or(&told).split("Due in").next().unwrap_or_default().to_owned();
        assert!(!outage.contains("Count the books (") && !outage.contains("Water the plants ("), "{route}: {outage}");
    }
}
