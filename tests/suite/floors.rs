//! The house has floors: a module uses only those listed before it in `lib.rs`, and the parsers' crates have one door each.

use std::path::Path;

use walkdir::WalkDir;

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("the sources can be walked"))
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .map(|entry| {
            let name = entry.path().strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
            (name, std::fs::read_to_string(entry.path()).expect("a source can be read"))
        })
        .collect()
}

fn floors() -> Vec<String> {
    let lib = include_str!("../../src/lib.rs");
    lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

/// Returns the modules of the crate that a source names, wherever it names them.
fn names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let list = rest.strip_prefix('{').and_then(|rest| rest.split_once("};")).map(|(list, _)| list);
        let heads: Vec<&str> = match list {
            Some(list) => list.split(',').collect(),
            None => vec![rest],
        };
        names.extend(
            heads.iter().map(|head| {
                head.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>()
            }),
        );
    }
    names
}

/// Returns every import that runs up, as `file uses module`.
fn upward(sources: &[(String, String)], floors: &[String]) -> Vec<String> {
    let floor = |module: &str| floors.iter().position(|known| known == module);
    let mut found = Vec::new();
    for (file, text) in sources {
        let module = file.split(['/', '.']).next().unwrap_or_default();
        let Some(own) = floor(module) else { continue };
        for used in names(text) {
            if floor(&used).is_some_and(|used| used > own) {
                found.push(format!("{file} uses {used}"));
            }
        }
    }
    found
}

#[test]
fn no_module_uses_one_above_it() {
    assert_eq!(upward(&sources(), &floors()), Vec::<String>::new());
}

#[test]
fn an_import_that_runs_up_is_found() {
    let planted = vec![("record/role.rs".to_owned(), "use crate::span::Span;\nuse crate::site::Route;\n".to_owned())];
    assert_eq!(upward(&planted, &floors()), ["record/role.rs uses site"]);
}

#[test]
fn every_module_of_the_crate_has_a_floor() {
    let floors = floors();
    for (file, _) in sources() {
        let module = file.split(['/', '.']).next().unwrap_or_default().to_owned();
        assert!(matches!(&*module, "lib" | "main") || floors.contains(&module), "{file} stands on no floor");
    }
}

#[test]
fn each_outside_format_has_one_door() {
    let doors = [
        ("serde_yaml", "parse/yaml.rs"),
        ("pulldown_cmark", "parse/markdown/"),
        ("ammonia", "parse/markdown/raw.rs"),
        ("deunicode", "parse/markdown/slug.rs"),
        ("annotate_snippets", "diagnostic/human.rs"),
        ("strsim", "diagnostic/suggest.rs"),
        ("indicatif", "cli/"),
        ("clap", "cli/"),
        ("walkdir", "load/"),
        ("notify", "watch/"),
        ("tiny_http", "serve/"),
        ("mime_guess", "serve/"),
        ("open", "cli/"),
        ("tempfile", "write/|paper/"),
        ("lopdf", "paper/pdf.rs"),
        ("postcard", "publish/notes.rs"),
        ("aho_corasick", "secret/known.rs"),
        ("csv", "export/"),
        ("icalendar", "export/calendar.rs"),
        ("blake3", "digest.rs"),
        ("gethostname", "publish/lock.rs"),
        ("zip", "publish/archive.rs|secret/output/office.rs"),
        ("include_dir", "theme.rs"),
        ("percent_encoding", "publish/remote/address.rs"),
        ("url", "publish/remote/address.rs|paper/mod.rs"),
        ("ureq", "publish/remote/http.rs"),
        ("rusty_s3", "publish/remote/s3.rs"),
        ("russh", "publish/remote/sftp/"),
        ("russh_sftp", "publish/remote/sftp/"),
        ("tokio", "publish/remote/sftp/"),
        ("regex", "secret/"),
    ];
    for (file, text) in sources() {
        for (name, door) in doors {
            let used = ["use ", " ", "("].iter().any(|before| text.contains(&format!("{before}{name}::")));
            assert!(!used || door.split('|').any(|door| file.starts_with(door)), "{file} names {name}");
        }
    }
}

#[test]
fn only_the_commands_print() {
    for (file, text) in sources() {
        let prints =
            ["println!", "eprintln!", "print!(", "stdout()", "stderr()"].iter().any(|word| text.contains(word));
        assert!(!prints || file.starts_with("cli/"), "{file} prints");
    }
}
