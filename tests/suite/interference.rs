//! What an audience may not see has no influence on what it sees: two handbooks that differ in nothing but that become the
//! same site, byte for byte.
//!
//! A handbook is made from two rows of dice. One decides whatever the audience may see; the other decides everything else:
//! hidden records, pages, blocks and fields, their number, names and order, and where they are told between the rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use handbook::edition::{Content, Edition, compile};
use handbook::record::Kind;
use handbook::record::audience::{Reach, STANDARD, Sight};
use handbook::source::{SourcePath, Sources};
use proptest::prelude::*;

use super::schema::{Takes, takes};
use super::support::{TODAY, day};

/// A row of dice.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % sides as u64).expect("a roll is small")
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    fn word(&mut self) -> String {
        const PARTS: [&str; 12] = ["ba", "con", "der", "fil", "gar", "hes", "jo", "ket", "lum", "mar", "nes", "op"];
        (0..3).map(|_| PARTS[self.roll(PARTS.len())]).collect()
    }

    fn words(&mut self) -> String {
        (0..1 + self.roll(4)).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn day(&mut self) -> String {
        format!("20{}-{:02}-{:02}", 24 + self.roll(5), 1 + self.roll(12), 1 + self.roll(28))
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// What is made from two rows of dice.
struct Made<'a> {
    seen: &'a mut Dice,
    unseen: &'a mut Dice,
    sight: Sight,
    /// The ids of records and pages that the audience sees, and of those that it does not, by kind.
    shown: BTreeMap<Kind, Vec<String>>,
    hidden: BTreeMap<Kind, Vec<String>>,
    /// The way from the page that is written to the top of the content; nothing while records are written.
    up: Option<String>,
}

impl Made<'_> {
    fn sees(&self, kind: Kind, reach: Reach) -> bool {
        self.sight.sees(kind.reach().max(reach))
    }

    /// Returns an audience that does not see what the sight does not, by its word.
    fn narrower(&mut self) -> &'static str {
        let rung = STANDARD.iter().position(|word| *word == self.sight.name()).expect("a standard audience");
        STANDARD[rung + 1 + self.unseen.roll(STANDARD.len() - rung - 1)]
    }

    /// Draws the ids. There is at least one hidden record of each kind, so that a reference can lead to one.
    fn ids(&mut self) {
        for kind in Kind::ALL {
            let id = |dice: &mut Dice, at: usize, sort: &str| match kind {
                Kind::Page => {
                    format!("{}/{}-{sort}{at}", ["procedures", "guide", "procedures/desk"][dice.roll(3)], dice.word())
                }
                _ => format!("{}-{}-{sort}{at}", dice.word(), kind.singular()),
            };
            let shown = if self.sight.sees(kind.reach()) { 1 + self.seen.roll(3) } else { 0 };
            self.shown.insert(*kind, (0..shown).map(|at| id(self.seen, at, "v")).collect());
            let hidden = 1 + self.unseen.roll(3);
            self.hidden.insert(*kind, (0..hidden).map(|at| id(self.unseen, at, "h")).collect());
        }
    }

    /// Writes a reference to one of some kinds: to something shown where the dice of what is seen say so.
    fn reference(&mut self, kinds: &[Kind], is_seen: bool) -> String {
        let kind = if is_seen { *self.seen.pick(kinds) } else { *self.unseen.pick(kinds) };
        let to_hidden = match is_seen {
            true => self.shown[&kind].is_empty() || self.seen.chance(30),
            false => self.shown[&kind].is_empty() || self.unseen.chance(50),
        };
        let id = match (to_hidden, is_seen) {
            (true, _) => self.unseen.pick(&self.hidden[&kind]).clone(),
            (false, true) => self.seen.pick(&self.shown[&kind]).clone(),
            (false, false) => self.unseen.pick(&self.shown[&kind]).clone(),
        };
        if kind == Kind::Page { id } else { format!("{}:{id}", kind.singular()) }
    }

    /// Writes a list of references. Whether anything hidden is named may be seen; how much, and between what, may not.
    fn references(&mut self, kinds: &[Kind], is_seen: bool) -> Vec<String> {
        let count = if is_seen { 1 + self.seen.roll(3) } else { 1 + self.unseen.roll(3) };
        let all: Vec<String> = (0..count).map(|_| self.reference(kinds, is_seen)).collect();
        let kind_of = |made: &Self, written: &str| {
            let id = written.rsplit(':').next().unwrap_or_default().to_owned();
            made.hidden.iter().find(|(_, ids)| ids.contains(&id)).map(|(kind, _)| *kind)
        };
        // The first of the hidden ones, which tells its kind, stays the first; more of that kind are put behind it anywhere.
        let Some(first) = all.iter().find_map(|written| kind_of(self, written)) else { return all };
        let mut list: Vec<String> = all.iter().filter(|written| kind_of(self, written).is_none()).cloned().collect();
        for _ in 0..1 + self.unseen.roll(3) {
            let id = self.unseen.pick(&self.hidden[&first]).clone();
            let written = if first == Kind::Page { id } else { format!("{}:{id}", first.singular()) };
            let at = self.unseen.roll(list.len() + 1);
            list.insert(at, written);
        }
        list
    }

    fn value(&mut self, takes: Takes, is_seen: bool) -> String {
        let person = |made: &mut Self| made.reference(&[Kind::Person], is_seen).replace("person:", "");
        let dice = |made: &mut Self| {
            Dice::new(if is_seen {
                made.seen.0 ^ made.seen.roll(1 << 30) as u64
            } else {
                made.unseen.0 ^ made.unseen.roll(1 << 30) as u64
            })
        };
        let mut own = dice(self);
        match takes {
            Takes::Text => own.words(),
            Takes::Prose => format!("|\n{}", indented(&self.prose(is_seen, false), 4)),
            Takes::Email => format!("{}@example.edu", own.word()),
            Takes::Phone => format!("555-01{:02}", own.roll(100)),
            Takes::Web => format!("https://example.edu/{}", own.word()),
            Takes::Day => own.day(),
            Takes::Moment => format!("{} 1{}:00", own.day(), own.roll(10)),
            Takes::Number => own.roll(1000).to_string(),
            Takes::Period => format!("{} days", 2 + own.roll(90)),
            Takes::Word(word) => word.to_owned(),
            Takes::Ref(kinds, false) => self.reference(kinds, is_seen),
            Takes::Ref(kinds, true) => format!("[{}]", self.references(kinds, is_seen).join(", ")),
            Takes::Holders => {
                let people = self.references(&[Kind::Person], is_seen);
                let held = |made: &mut Self, person: String| {
                    let person = person.replace("person:", "");
                    let hidden = made.hidden[&Kind::Person].contains(&person);
                    let from = if hidden || !is_seen { made.unseen.day() } else { made.seen.day() };
                    format!("{{person: {person}, from: {from}}}")
                };
                let people: Vec<String> = people.into_iter().map(|person| held(self, person)).collect();
                format!("[{}]", people.join(", "))
            }
            Takes::Subscribers => format!("[{}]", self.references(&[Kind::Person], is_seen).join(", ")),
            Takes::Wanted => format!("{{minimum: 1, target: {}}}", 1 + own.roll(3)),
            Takes::Gap => format!("{{reason: {}, approved_by: {}, until: {}}}", own.words(), person(self), own.day()),
            Takes::Leave => {
                // The reason is for a narrower audience than the days.
                let reason = match self.sees(Kind::Person, Reach::Supervisors) && is_seen {
                    true => own.words(),
                    false => self.unseen.words(),
                };
                format!("[{{from: 2026-11-01, until: 20{}-12-24, reason: {reason}}}]", 26 + own.roll(2))
            }
            Takes::Skills => format!("[{{name: {}, on: {}}}]", own.words(), own.day()),
            Takes::Acknowledged => format!("[{{person: {}, on: {}}}]", person(self), own.day()),
        }
    }

    fn record(&mut self, kind: Kind, id: &str, is_seen: bool) -> String {
        let mut text = format!("{id}:\n");
        let own = |made: &mut Self| if is_seen { made.seen.words() } else { made.unseen.words() };
        let name = own(self);
        let _ = writeln!(text, "  name: {name}\n  summary: {}\n  tags: [{}]", own(self), own(self));
        if self.sight.sees(Reach::Staff) || !is_seen {
            let notes = self.prose(is_seen, true);
            let _ = writeln!(text, "  notes: |\n{}", indented(&notes, 4));
        } else if self.unseen.chance(50) {
            let notes = self.prose(false, true);
            let _ = writeln!(text, "  notes: |\n{}", indented(&notes, 4));
        }
        if !is_seen && self.sight.sees(kind.reach()) {
            let audience = self.narrower();
            let _ = writeln!(text, "  audience: {audience}");
        }
        for field in kind.fields() {
            let seen = is_seen && self.sees(kind, field.reach);
            let must = ["kind", "every", "owner", "what", "item", "level", "statement", "from", "until"];
            let given = must.contains(&field.key) || if seen { self.seen.chance(80) } else { self.unseen.chance(60) };
            if given {
                let value = self.value(takes(kind, field.key), seen);
                let _ = writeln!(text, "  {}: {value}", field.key);
            }
        }
        text
    }

    /// Writes a text: what is seen, with hidden blocks and links anywhere between.
    fn prose(&mut self, is_seen: bool, live: bool) -> String {
        let mut text = String::new();
        let pieces = if is_seen { 1 + self.seen.roll(5) } else { 1 + self.unseen.roll(5) };
        for at in 0..pieces {
            if is_seen {
                for _ in 0..self.unseen.roll(3) {
                    let audience = self.narrower();
                    let inner = self.piece(false, at, live);
                    let _ = write!(text, "````audience {audience}\n{inner}\n````\n\n");
                }
            }
            let piece = self.piece(is_seen, at, live);
            text.push_str(&piece);
            text.push('\n');
        }
        text
    }

    fn piece(&mut self, is_seen: bool, at: usize, live: bool) -> String {
        let words = if is_seen { self.seen.words() } else { self.unseen.words() };
        let sort = if is_seen { self.seen.roll(9) } else { self.unseen.roll(9) };
        match sort {
            0 => format!("## {words}\n"),
            1 => format!("- [ ] {words} {}\n- [x] done\n", self.link(is_seen)),
            2 => format!("{words}[^n{at}{is_seen}]\n\n[^n{at}{is_seen}]: A note on {words}.\n"),
            3 => format!("![{words}](/nowhere.png)\n\nText.\n"),
            4 if live => format!("```coverage\nroles: [{}]\n```\n", self.reference(&[Kind::Role], is_seen)),
            // A bar in a cell would end the cell.
            5 => {
                let kind = if is_seen { *self.seen.pick(Kind::ALL) } else { *self.unseen.pick(Kind::ALL) };
                let heading = self.reference(&[kind], is_seen);
                format!(
                    "| {words} [[{heading}]] | B |\n| --- | --- |\n| [[{}]] | 2 |\n",
                    self.reference(&[kind], is_seen)
                )
            }
            6 => format!("## About {}\n\n{words}\n", self.link(is_seen)),
            _ => format!("See {} and {words}.\n", self.link(is_seen)),
        }
    }

    /// Writes a link in one of its forms. Where it leads to something hidden, its form and its words are hidden too.
    fn link(&mut self, is_seen: bool) -> String {
        let kind = if is_seen { *self.seen.pick(Kind::ALL) } else { *self.unseen.pick(Kind::ALL) };
        let reference = self.reference(&[kind], is_seen);
        let id = reference.rsplit(':').next().unwrap_or_default().to_owned();
        let hidden = self.hidden[&kind].contains(&id);
        let dice = if hidden || !is_seen { &mut *self.unseen } else { &mut *self.seen };
        let words = dice.words();
        // Where it may be seen, the way to a page is the same from everywhere only as a reference.
        match dice.roll(5) {
            0 => format!("[[{reference}]]"),
            1 => format!("[[{reference}|{words}]]"),
            2 => format!("[[{reference}|**{words}** `{words}`]]"),
            3 if hidden && kind == Kind::Page && self.up.is_some() => {
                let up = self.up.clone().unwrap_or_default();
                format!("<a href=\"{up}{id}.md\" title=\"{words}\">{words}</a>")
            }
            _ => format!("[[{reference}|{words} {words}]]"),
        }
    }

    fn page(&mut self, id: &str, is_seen: bool) -> String {
        let own = |made: &mut Self| if is_seen { made.seen.words() } else { made.unseen.words() };
        let mut text = format!("---\ntitle: {}\nsummary: {}\n", own(self), own(self));
        if is_seen {
            let owner = self.reference(&[Kind::Role], true);
            let services = self.references(&[Kind::Service], true).join(", ");
            let reviewed = self.seen.day();
            let _ = write!(text, "owner: {owner}\nservices: [{services}]\nreviewed: {{on: {reviewed}, by: {}}}\n", {
                let sees = self.sight.sees(Reach::Staff);
                self.reference(&[Kind::Person], sees)
            });
            for (key, kind) in [("needs", Kind::Access), ("tasks", Kind::Task)] {
                let sees = self.sight.sees(Reach::Staff);
                let named = self.references(&[kind], sees).join(", ");
                let _ = writeln!(text, "{key}: [{named}]");
            }
        } else {
            let audience = self.narrower();
            let alias = self.unseen.word();
            let _ =
                write!(text, "audience: {audience}\naliases: [procedures/{alias}]\norder: {}\n", self.unseen.roll(9));
            let needs = self.reference(&[Kind::Access], false);
            let _ = writeln!(text, "needs: [{needs}]");
        }
        let up = "../".repeat(id.matches('/').count());
        let file = if is_seen { "files/seen.pdf".to_owned() } else { format!("files/{}.pdf", self.unseen.word()) };
        self.up = Some(up.clone());
        let body = self.prose(is_seen, true);
        self.up = None;
        let _ = write!(text, "---\n\n{body}\n[The form]({up}{file})\n");
        text
    }

    /// Writes all files. Hidden records stand between the others, or in files of their own.
    fn files(&mut self) -> Sources {
        let mut sources = Sources::default();
        let target =
            format!("{{name: {}, to: /srv/{}, audience: {}}}", self.unseen.word(), self.unseen.word(), self.narrower());
        put(&mut sources, "content/handbook.yaml", &format!("title: Handbook\npublish: [{target}]\n"));
        self.ids();
        for kind in Kind::RECORDS {
            let mut shown: Vec<String> = Vec::new();
            for id in self.shown[kind].clone() {
                shown.push(self.record(*kind, &id, true));
            }
            let mut hidden = Vec::new();
            for id in self.hidden[kind].clone() {
                hidden.push(self.record(*kind, &id, false));
            }
            let mut all = shown;
            for record in hidden {
                if self.unseen.chance(40) {
                    let file = format!(
                        "content/data/{}/{}{}.yaml",
                        kind.plural(),
                        self.unseen.word(),
                        self.unseen.roll(1 << 20)
                    );
                    put(&mut sources, &file, &record);
                } else {
                    let at = self.unseen.roll(all.len() + 1);
                    all.insert(at, record);
                }
            }
            put(&mut sources, &format!("content/data/{}.yaml", kind.plural()), &all.concat());
        }
        for is_seen in [true, false] {
            let ids = if is_seen { self.shown[&Kind::Page].clone() } else { self.hidden[&Kind::Page].clone() };
            for id in ids {
                let page = self.page(&id, is_seen);
                put(&mut sources, &format!("content/{id}.md"), &page);
            }
        }
        sources.attachments.insert(SourcePath::new("content/files/seen.pdf"), "seen.pdf".into());
        for _ in 0..self.unseen.roll(4) {
            let path = format!("content/files/{}.pdf", self.unseen.word());
            sources.attachments.insert(SourcePath::new(&path), path.into());
        }
        sources
    }
}

fn put(sources: &mut Sources, path: &str, text: &str) {
    sources.texts.insert(SourcePath::new(path), text.into());
}

fn indented(text: &str, by: usize) -> String {
    text.lines()
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{}{line}\n", " ".repeat(by)) })
        .collect()
}

fn edition(seen: u64, unseen: u64, audience: &str) -> (Sources, Edition) {
    let sight = Sight::of(&STANDARD, None, audience).expect("a standard audience");
    let (mut seen, mut unseen) = (Dice::new(seen), Dice::new(unseen));
    let mut made =
        Made { seen: &mut seen, unseen: &mut unseen, sight, shown: BTreeMap::new(), hidden: BTreeMap::new(), up: None };
    let sources = made.files();
    (sources.clone(), compile(sources, Vec::new(), day(TODAY), Some(audience)))
}

/// Returns every route with what stands there.
fn site(edition: &Edition) -> BTreeMap<String, String> {
    let mut buffer = Vec::new();
    let content = |route| match edition.content(route, &mut buffer) {
        (Content::Bytes, None) => String::from_utf8_lossy(&buffer).into_owned(),
        (Content::Bytes, Some(fault)) => panic!("{route}: {}", fault.message),
        (Content::File(file), _) => format!("the file {}", file.display()),
    };
    let routes: Vec<_> = edition.routes().collect();
    routes.iter().map(|route| route.to_string()).zip(routes.iter().copied().map(content)).collect()
}

/// Asserts that two sites are the same, and says where they differ.
fn assert_same(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (route, page) in one {
        for (left, right) in page.lines().zip(other[route].lines()) {
            assert_eq!(left, right, "{route}");
        }
        assert_eq!(page, &other[route], "{route}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_an_audience_may_not_see_changes_not_a_byte_of_what_it_sees(
        seen in any::<u64>(), one in any::<u64>(), other in any::<u64>(), rung in 0..3usize,
    ) {
        let audience = STANDARD[rung];
        assert_same(&site(&edition(seen, one, audience).1), &site(&edition(seen, other, audience).1));
    }
}

#[test]
fn the_dice_make_handbooks_that_are_sound_and_differ_where_they_should() {
    let (mut differ, mut neutral) = (0, 0);
    for seed in 1..20 {
        let (sources, cut) = edition(seed * 7919, seed, "staff");
        let serious = cut.diagnostics.iter().filter(|fault| {
            !matches!(fault.rule, "unsafe-link" | "missing-attachment" | "duplicate-heading")
                && handbook::rules::by_name(fault.rule)
                    .is_some_and(|rule| !matches!(rule.raised, handbook::rules::Raised::Checking(_)))
                && fault.severity == handbook::diagnostic::Severity::Error
        });
        let serious: Vec<_> = serious.collect();
        assert!(serious.is_empty(), "{serious:#?}\n{}", sources.shown(&serious[0].span.file).unwrap_or_default());
        let other = edition(seed * 7919, seed + 1000, "staff").1;
        let whole = |edition: &Edition| site(&compile(edition.sources.clone(), Vec::new(), day(TODAY), None));
        differ += usize::from(whole(&cut) != whole(&other));
        neutral += usize::from(site(&cut).values().any(|page| page.contains("somebody not named here")));
    }
    assert!(differ == 19 && neutral > 10, "{differ} of 19 differ, {neutral} hold neutral words");
}
