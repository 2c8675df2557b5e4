//! The sample handbook in `content/`: complete, sound, and honest about its gaps.

use std::collections::{BTreeMap, BTreeSet};

use handbook::coverage::State;
use handbook::diagnostic::{Severity, Style, render};
use handbook::edition::{Content, Edition};
use handbook::record::{Duty, Kind};
use scraper::{Html, Selector};

use super::support::{html, sample, sample_with};

#[test]
fn the_sample_has_thin_roles_one_accepted_gap_and_no_error() {
    let edition = sample();
    assert!(edition.diagnostics.iter().all(|fault| fault.severity == Severity::Warning), "{:#?}", edition.diagnostics);
    let tally: BTreeMap<State, usize> = edition.site.coverage.tally(Kind::Role).into_iter().collect();
    assert_eq!(tally.get(&State::Gap), None);
    assert_eq!(tally.get(&State::Accepted), Some(&1));
    assert!(tally[&State::Thin] >= 2);
}

#[test]
fn the_sample_has_what_a_library_has() {
    let edition = sample();
    let count = |kind| edition.site.handbook.of_kind(kind).count();
    assert_eq!((count(Kind::Duty), count(Kind::List), count(Kind::Person)), (94, 6, 14));
    let procedures = edition.site.handbook.pages().filter(|page| page.is_procedure());
    assert!(procedures.count() >= 24);
    for kind in Kind::RECORDS {
        assert!(count(*kind) > 0, "the sample has no {}", kind.plural());
    }
}

#[test]
fn all_94_items_stand_on_the_duties_page_each_with_a_link_to_what_meets_it() {
    let edition = sample();
    let items: BTreeSet<u32> = edition.site.handbook.all::<Duty>().map(|(_, duty)| duty.item.0.value).collect();
    assert_eq!(items, (1..=94).collect());
    let page = Html::parse_document(&html(&edition, "duties/index.html"));
    let select = |text| Selector::parse(text).expect("the selector is sound");
    let rows: Vec<_> = page.select(&select("tbody tr")).collect();
    assert_eq!(rows.len(), 94);
    for (at, row) in rows.iter().enumerate() {
        let number: String = row.select(&select("td.number")).flat_map(|cell| cell.text()).collect();
        assert_eq!(number.trim(), (at + 1).to_string());
        let met = row.select(&select("td:last-child a[href]")).count();
        assert!(met > 0, "item {} is met by nothing", at + 1);
    }
}

#[test]
fn deleting_the_holder_of_login_security_names_the_role_the_duty_and_the_place() {
    let edition = sample();
    let text = edition
        .sources
        .shown(&handbook::source::SourcePath::new("content/data/roles.yaml"))
        .unwrap_or_default()
        .to_owned();
    let role = text.find("\nlogin-security:").expect("the role is there");
    let start = text[role..].find("  holders:").expect("it has holders") + role;
    let end = text[start..].find("  backups:").expect("it has backups") + start;
    let without = format!("{}{}", &text[role..start], &text[end..]);
    let broken = sample_with(&[("content/data/roles.yaml", &text[role..], &without)]);
    let fault = broken.diagnostics.iter().find(|fault| fault.rule == "uncovered-role").expect("the gap is reported");
    assert_eq!(fault.severity, Severity::Error);
    let shown = render(&broken.sources, fault, Style::Plain);
    assert!(shown.contains("the role `login-security` is not covered"), "{shown}");
    assert!(shown.contains("content/data/roles.yaml:"), "{shown}");
    assert!(shown.contains("so the duty `item-51`"), "{shown}");
    assert!(shown.contains("content/data/duties.yaml:"), "{shown}");
}

#[test]
fn the_command_says_so_with_the_place_and_ends_with_1() {
    let copy = tempfile::tempdir().expect("a temporary folder can be made");
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for (name, bytes) in super::support::tree(&content) {
        let path = copy.path().join("content").join(name);
        std::fs::create_dir_all(path.parent().expect("below content")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a copy can be written");
    }
    let path = copy.path().join("content/data/roles.yaml");
    let text = std::fs::read_to_string(&path).expect("the roles are there");
    let role = text.find("\nlogin-security:").expect("the role is there") + 1;
    let start = text[role..].find("  holders:").expect("it has holders") + role;
    let end = text[start..].find("  backups:").expect("it has backups") + start;
    std::fs::write(&path, format!("{}{}", &text[..start], &text[end..])).expect("the roles can be written");
    let output = super::support::run(copy.path(), &["check", "--today", "2026-11-23"]);
    let said = super::support::stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let line = text[..role].matches('\n').count() + 1;
    assert!(said.contains("the role `login-security` is not covered"), "{said}");
    assert!(said.contains(&format!("content/data/roles.yaml:{line}:1")), "{said}");
    assert!(said.contains("so the duty `item-51`"), "{said}");
}

/// Returns the bytes of every page, by route.
fn pages(edition: &Edition) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for route in edition.routes() {
        let mut buffer = Vec::new();
        let text = match edition.content(route, &mut buffer) {
            (Content::Bytes, fault) => {
                assert!(fault.is_none(), "{route}: {fault:?}");
                String::from_utf8(buffer).unwrap_or_default()
            }
            (Content::File(_), _) => String::new(),
        };
        pages.insert(route.as_str().to_owned(), text);
    }
    pages
}

/// Returns every `href` and `src` of a page that leads inside the site and is not there, with its page.
fn dead(pages: &BTreeMap<String, String>) -> Vec<String> {
    let link = Selector::parse("[href], [src]").expect("the selector is sound");
    let named = Selector::parse("[id]").expect("the selector is sound");
    let parsed: BTreeMap<&String, Html> = pages
        .iter()
        .filter(|(route, _)| route.ends_with(".html"))
        .map(|(route, text)| (route, Html::parse_document(text)))
        .collect();
    let ids: BTreeMap<&String, BTreeSet<&str>> = parsed
        .iter()
        .map(|(route, page)| (*route, page.select(&named).filter_map(|element| element.attr("id")).collect()))
        .collect();
    let mut dead = Vec::new();
    for (route, page) in &parsed {
        for element in page.select(&link) {
            let Some(address) = element.attr("href").or(element.attr("src")) else { continue };
            if ["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme)) {
                continue;
            }
            let (path, fragment) = address.split_once('#').map_or((address, None), |(path, id)| (path, Some(id)));
            let target = if path.is_empty() { (*route).clone() } else { joined(route, path) };
            let lives = pages.contains_key(&target)
                && fragment.is_none_or(|id| ids.get(&target).is_some_and(|ids| ids.contains(id)));
            if !lives {
                dead.push(format!("{route}: {address}"));
            }
        }
    }
    dead
}

fn joined(route: &str, path: &str) -> String {
    let mut parts: Vec<&str> = route.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        if part == ".." {
            parts.pop().expect("no link leads out of the site");
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[test]
fn every_link_and_anchor_of_the_sample_leads_somewhere() {
    let pages = pages(&sample());
    assert!(pages.len() > 200);
    assert_eq!(dead(&pages), Vec::<String>::new());
}

#[test]
fn a_dead_link_in_the_output_would_be_found() {
    let mut pages = pages(&sample());
    pages.insert("planted.html".into(), "<a href=\"nowhere.html\">x</a><a href=\"index.html#no-such-id\">y</a>".into());
    assert_eq!(dead(&pages).len(), 2);
}

#[test]
fn no_page_gives_an_id_twice_or_skips_a_heading_level() {
    let select = |text| Selector::parse(text).expect("the selector is sound");
    for (route, text) in pages(&sample()).iter().filter(|(route, _)| route.ends_with(".html")) {
        let page = Html::parse_document(text);
        let mut seen = BTreeSet::new();
        for element in page.select(&select("[id]")) {
            assert!(seen.insert(element.attr("id")), "{route} gives {:?} twice", element.attr("id"));
        }
        assert_eq!(page.select(&select("h1")).count(), 1, "{route}");
        let mut last = 1;
        for heading in page.select(&select("main h1, main h2, main h3, main h4, main h5, main h6")) {
            let level = heading.value().name()[1..].parse::<u32>().expect("a heading has a level");
            assert!(level <= last + 1, "{route} jumps from level {last} to {level}");
            last = level;
        }
    }
}

/// Returns what a page holds that it should not: a script or a style inside it, or anything from elsewhere.
fn unsafe_pieces(page: &str) -> Vec<String> {
    let document = Html::parse_document(page);
    let all = Selector::parse("*").expect("the selector is sound");
    let mut found = Vec::new();
    for element in document.select(&all) {
        let (name, own) = (element.value().name(), |attribute| element.value().attr(attribute));
        let is_inside = name == "style" || name == "script" && own("src").is_none();
        let loads = ["src", "srcset", "data", "poster"].into_iter().filter_map(own);
        let sheet = own("href").filter(|_| name == "link");
        let leads_away = |address: &str| address.contains(':') || address.starts_with("//");
        let acts = element.value().attrs().any(|(attribute, value)| {
            attribute == "style" || attribute.starts_with("on") || value.trim_start().starts_with("javascript:")
        });
        if is_inside || acts || loads.chain(sheet).any(leads_away) {
            found.push(element.html());
        }
    }
    found
}

#[test]
fn no_page_holds_a_script_or_a_style_or_loads_anything_from_elsewhere() {
    for (route, text) in pages(&sample()).iter().filter(|(route, _)| route.ends_with(".html")) {
        assert_eq!(unsafe_pieces(text), Vec::<String>::new(), "in {route}");
        for word in ["=\"file:", env!("CARGO_MANIFEST_DIR")] {
            assert!(!text.contains(word), "{route} holds {word}");
        }
        assert!(text.contains("http-equiv=\"Content-Security-Policy\""), "{route} has no policy");
    }
}

#[test]
fn a_script_inside_a_page_would_be_found() {
    for planted in [
        "<script>1</script>",
        "<script src=\"https://example.edu/a.js\"></script>",
        "<p style=\"color: red\">",
        "<style>p { color: red }</style>",
        "<img src=\"//example.edu/a.png\" alt=\"\">",
        "<link rel=\"stylesheet\" href=\"https://example.edu/a.css\">",
        "<a href=\" javascript:alert(1)\">",
        "<p onclick=\"alert(1)\">",
    ] {
        assert_eq!(unsafe_pieces(planted).len(), 1, "{planted}");
    }
    assert!(unsafe_pieces("<script src=\"assets/a.js\" defer></script><a href=\"https://example.edu\">").is_empty());
}
