//! The handbook on paper: one document in which every link holds, printed by a real browser and read back by poppler.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use lopdf::{Document, Object};
use scraper::{Html, Selector};

use handbook::edition::{Edition, compile};

use super::support::{TODAY, day, edition, run, sample, stderr, stdout};

fn select<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    let selector = Selector::parse(selector).expect("the selector is sound");
    page.select(&selector).collect()
}

#[test]
fn every_link_of_the_document_leads_to_the_one_place_of_its_name() {
    let document = sample().binder().html("", &BTreeMap::new());
    let page = Html::parse_document(&document);
    let ids: Vec<&str> = select(&page, "[id]").iter().filter_map(|element| element.attr("id")).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "two places have one name");
    let links = select(&page, "a[href]");
    assert!(links.len() > 500);
    for address in links.iter().filter_map(|link| link.attr("href")) {
        let sound = match address.strip_prefix('#') {
            Some(id) => known.contains(id),
            None => ["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme)),
        };
        assert!(sound, "{address} leads nowhere");
    }
    assert_eq!(select(&page, "h1").len(), 1);
    assert!(select(&page, "script").is_empty());
}

#[test]
fn what_is_not_printed_is_named_in_plain_words_and_a_page_that_is_by_its_number() {
    let fixture = "//- content/handbook.yaml\ntitle: H\n//- content/data/roles.yaml\ndesk:\n  name: Desk\n  kind: operational\n\
                   //- content/data/services.yaml\nalma:\n  name: Alma\n//- content/procedures/a.md\n---\ntitle: A\nowner: desk\n---\n\n\
                   Ask [[role:desk]], [see b](b.md#more) and [[service:alma]].\n//- content/procedures/b.md\n---\ntitle: B\nowner: desk\n---\n\n## More\n\nText.\n";
    let binder = edition(fixture).binder();
    let number =
        |html: &str| html.split("see b</a>").nth(1).map(|rest| rest[..40].to_owned()).expect("the link is there");
    assert!(number(&binder.html("", &BTreeMap::new())).starts_with("<span class=\"page-of\"> (p. 000)</span>"));
    let document = binder.html("", &BTreeMap::new());
    let id = document.split("\">see b</a>").next().and_then(|before| before.rsplit("href=\"#").next()).expect("an id");
    let printed = binder.html("", &BTreeMap::from([(id.to_owned(), 14)]));
    assert!(number(&printed).starts_with("<span class=\"page-of\"> (p. 14)</span>"), "{}", number(&printed));
    assert!(document.contains("<a>Alma</a>"), "the page of a service is not printed");
}

#[test]
fn the_cover_says_for_whom_and_until_when() {
    let terms = "//- content/handbook.yaml\ntitle: <H> \"1\"\ninstitution: {name: Hollis}\nterms: {name: Fall, from: 2026-08-24, until: 2026-12-18}\n\
                 publish: {name: share, to: '/srv/handbook', audience: staff}\n";
    let seen_by = |audience| -> Edition { compile(edition(terms).sources, Vec::new(), day(TODAY), Some(audience)) };
    let cover = |audience| seen_by(audience).binder().html("", &BTreeMap::new());
    let staff = cover("staff");
    assert!(
        staff.contains("<h1>&lt;H&gt; \"1\"</h1>") || staff.contains("<h1>&lt;H&gt; &quot;1&quot;</h1>"),
        "{staff}"
    );
    assert!(
        staff.contains("<dd>18 December 2026, the end of Fall</dd>") && staff.contains("<dd>staff</dd>"),
        "{staff}"
    );
    assert!(staff.contains("/srv/handbook") && !cover("public").contains("/srv/handbook"));
    let without = edition("//- content/handbook.yaml\ntitle: H\n").binder().html("", &BTreeMap::new());
    assert!(without.contains("half a year after it was printed"), "{without}");
}

/// The sample, printed once for all tests.
fn printed() -> &'static Path {
    static PRINTED: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, file) = PRINTED.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (out, file) = (folder.path().join("site"), folder.path().join("handbook.pdf"));
        let arguments = ["build", "--today", "2026-11-23", "--pdf", "--out"].map(str::to_owned);
        let arguments = [&arguments[..], &[out.display().to_string()]].concat();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let built = run(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments);
        assert!(built.status.success() && stdout(&built).contains(" pages into "), "{}", stderr(&built));
        (folder, file)
    });
    file
}

fn poppler(program: &str, arguments: &[&str]) -> String {
    let output =
        Command::new(program).args(arguments).arg(printed()).args((program == "pdftotext").then_some("-")).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; tests/run installs poppler-utils"));
    assert!(output.status.success() && output.stderr.is_empty(), "{program}: {}", stderr(&output));
    stdout(&output)
}

#[test]
fn the_pdf_is_tagged_and_says_what_it_is() {
    let about = poppler("pdfinfo", &[]);
    let field = |name: &str| {
        let line = about.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_default().trim().to_owned()
    };
    assert_eq!(field("Title"), "Hollis Library Handbook");
    assert_eq!(field("Author"), "Hollis Library, Prairie Bend College");
    assert_eq!(field("Tagged"), "yes");
    assert!(field("Pages").parse::<usize>().expect("a number") > 100);
}

#[test]
fn every_link_of_the_pdf_leads_to_a_place_in_it() {
    let document = Document::load(printed()).expect("the PDF can be read");
    let places = poppler("pdfinfo", &["-dests"]);
    let places: BTreeSet<&str> = places.lines().filter_map(|line| line.split('"').nth(1)).collect();
    let mut followed = 0;
    for page in document.get_pages().values() {
        for link in document.get_page_annotations(*page).expect("notes can be read") {
            let name =
                link.get(b"Dest").or_else(|_| link.get(b"A").and_then(Object::as_dict).and_then(|to| to.get(b"D")));
            let Ok(name) = name else { continue };
            let name = name.as_name().or_else(|_| name.as_str()).expect("a place has a name");
            let name = String::from_utf8_lossy(name).into_owned();
            assert!(places.contains(&*name), "{name} is no place");
            followed += 1;
        }
    }
    assert!(followed > 500, "{followed} links");
    let outline = document.catalog().and_then(|catalog| catalog.get(b"Outlines")).is_ok();
    assert!(outline, "the PDF has no outline");
}

#[test]
fn the_numbers_in_the_contents_are_those_of_the_pages() {
    let pages = poppler("pdftotext", &["-layout"]);
    let pages: Vec<&str> = pages.split('\u{c}').collect();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut compared = 0;
    for line in pages[1..5].iter().flat_map(|page| page.lines()) {
        let Some((title, number)) = line.trim().rsplit_once("  ") else { continue };
        let Ok(number) = number.trim().parse::<usize>() else { continue };
        let there = words(pages[number - 1]);
        assert!(there.contains(&words(title)), "{title} is not on page {number}: {there}");
        // Which the style sheet of the site says.
        assert!(there.contains(&format!("Page {number} of ")), "{there}");
        compared += 1;
    }
    assert!(compared > 80, "{compared} lines of the contents");
}

#[test]
fn without_a_browser_the_site_is_written_and_the_way_out_is_said() {
    let folder = super::support::on_disk("//- content/handbook.yaml\ntitle: H\n");
    let output = Command::new(env!("CARGO_BIN_EXE_handbook"))
        .args(["build", "--pdf", "--root"])
        .arg(folder.path())
        .env("PATH", "")
        .env_remove("CHROMIUM")
        .output()
        .expect("the program can be run");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no Chromium, Chrome or Edge was found"), "{}", stderr(&output));
    assert!(folder.path().join("_site/index.html").exists() && !folder.path().join("handbook.pdf").exists());
}

#[test]
fn a_pdf_goes_over_no_source_and_over_nothing_that_is_no_pdf() {
    let folder = super::support::on_disk("//- content/handbook.yaml\ntitle: H\n//- notes.txt\nMine.\n");
    let at = |file: &str| folder.path().join(file);
    let refused = |file: &str, why: &str| {
        let output = run(folder.path(), &["build", "--pdf", &at(file).display().to_string()]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(stderr(&output).contains(why), "{file}: {}", stderr(&output));
    };
    refused("content/handbook.yaml", "it lies in the sources of the handbook");
    refused("content/handbook.pdf", "it lies in the sources of the handbook");
    refused("notes.txt", "it is there already, and it is no PDF");
    refused("content", "it is a folder");
    assert!(!at("_site").exists(), "nothing was written");
    assert!(run(folder.path(), &["build"]).status.success());
    refused("_site/index.html", "it is there already, and it is no PDF");
    let kept = |file: &str| std::fs::read_to_string(at(file)).expect("the file is there");
    assert_eq!((kept("content/handbook.yaml"), kept("notes.txt")), ("title: H\n".to_owned(), "Mine.\n".to_owned()));
    assert!(kept("_site/index.html").starts_with("<!doctype html>"));
}
