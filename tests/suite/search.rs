//! The search: what its files hold, for whom, and in which form words are looked for. That it finds is tested in a browser.

use std::collections::BTreeSet;
use std::path::Path;

use handbook::edition::{Edition, compile};
use handbook::load;
use handbook::site::Route;
use handbook::site::search::words::{each, initials, joined, term};

use super::support::{TODAY, day, edition, html};

/// Returns what a file of the search hands over: which file it is, its number, its stamp, its data.
fn arguments(edition: &Edition, route: &str) -> Vec<serde_json::Value> {
    let file = html(edition, route);
    let inside =
        file.strip_prefix("handbookSearch(").and_then(|rest| rest.strip_suffix(");\n")).expect("it is one call");
    serde_json::from_str(&format!("[{inside}]")).expect("all of it is JSON")
}

/// Returns the data that a file of the search hands over.
fn data(edition: &Edition, route: &str) -> serde_json::Value {
    arguments(edition, route)[3].clone()
}

/// Returns the routes of the files of a sort.
fn files(edition: &Edition, sort: &str) -> Vec<String> {
    let routes = edition.routes().map(ToString::to_string);
    routes.filter(|route| route.starts_with(&format!("search/{sort}"))).collect()
}

/// Returns all words of the index.
fn vocabulary(edition: &Edition) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for file in files(edition, "words-") {
        let list = data(edition, &file);
        let list = list.as_array().expect("words are a list");
        words.extend(list.chunks(2).map(|pair| pair[0].as_str().expect("a word is text").to_owned()));
    }
    words
}

/// Adds the words of a text, and those that are made from them.
fn add(words: &mut BTreeSet<String>, text: &str) {
    each(text, |word| words.extend(term(word)));
    words.extend(joined(text));
}

/// Returns the text of a page, with something else instead of each tag.
fn without_tags(html: &str, instead: &str) -> String {
    let mut text = String::new();
    for (at, piece) in html.split('<').enumerate() {
        let shown = if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, shown)| shown) };
        text.push_str(instead);
        text.push_str(shown);
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&#x27;", "'").replace("&#x2F;", "/").replace("&amp;", "&")
}

/// Returns the words of the index that no page of an edition shows.
fn unseen(edition: &Edition) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let pages = edition.routes().filter(|route| route.as_str().ends_with(".html"));
    for route in pages {
        let page = html(edition, route.as_str());
        add(&mut seen, route.as_str());
        for instead in ["", " "] {
            add(&mut seen, &without_tags(&page, instead));
        }
    }
    let handbook = &edition.site.handbook;
    let short = handbook.entries().flat_map(|entry| initials(&entry.common.name.value));
    seen.extend(short.filter_map(|letters| term(&letters)));
    vocabulary(edition).difference(&seen).cloned().collect()
}

fn sample_for(audience: &str) -> Edition {
    let (sources, faults) = load::load(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the sample can be read");
    compile(sources, faults, day(TODAY), Some(audience))
}

#[test]
fn every_word_of_the_index_is_on_a_page_that_the_audience_sees() {
    for audience in ["public", "staff"] {
        let edition = sample_for(audience);
        assert!(vocabulary(&edition).contains("alma"), "the index for {audience} is empty");
        assert_eq!(unseen(&edition), Vec::<String>::new(), "{audience}");
    }
}

const HANDBOOK: &str = "//- content/data/people.yaml
zoe:
  name: Zoë Müller-Ortiz
  phone: 555-0199
//- content/data/roles.yaml
ill:
  name: Interlibrary loan
  kind: operational
  coverage: {minimum: 1}
  holders: [zoe]
//- content/procedures/returns.md
---
title: Take books back
---

At the desk.

## When a parcel is torn

Tell the *cour*ier's offices.
";

#[test]
fn a_word_is_found_in_one_form_however_it_is_written() {
    let words = vocabulary(&edition(HANDBOOK));
    for word in ["zoe", "mueller", "muller", "mullerortiz", "il", "ill", "parcel", "courier", "office", "book", "take"]
    {
        assert_eq!(words.contains(word), word != "mueller", "{word}");
    }
    for word in ["offices", "books", "strong", "em"] {
        assert!(!words.contains(word), "{word}");
    }
}

#[test]
fn a_record_tells_its_facts_in_the_list() {
    let shown = data(&edition(HANDBOOK), "search/shown-0.js").to_string();
    assert!(shown.contains("\"Zoë Müller-Ortiz\",\"555-0199 · Interlibrary loan\""), "{shown}");
    assert!(shown.contains("\"Interlibrary loan\",\"covered: Zoë Müller-Ortiz\""), "{shown}");
    assert!(shown.contains("\"When a parcel is torn\\nTell the courier's offices.\""), "{shown}");
}

#[test]
fn what_an_audience_may_not_see_is_not_in_its_index() {
    let mut sources = handbook::source::Sources::default();
    for (path, text) in super::support::files(HANDBOOK) {
        sources.texts.insert(handbook::source::SourcePath::new(&path), text.into());
    }
    let public = compile(sources, Vec::new(), day(TODAY), Some("public"));
    let words = vocabulary(&public);
    assert!(words.contains("interlibrary") && !words.contains("zoe") && !words.contains("0199"));
    assert!(!data(&public, "search/shown-0.js").to_string().contains("Zoë"));
}

#[test]
fn every_file_that_has_a_route_holds_something() {
    let edition = sample_for("staff");
    for sort in ["map", "words-", "spelling-", "shown-"] {
        let files = files(&edition, sort);
        assert!(!files.is_empty(), "{sort}");
        files.iter().for_each(|file| assert!(!data(&edition, file).is_null(), "{file}"));
    }
}

/// A reader's browser tells by the stamp that a file is newer than the map; and only what changed travels.
#[test]
fn the_map_knows_the_stamp_of_each_file_and_an_edit_changes_few_of_them() {
    // Long enough for a dozen files.
    let words = |page: usize| (0..9000).map(move |at| format!("word{} ", (at * 7919 + page * 104_729) % 5000));
    let pages = (0..20).map(|page| {
        let text: String = words(page).collect();
        format!("//- content/procedures/page-{page}.md\n---\ntitle: Page {page}\n---\n\n{text}\n\n")
    });
    let handbook: String = std::iter::once(HANDBOOK.to_owned()).chain(pages).collect();
    let before = edition(&handbook);
    let after = edition(&handbook.replace("Tell the *cour*ier", "Tell the quartermaster and the *cour*ier"));
    for edition in [&before, &after] {
        for sort in ["words", "spelling"] {
            let stamps = data(edition, "search/map.js")["stamps"][sort].as_str().expect("a list").to_owned();
            let files = files(edition, &format!("{sort}-"));
            assert_eq!(stamps.split(' ').count(), files.len(), "{sort}");
            for (number, stamp) in stamps.split(' ').enumerate() {
                assert_eq!(arguments(edition, &format!("search/{sort}-{number}.js"))[2], stamp);
            }
        }
    }
    let files = files(&before, "words-");
    let changed = files.iter().filter(|file| html(&before, file) != html(&after, file)).count();
    assert!(0 < changed && 4 * changed < files.len(), "{changed} of {}", files.len());
}

/// Random letters of the code hold something that looks like a key in every large handbook, if they can.
#[test]
fn no_list_of_places_looks_like_a_key() {
    let edition = edition(HANDBOOK);
    let script = html(&edition, "assets/search.js");
    let letters =
        script.split_once("LETTERS = \"").and_then(|(_, rest)| rest.split_once('"')).expect("it has letters").0;
    assert_eq!(letters.len(), 64);
    let leaks = |letters: &str| {
        let mut state = 42_u64;
        let mut text = String::new();
        for at in 0..(8 << 20) {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let long = at % 3000 < 2000;
            let is_end = (state >> 40).is_multiple_of(if long { 400 } else { 30 });
            text.push(if is_end { ' ' } else { char::from(letters.as_bytes()[(state >> 58) as usize]) });
        }
        edition.leaks(&Route::new("search/words-0.js"), text.as_bytes())
    };
    assert!(leaks(letters).is_empty(), "{:?}", leaks(letters));
    assert!(!leaks(&letters.replace(['!', '*'], "-")).is_empty(), "with hyphens there is something to find");
}
