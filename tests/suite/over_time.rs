//! Depth over time: what the stretches of days say is what a count of people, day by day, says; and the gaps to come.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use handbook::coverage::{self, Timeline};
use handbook::handbook::{Handbook, link};
use handbook::parse::parse;
use handbook::record::Kind;
use handbook::record::reference::Key;
use handbook::source::SourcePath;
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;

use super::support::{TODAY, day, files, page, report, report_on};

/// The days that are counted one by one.
const DAYS: i64 = 45;

/// A first and a last day, counted from today; either may be missing.
type Between = (Option<i64>, Option<i64>);

#[derive(Clone, Debug)]
struct Made {
    people: Vec<Somebody>,
    roles: Vec<Thing>,
    /// Who reads each list: a person, or whoever holds a role.
    lists: Vec<(Vec<(Reader, Between)>, Needs)>,
}

#[derive(Clone, Debug)]
struct Somebody {
    employed: Between,
    leave: Vec<(i64, i64)>,
}

#[derive(Clone, Debug)]
struct Thing {
    holders: Vec<(usize, Between)>,
    backups: Vec<(usize, Between)>,
    needs: Needs,
}

#[derive(Clone, Debug)]
struct Needs {
    minimum: usize,
    more: usize,
    maximum: Option<usize>,
    accepted: Option<i64>,
}

#[derive(Clone, Debug)]
enum Reader {
    Person(usize),
    Role(usize),
}

fn between() -> impl Strategy<Value = Between> {
    let days = -10..DAYS + 10;
    prop_oneof![
        Just((None, None)),
        days.clone().prop_map(|first| (Some(first), None)),
        days.clone().prop_map(|last| (None, Some(last))),
        (days, 0..30i64).prop_map(|(first, long)| (Some(first), Some(first + long))),
    ]
}

fn needs() -> impl Strategy<Value = Needs> {
    let maximum = prop::option::weighted(0.3, 1..3usize);
    let accepted = prop::option::weighted(0.3, -5..DAYS);
    (0..3usize, 0..3usize, maximum, accepted).prop_map(|(minimum, more, maximum, accepted)| Needs {
        minimum,
        more,
        maximum,
        accepted,
    })
}

fn made() -> impl Strategy<Value = Made> {
    let leave = (-10..DAYS, 0..20i64).prop_map(|(first, long)| (first, first + long));
    let somebody = (between(), prop::collection::vec(leave, 0..3));
    let people = prop::collection::vec(somebody.prop_map(|(employed, leave)| Somebody { employed, leave }), 1..6);
    let held = |most| prop::collection::vec((0..6usize, between()), 0..most);
    let thing = (held(4), held(3), needs());
    let thing = thing.prop_map(|(holders, backups, needs)| Thing { holders, backups, needs });
    let reader = prop_oneof![(0..6usize).prop_map(Reader::Person), (0..4usize).prop_map(Reader::Role)];
    let list = (prop::collection::vec((reader, between()), 0..4), needs());
    (people, prop::collection::vec(thing, 1..4), prop::collection::vec(list, 0..3))
        .prop_map(|(people, roles, lists)| Made { people, roles, lists })
}

fn date(from_today: i64) -> Date {
    day(TODAY).checked_add(from_today.days()).expect("a day near today is there")
}

fn lines((first, last): Between) -> String {
    let line = |key, at: Option<i64>| at.map(|at| format!(", {key}: {}", date(at))).unwrap_or_default();
    format!("{}{}", line("from", first), line("until", last))
}

impl Needs {
    fn yaml(&self) -> String {
        let maximum = self.maximum.map(|maximum| format!(", maximum: {maximum}")).unwrap_or_default();
        let (minimum, target) = (self.minimum, self.minimum + self.more);
        let mut yaml = format!("  coverage: {{minimum: {minimum}, target: {target}{maximum}}}\n");
        if let Some(until) = self.accepted {
            let until = date(until);
            let _ = writeln!(yaml, "  accepted_gap: {{reason: None, approved_by: person:p0, until: {until}}}");
        }
        yaml
    }
}

impl Made {
    fn person(&self, of: usize) -> usize {
        of % self.people.len()
    }

    fn yaml(&self) -> String {
        let mut yaml = "//- content/data/people.yaml\n".to_owned();
        for (at, somebody) in self.people.iter().enumerate() {
            let _ = writeln!(yaml, "p{at}:\n  name: P{at}");
            let (start, end) = somebody.employed;
            start.iter().for_each(|start| writeln!(yaml, "  start: {}", date(*start)).expect("text grows"));
            end.iter().for_each(|end| writeln!(yaml, "  end: {}", date(*end)).expect("text grows"));
            let leave: Vec<String> = somebody
                .leave
                .iter()
                .map(|(first, last)| format!("{{from: {}, until: {}}}", date(*first), date(*last)))
                .collect();
            let _ = writeln!(yaml, "  leave: [{}]", leave.join(", "));
        }
        yaml.push_str("//- content/data/roles.yaml\n");
        for (at, role) in self.roles.iter().enumerate() {
            let held = |held: &[(usize, Between)]| -> String {
                let held = held.iter().map(|(of, days)| format!("{{person: p{}{}}}", self.person(*of), lines(*days)));
                held.collect::<Vec<_>>().join(", ")
            };
            let _ = writeln!(yaml, "r{at}:\n  name: R{at}\n  kind: operational\n  holders: [{}]", held(&role.holders));
            let _ = writeln!(yaml, "  backups: [{}]\n{}", held(&role.backups), role.needs.yaml());
        }
        yaml.push_str("//- content/data/lists.yaml\n");
        for (at, (readers, needs)) in self.lists.iter().enumerate() {
            let reader = |(reader, days): &(Reader, Between)| match reader {
                Reader::Person(of) => format!("{{to: person:p{}{}}}", self.person(*of), lines(*days)),
                Reader::Role(of) => format!("{{to: role:r{}{}}}", of % self.roles.len(), lines(*days)),
            };
            let readers: Vec<String> = readers.iter().map(reader).collect();
            let _ = writeln!(yaml, "l{at}:\n  name: L{at}\n  kind: announce\n  subscribers: [{}]", readers.join(", "));
            yaml.push_str(&needs.yaml());
        }
        yaml
    }

    /// Tells whether somebody is employed and named on a day, and whether they are also not on leave.
    fn named(&self, of: usize, days: Between, today: i64) -> (bool, bool) {
        let inside =
            |(first, last): Between| first.is_none_or(|first| first <= today) && last.is_none_or(|last| last >= today);
        let somebody = &self.people[self.person(of)];
        let named = inside(somebody.employed) && inside(days);
        let on_leave = somebody.leave.iter().any(|(first, last)| *first <= today && today <= *last);
        (named, named && !on_leave)
    }

    /// Returns what a count says of a day, as state and number of people.
    fn counted(&self, holders: &[(usize, Between)], backups: &[(usize, Between)], needs: &Needs, today: i64) -> String {
        let here = |held: &[(usize, Between)]| -> BTreeSet<usize> {
            let here = held.iter().filter(|(of, days)| self.named(*of, *days, today).1);
            here.map(|(of, _)| self.person(*of)).collect()
        };
        let held = holders.iter().any(|(of, days)| self.named(*of, *days, today).0);
        let (first, second) = (here(holders), here(backups));
        let depth = first.union(&second).count();
        let target = needs.minimum + needs.more;
        let wanting = if depth < needs.minimum || !held && needs.minimum > 0 {
            Some("gap")
        } else if depth < target {
            Some("thin")
        } else {
            None
        };
        let state = match wanting {
            Some(_) if needs.accepted.is_some_and(|until| until >= today) => "accepted",
            Some(state) => state,
            None if needs.maximum.is_some_and(|maximum| first.len() > maximum) => "over",
            None => "covered",
        };
        format!("{state} {depth}")
    }

    fn expected(&self, key: &Key, today: i64) -> String {
        let at: usize = key.id[1..].parse().expect("an id ends in its number");
        if key.kind == Kind::Role {
            let role = &self.roles[at];
            return self.counted(&role.holders, &role.backups, &role.needs, today);
        }
        let (readers, needs) = &self.lists[at];
        let reads = readers.iter().flat_map(|(reader, days)| match reader {
            Reader::Person(of) => vec![(*of, *days)],
            Reader::Role(of) => {
                let holders = &self.roles[of % self.roles.len()].holders;
                holders.iter().map(|(of, held)| (*of, both(*days, *held))).collect()
            }
        });
        self.counted(&reads.collect::<Vec<_>>(), &[], needs, today)
    }
}

/// Returns the days that lie between both.
fn both(one: Between, other: Between) -> Between {
    let last = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).min();
    (one.0.max(other.0), last(one.1, other.1))
}

fn on(timeline: &Timeline, key: &Key, today: Date) -> String {
    let there = timeline.stretches[key].iter().filter(|stretch| stretch.from <= today && today <= stretch.until);
    let there: Vec<String> =
        there.map(|stretch| format!("{} {}", stretch.depth.state.word(), stretch.depth.depth)).collect();
    there.join(" and ")
}

/// Returns the handbook of a fixture, linked and no more, which is all that coverage sees.
fn linked(fixture: &str) -> Handbook {
    let parsed = files(fixture).into_iter().map(|(path, text)| {
        let path = SourcePath::new(&path);
        let parsed = Arc::new(parse(&path, &text));
        (path, parsed)
    });
    link(&parsed.collect(), BTreeSet::new()).0
}

fn timeline(handbook: &Handbook) -> Timeline {
    coverage::over(handbook, date(0)..date(DAYS))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn the_stretches_say_what_a_count_day_by_day_says(made in made()) {
        let timeline = timeline(&linked(&made.yaml()));
        prop_assert_eq!(timeline.stretches.len(), made.roles.len() + made.lists.len());
        for key in timeline.stretches.keys() {
            for today in 0..DAYS {
                prop_assert_eq!(
                    on(&timeline, key, date(today)), made.expected(key, today), "{} on {}\n{}", &key.id, date(today), made.yaml()
                );
            }
        }
    }
}

/// Two people and a role, with the lines given for each.
fn desk(lines: &str, amara: &str, ben: &str) -> String {
    format!(
        "\
//- content/data/people.yaml
amara:
  name: Amara Okafor
{amara}ben:
  name: Ben Whitfield
{ben}//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
{lines}"
    )
}

#[test]
fn a_gap_to_come_is_told_with_its_first_day_its_last_day_and_its_cause() {
    let cases = [
        (
            desk("  holders: [amara]\n", "  end: 2027-01-03\n", ""),
            "from 4 January 2027: nobody can do it; the last day of Amara Okafor is 3 January 2027",
        ),
        (
            desk("  holders: [amara]\n", "  leave: {from: 2027-01-04, until: 2027-01-15}\n", ""),
            "from 4 January 2027 until 15 January 2027: nobody can do it; Amara Okafor is on leave until 15 January 2027",
        ),
        (
            desk("  holders: [{person: amara, until: 2027-01-03}]\n  backups: [ben]\n", "", ""),
            "from 4 January 2027: nobody holds it, one person can step in; Amara Okafor is holder until 3 January 2027",
        ),
        (
            desk("  holders: [amara, ben]\n  coverage: {minimum: 2}\n", "", "  end: 2027-01-03\n"),
            "from 4 January 2027: one person can do it, at least two are needed; the last day of Ben Whitfield is 3 January 2027",
        ),
        (
            desk("  accepted_gap: {reason: None, approved_by: person:ben, until: 2027-01-31}\n", "", ""),
            "from 1 February 2027: nobody can do it; the gap is accepted until 31 January 2027",
        ),
    ];
    for (fixture, words) in cases {
        let report = report(&fixture);
        assert!(
            report.contains(&format!(
                "coming-gap content/data/roles.yaml:1:1 the role `desk` will not be covered {words}\n"
            )),
            "{report}"
        );
    }
}

#[test]
fn somebody_who_follows_on_the_next_day_leaves_no_gap() {
    let follows = "  holders: [amara, {person: ben, from: 2027-01-04}]\n";
    assert_eq!(report(&desk(follows, "  end: 2027-01-03\n", "")), "");
    let late = "  holders: [amara, {person: ben, from: 2027-01-05}]\n";
    assert!(report(&desk(late, "  end: 2027-01-03\n", "")).contains("from 4 January 2027 until 4 January 2027"));
}

#[test]
fn how_far_ahead_gaps_are_reported_can_be_set() {
    let far = desk("  holders: [amara]\n", "  end: 2027-07-31\n", "");
    assert_eq!(report(&far), "");
    let settings = "//- content/handbook.yaml\ntitle: Handbook\ninstitution: {name: Hollis}\nlook_ahead: 9 months\n";
    assert!(report(&format!("{far}{settings}")).contains("coming-gap"));
    assert!(report_on(&far, "2027-03-01").contains("coming-gap"));
    assert!(page(&far, "twelve-months.html").contains("1 August 2027"), "the page looks a year ahead");
}

#[test]
fn a_gap_to_come_stands_on_the_home_page_and_on_the_page_of_the_year() {
    let fixture = desk("  holders: [amara]\n  backups: [ben]\n", "  end: 2027-01-03\n", "");
    for route in ["index.html", "twelve-months.html"] {
        let text = page(&fixture, route);
        assert!(text.contains("4 January 2027"), "{route}: {text}");
        assert!(text.contains("the last day of Amara Okafor is 3 January 2027"), "{route}: {text}");
    }
}

#[test]
fn the_picture_and_its_words_say_the_same() {
    let fixture = desk("  holders: [amara]\n  coverage: {target: 2}\n  backups: [ben]\n", "  end: 2027-01-03\n", "");
    for route in ["twelve-months.html", "roles/desk.html"] {
        let page = page(&fixture, route);
        let parts: Vec<&str> = page.match_indices("url(#strip--").map(|(at, _)| &page[at + 12..at + 19]).collect();
        assert_eq!(parts.len(), 2, "{route}: {page}");
        assert!(parts[0].starts_with("covered") && parts[1].starts_with("gap"), "{parts:?}");
        assert!(page.contains(r#"<rect x="0" y="1" width="42" height="12""#), "from 23 November to 3 January: {page}");
        assert!(page.contains(r#"<rect x="42" y="1" width="323" height="12""#), "{page}");
        assert!(
            page.contains("until 3 January 2027, two people") && page.contains("from then on, one person"),
            "{page}"
        );
    }
}
