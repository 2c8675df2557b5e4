//! Publishing to real servers: what stands there is what was built, only what changed travels, and what is not ours stays.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};
use std::time::SystemTime;

use handbook::publish::remote;

use super::servers::{Person, Place, S3, Sftp, WebDav};
use super::support::{on_disk, put, run, stderr, stdout, tree};

const PAGES: &str = "\
//- content/guide/alpha.md
---
title: Alpha
summary: About it.
---
First words, and [the sheet](../files/sheet.txt).
//- content/guide/beta.md
---
title: Beta
summary: About it.
---
Text.
//- content/guide/vault.md
---
title: Vault
audience: supervisors
---
Not for staff.
//- content/files/sheet.txt
A sheet.
";

fn publish(root: &Path, place: &dyn Place, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_handbook"))
        .arg("publish")
        .args(arguments)
        .current_dir(root)
        .envs(place.environment())
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .output()
        .expect("the command can be run")
}

fn published(root: &Path, place: &dyn Place) -> String {
    let output = publish(root, place, &["--yes"]);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    stdout(&output)
}

/// Returns when each file on a server's disk was last written.
fn written(place: &dyn Place) -> BTreeMap<String, SystemTime> {
    let site = place.site();
    let time = |path: String| {
        let metadata = std::fs::metadata(site.join(&path)).expect("a file of the site is there");
        (path, metadata.modified().expect("the system tells when"))
    };
    place.tree().into_keys().filter(|path| site.join(path).exists()).map(time).collect()
}

fn follows_a_handbook(place: &dyn Place, foreign: &dyn Fn()) {
    let folder = on_disk(PAGES);
    let root = folder.path();
    let target = format!("{{name: web, to: '{}', audience: staff}}", place.address());
    put(root, "content/handbook.yaml", &format!("title: Handbook\npublish: [{target}]\n"));
    let said = published(root, place);
    assert!(said.contains("for the audience `staff`") && said.contains("other files appear"), "{said}");
    assert!(run(root, &["build", "--audience", "staff"]).status.success());
    let mut built = tree(&root.join("_site"));
    built.remove(".handbook-output.json");
    let ours = |mut site: BTreeMap<String, Vec<u8>>| {
        site.retain(|path, _| !path.starts_with(".handbook-") && path != "mine.txt");
        site
    };
    assert!(ours(place.tree()) == built, "another site than was built");
    assert!(published(root, place).contains("Nothing has changed since"), "{said}");

    foreign();
    let page = std::fs::read_to_string(root.join("content/guide/alpha.md")).expect("it is there");
    put(root, "content/guide/alpha.md", &page.replace("the sheet]", "our sheet]"));
    let (before, times) = (place.tree(), written(place));
    let said = published(root, place);
    assert!(
        said.contains("1 page changes: Alpha; 4 other files change.") && said.contains("Published: 5 files ("),
        "{said}"
    );
    let (after, now) = (place.tree(), written(place));
    let changed: BTreeSet<&str> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| &**path).collect();
    // The search knows the new words, too.
    let search = ["search/map.js", "search/shown-0.js", "search/spelling-0.js", "search/words-0.js"];
    assert_eq!(
        changed,
        BTreeSet::from([".handbook-receipt.json", "guide/alpha.html"]).union(&search.into()).copied().collect()
    );
    assert!(before.keys().eq(after.keys()), "files came or went");
    let touched = now.iter().filter(|(path, time)| times.get(*path) != Some(time)).map(|(path, _)| &**path);
    assert!(touched.into_iter().all(|path| changed.contains(path)), "an equal file travelled");

    std::fs::remove_file(root.join("content/guide/beta.md")).expect("it is there");
    let said = published(root, place);
    assert!(said.contains("1 goes away: Beta"), "{said}");
    let left = place.tree();
    assert!(!left.contains_key("guide/beta.html") && left["mine.txt"] == b"mine", "{:?}", left.keys());
}

fn tells_who_is_at_work(place: &dyn Place, lock: &dyn Fn(&[u8])) {
    let folder = on_disk(PAGES);
    let root = folder.path();
    let target = format!("{{name: web, to: '{}', audience: staff}}", place.address());
    put(root, "content/handbook.yaml", &format!("title: Handbook\npublish: [{target}]\n"));
    lock(
        br#"{"who": "ben@desk-2", "since": "2026-11-23T09:30:00Z", "process": 7, "handbook": "Handbook", "files": []}"#,
    );
    let output = publish(root, place, &["--yes"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    let said = stderr(&output);
    assert!(
        said.contains("ben@desk-2") && said.contains("23 November 2026") && said.contains("--break-lock"),
        "{said}"
    );
    let output = publish(root, place, &["--yes", "--break-lock"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

/// Writes a file on a server's disk as somebody else would.
fn beside(place: &dyn Place, name: &str, bytes: &[u8]) {
    std::fs::create_dir_all(place.site()).expect("a folder can be made");
    std::fs::write(place.site().join(name), bytes).expect("a file can be written");
    let everybody = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    std::fs::set_permissions(place.site().join(name), everybody).expect("they can be set");
}

#[test]
fn a_handbook_is_published_to_an_sftp_server() {
    let place = Sftp::start();
    follows_a_handbook(&place, &|| beside(&place, "mine.txt", b"mine"));
}

#[test]
fn a_handbook_is_published_to_a_webdav_server() {
    let place = WebDav::start();
    follows_a_handbook(&place, &|| beside(&place, "mine.txt", b"mine"));
}

#[test]
fn a_handbook_is_published_to_a_bucket() {
    let place = S3::start();
    follows_a_handbook(&place, &|| {
        let bucket = remote::open(&place.address(), "web", &Person::of(&place)).expect("it can be opened");
        bucket.put("mine.txt", b"mine").expect("it can be put");
    });
}

#[test]
fn a_second_publisher_to_a_server_is_told_who_is_at_work() {
    let place = Sftp::start();
    tells_who_is_at_work(&place, &|bytes| beside(&place, ".handbook-lock.json", bytes));
}
