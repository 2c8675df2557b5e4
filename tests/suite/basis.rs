//! What is made from the same is the same: a publish takes a page for unchanged by what it is made from.

use std::collections::BTreeMap;

use handbook::edition::{Content, Edition, compile};
use handbook::load;
use handbook::source::Sources;
use jiff::civil::Date;
use rayon::prelude::*;

use super::support::{TODAY, day};

/// What each page is made from, and its bytes, by its route.
pub type Made = BTreeMap<String, (String, Vec<u8>)>;

fn made(edition: &Edition) -> Made {
    let basis = edition.basis();
    let routes: Vec<_> = edition.routes().filter_map(|route| Some((route, basis.of(route)?))).collect();
    let page = |(route, basis): (&handbook::site::Route, String)| {
        let mut bytes = Vec::new();
        let (content, _) = edition.content(route, &mut bytes);
        assert!(matches!(content, Content::Bytes), "{route} is rendered");
        (route.to_string(), (basis, bytes))
    };
    routes.into_par_iter().map(page).collect()
}

/// Asserts that pages of one basis are one, and returns how many are of one basis, and how many are not.
pub fn assert_true(before: &Made, after: &Made) -> [usize; 2] {
    let mut counts = [0, 0];
    for (route, (basis, bytes)) in after {
        match before.get(route) {
            Some((then, were)) if then == basis => {
                counts[0] += 1;
                assert!(were == bytes, "{route} changed, and is said to be made from the same");
            }
            _ => counts[1] += 1,
        }
    }
    counts
}

fn sample() -> Sources {
    load::load(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the sample can be read").0
}

/// Changes the text of every second page, and returns how many those are.
fn change(sources: &mut Sources, odd: bool, with: impl Fn(&str, &str) -> String) -> usize {
    let pages = sources
        .texts
        .iter_mut()
        .filter(|(path, _)| path.as_str().ends_with(".md") && !path.as_str().ends_with("index.md"));
    let mut count = 0;
    for (_, text) in pages.skip(usize::from(odd)).step_by(2) {
        let head = 4 + text[4..].find("\n---\n").expect("every page of the sample has a head") + 5;
        *text = with(&text[..head], &text[head..]).into();
        count += 1;
    }
    count
}

#[test]
fn whatever_changes_in_the_texts_of_pages_what_is_made_from_the_same_is_the_same() {
    type With = fn(&str, &str) -> String;
    let changes: [(&str, With); 7] = [
        ("a last paragraph", |head, text| format!("{head}{text}\n\nOnce more, with words that stand nowhere else.\n")),
        ("a first paragraph", |head, text| format!("{head}\nQuite another beginning.\n{text}")),
        ("a heading", |head, text| format!("{head}{text}\n\n## Quite another heading\n\nWith a text.\n")),
        ("other headings", |head, text| format!("{head}{}", text.replace("\n## ", "\n## Now: "))),
        ("a deeper heading", |head, text| match text.rsplit_once("\n## ") {
            Some((above, below)) if above.contains("\n## ") => format!("{head}{above}\n### {below}"),
            _ => format!("{head}{text}"),
        }),
        ("a link", |head, text| format!("{head}{text}\n\nAsk [[role:library-director]].\n")),
        ("a summary", |head, text| {
            let lines = head.lines().filter(|line| !line.starts_with("summary:"));
            let lines: Vec<&str> = lines.collect();
            format!("{}\nsummary: Another.\n---\n{text}", lines[..lines.len() - 1].join("\n"))
        }),
    ];
    for audience in [None, Some("public")] {
        let compiled = |sources: Sources| made(&compile(sources, Vec::new(), day(TODAY), audience));
        let before = compiled(sample());
        for (what, with) in changes {
            for odd in [false, true] {
                let mut sources = sample();
                let count = change(&mut sources, odd, with);
                let [same, others] = assert_true(&before, &compiled(sources));
                if what == "a last paragraph" {
                    assert!(
                        others <= count,
                        "{others} pages are made anew where {count} texts grew, for {audience:?}; {same} are not"
                    );
                    assert!(same > 2 * count, "most pages are made from what they were, for {audience:?}: {same}");
                } else if audience.is_none() {
                    assert!(others > count, "{what} is shown elsewhere too");
                }
            }
        }
    }
}

#[test]
fn another_day_audience_or_line_of_yaml_makes_every_page_anew() {
    let compiled = |sources: Sources, day: Date, audience| made(&compile(sources, Vec::new(), day, audience));
    let before = compiled(sample(), day(TODAY), Some("staff"));
    let mut commented = sample();
    let people = commented.texts.iter_mut().find(|(path, _)| path.as_str() == "content/data/people.yaml");
    let (_, text) = people.expect("the sample has people");
    *text = format!("# A line.\n{text}").into();
    for after in [
        compiled(sample(), day("2026-11-24"), Some("staff")),
        compiled(sample(), day(TODAY), Some("supervisors")),
        compiled(commented, day(TODAY), Some("staff")),
    ] {
        let [same, others] = assert_true(&before, &after);
        assert!(same == 0 && others > 100, "{same} pages are said to be made from the same");
    }
}
