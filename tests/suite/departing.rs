//! What changes when somebody leaves: asked ahead with `without`, and true of the handbook in which they have left.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use handbook::coverage::{Footing, footings, without};
use handbook::edition::{Edition, compile};
use handbook::record::Kind;
use handbook::record::reference::Key;
use handbook::source::{SourcePath, Sources};
use proptest::prelude::*;

use super::support::{TODAY, day, edition};

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
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
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
    let kinds = [
        Kind::Role,
        Kind::Access,
        Kind::List,
        Kind::Topic,
        Kind::Task,
        Kind::Request,
        Kind::Committee,
        Kind::Page,
    ];
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
