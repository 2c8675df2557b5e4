//! `handbook build`: the same bytes from the same input, and no more changes than an edit makes.

use std::collections::BTreeMap;
use std::path::Path;

use super::support::{on_disk, put, run, stderr, stdout, tree};

const SMALL: &str = "\
//- content/data/people.yaml
amara:
  name: Amara Okafor
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
  holders: amara
//- content/procedures/desk/open.md
---
title: Open the desk
summary: What to do before eight.
owner: desk
---

First paragraph.

Second paragraph, see [closing](close.md).
//- content/procedures/desk/close.md
---
title: Close the desk
owner: desk
---

Lock up, then [[procedures/desk/open]] tomorrow.
";

/// Returns the names of files that differ between two trees.
fn differing<'a>(one: &'a BTreeMap<String, Vec<u8>>, two: &'a BTreeMap<String, Vec<u8>>) -> Vec<&'a str> {
    one.keys()
        .chain(two.keys().filter(|name| !one.contains_key(*name)))
        .filter(|name| one.get(*name) != two.get(*name))
        .map(String::as_str)
        .collect()
}

fn build(root: &Path, out: &str) -> BTreeMap<String, Vec<u8>> {
    let output = run(root, &["build", "--out", out]);
    assert!(output.status.success(), "{}", stderr(&output));
    tree(&root.join(out))
}

#[test]
fn two_builds_of_the_same_input_are_byte_equal() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut trees = Vec::new();
    for (out, threads) in [(one.path(), "1"), (two.path(), "4")] {
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_handbook"))
            .args(["build", "--today", "2026-11-23", "--out"])
            .arg(out)
            .current_dir(sample)
            .env("RAYON_NUM_THREADS", threads)
            .env("TZ", if threads == "1" { "America/Chicago" } else { "Asia/Tokyo" })
            .output()
            .expect("the command can be run")
            .status;
        assert!(status.success());
        trees.push(tree(out));
    }
    assert!(trees[0].len() > 200);
    assert_eq!(differing(&trees[0], &trees[1]), Vec::<&str>::new());
}

#[test]
fn editing_a_paragraph_changes_its_page_alone() {
    let folder = on_disk(SMALL);
    let before = build(folder.path(), "site");
    let page = folder.path().join("content/procedures/desk/open.md");
    let text = std::fs::read_to_string(&page).expect("the page is there");
    std::fs::write(&page, text.replace("Second paragraph", "Another paragraph")).expect("the page can be written");
    let output = run(folder.path(), &["build", "--out", "site"]);
    assert!(stdout(&output).contains("5 of them changed, 0 removed"), "{}", stdout(&output));
    let after = tree(&folder.path().join("site"));
    // The search knows the new word, too.
    let (search, pages): (Vec<_>, Vec<_>) =
        differing(&before, &after).into_iter().partition(|name| name.starts_with("search/"));
    assert_eq!(pages, ["procedures/desk/open.html"]);
    assert_eq!(search, ["search/map.js", "search/shown-0.js", "search/spelling-0.js", "search/words-0.js"]);
}

#[test]
fn a_build_of_nothing_new_touches_nothing() {
    let folder = on_disk(SMALL);
    build(folder.path(), "site");
    let time = |name: &str| {
        std::fs::metadata(folder.path().join("site").join(name)).and_then(|data| data.modified()).expect("a time")
    };
    let before = (time("index.html"), time("procedures/desk/open.html"), time(".handbook-output.json"));
    let output = run(folder.path(), &["build", "--out", "site"]);
    assert!(stdout(&output).contains(" 0 of them changed, 0 removed"), "{}", stdout(&output));
    assert_eq!(before, (time("index.html"), time("procedures/desk/open.html"), time(".handbook-output.json")));
}

#[test]
fn a_page_that_goes_away_is_removed_and_a_foreign_file_stays() {
    let folder = on_disk(SMALL);
    build(folder.path(), "site");
    put(folder.path(), "site/procedures/desk/mine.txt", "mine");
    std::fs::remove_file(folder.path().join("content/procedures/desk/close.md")).expect("the page can be removed");
    let output = run(folder.path(), &["build", "--out", "site"]);
    assert!(stdout(&output).contains("1 removed"), "{}", stdout(&output));
    let after = tree(&folder.path().join("site"));
    assert!(!after.contains_key("procedures/desk/close.html") && after.contains_key("procedures/desk/mine.txt"));
}

#[test]
fn strict_writes_nothing_where_there_are_errors() {
    let broken = on_disk(&SMALL.replace("holders: amara", "holders: amra"));
    let output = run(broken.path(), &["build", "--strict"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("Nothing was written") && !broken.path().join("_site").exists());
    let output = run(broken.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(broken.path().join("_site/index.html").is_file());
}

#[test]
fn the_handbook_is_found_from_any_folder_in_it() {
    let folder = on_disk(SMALL);
    let output = run(&folder.path().join("content/procedures"), &["build"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(folder.path().join("_site/index.html").is_file());
}

#[test]
fn the_day_can_be_chosen() {
    let folder = on_disk(SMALL);
    assert!(run(folder.path(), &["build", "--today", "2027-03-01"]).status.success());
    let home = std::fs::read_to_string(folder.path().join("_site/index.html")).expect("the home page is written");
    assert!(home.contains("1 March 2027"), "{home}");
    assert_eq!(run(folder.path(), &["build", "--today", "1.3.2027"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn links_and_special_files_in_the_sources_are_named_and_left_out() {
    use std::os::unix::fs::symlink;
    let folder = on_disk(SMALL);
    let root = folder.path();
    put(root, "secret.txt", "secret words");
    put(root, "content/files/sheet.txt", "a sheet");
    symlink(root.join("secret.txt"), root.join("content/files/secret.txt")).expect("a link can be made");
    symlink(root, root.join("content/files/loop")).expect("a link can be made");
    symlink("nowhere", root.join("content/guide.md")).expect("a link can be made");
    let made =
        std::process::Command::new("mkfifo").arg(root.join("content/files/pipe")).status().expect("mkfifo can be run");
    assert!(made.success());
    let output = run(root, &["build"]);
    assert!(output.status.success(), "{}", stderr(&output));
    for name in ["content/files/secret.txt", "content/files/loop", "content/guide.md", "content/files/pipe"] {
        assert!(stderr(&output).contains(&format!("--> {name}")), "{name} is not named in\n{}", stderr(&output));
    }
    let files = tree(&root.join("_site"));
    assert!(files.contains_key("files/sheet.txt"));
    assert!(files.values().all(|bytes| !bytes.windows(12).any(|window| window == b"secret words")));
}
