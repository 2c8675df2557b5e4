//! Canaries: a word of its own in every field and block of every kind for every audience. The whole output for an audience
//! holds exactly the words that it may know.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use handbook::coverage;
use handbook::edition::{Edition, compile};
use handbook::export;
use handbook::handbook::Step;
use handbook::record::Kind;
use handbook::record::audience::{Reach, STANDARD};
use handbook::rules::{RULES, Raised};
use handbook::site::{Page, Site};
use handbook::theme::Theme;
use handbook::view::{self, Shared};
use handbook::{load, schedule};
use jiff::ToSpan;

use super::schema::{Takes, takes};
use super::support::{TODAY, day, put, run, stderr, tree, unpacked};

/// Nobody at all.
const NOBODY: usize = STANDARD.len();

/// The canaries of a handbook: where each was put, and the rung of the widest audience that may know it.
#[derive(Default)]
struct Canaries {
    rungs: Vec<usize>,
    places: Vec<String>,
    /// The forms by which those are known that are no words.
    forms: Vec<(usize, Vec<String>)>,
}

impl Canaries {
    fn number(&mut self, rung: usize, place: &str) -> usize {
        self.rungs.push(rung);
        self.places.push(place.to_owned());
        self.rungs.len() - 1
    }

    /// Returns a new canary as a word.
    fn word(&mut self, rung: usize, place: &str) -> String {
        format!("zq7c{:04}x", self.number(rung, place))
    }

    /// Returns a new canary as a day, which is no other canary's.
    fn day(&mut self, rung: usize, place: &str) -> String {
        let canary = self.number(rung, place);
        let on = day_of(canary);
        self.forms.push((canary, vec![schedule::long(on).to_lowercase(), on.to_string()]));
        on.to_string()
    }

    /// Returns a new canary as a number with words behind it.
    fn count(&mut self, first: usize, words: &str, rung: usize, place: &str) -> String {
        let canary = self.number(rung, place);
        let written = format!("{}{words}", first + canary);
        self.forms.push((canary, vec![written.clone()]));
        written
    }
}

fn day_of(canary: usize) -> jiff::civil::Date {
    jiff::civil::date(2100, 1, 1).saturating_add(i64::try_from(canary).expect("a small number").days())
}

fn id(kind: Kind, rung: usize) -> String {
    format!("{}-for-{}", kind.singular(), STANDARD[rung])
}

/// Writes a reference to the record of a kind that is for the widest, and one to that for the narrowest audience.
fn references(kinds: &[Kind], many: bool) -> String {
    let kind = kinds[0];
    let [wide, narrow] = [0, 3].map(|rung| match kind {
        Kind::Page => format!("procedures/{}/page", STANDARD[rung]),
        _ => format!("{}:{}", kind.singular(), id(kind, rung)),
    });
    if many { format!("[{narrow}, {wide}]") } else { narrow }
}

/// Returns a value with canaries in it, for a field that is seen from a rung on.
fn value(canaries: &mut Canaries, takes: Takes, rung: usize, place: &str) -> String {
    let supervisors = rung.max(Reach::Supervisors as usize);
    let people = format!("[{}, {}]", id(Kind::Person, 0), id(Kind::Person, 3));
    match takes {
        Takes::Text => canaries.word(rung, place),
        Takes::Prose => format!("|\n    {}\n\n{}", canaries.word(rung, place), blocks(canaries, rung, place, "    ")),
        Takes::Email => format!("{}@example.edu", canaries.word(rung, place)),
        Takes::Phone => format!("555-0100 {}", canaries.word(rung, place)),
        Takes::Web => format!("https://example.edu/{}", canaries.word(rung, place)),
        Takes::Day => canaries.day(rung, place),
        Takes::Moment => format!("{} 18:00", canaries.day(rung, place)),
        Takes::Number => canaries.count(7_000_000, "", rung, place),
        Takes::Period => canaries.count(20_000, " days", rung, place),
        Takes::Word(word) => word.to_owned(),
        Takes::Ref(kinds, many) => references(kinds, many),
        Takes::Holders | Takes::Subscribers => people,
        Takes::Wanted => "{minimum: 1, target: 9}".to_owned(),
        Takes::Gap => {
            let reason = canaries.word(rung, place);
            let until = canaries.day(rung, place);
            format!("{{reason: {reason}, approved_by: {}, until: {until}}}", id(Kind::Person, 3))
        }
        // The days are seen, as long as somebody is away, by whoever may know of the leave; the reason is not.
        Takes::Leave => {
            format!("[{{from: 2026-11-01, until: 2026-12-24, reason: {}}}]", canaries.word(supervisors, place))
        }
        Takes::Skills => {
            format!("[{{name: {}, on: {}}}]", canaries.word(supervisors, place), canaries.day(supervisors, place))
        }
        Takes::Acknowledged => {
            format!("[{{person: {}, on: {}}}]", id(Kind::Person, 0), canaries.day(supervisors, place))
        }
    }
}

/// Writes a block for each audience, with a canary wherever a text can hold one.
fn blocks(canaries: &mut Canaries, least: usize, place: &str, indent: &str) -> String {
    let mut text = String::new();
    for (rung, audience) in STANDARD.iter().enumerate() {
        let mut word =
            |what: &str| canaries.word(rung.max(least), &format!("{place}, {what} in a block for {audience}"));
        let block = format!(
            "````audience {audience}\n{}\n\n## {}\n\n- [ ] {}\n\n| {} |\n| --- |\n| {} |\n\n```yaml\n{}: 1\n```\n\n{}[^{audience}]\n\n[^{audience}]: {}\n\n[{}](https://example.edu/{} \"{}\") ![{}](https://example.edu/x.png)\n````\n\n",
            word("words"),
            word("a heading"),
            word("a task"),
            word("a column"),
            word("a cell"),
            word("code"),
            word("a sentence"),
            word("a note"),
            word("a link"),
            word("an address"),
            word("a title"),
            word("an image"),
        );
        block.lines().for_each(|line| {
            let _ = writeln!(text, "{}", if line.is_empty() { String::new() } else { format!("{indent}{line}") });
        });
    }
    text
}

fn record(canaries: &mut Canaries, kind: Kind, rung: usize) -> String {
    let least = rung.max(kind.reach() as usize);
    let place = |key: &str| format!("{}.{key} for {}", kind.plural(), STANDARD[rung]);
    let mut text = format!("{}:\n  audience: {}\n", id(kind, rung), STANDARD[rung]);
    for (key, reach) in [("name", Reach::Public), ("summary", Reach::Public), ("tags", Reach::Public)] {
        let _ = writeln!(text, "  {key}: {}", canaries.word(least.max(reach as usize), &place(key)));
    }
    let staff = least.max(Reach::Staff as usize);
    let notes = format!(
        "    {}\n\n{}",
        canaries.word(staff, &place("notes")),
        blocks(canaries, staff, &place("notes"), "    ")
    );
    let _ = writeln!(text, "  notes: |\n{notes}");
    for field in kind.fields() {
        let value = value(canaries, takes(kind, field.key), least.max(field.reach as usize), &place(field.key));
        let _ = writeln!(text, "  {}: {value}", field.key);
    }
    text
}

fn page(canaries: &mut Canaries, rung: usize) -> String {
    let audience = STANDARD[rung];
    let mut word = |what: &str| canaries.word(rung, &format!("{what} of a page for {audience}"));
    let mut text = format!(
        "---\ntitle: {}\nsummary: {}\ntags: [{}]\naudience: {audience}\nbased_on: [{{title: {}, url: https://example.edu/{}}}]\naliases: [procedures/{}]\nowner: {}\n",
        word("title"),
        word("summary"),
        word("tag"),
        word("source"),
        word("source's address"),
        word("former address"),
        id(Kind::Role, 3),
    );
    let reviewed = canaries.day(rung, &format!("review of a page for {audience}"));
    let _ = write!(
        text,
        "reviewed: {{on: {reviewed}, by: {}}}\nneeds: {}\ntasks: {}\n---\n\n",
        id(Kind::Person, 3),
        references(&[Kind::Access], true),
        references(&[Kind::Task], true)
    );
    let mut word = |what: &str| canaries.word(rung, &format!("{what} of a page for {audience}"));
    let (file, image) = (word("attachment's name"), word("image's name"));
    let _ = write!(
        text,
        "{}\n\n## {}\n\n[{}](../../files/{file}.txt) ![{}](../../files/{image}.svg)\n\n",
        word("first words"),
        word("heading"),
        word("words for an attachment"),
        word("words for an image")
    );
    text.push_str(&blocks(canaries, rung, &format!("a page for {audience}"), ""));
    // Links to the pages of every audience, in every form, with words that tell what is there.
    for (to, narrow) in STANDARD.iter().enumerate() {
        let mut word =
            |what: &str| canaries.word(to.max(rung), &format!("{what} to a page for {narrow}, on one for {audience}"));
        let _ = write!(
            text,
            "See [[procedures/{narrow}/page]], [[procedures/{narrow}/page|{}]], [{} **{}**](../{narrow}/page.md \"{}\"), <a href=\"../{narrow}/page.md\" title=\"{}\">{} <b>{}</b></a> and ![picture [{}](../{narrow}/page.md)](https://example.edu/x.png).\n\n## About [{}](../{narrow}/page.md)\n\n<div>\n<a\nhref='../{narrow}/page.md'>{}</a>\n</div>\n\n",
            word("words"),
            word("words"),
            word("bold words"),
            word("a title"),
            word("a title in HTML"),
            word("words in HTML"),
            word("bold words in HTML"),
            word("words in an image"),
            word("a heading"),
            word("words in a block of HTML"),
        );
        let mut word =
            |what: &str| canaries.word(to.max(rung), &format!("{what} to a page for {narrow}, on one for {audience}"));
        let _ = write!(
            text,
            "- [ ] Ring [{}](../{narrow}/page.md), [[procedures/{narrow}/page]] or <a href=\"../{narrow}/page.md\">{}</a>\n\n| [{}](../{narrow}/page.md) | [[procedures/{narrow}/page]] |\n| --- | --- |\n| 1 | 2 |\n\n",
            word("words in a task"),
            word("words in HTML in a task"),
            word("words in a column"),
        );
        let _ = write!(
            text,
            "Ask [[person:{}|{}]].\n\n",
            id(Kind::Person, to),
            canaries.word(to.max(rung).max(1), &format!("words for a person for {narrow}, on a page for {audience}"))
        );
    }
    let _ = write!(text, "```coverage\nroles: [{}, {}]\n```\n\n", id(Kind::Role, 0), id(Kind::Role, 3));
    text
}

/// Writes the handbook to a folder.
fn handbook(root: &Path) -> Canaries {
    let mut canaries = Canaries::default();
    let target = format!(
        "{{name: {}, to: /srv/{}, audience: public}}",
        canaries.word(NOBODY, "a target"),
        canaries.word(NOBODY, "a target's folder")
    );
    put(root, "content/handbook.yaml", &format!("title: Handbook\npublish: [{target}]\n"));
    for kind in Kind::RECORDS {
        for rung in 0..STANDARD.len() {
            let file = canaries.word(3, &format!("the name of a file of {}", kind.plural()));
            let record = record(&mut canaries, *kind, rung);
            put(root, &format!("content/data/{}/{file}.yaml", kind.plural()), &record);
        }
    }
    let student = canaries.word(2, "the name of a student");
    put(root, "content/data/people/student.yaml", &format!("student:\n  name: {student}\n  employment: student\n"));
    for (rung, audience) in STANDARD.iter().enumerate() {
        let page = page(&mut canaries, rung);
        put(root, &format!("content/procedures/{audience}/page.md"), &page);
        let section = format!("a section for {audience}");
        let (title, summary) = (canaries.word(rung, &section), canaries.word(rung, &section));
        put(
            root,
            &format!("content/procedures/{audience}/index.md"),
            &format!("---\ntitle: {title}\nsummary: {summary}\naudience: {audience}\n---\n"),
        );
    }
    attachments(root, &mut canaries);
    canaries
}

/// Writes the attachments that pages name, and one that none does, each with a canary of its own inside.
fn attachments(root: &Path, canaries: &mut Canaries) {
    for canary in 0..canaries.rungs.len() {
        let ending = match &canaries.places[canary] {
            place if place.starts_with("attachment's name") => "txt",
            place if place.starts_with("image's name") => "svg",
            _ => continue,
        };
        let inside = canaries.word(canaries.rungs[canary], &format!("{ending} inside"));
        put(root, &format!("content/files/zq7c{canary:04}x.{ending}"), &format!("<svg>{inside}</svg>"));
    }
    let (name, inside) = (canaries.word(NOBODY, "the name of an unused file"), canaries.word(NOBODY, "an unused file"));
    put(root, &format!("content/files/{name}.txt"), &inside);
}

/// Returns every canary that an output holds in any form, in the names of files too.
fn found(output: &BTreeMap<String, Vec<u8>>, canaries: &Canaries) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for (name, bytes) in output {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let words = stripped(&text);
        let number = |at: usize, form: &str| form.get(at + 4..at + 8)?.parse::<usize>().ok();
        for form in [&name.to_lowercase(), &text, &words] {
            found.extend(form.match_indices("zq7c").filter_map(|(at, _)| number(at, form)));
        }
        for (canary, forms) in &canaries.forms {
            if forms.iter().any(|form| holds(&words, form) || holds(&text, form)) {
                found.insert(*canary);
            }
        }
    }
    found
}

/// Returns a text without its tags, so that a word they tear apart is whole.
fn stripped(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words
}

/// Tells whether a text holds a form that is not the end of a longer number.
fn holds(text: &str, form: &str) -> bool {
    text.match_indices(form).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_digit()))
}

/// What no page of its own shows; the sheet for a hand-over does, to those who may see it, of whoever holds anything.
const UNSEEN: [&str; 1] = ["people.system_user_id"];

/// Returns what is wrong with the output for an audience: canaries that it may not hold, and such as it should.
fn faults(canaries: &Canaries, found: &BTreeSet<usize>, rung: usize) -> Vec<String> {
    let place = |canary: usize| canaries.places[canary].as_str();
    let unseen = |canary: usize| UNSEEN.iter().any(|field| place(canary).starts_with(field));
    let leaked = found
        .iter()
        .filter(|canary| canaries.rungs[**canary] > rung)
        .map(|canary| format!("leaked: {}", place(*canary)));
    let expected = (0..canaries.rungs.len()).filter(|canary| canaries.rungs[*canary] <= rung && !unseen(*canary));
    let missing = expected.filter(|canary| !found.contains(canary)).map(|canary| format!("missing: {}", place(canary)));
    leaked.chain(missing).collect()
}

#[test]
fn the_output_for_an_audience_holds_exactly_what_it_may_know() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let canaries = handbook(folder.path());
    for (rung, audience) in STANDARD.iter().enumerate() {
        let out = folder.path().join(format!("site-{audience}"));
        let output = run(folder.path(), &["build", "--audience", audience, "--out", &out.display().to_string()]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let tree = tree(&out);
        let faults = faults(&canaries, &found(&tree, &canaries), rung);
        assert!(faults.is_empty(), "{audience}: {faults:#?}");
        // The words of the search stand there whole, so that a leak into it would be seen.
        let searched = tree.into_iter().filter(|(name, _)| name.starts_with("search/words-")).collect();
        assert!(
            found(&searched, &canaries).len() > 50,
            "{audience}: the index holds too few canaries to be looked through"
        );
    }
}

/// Renders what `steps` of the cut leave of a handbook.
fn output(edition: &Edition, steps: &[Step], audience: &str) -> BTreeMap<String, Vec<u8>> {
    let whole = edition.whole();
    let sight = whole.settings.sight(audience).expect("it is on the ladder");
    let handbook = whole.cut_by(steps, &sight, &edition.sources);
    let coverage = coverage::on(&handbook, day(TODAY));
    let (site, _) = Site::new(handbook, coverage, &edition.sources);
    let (theme, _) = Theme::new(&edition.sources, &edition.site.handbook.settings);
    let shared = Shared::of(&site);
    let bytes = |route, page: &Page| {
        let mut buffer = Vec::new();
        match (page, view::of(&site, &shared, route, page)) {
            (_, Some(view)) => theme.render(&view, &mut buffer).expect("the built-in templates show every page"),
            (Page::Data(data), _) => buffer.extend(export::of(&site, data).into_bytes()),
            (Page::File(file), _) => buffer.extend(std::fs::read(file).expect("it can be read")),
            (page, _) => panic!("{page:?} is shown by nothing"),
        }
        (route.to_string(), buffer)
    };
    site.pages().map(|(route, page)| bytes(route, page)).collect()
}

#[test]
fn without_any_one_step_of_the_cut_the_test_for_leaks_fails() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let canaries = handbook(folder.path());
    let (sources, loading) = load::load(folder.path()).expect("the handbook can be read");
    let edition = compile(sources, loading, day(TODAY), None);
    let faults_of = |steps: &[Step]| {
        let output = output(&edition, steps, "staff");
        let mut faults = faults(&canaries, &found(&output, &canaries), 1);
        let role = String::from_utf8_lossy(&output["roles/role-for-public.html"]).into_owned();
        if !role.contains("somebody not named here") {
            faults.push("a role does not say that somebody is not named".to_owned());
        }
        faults
    };
    assert_eq!(faults_of(&Step::ALL), Vec::<String>::new());
    for step in Step::ALL {
        let rest: Vec<Step> = Step::ALL.into_iter().filter(|other| *other != step).collect();
        assert!(!faults_of(&rest).is_empty(), "nothing is missed without {step:?}");
    }
}

#[test]
fn a_zip_for_an_audience_holds_exactly_what_it_may_know() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut canaries = handbook(folder.path());
    let target = |audience: &&str| format!("{{name: {audience}, to: 'zip:{audience}.zip', audience: {audience}}}");
    let targets: Vec<String> = STANDARD.iter().map(target).collect();
    let title = canaries.word(0, "the title of the handbook");
    // It is about words, not about who covers what.
    let checks = RULES.iter().filter(|rule| matches!(rule.raised, Raised::Checking(_)));
    let levels = checks.map(|rule| format!("{}: off", rule.name)).collect::<Vec<_>>().join(", ");
    let settings = format!(
        "title: {title}
levels: {{{levels}}}
publish: [{}]
",
        targets.join(", ")
    );
    put(folder.path(), "content/handbook.yaml", &settings);
    for (rung, audience) in STANDARD.iter().enumerate() {
        let output = run(folder.path(), &["publish", audience, "--yes"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let found = found(&unpacked(&folder.path().join(format!("{audience}.zip"))), &canaries);
        let faults = faults(&canaries, &found, rung);
        let faults: Vec<_> =
            faults.iter().filter(|fault| !fault.ends_with("a target") && !fault.contains("target's")).collect();
        assert!(faults.is_empty(), "{audience}: {faults:#?}");
    }
}
