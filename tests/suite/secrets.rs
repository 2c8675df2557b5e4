//! Secrets: found wherever they were written, shown nowhere, and not seen where there is none.
//!
//! A planted secret stands between `⟦` and `⟧`; a `¦` in it keeps other people's scanners from taking it for a real one.

use std::collections::BTreeSet;
use std::io::Write;
use std::ops::Range;

use handbook::diagnostic::{Style, render, to_json};
use handbook::edition::{Content, Edition};
use handbook::secret::{scan, scan_output};

use handbook::site::Route;

use super::served::Served;
use super::support::{edition, edition_on, html, on_disk, report, report_on, sample, shown};

const PLANTED: &str = include_str!("secrets/planted.txt");
const INNOCENT: &str = include_str!("secrets/innocent.txt");
/// Written before the patterns were tried on anything: at the first try 28 of 30 were found and none of 30 others
/// suspected. One of the two that were missed led to a mended pattern, so this is no longer unseen.
const UNSEEN_PLANTED: &str = include_str!("secrets/unseen-planted.txt");
const UNSEEN_INNOCENT: &str = include_str!("secrets/unseen-innocent.txt");

/// Returns a text without the marks, and where each secret stands in it.
fn unmark(marked: &str) -> (String, Vec<Range<usize>>) {
    let (mut text, mut secrets, mut start) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '⟦' => start = text.len(),
            '⟧' => secrets.push(start..text.len()),
            '¦' => {}
            c => text.push(c),
        }
    }
    (text, secrets)
}

/// Returns the planted secrets of a text that nothing found lies over, and what was found beside them.
fn missed(marked: &str) -> (Vec<String>, Vec<String>) {
    let (text, secrets) = unmark(marked);
    let found = scan(&text);
    let over = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let missed = secrets.iter().filter(|secret| !found.iter().any(|found| over(&found.range, secret)));
    let beside = found.iter().filter(|found| !secrets.iter().any(|secret| over(&found.range, secret)));
    let beside = beside.map(|found| format!("{} {}", found.rule, &text[found.range.clone()])).collect();
    (missed.map(|secret| text[secret.clone()].to_owned()).collect(), beside)
}

/// Returns the lines of a text in which a secret is seen.
fn suspected(lines: &str) -> Vec<&str> {
    lines.lines().filter(|line| !scan(line).is_empty()).collect()
}

/// Returns the sources among the planted files, and the attachments, each as its path and its text.
fn planted() -> (String, Vec<(&'static str, &'static str)>) {
    let files = PLANTED.split("//- ").skip(1).map(|file| file.split_once('\n').expect("a file has a text"));
    let (attachments, sources): (Vec<_>, Vec<_>) = files.partition(|(path, _)| path.starts_with("content/files/"));
    (sources.into_iter().map(|(path, text)| format!("//- {path}\n{text}")).collect(), attachments)
}

/// Returns all that a person or a program is told of an edition's problems.
fn told(edition: &Edition) -> String {
    let mut all = edition.diagnostics.clone();
    all.extend(edition.faults());
    let human: String = all.iter().map(|fault| render(&edition.sources, fault, Style::Plain)).collect();
    human + &to_json(&edition.sources, &all)
}

#[test]
fn every_planted_secret_is_found_and_nothing_beside_it() {
    let (sources, _) = planted();
    assert!(sources.matches('⟦').count() >= 58, "so many are planted");
    assert_eq!(missed(&sources), (Vec::new(), Vec::new()));
}

#[test]
fn no_planted_secret_is_told_to_anybody() {
    let (marked, _) = planted();
    let (fixture, secrets) = unmark(&marked);
    let told = told(&edition(&fixture));
    for secret in secrets {
        let secret = &fixture[secret];
        assert!(!told.contains(secret), "{secret} is told");
    }
}

#[test]
fn no_planted_secret_is_shown_in_the_panel_or_said_while_serving() {
    let (fixture, secrets) = unmark(&planted().0);
    let folder = on_disk(&fixture);
    let served = Served::start(folder.path(), &[]);
    let panel = served.get("/__live/wait?epoch=&at=%2Findex.html").text();
    assert!(panel.contains("password-in-text") && panel.contains("excerpt"), "{panel}");
    let said = served.said().concat();
    for secret in secrets {
        let secret = &fixture[secret];
        assert!(!panel.contains(secret) && !said.contains(secret), "{secret} is shown");
    }
}

#[test]
fn what_only_looks_like_a_secret_is_left_alone() {
    assert!(INNOCENT.lines().count() >= 200);
    assert_eq!(suspected(INNOCENT), Vec::<&str>::new());
    assert_eq!(suspected(UNSEEN_INNOCENT), Vec::<&str>::new());
    assert_eq!(scan(INNOCENT).len(), 0, "as one text");
}

#[test]
fn of_thirty_more_secrets_one_is_missed() {
    let all: Vec<_> = UNSEEN_PLANTED.lines().map(missed).collect();
    let missed: Vec<&String> = all.iter().flat_map(|(missed, _)| missed).collect();
    assert_eq!(missed, ["Fiche-4-all"]);
    assert!(all.iter().all(|(_, beside)| beside.is_empty()));
}

#[test]
fn a_secret_is_named_by_its_first_letters_and_hidden_in_the_line() {
    let expected = "\
error[password-in-text]: a password stands here: `Li…`
 --> content/guide/desk.md:4:33
  |
4 | The password for the circ PC is Li*******
  |                                 ^^^^^^^^^
  |
  = help: change it, because it has been in a file; keep the new one in a vault, write the entry under `kept_in` and whom to ask under `asked_from`
  = help: where it is no secret, say so on the line before, as `handbook explain unclear-exception` shows

";
    let page = "//- content/guide/desk.md\n---\ntitle: Desk\n---\nThe password for the circ PC is Library1!\n";
    assert_eq!(shown(page), expected);
}

#[test]
fn another_problem_on_the_same_line_does_not_show_the_secret() {
    let page = "//- content/guide/desk.md\n---\ntitle: Desk\n---\n[The password is Library1!](gone.md) [[role:Library1]]\n\n## The PIN is 47110\n\n## The PIN is 47110\n";
    let told = told(&edition(page));
    assert!(told.contains("broken-link") && told.contains("unknown-reference"), "{told}");
    assert!(!told.to_lowercase().contains("library1") && !told.contains("47110"), "{told}");
    let data = "//- content/data/roles.yaml\ndesk:\n  name: “the password is Library1!”\n  kind: Library1!\n";
    let told = self::told(&edition(data));
    assert!(told.contains("curly-quotes") && !told.contains("Library1"), "{told}");
}

#[test]
fn a_template_with_a_secret_is_reported_and_its_faults_do_not_show_it() {
    let theme = "//- content/handbook.yaml\ntitle: Handbook\ninstitution: {name: Hollis Library}\ntheme: own\n//- themes/own/templates/404.html\n<p>password: {{ nobody.here }} password: Library1! {{ nobody.Library1 }}</p>\n";
    let told = told(&edition(theme));
    assert!(told.contains("password-in-text"), "{told}");
    assert!(!told.contains("Library1"), "{told}");
}

#[test]
fn hiding_a_secret_moves_nothing() {
    let text = "a: 1\npassword: Größe€9🔑x\nb: 2\n";
    let masked = handbook::secret::mask(text, &scan(text));
    assert_eq!(masked, "a: 1\npassword: Gr··*•*🔒*\nb: 2\n");
}

const EXAMPLE: &str = "//- content/guide/training.md\n---\ntitle: Training\n---\n";

#[test]
fn an_exception_counts_until_its_last_day() {
    let page = format!(
        "{EXAMPLE}<!-- handbook:allow password-in-text until 2027-01-31: a made-up example -->\nThe password is Library1!\n"
    );
    assert_eq!(report_on(&page, "2027-01-31"), "");
    let ended = "password-in-text content/guide/training.md:5:17 a password stands here: `Li…`; its exception ended on 31 January 2027\n";
    assert_eq!(report_on(&page, "2027-02-01"), ended);
    let data = "//- content/data/contacts.yaml\noffice:\n  name: Office\n  # handbook:allow password-in-text until 2027-01-31: a made-up example\n  hours: the door code is 4711\n  summary: Door code 4712. # handbook:allow password-in-text until 2027-01-31: made up\n";
    assert_eq!(report(data), "");
}

#[test]
fn an_exception_is_for_one_rule_and_the_next_line_only() {
    let page = format!(
        "{EXAMPLE}<!-- handbook:allow api-key until 2027-01-31: a made-up example -->\nThe password is Library1!\n\n<!-- handbook:allow password-in-text until 2027-01-31: a made-up example -->\nFirst, there is nothing.\nThe PIN is 4711.\n"
    );
    let report = report(&page);
    assert_eq!(report.lines().count(), 2, "{report}");
}

#[test]
fn an_exception_without_a_day_or_a_reason_does_not_count() {
    for (mark, message) in [
        ("password-in-text: a made-up example", "this exception has no last day, so it does not count"),
        ("password-in-text until soon: made up", "this exception has no last day, so it does not count"),
        ("password-in-text until 2027-01-31", "this exception has no reason, so it does not count"),
        ("password-in-text until 2027-01-31: --", "this exception has no reason, so it does not count"),
        ("broken-link until 2027-01-31: made up", "this exception is for no rule about secrets: `broken-link`"),
    ] {
        let report = report(&format!("{EXAMPLE}<!-- handbook:allow {mark} -->\nThe password is Library1!\n"));
        let expected = format!(
            "unclear-exception content/guide/training.md:4:6 {message}\npassword-in-text content/guide/training.md:5:17 a password stands here: `Li…`\n"
        );
        assert_eq!(report, expected);
    }
}

#[test]
fn no_setting_turns_the_rules_about_secrets_off() {
    let report = report(
        "//- content/handbook.yaml\ntitle: Handbook\ninstitution: {name: Hollis Library}\nlevels: {password-in-text: off}\n//- content/guide/desk.md\n---\ntitle: Desk\n---\nThe PIN is 4711.\n",
    );
    assert!(report.contains("`password-in-text` is an error everywhere, and no setting changes that"), "{report}");
    assert!(report.contains("password-in-text content/guide/desk.md"), "{report}");
}

#[test]
fn an_edit_that_brings_a_secret_and_one_that_takes_it_away_are_noticed() {
    let with = "//- content/guide/desk.md\n---\ntitle: Desk\n---\nThe PIN is 4711.\n";
    let without = with.replace("4711", "in the vault");
    let day = edition(with).site.coverage.day;
    let again = edition(&without).again(edition(with).sources, Vec::new(), day);
    assert_eq!(again.diagnostics, edition(with).diagnostics);
    assert!(!told(&again).contains("4711"));
    assert_eq!(again.again(edition(&without).sources, Vec::new(), day).diagnostics, []);
    let later = edition_on(with, "2026-11-24");
    assert_eq!(later.diagnostics.len(), 1);
}

/// Returns what is seen in an output.
fn leaks(path: &str, bytes: &[u8]) -> Vec<String> {
    let found = scan_output(path, bytes, &BTreeSet::new());
    found.into_iter().map(|leak| format!("{} {}", leak.rule, leak.excerpt)).collect()
}

#[test]
fn every_planted_attachment_leaks_and_no_leak_shows_the_secret() {
    let (_, attachments) = planted();
    assert_eq!(attachments.len(), 4);
    for (path, marked) in attachments {
        let (text, secrets) = unmark(marked);
        let leaks = leaks(path, text.as_bytes());
        assert_eq!(leaks.len(), secrets.len(), "{path}: {leaks:?}");
        for secret in secrets {
            let secret = text[secret].replace("<b>", "").replace("</b>", "");
            assert!(!leaks.concat().contains(&secret), "{path}: {leaks:?}");
        }
    }
}

#[test]
fn a_page_is_read_as_its_reader_sees_it() {
    let found = ["password-in-text password is hu******"];
    assert_eq!(leaks("a.html", b"<p>password is <code>hunter27</code></p>"), found);
    assert_eq!(leaks("a.html", b"<p>password&nbsp;is <em>hun</em>ter27</p>"), found);
    assert_eq!(leaks("a.html", b"<p>The password</p><p>is changed each term. Room a214</p>"), Vec::<String>::new());
    assert_eq!(
        leaks("a.html", b"<table><tr><th>PC</th><th>Password</th></tr><tr><td>1</td><td>Moby51</td></tr></table>")
            .len(),
        1
    );
    assert_eq!(leaks("a.html", b"<dl><dt>Door code</dt><dd>4711</dd></dl>").len(), 1);
    assert_eq!(leaks("a.html", b"<a href=\"https://x.example/?a=1&amp;password=Nightly99\">run</a>").len(), 1);
    assert_eq!(leaks("a.html", b"<!-- the PIN is 4711 --><p>Nothing.</p>").len(), 1);
    let list = "<li><a href=\"guide/visitor-log-on-arrival.html\">The visitor log on arrival</a></li>\n\
        <li><a href=\"procedures/step-2/alma.html\">Alma</a></li>";
    assert_eq!(leaks("a.html", list.as_bytes()), Vec::<String>::new(), "one address, and the next");
}

#[test]
fn documents_and_tables_are_unpacked() {
    let document = "<w:document><w:p><w:r><w:t>The pass</w:t></w:r><w:r><w:t>word is Lib</w:t></w:r><w:r><w:t>rary1!</w:t></w:r></w:p></w:document>";
    assert_eq!(
        leaks("a.docx", &packed(&[("word/document.xml", document)])),
        ["password-in-text The password is Li*******"]
    );
    let strings = "<sst><si><t>Machine</t></si><si><t>Password</t></si><si><t>Circ PC</t></si><si><r><t>Moby</t></r><r><t>Dick51</t></r></si></sst>";
    let sheet = "<worksheet><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"C2\" t=\"s\"><v>3</v></c></row></worksheet>";
    let book = packed(&[("xl/sharedStrings.xml", strings), ("xl/worksheets/sheet1.xml", sheet)]);
    assert_eq!(leaks("a.xlsx", &book).len(), 1, "{:?}", leaks("a.xlsx", &book));
    let slide = "<p:sld><a:p><a:r><a:t>Door code: </a:t></a:r><a:r><a:t>4711</a:t></a:r></a:p></p:sld>";
    assert_eq!(leaks("a.pptx", &packed(&[("ppt/slides/slide1.xml", slide)])).len(), 1);
    assert_eq!(leaks("a.docx", b"locked"), Vec::<String>::new());
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part can be begun");
        writer.write_all(text.as_bytes()).expect("a part can be written");
    }
    writer.finish().expect("a file can be packed").into_inner()
}

#[test]
fn a_file_that_is_no_text_leaks_only_what_nothing_else_looks_like() {
    let picture = b"\x89PNG\xff\xfe password: Library1! \xff l7xx0f3a9c2e71b84d56a0c9e3f7d2b81465 \0";
    assert_eq!(leaks("a.png", picture).len(), 1);
    let utf16: Vec<u8> = "\u{feff}The PIN is 4711".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(leaks("a.txt", &utf16), ["password-in-text The PIN is 4***"]);
}

#[test]
fn what_a_source_may_hold_its_page_may_hold_too() {
    let page = |mark: &str| format!("{EXAMPLE}{mark}\nThe password is **Practice-7**\n//- content/files/sheet.csv\n");
    let allowed = edition(&page("<!-- handbook:allow password-in-text until 2027-01-31: made up -->"));
    let route = Route::new("guide/training.html");
    assert_eq!(allowed.leaks(&route, html(&allowed, "guide/training.html").as_bytes()), []);
    let leaks = edition(&page("")).leaks(&route, html(&allowed, "guide/training.html").as_bytes());
    assert_eq!(leaks.len(), 1, "{leaks:?}");
    assert!(leaks[0].span.file.as_str() == "content/guide/training.md" && !leaks[0].message.contains("Practice"));
    let sheet = Route::new("files/sheet.csv");
    let found = allowed.leaks(&sheet, b"PIN: 4711");
    assert_eq!(found[0].span.file.as_str(), "content/files/sheet.csv");
    let with = edition(&format!(
        "//- content/handbook.yaml\ntitle: Handbook\ninstitution: {{name: Hollis Library}}\n# handbook:allow password-in-text in files/sheet.csv until 2027-01-31: a made-up table\n{}",
        page("")
    ));
    assert_eq!(with.leaks(&sheet, b"PIN: 4711"), []);
}

#[test]
fn no_page_and_no_file_of_this_handbook_leaks() {
    let edition = sample();
    let mut buffer = Vec::new();
    for route in edition.routes() {
        if let (Content::File(file), _) = edition.content(route, &mut buffer) {
            buffer = std::fs::read(file).expect("an attachment can be read");
        }
        assert_eq!(edition.leaks(route, &buffer), [], "{route}");
    }
}

#[test]
fn a_key_is_found_in_what_the_search_says_too_and_a_sentence_on_its_page() {
    let whole = edition(
        "//- content/procedures/a.md\n---\ntitle: A\n---\n\nThe key is l8xx0123456789abcdef0123456789abcdef and the password is Library1!\n",
    );
    let mut buffer = Vec::new();
    let mut rules = |route: &str| {
        whole.content(&Route::new(route), &mut buffer);
        whole.leaks(&Route::new(route), &buffer).iter().map(|leak| leak.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules("procedures/a.html"), ["api-key", "password-in-text"]);
    assert_eq!(rules("search/words-0.js"), ["api-key"]);
}

#[test]
fn this_handbook_holds_no_secret() {
    let told = sample().diagnostics;
    assert!(!told.iter().any(|fault| handbook::secret::RULES.contains(&fault.rule)));
}

#[test]
fn a_long_text_of_near_misses_comes_to_an_end() {
    let near = [
        "password ",
        "the password the ",
        "password: \n",
        "PIN is ",
        "a://b:",
        "-----BEGIN PRIVATE KEY-----\n",
        "eyJaaaaaaaaaa.",
        "Authorization: Basic ",
        "?token=",
        "code for the ",
        "login / ",
        "user x ",
        "| password |\n",
        "\"",
        "<b>",
        "**",
        "(",
        "l7xx",
    ];
    for piece in near {
        scan(&piece.repeat(100_000 / piece.len()));
    }
    scan(&near.concat().repeat(1_000));
}
