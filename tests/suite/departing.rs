//! What changes when somebody leaves: asked ahead with `without`, and true of the handbook in which they have left.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use handbook::coverage::{Footing, footings, without};
use handbook::edition::{Edition, compile};
use handbook::record::Kind;
use handbook::record::reference::Key;
use handbook::source::{SourcePath, Sources};
use proptest::prelude::*;

use super::support::{TODAY, day, edition, html, on_disk, run, sample, sample_with, stderr, stdout};

/// A row of dice.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % sides as u64).expect("a roll is small")
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    /// Returns a day around the day of the tests, often that day itself or one beside it.
    fn day(&mut self) -> &'static str {
        const DAYS: [&str; 7] =
            ["2026-10-01", "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24", "2026-12-01", "2027-03-01"];
        DAYS[self.roll(DAYS.len())]
    }

    /// Writes a line with a day, or none.
    fn dated(&mut self, key: &str, percent: usize) -> String {
        if self.chance(percent) { format!("  {key}: {}\n", self.day()) } else { String::new() }
    }

    /// Writes up to three references of a sort, each with days or without.
    fn holders(&mut self, key: &str, people: usize) -> String {
        let mut entries = Vec::new();
        for _ in 0..self.roll(4) {
            let person = self.roll(people);
            entries.push(match self.roll(4) {
                0 => format!("{{person: p{person}, from: {}}}", self.day()),
                1 => format!("{{person: p{person}, until: {}}}", self.day()),
                _ => format!("p{person}"),
            });
        }
        format!("  {key}: [{}]\n", entries.join(", "))
    }

    fn wanted(&mut self) -> String {
        match self.roll(4) {
            0 => format!("  coverage: {{minimum: {}, target: {}}}\n", self.roll(3), 1 + self.roll(3)),
            1 => "  coverage: {minimum: 1, target: 2, maximum: 1}\n".to_owned(),
            2 if self.chance(30) => {
                format!("  accepted_gap: {{reason: Hiring, approved_by: \"person:p0\", until: {}}}\n", self.day())
            }
            _ => String::new(),
        }
    }

    /// Writes some references, each `kind:letter` and a number.
    fn references(&mut self, sorts: &[(&str, usize)]) -> String {
        let one = |dice: &mut Self| {
            let (sort, count) = sorts[dice.roll(sorts.len())];
            format!("\"{sort}{}\"", dice.roll(count))
        };
        let all: Vec<String> = (0..self.roll(3)).map(|_| one(self)).collect();
        format!("[{}]", all.join(", "))
    }

    fn audience(&mut self) -> &'static str {
        if self.chance(15) { "  audience: liaison\n" } else { "" }
    }
}

/// How many of each there are; every handbook has all of them, and the dice say who is named by what.
const PEOPLE: usize = 5;
const ROLES: usize = 4;
const OTHERS: usize = 3;

/// Writes a handbook in which some people have left the day before the day of the tests.
fn sources(seed: u64, gone: &[usize]) -> Sources {
    let mut dice = Dice(seed | 1);
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |file: &str, text: String| files.entry(file.to_owned()).or_default().push_str(&text);
    add("handbook.yaml", "title: Handbook\n".to_owned());
    for person in 0..PEOPLE {
        let mut text = format!("p{person}:\n  name: Person {person}\n{}", dice.audience());
        text += &dice.dated("start", 20);
        let end = dice.dated("end", 25);
        text += if gone.contains(&person) { "  end: 2026-11-22\n" } else { &end };
        if dice.chance(20) {
            text += "  leave: [{from: 2026-11-01, until: 2026-11-30}]\n";
        }
        if dice.chance(60) {
            let _ = writeln!(text, "  department: d{}", dice.roll(OTHERS));
        }
        add("data/people.yaml", text);
    }
    for role in 0..ROLES {
        let head = format!("r{role}:\n  name: Role {role}\n  kind: operational\n{}", dice.audience());
        let named = dice.holders("holders", PEOPLE) + &dice.holders("backups", PEOPLE) + &dice.wanted();
        // Roles name each other, and by that nobody else.
        let appointed = format!("  appointed_by: r{}\n", dice.roll(ROLES));
        add("data/roles.yaml", head + &named + &appointed);
    }
    for other in 0..OTHERS {
        let kind = ["account", "permission"][dice.roll(2)];
        let access = format!("a{other}:\n  name: Access {other}\n  kind: {kind}\n  asked_from: r0\n");
        let access = access + &dice.holders("holders", PEOPLE) + &dice.holders("backups", PEOPLE) + &dice.wanted();
        add("data/access.yaml", access);
        let subscribers = dice.references(&[("person:p", PEOPLE), ("role:r", ROLES)]);
        let list = format!("l{other}:\n  name: List {other}\n  kind: announce\n  subscribers: {subscribers}\n");
        add("data/lists.yaml", list + &dice.wanted() + dice.audience());
        let mut department = format!("d{other}:\n  name: Department {other}\n");
        if dice.chance(30) {
            let _ = writeln!(department, "  head: p{}", dice.roll(PEOPLE));
        }
        if dice.chance(20) {
            department += "  kind: campus\n";
        }
        add("data/departments.yaml", department);
        let (owner, backup) = (dice.roll(ROLES), dice.roll(ROLES));
        let mut task = format!("t{other}:\n  name: Task {other}\n  every: week\n  owner: r{owner}\n");
        if dice.chance(60) {
            let _ = writeln!(task, "  backup: r{backup}");
        }
        add("data/tasks.yaml", task);
        let request = format!("q{other}:\n  name: Request {other}\n  kind: query\n  owner: r{}\n", dice.roll(ROLES));
        add("data/requests.yaml", request + &dice.dated("answered_on", 30));
        add(
            "data/committees.yaml",
            format!("c{other}:\n  name: Committee {other}\n{}", dice.holders("members", PEOPLE)),
        );
        let sorts = [("role:r", ROLES), ("person:p", PEOPLE), ("department:d", OTHERS), ("list:l", OTHERS)];
        let topic = format!("o{other}:\n  name: Topic {other}\n  forward_to: {}\n", dice.references(&sorts));
        add("data/topics.yaml", topic);
        let status = ["current", "draft", "retired"][dice.roll(3)];
        let head = format!("---\ntitle: Page {other}\nowner: r{}\nstatus: {status}\n---\n", dice.roll(ROLES));
        let mentioned = format!("\nAsk [[person:p{}]] or [[role:r{}]].\n", dice.roll(PEOPLE), dice.roll(ROLES));
        add(&format!("procedures/page-{other}.md"), head + &mentioned);
    }
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.texts.insert(SourcePath::new(format!("content/{path}")), text.into());
    }
    sources
}

fn compiled(seed: u64, gone: &[usize], audience: Option<&str>) -> Edition {
    compile(sources(seed, gone), Vec::new(), day(TODAY), audience)
}

fn person(number: usize) -> Key {
    Key::new(Kind::Person, &format!("p{number}"))
}

/// Returns everything that stands in another way in the second handbook, with how it stood and stands.
fn differences(before: &Edition, after: &Edition) -> Vec<(Key, Footing, Footing)> {
    let [before, after] = [before, after].map(|edition| footings(&edition.site.handbook, day(TODAY)));
    assert!(before.keys().eq(after.keys()), "nothing comes or goes with a last day");
    let pairs = before.into_iter().zip(after.into_values());
    pairs.filter(|((_, before), after)| before != after).map(|((key, before), after)| (key, before, after)).collect()
}

fn asked(edition: &Edition, gone: &[usize]) -> Vec<(Key, Footing, Footing)> {
    let people: Vec<Key> = gone.iter().map(|number| person(*number)).collect();
    let changes = without(&edition.site.handbook, &people, day(TODAY));
    changes.into_iter().map(|change| (change.key, change.before, change.after)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn without_names_every_change_of_state_and_nothing_else(
        seed in any::<u64>(),
        gone in prop::collection::btree_set(0..PEOPLE, 1..3),
        audience in prop::option::of(prop::sample::select(vec!["staff", "supervisors"])),
    ) {
        let gone: Vec<usize> = gone.into_iter().collect();
        let (before, after) = (compiled(seed, &[], audience), compiled(seed, &gone, audience));
        let expected = differences(&before, &after);
        prop_assert_eq!(asked(&before, &gone), expected.clone());
        // The states of roles, access and lists are those that every page shows.
        for (key, from, to) in expected {
            if let (Footing::Depth(from), Footing::Depth(to)) = (from, to) {
                prop_assert_eq!(before.site.coverage.depths[&key].state, from);
                prop_assert_eq!(after.site.coverage.depths[&key].state, to);
            }
        }
    }
}

#[test]
fn the_dice_make_handbooks_that_are_sound_and_in_which_everything_can_change() {
    let mut changed: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut stood = std::collections::BTreeSet::new();
    for seed in 1..120 {
        let edition = compiled(seed * 7919, &[], None);
        let unsound = edition.diagnostics.iter().find(|fault| {
            handbook::rules::by_name(fault.rule)
                .is_some_and(|rule| !matches!(rule.raised, handbook::rules::Raised::Checking(_)))
        });
        assert!(unsound.is_none(), "{unsound:?}");
        for (key, before, after) in asked(&edition, &[0, 1]) {
            *changed.entry(key.kind).or_default() += 1;
            stood.extend([before, after]);
        }
    }
    let kinds =
        [Kind::Role, Kind::Access, Kind::List, Kind::Topic, Kind::Task, Kind::Request, Kind::Committee, Kind::Page];
    assert!(changed.keys().eq(&kinds) && changed.values().all(|count| *count > 5), "{changed:?}");
    for footing in [Footing::Somebody, Footing::BackupOnly, Footing::Nobody] {
        assert!(stood.contains(&footing), "{stood:?}");
    }
}

/// A library in which Ada does most things and Bo steps in for some.
const LIBRARY: &str = "\
//- content/data/people.yaml
ada-lund:
  name: Ada Lund
  department: desk
bo-ruiz:
  name: Bo Ruiz
//- content/data/departments.yaml
desk: {name: Desk}
//- content/data/roles.yaml
loans:
  name: Loans
  kind: operational
  holders: [ada-lund]
  backups: [bo-ruiz]
bills:
  name: Bills
  kind: operational
  holders: [ada-lund]
//- content/data/access.yaml
vault: {name: Vault, kind: account, holders: [ada-lund, bo-ruiz], coverage: {minimum: 1, target: 2}}
//- content/data/lists.yaml
news: {name: News, kind: announce, subscribers: [\"role:bills\"]}
//- content/data/topics.yaml
downtime: {name: Downtime, forward_to: [\"list:news\"]}
training: {name: Training, forward_to: [\"department:desk\"]}
everything: {name: Everything, forward_to: [\"person:bo-ruiz\", \"department:desk\"]}
//- content/data/tasks.yaml
lend: {name: Lend, every: day, owner: loans}
pay: {name: Pay, every: month, owner: bills, backup: loans}
count: {name: Count, every: year, owner: bills}
//- content/data/requests.yaml
asked: {name: Asked, kind: query, owner: bills}
answered: {name: Answered, kind: query, owner: bills, answered_on: 2026-11-20}
//- content/data/committees.yaml
board: {name: Board, members: [ada-lund]}
//- content/procedures/pay.md
---
title: How to pay
owner: bills
---
";

/// Says what changes without somebody, as `kind id: before → after`.
fn changes(people: &[&str]) -> Vec<String> {
    let people: Vec<Key> = people.iter().map(|id| Key::new(Kind::Person, id)).collect();
    let changes = without(&edition(LIBRARY).site.handbook, &people, day(TODAY));
    let words = |change: &handbook::coverage::Change| {
        format!("{}: {} → {}", change.key, change.before.word(), change.after.word())
    };
    changes.iter().map(words).collect()
}

#[test]
fn a_departure_reaches_whatever_rests_on_a_role_a_list_or_a_department() {
    assert_eq!(
        changes(&["ada-lund"]),
        [
            "role:bills: covered → gap",
            "role:loans: covered → gap",
            "access:vault: covered → thin",
            "list:news: covered → gap",
            "topic:downtime: has somebody → nobody",
            "topic:training: has somebody → nobody",
            "task:count: has somebody → nobody",
            "task:lend: has somebody → backup only",
            "task:pay: has somebody → backup only",
            "request:asked: has somebody → nobody",
            "committee:board: has somebody → nobody",
            "procedures/pay: has somebody → nobody",
        ]
    );
    assert_eq!(changes(&["bo-ruiz"]), ["access:vault: covered → thin"]);
    let both = changes(&["ada-lund", "bo-ruiz"]);
    assert!(both.contains(&"topic:everything: has somebody → nobody".to_owned()), "{both:?}");
    assert!(both.contains(&"task:lend: has somebody → nobody".to_owned()), "{both:?}");
}

fn words_of(html: &str, selector: &str) -> String {
    let page = scraper::Html::parse_document(html);
    let selector = scraper::Selector::parse(selector).expect("the selector is sound");
    let text: String = page.select(&selector).flat_map(|found| found.text().chain([" "])).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_persons_page_tells_what_would_change_without_them() {
    let page = html(&edition(LIBRARY), "people/ada-lund.html");
    let section = words_of(&page, "section[aria-labelledby=record--departure]");
    assert!(section.starts_with("Without Ada Lund ○ 3 gaps ○ 6 nobody ◐ 1 thin ◐ 2 backup only"), "{section}");
    assert!(section.contains("Loans role● covered○ gap"), "{section}");
    assert!(section.contains("Lend task● has somebody◐ backup only"), "{section}");
    assert!(page.contains("href=\"../handover/people/ada-lund.html\""), "{page}");
}

#[test]
fn only_those_who_may_know_who_is_in_charge_of_how_much_see_a_departure() {
    let for_audience = |audience| {
        let sources = edition(LIBRARY).sources;
        compile(sources, Vec::new(), day(TODAY), Some(audience))
    };
    for (audience, sees) in [("staff", false), ("supervisors", true), ("liaison", true)] {
        let edition = for_audience(audience);
        let has_sheet = edition.routes().any(|route| route.as_str() == "handover/people/ada-lund.html");
        let says = html(&edition, "people/ada-lund.html").contains("Without Ada Lund");
        assert_eq!((has_sheet, says), (sees, sees), "{audience}");
    }
    let public = for_audience("public");
    assert!(public.routes().all(|route| !route.as_str().starts_with("handover/")));
}

#[test]
fn who_holds_nothing_has_no_sheet_and_gets_one_with_the_first_thing_held() {
    let fixture = |holders: &str| {
        format!(
            "//- content/data/people.yaml\nada-lund: {{name: Ada Lund}}\n//- content/data/roles.yaml\ndesk: {{name: Desk, kind: operational, holders: {holders}}}\n"
        )
    };
    let has_sheet = |edition: &Edition| edition.routes().any(|route| route.as_str() == "handover/people/ada-lund.html");
    let (before, after) = (edition(&fixture("[]")), edition(&fixture("[ada-lund]")));
    assert!(!has_sheet(&before) && has_sheet(&after));
    // An edit while the handbook is served comes to the same.
    let edited = before.again(after.sources.clone(), Vec::new(), day(TODAY));
    assert!(has_sheet(&edited));
    assert!(!has_sheet(&edited.again(before.sources.clone(), Vec::new(), day(TODAY))));
}

/// Returns the words of the sheet of somebody in the sample, by the heading above them.
fn sheet(edition: &Edition, route: &str) -> BTreeMap<String, String> {
    let page = scraper::Html::parse_document(&html(edition, route));
    let all = scraper::Selector::parse(".sheet h2, .sheet h3, .sheet li, .sheet section > p").expect("it is sound");
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut heading = String::new();
    for part in page.select(&all) {
        let words = part.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        match part.value().name() {
            "h2" | "h3" => heading = words,
            _ => *found.entry(heading.clone()).or_default() += &format!("{words}\n"),
        }
    }
    found
}

#[test]
fn the_sheet_of_a_leaver_holds_the_four_effects_with_what_is_really_theirs() {
    let chloe = sheet(&sample(), "handover/people/chloe-nakamura.html");
    let accounts = &chloe["Accounts to suspend or pass on"];
    for words in [
        "The personal login, with the system user id 0040688",
        "OCLC cataloging account holder, since 1 June 2018 Next: Ines Duarte. Ask Cataloging. Where the secret is kept: Library password vault, entry \"OCLC cataloging\"",
        "Box folder shared by CARLI backup, since 13 January 2025 Next: Ben Whitfield.",
    ] {
        assert!(accounts.contains(words), "{words} is not in {accounts}");
    }
    let lists = &chloe["List subscriptions to end"];
    assert!(lists.contains("Technical services discussion"), "{lists}");
    let committees = &chloe["Committee seats to give back"];
    assert!(committees.starts_with("Technical services committee member, since 1 July 2025, until 30 June 2028"));
    assert!(committees.contains("Nobody else is there for it."), "{committees}");
    assert_eq!(chloe["Directory entries to update"], "None.\n");
    let miriam = sheet(&sample(), "handover/people/miriam-castellanos.html");
    assert_eq!(
        miriam["Directory entries to update"],
        "Library Director lists Miriam Castellanos Next: Grace Lindqvist.\n"
    );
}

#[test]
fn the_sheet_tells_roles_work_and_who_takes_over() {
    let sheet = sheet(&sample(), "handover/people/amara-okafor.html");
    let roles = &sheet["Roles to pass on"];
    assert!(roles.contains("I-Share Liaison holder, since 1 July 2024 Next: Chloe Nakamura."), "{roles}");
    assert!(sheet["Requests that wait for an answer"].contains("Settings of our request links in Primo VE"));
    assert!(sheet["Procedures that these roles own"].contains("Disable a login"));
    assert!(sheet["Directory entries to update"].contains("Security Contact lists Amara Okafor"));
}

#[test]
fn who_takes_over_is_told_for_the_last_day() {
    // Henry is back from leave by then; on the day of the tests nobody else is there.
    let elena = sheet(&sample(), "handover/people/elena-marsh.html");
    assert!(elena["Roles to pass on"].contains("Interlibrary loan holder"), "{elena:?}");
    assert!(elena["Roles to pass on"].contains("Next: Henry Osei."), "{elena:?}");
}

#[test]
fn a_sheet_of_somebody_who_has_left_lists_what_still_names_them() {
    let left = ("content/data/people.yaml", "  start: 2016-02-01\n", "  start: 2016-02-01\n  end: 2026-11-20\n");
    let page = html(&sample_with(&[left]), "handover/people/farid-haddad.html");
    assert!(page.contains("Left on 20 November 2026. What follows is still in Farid Haddad’s name."), "{page}");
    assert!(page.contains("Acquisitions") && !page.contains("What changes without"), "{page}");
}

#[test]
fn a_newcomer_reads_what_the_role_is_first_and_whom_to_ask_last() {
    let page = html(&sample(), "handover/roles/ishare-liaison.html");
    let headings = words_of(&page, ".sheet h2");
    assert_eq!(
        headings,
        "What the role is Who holds it, and who to ask Services to look after Access to be given Lists to join \
         Procedures of the role, to read in this order Then, procedures that its work needs Tasks that come round \
         Settings not to be changed When nobody here can help"
    );
    let text = words_of(&page, ".sheet");
    for words in [
        "Speaks for the library on Alma and Primo VE.",
        "Ex Libris support account given by I-Share Liaison: Amara Okafor, Chloe Nakamura",
        "Announcements to liaisons the role must read it",
        "Ask CARLI office.",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(html(&sample(), "roles/ishare-liaison.html").contains("href=\"../handover/roles/ishare-liaison.html\""));
    let security = words_of(&html(&sample(), "handover/roles/login-security.html"), ".sheet");
    assert!(security.contains("Skills to have or to learn Alma certification Student records privacy course"));
}

#[test]
fn the_sheets_tell_when_tasks_are_due_and_which_wait_for_an_event() {
    let ben = words_of(&html(&sample(), "handover/people/ben-whitfield.html"), "table.due");
    assert!(ben.contains("5 January 2027") && ben.contains("Full patron load before the term"), "{ben}");
    // Nobody is asked twice in a week, and nothing is told that is due later than in 90 days.
    let grace = words_of(&html(&sample(), "handover/people/grace-lindqvist.html"), "table.due");
    assert_eq!(grace.matches("Look at the CARLI news").count(), 1, "{grace}");
    assert!(!grace.contains("March 2027"), "{grace}");
    let amara = words_of(&html(&sample(), "handover/people/amara-okafor.html"), "table.tasks");
    assert!(amara.contains("Close a login") && amara.contains("Change the API keys"), "{amara}");
    // A newcomer sees the next day of each, however far ahead.
    let keys = words_of(&html(&sample(), "handover/roles/key-keeper.html"), "table.due");
    assert!(keys.contains("15 August 2027"), "{keys}");
    let text = stdout(&run(here(), &["handover", "ben-whitfield"]));
    assert!(text.contains("  [ ]  Full patron load before the term    due 5 January 2027\n"), "{text}");
}

#[test]
fn what_is_due_is_told_for_the_ninety_days_after_the_last_day() {
    let fixture = LIBRARY.replace("  name: Ada Lund\n", "  name: Ada Lund\n  end: 2027-05-14\n").replace(
        "count: {name: Count, every: year, owner: bills}",
        "count: {name: Count, every: year, anchor: \"07-01\", owner: bills}\nsend: {name: Send, every: year, anchor: \"02-01\", owner: bills}",
    );
    let sheet = words_of(&html(&edition(&fixture), "handover/people/ada-lund.html"), "table.due");
    assert!(sheet.contains("1 July 2027") && !sheet.contains("1 February 2027"), "{sheet}");
}

fn here() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_terminal_shows_coverage_in_eighty_columns_with_symbol_and_word() {
    let commands: [&[&str]; 3] =
        [&["coverage"], &["coverage", "--without", "amara-okafor,ben-whitfield"], &["handover", "amara-okafor"]];
    for command in commands {
        let output = run(here(), command);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let text = stdout(&output);
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(80) && !text.contains('\u{1b}'), "{command:?}: {text}");
    }
    let text = stdout(&run(here(), &["coverage"]));
    assert!(text.contains("◐ thin       Acquisitions                 Farid Haddad\n"), "{text}");
    assert!(text.contains("             one person can do it today, two are wanted\n"), "{text}");
    let painted = stdout(&run(here(), &["coverage", "--color", "always"]));
    assert!(painted.contains("\u{1b}[33m◐ thin\u{1b}[0m"), "{painted}");
}

#[test]
fn the_terminal_tells_what_changes_on_a_day_to_come() {
    let text = stdout(&run(here(), &["coverage", "--without", "amara-okafor", "--on", "2027-02-01"]));
    assert!(text.starts_with("Without Amara Okafor on 1 February 2027\n"), "{text}");
    // From that day on Grace stands by.
    assert!(text.contains("  Primo VE configuration                       ● covered       →  ○ gap\n"), "{text}");
    let before = stdout(&run(here(), &["coverage", "--without", "amara-okafor", "--on", "2027-01-31"]));
    assert!(before.contains("  Primo VE configuration                       ◐ thin          →  ○ gap\n"), "{before}");
    let nothing = stdout(&run(here(), &["coverage", "--without", "jonah-reyes"]));
    assert!(nothing.ends_with("\nNothing changes its state.\n"), "{nothing}");
}

#[test]
fn changes_and_coverage_come_as_json_and_csv_too() {
    let folder = on_disk(LIBRARY);
    let json = stdout(&run(folder.path(), &["coverage", "--without", "bo-ruiz", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let change = serde_json::json!({
        "kind": "access", "id": "vault", "name": "Vault", "before": "covered", "after": "thin"
    });
    assert_eq!(json, serde_json::json!({"day": TODAY, "without": ["bo-ruiz"], "changes": [change]}));
    let csv = stdout(&run(folder.path(), &["coverage", "--without", "bo-ruiz", "--format", "csv"]));
    assert_eq!(csv, "kind,id,name,before,after\naccess,vault,Vault,covered,thin\n");
    let plain = stdout(&run(folder.path(), &["coverage", "--format", "csv"]));
    assert_eq!(plain, html(&edition(LIBRARY), "coverage.csv"));
    let sheet = stdout(&run(folder.path(), &["handover", "bo-ruiz", "--format", "json"]));
    let sheet: serde_json::Value = serde_json::from_str(&sheet).expect("it is JSON");
    assert_eq!(sheet["access"][0]["next"], "person:ada-lund");
    assert_eq!(sheet["roles"][0]["kind"], "backup");
}

#[test]
fn an_unknown_person_is_answered_with_whoever_may_be_meant() {
    for command in [["coverage", "--without", "amara"], ["handover", "--on", "2027-01-01"]] {
        let mut command = command.to_vec();
        if command[0] == "handover" {
            command.push("amara");
        }
        let output = run(here(), &command);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(stderr(&output), "error: there is no person `amara`\n  help: did you mean `amara-okafor`?\n");
    }
}

#[test]
fn an_audience_is_shown_no_more_in_the_terminal_than_on_the_site() {
    let refused = run(here(), &["coverage", "--audience", "staff", "--without", "amara-okafor"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).starts_with("error: the audience `staff` is not shown this\n"));
    assert_eq!(run(here(), &["handover", "amara-okafor", "--audience", "staff"]).status.code(), Some(2));
    assert_eq!(run(here(), &["coverage", "--audience", "public"]).status.code(), Some(2));
    let staff = run(here(), &["coverage", "--audience", "staff"]);
    // Who holds access is for supervisors.
    assert!(staff.status.success() && !stdout(&staff).contains("User Manager"), "{}", stdout(&staff));
}
