//! `handbook changes --since`: what changed in people, roles, access, lists and committees between two versions.

use std::path::Path;
use std::process::Command;

use super::support::{on_disk, put, run, stderr, stdout, tree};

const BEFORE: &str = "\
//- content/data/people.yaml
amara: {name: Amara Okafor, title: Systems librarian, phone: 555-0102, email: amara@example.edu}
ben: {name: Ben Whitfield}
joel: {name: Joel Park}
//- content/data/roles.yaml
liaison:
  name: Liaison
  kind: liaison
  coverage: {minimum: 1, target: 2}
  holders:
    - {person: joel, from: 2024-07-01}
    - {person: amara, from: 2025-01-13}
  backups: [ben]
old-duty: {name: Old duty, kind: operational, holders: [ben]}
//- content/data/access.yaml
sftp: {name: Transfer folder, kind: account, holders: [ben, joel]}
//- content/data/lists.yaml
news: {name: News, kind: announce, subscribers: [ben, joel]}
//- content/data/committees.yaml
discovery: {name: Discovery committee, members: [ben]}
";

const NOW: &str = "\
//- content/data/people.yaml
amara: {name: Amara Okafor, title: Head of systems, phone: 555-0102, email: amara.okafor@example.edu}
ben: {name: Ben Whitfield, leave: [{from: 2026-12-01, until: 2026-12-31}]}
chloe: {name: Chloe Nakamura}
//- content/data/roles.yaml
liaison:
  name: Liaison
  kind: liaison
  coverage: {minimum: 1, target: 3}
  holders:
    - {person: amara, from: 2025-01-13, until: 2027-06-30}
  backups: [chloe, ben]
new-duty: {name: New duty, kind: operational, holders: [ben]}
//- content/data/access.yaml
sftp: {name: Transfer folder, kind: account, holders: [chloe, ben]}
//- content/data/lists.yaml
news: {name: News, kind: announce, subscribers: [ben]}
//- content/data/committees.yaml
discovery: {name: Discovery committee, members: [chloe]}
";

const TOLD: &str = "\
: 2 added, 2 removed, 6 changed

PEOPLE
~ Amara Okafor (amara)
                       before                     now
    Title              Systems librarian          Head of systems
    E-mail             amara@example.edu          amara.okafor@example.edu
~ Ben Whitfield (ben)
                       before                     now
    Away               –                          from 2026-12-01, until
                                                  2026-12-31
+ Chloe Nakamura (chloe) came new
- Joel Park (joel) is gone

ROLES
~ Liaison (liaison)
                       before                     now
    Holders            Amara Okafor (since        Amara Okafor (since
                       2025-01-13)                2025-01-13, until
                                                  2027-06-30)
    Holders            Joel Park (since           –
                       2024-07-01)
    Backups            –                          Chloe Nakamura
    People needed      at least 1, wanted 2       at least 1, wanted 3
+ New duty (new-duty) came new
- Old duty (old-duty) is gone

ACCESS
~ Transfer folder (sftp)
                       before                     now
    Holders            Joel Park                  Chloe Nakamura

MAILING LISTS
~ News (news)
                       before                     now
    Subscribers        Joel Park                  –

COMMITTEES
~ Discovery committee (discovery)
                       before                     now
    Members            Ben Whitfield              Chloe Nakamura
";

fn since(root: &Path, since: &str) -> String {
    let output = run(root, &["changes", "--since", since]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

/// Runs git in a folder, by the name of nobody.
fn git(root: &Path, words: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Nobody", "-c", "user.email=nobody@example.edu", "-c", "commit.gpgsign=false"])
        .args(words)
        .current_dir(root)
        .output()
        .expect("git is there");
    assert!(output.status.success(), "git {words:?}: {}", stderr(&output));
}

fn commit(root: &Path) {
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "A version"]);
}

#[test]
fn two_folders_are_compared_record_by_record() {
    let (before, now) = (on_disk(BEFORE), on_disk(NOW));
    let path = before.path().display().to_string();
    let said = since(now.path(), &path);
    assert_eq!(said, format!("Since the copy in {path}{TOLD}"));
    assert_eq!(since(before.path(), &path), format!("Since the copy in {path}: nothing changed\n"));
}

#[test]
fn a_revision_of_git_is_read_without_touching_the_folder() {
    let repository = tempfile::tempdir().expect("a temporary folder can be made");
    let root = repository.path().join("library/handbook");
    let write = |fixture: &str| {
        for (path, text) in super::support::files(fixture) {
            put(&root, &path, &text);
        }
    };
    write(BEFORE);
    git(repository.path(), &["init", "--quiet"]);
    commit(repository.path());
    write(NOW);
    put(&root, "content/guide/unsaved.md", "Not committed.\n");
    let untouched = tree(repository.path());
    let said = since(&root, "HEAD");
    let (head, rest) = said.split_at(said.find(':').expect("a first line"));
    assert!(head.starts_with("Since HEAD (") && head.ends_with(')'), "{head}");
    assert_eq!(rest, TOLD);
    assert_eq!(tree(repository.path()), untouched);
}

#[test]
fn the_same_as_json_names_every_value_before_and_now() {
    let (before, now) = (on_disk(BEFORE), on_disk(NOW));
    let path = before.path().display().to_string();
    let output = run(now.path(), &["changes", "--format", "json", "--since", &path]);
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    let all = json.as_array().expect("a list");
    assert_eq!(all.len(), 10);
    let amara = &all[0];
    assert_eq!((&amara["kind"], &amara["id"], &amara["what"]), (&"person".into(), &"amara".into(), &"changed".into()));
    let title = &amara["changes"][0];
    assert_eq!((&title["field"], &title["label"]), (&"title".into(), &"Title".into()));
    assert_eq!((&title["before"], &title["now"]), (&"Systems librarian".into(), &"Head of systems".into()));
    assert_eq!(all[3]["what"], "removed");
}

#[test]
fn what_is_no_folder_and_no_revision_is_said_so_with_a_way_out() {
    let folder = on_disk(NOW);
    let refused = |root: &Path, since: &str| {
        let output = run(root, &["changes", &format!("--since={since}")]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()));
        stderr(&output)
    };
    let said = refused(folder.path(), "HEAD");
    assert!(said.contains("`HEAD` is neither a folder with a handbook nor a revision"), "{said}");
    assert!(said.contains("git says: not a git repository"), "{said}");
    assert!(said.contains("help: name a folder that holds an earlier `content/`, or a revision"), "{said}");
    git(folder.path(), &["init", "--quiet"]);
    commit(folder.path());
    for unknown in ["HEAD~7", "no-such-branch", "--output=stolen", "HEAD:content", ""] {
        let said = refused(folder.path(), unknown);
        assert!(said.contains(&format!("`{unknown}` is neither")), "{said}");
    }
    assert!(!folder.path().join("stolen").exists());
    let beside = folder.path().join("elsewhere");
    put(&beside, "content/handbook.yaml", "title: Later\n");
    let said = refused(&beside, "HEAD");
    assert!(said.contains("at that revision there is no `content/` here"), "{said}");
}

#[test]
fn without_git_a_folder_still_serves_and_the_message_says_so() {
    let folder = on_disk(NOW);
    let output = Command::new(env!("CARGO_BIN_EXE_handbook"))
        .args(["changes", "--since", "HEAD", "--today", "2026-11-23"])
        .current_dir(folder.path())
        .env("PATH", folder.path())
        .output()
        .expect("the command can be run");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("the command `git` is not there, and only it can read a revision"), "{said}");
    assert!(said.contains("name a folder that holds an earlier `content/`"), "{said}");
}

#[test]
fn nobody_is_said_to_be_gone_of_whom_only_the_file_could_not_be_read() {
    let (before, now) = (on_disk(BEFORE), on_disk(NOW));
    put(now.path(), "content/data/people.yaml", "amara: {name: Amara\n");
    let said = since(now.path(), &before.path().display().to_string());
    assert!(!said.contains("is gone\n\nROLES"), "{said}");
    assert!(!said.contains("Joel Park (joel)"), "{said}");
    assert!(said.contains("Not all of people could be read"), "{said}");
}

#[test]
fn no_secret_of_either_version_is_shown() {
    let with = |value: &str| {
        BEFORE.replace("sftp: {name: Transfer folder,", &format!("sftp: {{name: Transfer folder, kept_in: '{value}',"))
    };
    let (before, now) = (on_disk(&with("password: Tr0ub4dor&3x")), on_disk(&with("the safe")));
    let path = before.path().display().to_string();
    for format in ["human", "json"] {
        let output = run(now.path(), &["changes", "--since", &path, "--format", format]);
        let said = stdout(&output);
        assert!(said.contains("the safe") && !said.contains("Tr0ub4dor"), "{said}");
    }
}

#[test]
fn what_changed_is_told_of_the_whole_and_of_no_audience() {
    let folder = on_disk(NOW);
    let output = run(folder.path(), &["changes", "--since", ".", "--audience", "staff"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("leave out `--audience`"), "{}", stderr(&output));
}
