//! Editing: what a warm handbook shows after any row of edits is what a cold one shows.

use std::collections::BTreeMap;

use handbook::diagnostic::Diagnostic;
use handbook::edition::{Edition, compile};
use handbook::site::Route;
use handbook::source::{SourcePath, Sources};
use proptest::prelude::*;

use crate::basis::{Made, assert_true};
use crate::support::day;

/// Files, and what may stand in each; every edit puts one of these there, or takes the file away.
const FILES: &[(&str, &[&str])] = &[
    (
        "content/handbook.yaml",
        &[
            "title: Handbook\ninstitution: {name: Hollis Library}\ntheme: plain\n",
            "title: Another\ninstitution: {name: Hollis Library}\n",
            "title: Handbook\ninstitution: {name: Hollis Library}\naudiences: [public, desk]\nlevels: {orphan-page: off}\n",
            "title: [\n",
        ],
    ),
    (
        "content/data/people.yaml",
        &[
            "amara:\n  name: Amara Okafor\n  email: amara@example.edu\nben:\n  name: Ben Ito\n",
            "amara:\n  name: Amara Okafor\n  end: 2026-01-31\nben:\n  name: Ben Ito\n  notes: |\n    ## Desk\n\n    See [[role:desk]].\n",
            "amara:\n  name: Amara Okafor-Lind\n",
            "amara:\n  name: Aminah Okafo\n  email: amara@example.edu\nben:\n  name: Ben Ito\n",
            "# One more.\nben:\n  name: Ben Ito\namara:\n  name: Amara Okafor\n  email: amara@example.edu\n",
            "# A line above moves everything down.\n\namara:\n  name: Amara Okafor\n  audience: desk\nben:\n  name: Ben Ito\n",
            "amara:\n  name: Amara\n\tben: {\n",
        ],
    ),
    (
        "content/data/people/more.yaml",
        &[
            "cora:\n  name: Cora Lee\n",
            "amara:\n  name: Somebody else\n",
            "cora:\n  name: Cora Lee\n  notes: |\n    ## Desk\n\n    Ask [[amara]].\n",
            "amara:\n  name: Somebody else again\n  summary: Twice.\n",
        ],
    ),
    (
        "content/data/roles.yaml",
        &[
            "desk:\n  name: Desk\n  kind: operational\n  holders: [{person: amara, from: 2024-01-01}]\n",
            "desk:\n  name: Front desk\n  kind: operational\n  holders: [{person: ben, from: 2024-01-01}]\n  backups: [amara, cora]\n",
            "desk:\n  name: Desk\n  kind: operational\n  summary: Opens the door.\n  holders: [{person: amarra, from: 2024-01-01}]\n",
            "counter:\n  name: Counter\n  kind: operational\n  holders: [{person: cora, from: 2024-01-01}]\n",
        ],
    ),
    (
        "content/procedures/index.md",
        &[
            "---\ntitle: Procedures\n---\n\nAll of them.\n",
            "---\ntitle: How we work\nsummary: Step by step.\norder: 2\n---\n",
        ],
    ),
    (
        "content/procedures/doors/open.md",
        &[
            "---\ntitle: Open the doors\nowner: desk\nreviewed: {on: 2026-03-01, by: ben}\n---\n\n## Before\n\nSee [closing](close.md#after) and [[role:desk]].\n",
            "---\ntitle: Open all doors\nowner: desk\norder: 1\n---\n\n## Before\n\nSee [closing](close.md#after) and [[person:ben]].\n",
            "---\ntitle: Open the doors\nowner: desk\naliases: [procedures/morning]\n---\n\n## Earlier\n\n![plan](../../files/plan.png)\n",
            "---\ntitle: Open the doors\nowner: counter\nsummary: Each morning.\naudience: desk\n---\n\nNothing more.\n",
        ],
    ),
    (
        "content/procedures/doors/close.md",
        &[
            "---\ntitle: Close the doors\nowner: desk\n---\n\n## After\n\nSee [opening](open.md#before), [[procedures/doors/open]].\n",
            "---\ntitle: Close the doors\nowner: desk\n---\n\n## Afterwards\n\nSee [opening](open.md#before).\n",
            "---\ntitle: A night\naliases: [procedures/morning]\n---\n\nSee [opening](opne.md), ask [[people:amara]].\n\n```holders\nrole: desk\n```\n",
        ],
    ),
    ("content/procedures/doors/Close.md", &["---\ntitle: Close twice\n---\n\nSee [opening](open.md).\n"]),
    (
        "content/guide/welcome.md",
        &["# Welcome\n\n[[procedures/doors/open]] [[#more]]\n", "# Welcome\n\n## More\n\n[[#more]]\n"],
    ),
    ("content/files/plan.png", &["-"]),
    (
        "themes/plain/templates/404.html",
        &[
            "{% extends \"base.html\" %}{% block main %}<h1>Gone</h1>{% endblock %}",
            "{% extends \"base.html\" %}{% block main %}<h1>Lost</h1>{% endblock %}",
            "{% if %}",
            "{{ nobody.knows.it }}",
        ],
    ),
    ("themes/plain/assets/style.css", &["-"]),
];

/// Which text stands in each file, if any.
type State = BTreeMap<usize, usize>;

fn sources(state: &State) -> Sources {
    let mut sources = Sources::default();
    for (file, text) in state {
        let (path, texts) = FILES[*file];
        match texts[*text] {
            "-" => drop(sources.attachments.insert(SourcePath::new(path), path.into())),
            text => drop(sources.texts.insert(SourcePath::new(path), text.into())),
        }
    }
    sources
}

/// One save: what a file holds from then on, by a number of any size; nothing where it is deleted. A rename is two.
type Save = (usize, Option<usize>);

fn rounds() -> impl Strategy<Value = Vec<Vec<Save>>> {
    let save = (0..FILES.len(), prop::option::weighted(0.93, 0..24usize));
    prop::collection::vec(prop::collection::vec(save, 1..3), 8..16)
}

/// Returns every route with the bytes that stand there.
fn pages(edition: &Edition) -> Vec<(String, Vec<u8>, Option<Diagnostic>)> {
    let mut buffer = Vec::new();
    let page = |route: &Route| {
        let (_, fault) = edition.content(route, &mut buffer);
        (route.to_string(), buffer.clone(), fault)
    };
    edition.routes().map(page).collect()
}

/// Makes rounds of saves, and holds the warm handbook after each against a cold one.
fn follow(mut state: State, rounds: Vec<Vec<Save>>) {
    let mut warm = compile(sources(&state), Vec::new(), day("2026-11-23"), None);
    let mut before = Made::new();
    for (round, saves) in rounds.into_iter().enumerate() {
        for (file, text) in saves {
            match text {
                Some(text) => drop(state.insert(file, text % FILES[file].1.len())),
                None => drop(state.remove(&file)),
            }
        }
        let today = day(if round < 9 { "2026-11-23" } else { "2027-04-01" });
        warm = warm.again(sources(&state), Vec::new(), today);
        let cold = compile(sources(&state), Vec::new(), today, None);
        assert_eq!(warm.diagnostics, cold.diagnostics);
        let shown = pages(&warm);
        assert_eq!(shown, pages(&cold));
        let basis = warm.basis();
        let of = |(route, bytes, _): (String, Vec<u8>, _)| Some((basis.of(&Route::new(&route))?, (route, bytes)));
        let made = shown.into_iter().filter_map(of).map(|(basis, (route, bytes))| (route, (basis, bytes))).collect();
        assert_true(&before, &made);
        before = made;
        assert_eq!(warm.faults(), cold.faults());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_warm_handbook_is_a_cold_one(first in prop::collection::vec(0..24usize, FILES.len()), rounds in rounds()) {
        // Half of the files start with the first of their texts, which are sound.
        let text = |file: usize| first[file].saturating_sub(12) % FILES[file].1.len();
        follow((0..FILES.len()).map(|file| (file, text(file))).collect(), rounds);
    }
}

#[test]
fn a_warm_handbook_is_a_cold_one_where_two_files_claim_one_name() {
    let number = |path: &str| FILES.iter().position(|(known, _)| *known == path).expect("the file is listed");
    let (people, more) = (number("content/data/people.yaml"), number("content/data/people/more.yaml"));
    let twin = number("content/procedures/doors/Close.md");
    let files = (0..FILES.len()).filter(|file| *file != twin);
    let state = files.map(|file| (file, usize::from(file == more))).collect();
    // The first of the two moves its lines, then the second does; then the first goes.
    follow(state, vec![vec![(people, Some(5))], vec![(more, Some(3))], vec![(people, None)]]);
}
