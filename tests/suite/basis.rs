//! What is made from the same is the same: a publish takes a page for unchanged by what it is made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use handbook::edition::{Content, Edition, compile, compile_again};
use handbook::load;
use handbook::parse::{Outline, parse};
use handbook::site::Route;
use handbook::site::search::{Read, Shown, Word, rice};
use handbook::source::{SourcePath, Sources};
use jiff::civil::Date;
use rayon::prelude::*;

use super::support::{TODAY, day, files};

/// What each page is made from, and its bytes, by its route.
pub type Made = BTreeMap<String, (String, Vec<u8>)>;

fn made(edition: &Edition) -> Made {
    let basis = edition.basis();
    let routes: Vec<_> = edition.routes().filter_map(|route| Some((route, basis.of(route)?))).collect();
    let page = |(route, basis): (&Route, String)| {
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
    let pages = sources.texts.iter_mut().filter(|(path, _)| path.as_str().ends_with(".md"));
    let mut count = 0;
    for (_, text) in pages.skip(usize::from(odd)).step_by(2) {
        let head = 4 + text[4..].find("\n---\n").expect("every page of the sample has a head") + 5;
        *text = with(&text[..head], &text[head..]).into();
        count += 1;
    }
    count
}

type With = fn(&str, &str) -> String;

/// What may be changed in a text, given its head and the rest.
fn changes() -> [(&'static str, With); 7] {
    [
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
    ]
}

#[test]
fn whatever_changes_in_the_texts_of_pages_what_is_made_from_the_same_is_the_same() {
    for audience in [None, Some("public")] {
        let compiled = |sources: Sources| made(&compile(sources, Vec::new(), day(TODAY), audience));
        let before = compiled(sample());
        for (what, with) in changes() {
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

#[test]
fn what_is_read_again_with_what_was_read_before_is_what_is_read_anew() {
    let page = "---\ntitle: Quite another page\n---\n\nWith words of its own.\n\n## And a heading\n\nOnce more.\n";
    let more = |sources: &mut Sources| {
        for path in ["content/guide/aardvark.md", "content/procedures/zebra.md"] {
            sources.texts.insert(SourcePath::new(path), page.into());
        }
    };
    for audience in [None, Some("staff")] {
        let compiled = |sources: Sources| compile(sources, Vec::new(), day(TODAY), audience);
        let same = |before: &Edition, after: &Edition| {
            let text = |edition: &Edition, route: &Route| {
                let page = edition.site.handbook.pages().find(|page| Route::of(&page.key) == *route)?;
                edition.sources.texts.get(&page.span.file).cloned()
            };
            let by_text = |route: &Route| {
                let then = text(before, route);
                then.is_some() && then == text(after, route)
            };
            let (then, now) = (before.basis(), after.basis());
            let by_basis = |route: &Route| then.of(route).is_some_and(|basis| now.of(route) == Some(basis));
            let anew = Read::of(&after.site);
            let again = |is_same: &(dyn Fn(&Route) -> bool + Sync)| {
                Read::again(&after.site, &Read::of(&before.site), is_same).is_some_and(|again| again == anew)
            };
            assert!(again(&by_basis), "what is made from the same, for {audience:?}");
            // What an audience sees of a text may change with another.
            assert!(audience.is_some() || again(&by_text), "what has the same text");
        };
        let mut plain = sample();
        more(&mut plain);
        let (before, grown) = (compiled(sample()), compiled(plain));
        same(&before, &grown);
        same(&grown, &before);
        for (what, with) in changes() {
            let mut sources = sample();
            more(&mut sources);
            change(&mut sources, false, with);
            let after = compiled(sources);
            same(&grown, &after);
            same(&after, &grown);
            // How deep a heading is, nobody searches for.
            let is_read = what != "a deeper heading";
            assert_eq!(Read::of(&grown.site) != Read::of(&after.site), is_read, "{what}, for {audience:?}");
        }
    }
}

/// A page of whatever a text may hold that leads somewhere.
const LEADING: &str = "\
//- content/handbook.yaml
title: Handbook
institution: {name: Hollis Library}
//- content/data/roles.yaml
desk: {name: The desk, kind: operational, notes: See [the page](../guide/a.md).}
//- content/guide/a.md
---
summary: About it.
tags: [one, two]
---
# Alpha

A [page](b.md#two), [itself](#one), [[role:desk]], [[desk|the desk]], [[guide/b#two]], [[page:guide/b]], [[#one]], \
<https://example.edu>, <desk@example.edu>, ![the sheet](../files/sheet.png) and ![far](b.md).[^1]

## One {#one}

<p>A <a href=\"b.md\">page</a>, <img src=\"../files/sheet.png\" alt=\"the sheet\"> and <a href='b.md#two'>more</a>.</p>

- [ ] a box
- [x] another, with [a page](b.md \"a title\")

[^1]: A note on [[role:desk]].
//- content/guide/b.md
---
title: Beta
summary: About it.
---
## Two

## Two

| a | b |
|---|---|
| [c](a.md) | <b>d</b> |
//- content/guide/tables.md
---
title: Tables
summary: About them.
---
```coverage
roles: [desk]
```

> - Inside:
>
>   ```tasks
>   owner: desk
>   ```
//- content/guide/staff.md
---
title: For some
summary: About it.
---
[Before](a.md).

```audience staff
[Here](a.md).

## For them

~~~holders
role: desk
~~~
```

[After](b.md#two).
//- content/data/people.yaml
ana: {name: Ana Lee, employment: staff, end: 2026-01-31}
//- content/guide/nowhere.md
---
title: Nowhere
summary: It leads nowhere.
---
[[role:none]], [gone](gone.md), [no heading](b.md#none), [here](#none), ![no sheet](../files/none.png) and [[person:ana]].

```tasks
owner: none
```

> - Inside:
>
>   ```tasks
>   owner: nobody
>   ```

```audience everybody
Text.
```
//- content/guide/allowed.md
---
title: Allowed
summary: About it.
---
<!-- handbook:allow password-in-text in guide/a.html until 2199-12-31: made up -->
Text.
//- content/guide/wrong.md
---
title: Wrong
summary: About it.
---
##Wrong
//- content/guide/login.md
---
title: Login
summary: About it.
---
The password is `hunter2-Blue-Kettle`.
//- content/files/sheet.png
";

#[test]
fn with_outlines_of_its_texts_a_handbook_is_what_it_is_without() {
    let mut leading = Sources::default();
    for (path, text) in files(LEADING) {
        let file = SourcePath::new(&path);
        match path.ends_with(".png") {
            true => drop(leading.attachments.insert(file, path.into())),
            false => drop(leading.texts.insert(file, text.into())),
        }
    }
    let have_none = ["wrong", "login", "allowed"].map(|name| format!("content/guide/{name}.md"));
    for (sources, least, wrong) in [(leading, 5, 9), (sample(), 44, 0)] {
        let outline = |path: &SourcePath, text: &str| Outline::of(&parse(path, text));
        let outlines: BTreeMap<SourcePath, Vec<u8>> = sources
            .texts
            .iter()
            .filter_map(|(path, text)| Some((path.clone(), outline(path, text)?)))
            .map(|(path, outline)| (path, postcard::to_stdvec(&outline).expect("it can be written")))
            .collect();
        assert!(outlines.len() >= least, "{} have one: {:?}", outlines.len(), outlines.keys());
        assert!(have_none.iter().all(|path| !outlines.contains_key(&SourcePath::new(path))), "{:?}", outlines.keys());
        let recall = |path: &SourcePath, _: &str| postcard::from_bytes(outlines.get(path)?).ok();
        for audience in [None, Some("public"), Some("staff")] {
            let anew = compile(sources.clone(), Vec::new(), day(TODAY), audience);
            let again = compile_again(sources.clone(), Vec::new(), day(TODAY), audience, &recall);
            assert_eq!(format!("{:?}", anew.diagnostics), format!("{:?}", again.diagnostics), "for {audience:?}");
            let nowhere = again.diagnostics.iter().filter(|fault| fault.span.file.as_str().ends_with("nowhere.md"));
            assert!(nowhere.clone().count() >= wrong, "what is wrong with it: {:?}", nowhere.collect::<Vec<_>>());
            assert!(anew.routes().eq(again.routes()), "for {audience:?}");
            for route in anew.routes() {
                let [mut then, mut now] = [Vec::new(), Vec::new()];
                anew.content(route, &mut then);
                again.content(route, &mut now);
                assert!(then == now, "{route} is another one, for {audience:?}");
            }
            assert!(made(&anew) == made(&again), "what it is made from, for {audience:?}");
        }
    }
}

#[test]
fn what_cannot_have_been_read_is_not_taken_for_it() {
    let edition = compile(sample(), Vec::new(), day(TODAY), None);
    let again = |units: u32, places: &str| {
        let thing = Shown { units, kind: "page".to_owned(), route: "gone.html".to_owned(), rest: Vec::new() };
        let word = Word { word: "word".to_owned(), places: places.to_owned(), units: 1 };
        let before = Read { shown: vec![Arc::new(thing)], words: vec![Arc::new(word)] };
        Read::again(&edition.site, &before, &|_| true)
    };
    assert_eq!(again(64, "7AB"), Some(Read::of(&edition.site)), "a word of what is gone, which is none");
    for places in ["", "7", "9AB", "7A-", "7AB 7", "é", "7AB 7AB", "7AB 5AB", "7~AAAA~", "7AAAAAAAAAAAAAAAB"] {
        assert_eq!(again(64, places), None, "{places:?}");
    }
    for units in [0, 5, u32::MAX] {
        assert_eq!(again(units, "7AB"), None, "a place among {units}");
    }
}

#[test]
fn a_list_of_numbers_is_read_as_it_was_written() {
    let mut state = 42_u64;
    for spread in [1, 2, 3, 7, 40, 1000, 100_000] {
        for length in [0, 1, 2, 3, 50, 1000] {
            let mut last = 0;
            let numbers = (0..length).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                last += 1 + u32::try_from((state >> 33) % spread).expect("it is small");
                last - 1
            });
            let numbers: Vec<u32> = numbers.collect();
            assert_eq!(rice::read(&rice::written(&numbers)), Some(numbers));
        }
    }
    // And whatever else is written, it comes to an end.
    for length in 0..2000 {
        let letters = (0..length % 40).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b"ABCXYZabcxyz019!*~-"[(state >> 33) as usize % 19])
        });
        let numbers = rice::read(&letters.collect::<String>()).unwrap_or_default();
        assert!(numbers.is_sorted_by(|one, other| one < other));
    }
}
