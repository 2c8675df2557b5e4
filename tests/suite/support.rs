//! Fixtures, and the ways to run them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use handbook::diagnostic::{Style, render};
use handbook::edition::{Content, Edition, compile};
use handbook::load;
use handbook::site::Route;
use handbook::source::{SourcePath, Sources};
use jiff::civil::Date;
use tempfile::TempDir;

/// The day of every test that does not name another.
pub const TODAY: &str = "2026-11-23";

const SETTINGS: &str = "title: Handbook\ninstitution: {name: Hollis Library}\n";

/// Splits a fixture at its lines `//- path`; a handbook's settings are added unless the fixture gives them or says
/// `//- content/handbook.yaml (absent)`.
pub fn files(fixture: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("content/handbook.yaml".to_owned(), SETTINGS.to_owned())]);
    let mut path = String::new();
    for line in fixture.split_inclusive('\n') {
        if let Some(named) = line.strip_prefix("//- ") {
            path = named.trim().to_owned();
            match path.strip_suffix(" (absent)") {
                Some(absent) => drop(files.remove(absent)),
                None => drop(files.insert(path.clone(), String::new())),
            }
        } else if let Some(text) = files.get_mut(&path) {
            text.push_str(line);
        }
    }
    files
}

pub fn day(text: &str) -> Date {
    handbook::schedule::date(text).expect("a test names a day")
}

/// Compiles a fixture without touching the disk.
pub fn edition(fixture: &str) -> Edition {
    edition_on(fixture, TODAY)
}

pub fn edition_on(fixture: &str, today: &str) -> Edition {
    let mut sources = Sources::default();
    for (path, text) in files(fixture) {
        if path.starts_with("content/files/") {
            sources.attachments.insert(SourcePath::new(&path), PathBuf::from(&path));
        } else {
            sources.texts.insert(SourcePath::new(&path), text.into());
        }
    }
    compile(sources, Vec::new(), day(today), None)
}

/// Returns what `check` says of a fixture, as `rule path:line:column message`, a line each.
pub fn report(fixture: &str) -> String {
    report_on(fixture, TODAY)
}

pub fn report_on(fixture: &str, today: &str) -> String {
    let edition = edition_on(fixture, today);
    edition
        .diagnostics
        .iter()
        .map(|fault| {
            let (start, _) = handbook::span::Position::ends(&edition.sources, &fault.span);
            format!("{} {}:{}:{} {}\n", fault.rule, fault.span.file, start.line, start.column, fault.message)
        })
        .collect()
}

/// Returns what the terminal shows of a fixture's problems.
pub fn shown(fixture: &str) -> String {
    let edition = edition(fixture);
    edition.diagnostics.iter().map(|fault| render(&edition.sources, fault, Style::Plain)).collect()
}

/// Returns the HTML of a page of a fixture.
pub fn page(fixture: &str, route: &str) -> String {
    html(&edition(fixture), route)
}

pub fn html(edition: &Edition, route: &str) -> String {
    let mut buffer = Vec::new();
    match edition.content(&Route::new(route), &mut buffer) {
        (Content::Bytes, None) => String::from_utf8(buffer).expect("a page is UTF-8"),
        (Content::Bytes, Some(fault)) => panic!("{route}: {}", fault.message),
        (Content::File(file), _) => std::fs::read_to_string(file).expect("an attachment is there"),
    }
}

/// Returns what an author's text became on a page.
pub fn text_of(fixture: &str, route: &str) -> String {
    let page = scraper::Html::parse_document(&page(fixture, route));
    let text = scraper::Selector::parse("div.text").expect("the selector is sound");
    page.select(&text).next().expect("a page has a text").inner_html().trim().to_owned()
}

/// Writes a fixture to a folder of its own.
pub fn on_disk(fixture: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (path, text) in files(fixture) {
        put(folder.path(), &path, &text);
    }
    folder
}

pub fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
    std::fs::write(path, text).expect("a file can be written");
}

/// Runs the command in a folder, on the day of the tests.
pub fn run(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_handbook"))
        .args(arguments)
        .current_dir(root)
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .env_remove("NO_COLOR")
        .output()
        .expect("the command can be run")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns every file below a folder with its bytes, by its path from there.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("a folder can be walked"));
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("a file lies below its root");
            let name = path.to_string_lossy().replace('\\', "/");
            (name, std::fs::read(entry.path()).expect("a file can be read"))
        })
        .collect()
}

/// Returns the sample handbook of this repository, read from the disk.
pub fn sample() -> Edition {
    sample_with(&[])
}

/// Returns the sample handbook with words replaced: (file, words, what stands instead).
pub fn sample_with(changes: &[(&str, &str, &str)]) -> Edition {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut sources, faults) = load::load(root).expect("the sample can be read");
    for (file, words, instead) in changes {
        let text = sources.texts.get_mut(&SourcePath::new(file)).expect("the changed file is there");
        assert!(text.contains(words), "{file} holds no longer: {words}");
        *text = text.replacen(words, instead, 1).into();
    }
    compile(sources, faults, day(TODAY), None)
}

/// Returns the files in a zip by their names, the receipt among them.
pub fn unpacked(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let bytes = std::fs::read(path).expect("the zip is there");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("it is a zip");
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("it can be read");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).expect("it can be read");
        files.insert(file.name().expect("it has a name").into_owned(), bytes);
    }
    files
}
