//! Who is told what, by which addresses; and who reads which list, must, or would do well to.

use super::support::{edition_on, html, page, sample};

const NEWS: &str = "\
//- content/data/topics.yaml
anything:
  name: Anything else
  catch_all: yes
  forward_to: [role:liaison]
downtime:
  name: Downtime
  forward_to: [role:desk, department:office, department:campus, person:amara]
  action: Look what stops.
  document: guidelines
  acknowledged: [{person: amara, on: 2026-10-01}]
//- content/data/resources.yaml
guidelines:
  name: Guidelines
//- content/data/roles.yaml
liaison:
  name: Liaison
  kind: administrative
  holders: [amara]
desk:
  name: Desk
  kind: operational
  holders: [ben, clara]
  lists_recommended: [news]
//- content/data/departments.yaml
office:
  name: Office
campus:
  name: Campus IT
  contact: help
//- content/data/contacts.yaml
help:
  name: Help desk
  email: help@example.edu
//- content/data/people.yaml
amara:
  name: Amara Okafor
  email: amara@example.edu
ben:
  name: Ben Whitfield
  email: ben@example.edu
clara:
  name: Clara Away
  email: clara@example.edu
  leave: [{from: 2026-11-01, until: 2026-11-30}]
dora:
  name: Dora Office
  email: dora@example.edu
  department: office
//- content/data/lists.yaml
news:
  name: News
  kind: announce
  subscribers: [person:amara]
  required_subscribers: [role:liaison, person:ben]
  recommended_for: [department:office]
";

#[test]
fn a_topic_goes_to_whoever_is_here_today_and_its_addresses_stand_in_one_line() {
    let line = "<code class=\"copy\">ben@example.edu; dora@example.edu; help@example.edu; amara@example.edu</code>";
    for route in ["routing.html", "topics/downtime.html"] {
        let page = page(NEWS, route);
        assert!(page.contains(line), "{route}: {page}");
        assert!(!page.contains("Clara Away"), "{route}: whoever is away is not told");
    }
    let later = html(&edition_on(NEWS, "2026-12-01"), "routing.html");
    assert!(later.contains("ben@example.edu; clara@example.edu; dora@example.edu;"), "{later}");
}

#[test]
fn what_takes_everything_else_stands_last() {
    let page = page(NEWS, "routing.html");
    let (downtime, rest) = (page.find("id=\"topic--downtime\""), page.find("id=\"topic--anything\""));
    assert!(downtime.is_some() && downtime < rest, "{page}");
}

#[test]
fn a_topic_says_who_has_still_to_acknowledge_its_document() {
    let page = page(NEWS, "topics/downtime.html");
    let after = page.split("Still to acknowledge").nth(1).expect("the page says who has not").to_owned();
    let silent = after.split("</dd>").next().unwrap_or_default();
    assert!(silent.contains("Ben Whitfield") && silent.contains("Dora Office"), "{silent}");
    assert!(!silent.contains("Amara Okafor"), "{silent}");
}

#[test]
fn the_matrix_says_who_reads_who_must_and_to_whom_a_list_is_recommended_in_words_symbols_and_letters() {
    let page = page(NEWS, "list-matrix.html");
    for (class, sign, words) in [
        ("reads", "● R", "reads"),
        ("missing", "○ M", "must read, missing"),
        ("recommended", "◇ S", "recommended, does not read"),
    ] {
        let cell = format!(
            "<abbr class=\"cell {class}\" title=\"{words}\"><span aria-hidden=\"true\">{sign}</span><span class=\"unseen\">{words}</span></abbr>"
        );
        assert!(page.contains(&cell), "{class}: {page}");
    }
}

#[test]
fn the_same_stands_in_a_file_for_other_programs() {
    let csv = page(NEWS, "lists.csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines,
        [
            "list,list name,person,name,state,required,recommended,from,until,here",
            "news,News,amara,Amara Okafor,reads,yes,no,,,yes",
            "news,News,ben,Ben Whitfield,\"must read, missing\",yes,yes,,,no",
            "news,News,clara,Clara Away,\"recommended, does not read\",no,yes,,,no",
            "news,News,dora,Dora Office,\"recommended, does not read\",no,yes,,,no",
        ]
    );
}

#[test]
fn every_topic_of_the_sample_has_a_row_and_addresses() {
    let edition = sample();
    let page = html(&edition, "routing.html");
    let topics: Vec<_> = edition.site.handbook.of_kind(handbook::record::Kind::Topic).collect();
    assert!(topics.iter().all(|topic| page.contains(&format!("id=\"topic--{}\"", topic.key.id))));
    assert_eq!(page.matches("<code class=\"copy\">").count(), topics.len());
}
