//! `handbook publish`: what travels, what stays, what is refused, and in which words.

use std::path::{Path, PathBuf};
use std::process::Output;

use handbook::digest::hash;
use handbook::edition::compile;
use handbook::load;
use handbook::publish::notes::Texts;
use handbook::source::SourcePath;
use tempfile::TempDir;

use super::support::{TODAY, day, on_disk, put, run, stderr, stdout, tree, unpacked};

const PAGES: &str = "\
//- content/guide/a.md
---
title: Alpha
summary: About it.
---
See [Beta](b.md).
//- content/guide/b.md
---
title: Beta
summary: About it.
---
See the [sheet](../files/sheet.txt).
//- content/guide/c.md
---
title: Gamma
summary: About it.
---
Text.
//- content/files/sheet.txt
A sheet.
//- themes/ours/extra.css
p {}
";

fn settings(targets: &str) -> String {
    format!("title: Handbook\ninstitution: {{name: Hollis Library}}\npublish:\n{targets}")
}

fn to(address: &str) -> String {
    settings(&format!("  - name: share\n    to: '{address}'\n    audience: staff\n"))
}

/// Returns a handbook that is published to an address.
fn handbook(address: &str) -> TempDir {
    let folder = on_disk(PAGES);
    put(folder.path(), "content/handbook.yaml", &to(address));
    folder
}

fn publish(root: &Path, arguments: &[&str]) -> Output {
    run(root, &[&["publish"], arguments].concat())
}

/// Publishes without a question, which must go well, and returns what was said.
fn published(root: &Path) -> String {
    let output = publish(root, &["--yes"]);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    stdout(&output)
}

/// Asserts that a publish ends with 2, says why, and changes nothing at all.
fn assert_refused(root: &Path, arguments: &[&str], why: &str) {
    let before = tree(root);
    let output = publish(root, arguments);
    assert_eq!(output.status.code(), Some(2), "not refused: {}{}", stdout(&output), stderr(&output));
    assert!(stderr(&output).contains(why), "{why} is not said in: {}", stderr(&output));
    assert!(before == tree(root), "refused ({why}), and something changed");
}

/// Returns the files at a place without the receipt, which tells the time.
fn site(top: &Path) -> Vec<(String, Vec<u8>)> {
    tree(top).into_iter().filter(|(path, _)| path != ".handbook-receipt.json").collect()
}

fn write(root: &Path, path: &str, title: &str, text: &str) {
    put(root, path, &format!("---\ntitle: {title}\nsummary: About it.\n---\n{text}\n"));
}

#[test]
fn what_is_published_is_what_build_writes() {
    let folder = handbook("published");
    let root = folder.path();
    let said = published(root);
    assert!(said.contains("for the audience `staff`") && said.contains("Whoever can open that place"), "{said}");
    assert!(run(root, &["build", "--audience", "staff"]).status.success());
    let mut built = tree(&root.join("_site"));
    built.remove(".handbook-output.json");
    assert!(built.into_iter().eq(site(&root.join("published"))));
}

#[cfg(unix)]
#[test]
fn only_differences_travel() {
    use std::os::unix::fs::MetadataExt;
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    let inode = |path: &str| {
        let found = std::fs::metadata(root.join("published").join(path)).expect("it is there");
        (found.ino(), found.mtime_nsec())
    };
    let paths: Vec<String> = site(&root.join("published")).into_iter().map(|(path, _)| path).collect();
    let before: Vec<_> = paths.iter().map(|path| inode(path)).collect();
    write(root, "content/guide/c.md", "Gamma", "Another text.");
    let said = published(root);
    // The search knows the new words, too.
    assert!(said.contains("1 page changes: Gamma; 4 other files change.") && said.contains("5 files ("), "{said}");
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(inode(path) == before, path != "guide/c.html" && !path.starts_with("search/"), "{path}");
    }
    assert!(published(root).contains("Nothing has changed since 23 November 2026"));
}

#[test]
fn unknown_files_stay_and_our_own_go() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    put(root, "published/guide/mine.txt", "mine");
    std::fs::remove_file(root.join("content/guide/c.md")).expect("it can be removed");
    let said = published(root);
    assert!(said.contains("1 goes away: Gamma"), "{said}");
    assert!(root.join("published/guide/mine.txt").is_file() && !root.join("published/guide/c.html").exists());
}

#[test]
fn a_foreign_file_where_a_page_goes_stops_the_publish() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    put(root, "published/guide/d.html", "mine");
    write(root, "content/guide/d.md", "Delta", "Text.");
    assert_refused(root, &["--yes"], "a file that no handbook published stands where `guide/d.html` goes");
}

#[test]
fn a_file_that_was_lost_or_cut_at_the_place_is_sent_again() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    let whole = site(&root.join("published"));
    std::fs::remove_file(root.join("published/guide/a.html")).expect("it can be removed");
    put(root, "published/guide/b.html", "cut");
    let said = published(root);
    assert!(said.contains("2 pages are sent again: Alpha, Beta"), "{said}");
    assert!(whole == site(&root.join("published")));
}

#[test]
fn what_somebody_else_published_meanwhile_is_put_right() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    write(root, "content/guide/c.md", "Gamma", "Text.\n\nMore.");
    published(root);
    let right = site(&root.join("published"));
    // Somebody with an older copy of the handbook, from another computer.
    let other = handbook(&root.join("published").display().to_string());
    published(other.path());
    assert!(right != site(&root.join("published")));
    assert!(published(root).contains("1 page changes"));
    assert_eq!(right, site(&root.join("published")));
}

/// Publishes a handbook of which a page holds what looks like a secret, by an exception in the text of another.
fn by_exception() -> TempDir {
    let folder = handbook("published");
    write(folder.path(), "content/guide/c.md", "Gamma", "The p&#97;ssword is Library1!");
    let allow = "<!-- handbook:allow password-in-text in guide/c.html until 2199-12-31: made up -->";
    write(folder.path(), "content/guide/a.md", "Alpha", allow);
    published(folder.path());
    folder
}

#[test]
fn what_an_exception_let_through_is_refused_without_it_though_nothing_else_changed() {
    let folder = by_exception();
    let root = folder.path();
    write(root, "content/guide/a.md", "Alpha", "Nothing is allowed any more.");
    let output = publish(root, &["--yes"]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stderr(&output).contains("password-in-text"), "{}", stderr(&output));
}

#[test]
fn an_exception_in_a_text_that_did_not_change_still_counts() {
    let folder = by_exception();
    let root = folder.path();
    write(root, "content/guide/b.md", "Beta", "Another text.");
    assert!(published(root).contains("1 page changes: Beta"));
}

#[test]
fn an_exception_that_ended_stops_a_publish_though_nothing_changed() {
    let folder = handbook("published");
    let root = folder.path();
    let allow = "<!-- handbook:allow password-in-text until 2026-12-31: made up -->\nThe password is Library1!";
    write(root, "content/guide/c.md", "Gamma", allow);
    published(root);
    assert!(published(root).contains("Nothing has changed"));
    let output = publish(root, &["--yes", "--today", "2027-01-01"]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stderr(&output).contains("its exception ended on 31 December 2026"), "{}", stderr(&output));
}

#[test]
fn what_is_kept_of_a_publish_stays_out_of_a_repository() {
    let folder = handbook("published");
    published(folder.path());
    assert_eq!(std::fs::read_to_string(folder.path().join(".handbook/.gitignore")).ok().as_deref(), Some("*\n"));
}

#[test]
fn what_stands_there_already_is_noted_for_the_next_publish() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    let notes = root.join(".handbook/notes");
    let noted = tree(&notes);
    std::fs::remove_dir_all(&notes).expect("the notes are there");
    assert!(stdout(&publish(root, &["--dry-run"])).contains("Nothing has changed"));
    assert!(!notes.exists(), "a dry run writes nothing");
    assert!(published(root).contains("Nothing has changed"));
    assert_eq!(noted, tree(&notes));
}

#[test]
fn a_text_is_remembered_by_its_path_and_its_hash() {
    let folder = handbook("published");
    let root = folder.path();
    let (path, text) = ("content/guide/a.md", std::fs::read(root.join("content/guide/a.md")).expect("it is there"));
    let knows = |path: &str, text: &[u8]| {
        let texts = Texts::at(root);
        texts.outlines().recall(&SourcePath::new(path), &hash(text)).is_some()
    };
    published(root);
    assert!(!knows(path, &text), "what the command noted, for another program than this");
    let (sources, faults) = load::load(root).expect("it can be read");
    let edition = compile(sources, faults, day(TODAY), None);
    let texts = Texts::at(root);
    let outlines = texts.outlines();
    outlines.write(outlines.pack(&edition).expect("nothing was known"));
    assert!(knows(path, &text));
    assert!(!knows("content/guide/b.md", &text) && !knows(path, b"Another text."));
    assert!(Texts::at(root).outlines().pack(&edition).is_none(), "nothing is new");
}

#[test]
fn notes_that_cannot_be_understood_are_passed_over() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    let all = std::fs::read_dir(root.join(".handbook/notes")).expect("notes are taken");
    let mut paths: Vec<PathBuf> = all.map(|file| file.expect("they can be seen").path()).collect();
    paths.sort();
    let [on_place, texts] = &paths[..] else { panic!("not the notes on one place and on texts: {paths:?}") };
    assert!(on_place.extension().is_some() && texts.ends_with("texts"), "{paths:?}");
    let damages: [fn(&mut Vec<u8>); 4] = [
        |notes| notes.clear(),
        |notes| notes.truncate(64),
        |notes| notes.truncate(notes.len() - 1),
        |notes| {
            let middle = notes.len() / 2;
            notes[middle] ^= 1;
        },
    ];
    let damages = paths.iter().flat_map(|path| damages.map(|damage| (path, damage)));
    for (number, (path, damage)) in damages.enumerate() {
        published(root);
        let mut notes = std::fs::read(path).expect("notes are taken");
        damage(&mut notes);
        std::fs::write(path, notes).expect("they can be written");
        write(root, "content/guide/c.md", "Gamma", &format!("Text.\n\nNumber{number}."));
        assert!(published(root).contains("1 page changes"));
        let fresh = handbook("published");
        write(fresh.path(), "content/guide/c.md", "Gamma", &format!("Text.\n\nNumber{number}."));
        published(fresh.path());
        assert!(site(&root.join("published")) == site(&fresh.path().join("published")), "after damage {number}");
    }
}

#[test]
fn a_folder_of_value_is_never_published_to() {
    let folder = handbook("published");
    let root = folder.path();
    put(root, "other/keep.txt", "kept");
    put(root, "repository/.git/config", "");
    put(root, "another/content/handbook.yaml", "title: Another\n");
    let itself = "the folder of the handbook itself";
    let sources = "it holds sources of the handbook, or lies in them";
    for (address, why) in [
        (".", itself),
        ("..", itself),
        ("content/..", itself),
        ("/", "it is a whole drive"),
        ("~", "it is your home folder, or holds it"),
        ("content", sources),
        ("content/site", sources),
        ("CONTENT", sources),
        ("Themes/Ours", sources),
        ("themes", sources),
        ("other", "it is not empty, and no handbook was written there before"),
        ("repository", "it is the root of a repository"),
        ("repository/.git/site", "it is the root of a repository"),
        ("another/content/site", "it lies in the sources of another handbook"),
        ("content/handbook.yaml", sources),
        ("other/keep.txt", "it is a file"),
        ("zip:.", "it is a folder"),
        ("zip:..", "it is a folder"),
        ("zip:/", "it is a folder"),
        ("zip:~", "it is a folder"),
        ("zip:content", "it is a folder"),
        ("zip:content/site.zip", "it lies in the sources of the handbook"),
        ("zip:CONTENT/site.zip", "it lies in the sources of the handbook"),
        ("zip:themes/ours/site.zip", "it lies in the sources of the handbook"),
        ("zip:content/handbook.yaml", "it lies in the sources of the handbook"),
        ("zip:repository/.git/config", "it is the root of a repository, or lies in its own files"),
        ("zip:another/content/site.zip", "it lies in the sources of another handbook"),
        ("zip:other/keep.txt", "a file that no handbook made stands there"),
    ] {
        put(root, "content/handbook.yaml", &to(address));
        assert_refused(root, &["--yes"], why);
        assert_refused(root, &["--yes"], "name another");
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_of_value_is_seen_through() {
    use std::os::unix::fs::symlink;
    let folder = handbook("published");
    let root = folder.path();
    for (name, target) in [("to-content", "content"), ("to-themes", "themes"), ("to-root", "."), ("to-top", "/")] {
        symlink(target, root.join(name)).expect("a link can be made");
    }
    for (address, why) in [
        ("to-content", "it holds sources of the handbook"),
        ("to-content/site", "it holds sources of the handbook"),
        ("to-themes", "it holds sources of the handbook"),
        ("to-root", "the folder of the handbook itself"),
        ("to-top", "it is a whole drive"),
        ("zip:to-content/site.zip", "it lies in the sources of the handbook"),
    ] {
        put(root, "content/handbook.yaml", &to(address));
        let output = publish(root, &["--yes"]);
        assert_eq!(output.status.code(), Some(2), "{address}");
        assert!(stderr(&output).contains(why), "{address}: {}", stderr(&output));
    }
    assert!(!root.join("content/site").exists() && !root.join("content/site.zip").exists());
}

#[test]
fn more_removals_than_agreed_are_refused_before_anything_is_sent() {
    let folder = handbook("published");
    let root = folder.path();
    for page in 0..40 {
        write(root, &format!("content/guide/more/p{page}.md"), &format!("Page {page}"), "Text.");
    }
    published(root);
    std::fs::remove_dir_all(root.join("content/guide/more")).expect("it can be removed");
    let many = publish(root, &[]);
    assert_eq!(many.status.code(), Some(2));
    assert_refused(root, &[], "files there would go away, which is more than 25 percent");
    let said = stdout(&publish(root, &["--dry-run"]));
    assert!(said.contains("It would be refused") && said.contains("and 36 more"), "{said}");
    published(root);
    assert!(!root.join("published/guide/more").exists());
}

#[test]
fn a_share_of_removals_can_be_allowed() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    put(root, "content/handbook.yaml", &to("published").replace("audience: staff", "audience: staff\n    removals: 1"));
    std::fs::remove_file(root.join("content/guide/c.md")).expect("it can be removed");
    assert_refused(root, &[], "more than 1 percent");
}

#[test]
fn the_place_of_another_handbook_is_refused() {
    let (one, two) = (handbook("published"), handbook("published"));
    published(one.path());
    let place = one.path().join("published");
    let other = to(&place.display().to_string()).replace("title: Handbook", "title: Another");
    put(two.path(), "content/handbook.yaml", &other);
    let before = tree(&place);
    assert_refused(two.path(), &["--yes"], "another handbook is published there, “Handbook”");
    assert!(before == tree(&place));
}

#[test]
fn a_second_publisher_is_told_who_is_at_work_and_since_when() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    write(root, "content/guide/c.md", "Gamma", "Another text.");
    let lock = "{\"who\": \"ben@desk\", \"since\": \"2026-11-23T09:00:00Z\", \"process\": 1, \"handbook\": \"Handbook\", \"files\": [\"guide/a.html\"]}";
    put(root, "published/.handbook-lock.json", lock);
    assert_refused(root, &["--yes"], "ben@desk has been publishing there since 23 November 2026");
    assert_refused(root, &["--yes"], "--break-lock");
    let output = publish(root, &["--yes", "--break-lock"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("The lock of ben@desk, who has been publishing since"), "{}", stderr(&output));
    assert!(stdout(&output).contains("1 page changes: Gamma; 1 is sent again: Alpha"), "{}", stdout(&output));
    assert!(!root.join("published/.handbook-lock.json").exists());
}

#[test]
fn a_dry_run_changes_nothing() {
    let folder = handbook("published");
    let root = folder.path();
    let before = tree(root);
    let output = publish(root, &["--dry-run"]);
    assert!(output.status.success() && stdout(&output).contains(" pages and "), "{}", stdout(&output));
    assert!(before == tree(root));
    published(root);
    write(root, "content/guide/c.md", "Gamma", "Another text.");
    let before = tree(root);
    let said = stdout(&publish(root, &["--dry-run"]));
    assert!(said.contains("1 page changes: Gamma"), "{said}");
    assert!(before == tree(root));
}

#[test]
fn nobody_to_ask_means_nothing_is_sent() {
    let folder = handbook("published");
    assert_refused(
        folder.path(),
        &[],
        "nobody can be asked here\n  help: look at it with `--dry-run`, then publish with `--yes`",
    );
}

#[test]
fn changes_are_told_by_the_titles_of_pages() {
    let folder = handbook("published");
    let root = folder.path();
    let first = published(root);
    assert!(first.contains(" pages and ") && first.contains(" other files appear."), "{first}");
    write(root, "content/guide/a.md", "Alpha", "New words.");
    write(root, "content/guide/more/d.md", "Delta", "Text.");
    std::fs::remove_file(root.join("content/guide/c.md")).expect("it can be removed");
    put(root, "content/files/sheet.txt", "Another sheet.");
    let said = published(root);
    assert!(said.contains("Alpha") && said.contains("appear: Delta") || said.contains("Delta"), "{said}");
    // The sheet, the handbook as JSON, which lists the pages, and the four files of the search.
    assert!(said.contains("1 goes away: Gamma; 6 other files change."), "{said}");
}

#[test]
fn errors_keep_a_handbook_from_being_published() {
    let folder = handbook("published");
    let root = folder.path();
    write(root, "content/guide/c.md", "Gamma", "See [nothing](nothing.md).");
    let output = publish(root, &["--yes"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("broken-link"), "{}", stderr(&output));
    assert!(stderr(&output).ends_with("Nothing was published, because of the errors.\n"), "{}", stderr(&output));
    assert!(!root.join("published").exists());
}

#[test]
fn the_place_is_chosen_by_name() {
    let folder = handbook("published");
    let root = folder.path();
    let two = "  - {name: share, to: one, audience: staff}\n  - {name: web, to: two, audience: public}\n";
    put(root, "content/handbook.yaml", &settings(two));
    assert_refused(root, &["--yes"], "name one of `share`, `web`");
    assert_refused(root, &["shere", "--yes"], "did you mean `share`?");
    assert!(publish(root, &["web", "--yes"]).status.success());
    assert!(root.join("two/index.html").is_file() && !root.join("one").exists());
    put(root, "content/handbook.yaml", "title: Handbook\ninstitution: {name: Hollis Library}\n");
    assert_refused(root, &["--yes"], "names no place to publish to");
    put(root, "content/handbook.yaml", &settings("  - {name: share, to: one}\n"));
    let output = publish(root, &["--yes"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("the key `audience` is missing"), "{}", stderr(&output));
}

#[test]
fn an_address_that_cannot_work_is_explained() {
    let folder = handbook("published");
    let root = folder.path();
    for (address, why) in [
        ("https://prairiebend.sharepoint.com/sites/library", "SharePoint Online shows no HTML pages"),
        ("\\\\prairiebend.sharepoint.com@SSL\\DavWWWRoot\\library", "sync the document library with OneDrive"),
        ("webdavs://prairiebend.sharepoint.com/library", "`to: zip:FILE`"),
        ("https://www.example.edu/handbook", "`webdavs://…` or `s3://…`"),
        ("ftp://www.example.edu/handbook", "is no address that can be published to"),
        ("file:///srv/handbook", "write the path of the folder alone"),
        ("sftp://www.example.edu/srv/handbook", "it names no user; write `user@` before the host"),
    ] {
        put(root, "content/handbook.yaml", &to(address));
        assert_refused(root, &["--yes"], why);
    }
    if !cfg!(windows) {
        for address in ["J:\\Handbook", "\\\\server\\share\\handbook"] {
            put(root, "content/handbook.yaml", &to(address));
            assert_refused(root, &["--yes"], "is a place of Windows");
        }
    }
}

#[test]
fn a_password_in_an_address_is_reported_and_never_shown() {
    let folder = handbook("sftp://amara:zq7canary@www.example.edu/srv");
    for arguments in [&["check"][..], &["publish", "--yes"], &["check", "--format", "json"], &["build"]] {
        let output = run(folder.path(), arguments);
        let said = stdout(&output) + &stderr(&output);
        assert!(said.contains("secret-in-settings") && said.contains("a password in an address"), "{said}");
        assert!(said.contains("handbook.yaml:5:23") || arguments.contains(&"json"), "{said}");
        assert!(!said.contains("zq7canary"), "{said}");
    }
}

#[test]
fn a_folder_that_build_wrote_is_taken_over() {
    let folder = handbook("_site");
    let root = folder.path();
    assert!(run(root, &["build"]).status.success());
    put(root, "_site/mine.txt", "mine");
    std::fs::remove_file(root.join("content/guide/c.md")).expect("it can be removed");
    published(root);
    assert!(!root.join("_site/guide/c.html").exists() && !root.join("_site/.handbook-output.json").exists());
    assert!(root.join("_site/mine.txt").is_file());
    assert!(published(root).contains("Nothing has changed"));
}

/// Publishes three states one after the other and returns them, the newest last.
fn three_states(root: &Path) -> Vec<Vec<(String, Vec<u8>)>> {
    let mut states = Vec::new();
    for text in ["One.", "Two.", "Three."] {
        write(root, "content/guide/a.md", "Alpha", text);
        match text {
            "Two." => write(root, "content/guide/d.md", "Delta", "Text."),
            "Three." => std::fs::remove_file(root.join("content/guide/c.md")).expect("it can be removed"),
            _ => {}
        }
        published(root);
        states.push(site(&root.join("published")));
    }
    states
}

#[test]
fn a_publish_is_taken_back_state_by_state() {
    let folder = handbook("published");
    let root = folder.path();
    let states = three_states(root);
    let place = root.join("published");
    let dry = stdout(&publish(root, &["--rollback", "--dry-run"]));
    assert!(dry.contains("Back to the state of") && dry.contains("appears: Gamma"), "{dry}");
    assert!(site(&place) == states[2]);
    for state in [1, 0] {
        let output = publish(root, &["--rollback", "--yes"]);
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(site(&place) == states[state], "state {state} did not come back");
    }
    assert_refused(root, &["--rollback", "--yes"], "there is nothing to go back to");
    published(root);
    assert!(site(&place) == states[2]);
    assert!(publish(root, &["--rollback", "--yes"]).status.success());
    assert!(site(&place) == states[0]);
}

#[test]
fn a_handbook_with_errors_can_still_be_taken_back() {
    let folder = handbook("published");
    let root = folder.path();
    let states = three_states(root);
    write(root, "content/guide/a.md", "Alpha", "See [nothing](nothing.md).");
    let output = publish(root, &["--rollback", "--yes"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(site(&root.join("published")) == states[1]);
}

/// Returns the folder of the states of the only place.
fn kept(root: &Path) -> PathBuf {
    let places = std::fs::read_dir(root.join(".handbook/published")).expect("states are kept");
    places.map(|place| place.expect("the folder can be read").path()).next().expect("a place is kept")
}

#[test]
fn five_states_are_kept_and_none_of_them_at_the_place() {
    let folder = handbook("published");
    let root = folder.path();
    for text in 0..8 {
        write(root, "content/guide/a.md", "Alpha", &format!("Text {text}."));
        published(root);
    }
    let kept = std::fs::read_dir(kept(root)).expect("states are kept").count();
    assert_eq!(kept, 5);
    assert!(tree(&root.join("published")).values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Text 6.")));
}

#[test]
fn a_state_for_fewer_readers_does_not_come_back_to_more() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    write(root, "content/guide/a.md", "Alpha", "New.");
    put(root, "content/handbook.yaml", &to("published").replace("audience: staff", "audience: public"));
    published(root);
    assert_refused(root, &["--rollback", "--yes"], "the state before was for the audience `staff`");
}

#[test]
fn a_state_that_is_not_whole_does_not_come_back() {
    let folder = handbook("published");
    let root = folder.path();
    three_states(root);
    std::fs::remove_dir_all(kept(root).join("2/files")).expect("it can be removed");
    assert_refused(root, &["--rollback", "--yes"], "the state before is not kept whole");
}

#[test]
fn a_zip_is_the_same_for_the_same_site_and_left_alone_when_nothing_differs() {
    let (one, two) = (handbook("zip:site.zip"), handbook("zip:site.zip"));
    published(one.path());
    published(two.path());
    let bytes = |folder: &TempDir| std::fs::read(folder.path().join("site.zip")).expect("it is there");
    assert!(bytes(&one) == bytes(&two));
    let time = |folder: &TempDir| std::fs::metadata(folder.path().join("site.zip")).and_then(|found| found.modified());
    let before = time(&one).expect("it is there");
    assert!(published(one.path()).contains("Nothing has changed since"));
    assert_eq!(time(&one).expect("it is there"), before);
    write(one.path(), "content/guide/c.md", "Gamma", "Another text.");
    assert!(published(one.path()).contains("1 page changes: Gamma"));
    assert_refused(one.path(), &["--rollback", "--yes"], "only a folder can be taken back");
    assert_eq!(std::fs::read_dir(one.path()).expect("it can be read").count(), 3, "something lies beside the zip");
}

#[test]
fn what_is_in_a_zip_is_the_site() {
    let folder = handbook("zip:site.zip");
    let root = folder.path();
    published(root);
    assert!(run(root, &["build", "--audience", "staff"]).status.success());
    let mut built = tree(&root.join("_site"));
    built.remove(".handbook-output.json");
    let mut unpacked = unpacked(&root.join("site.zip"));
    unpacked.remove(".handbook-receipt.json");
    assert!(built.into_iter().eq(unpacked));
}

#[test]
fn a_receipt_names_no_person_and_no_path_of_this_computer() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    let receipt = std::fs::read_to_string(root.join("published/.handbook-receipt.json")).expect("it is there");
    let user = std::env::var("USER").unwrap_or_else(|_| "somebody".to_owned());
    assert!(receipt.contains("\"audience\": \"staff\"") && receipt.contains("\"generation\": 1"), "{receipt}");
    assert!(!receipt.contains(&*root.to_string_lossy()) && !receipt.contains(&format!("{user}@")), "{receipt}");
}

#[test]
fn a_receipt_that_was_tampered_with_removes_nothing_outside() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    put(root, "notes.txt", "mine");
    let receipt: PathBuf = root.join("published/.handbook-receipt.json");
    let text = std::fs::read_to_string(&receipt).expect("it is there");
    let more = "\"files\": {\n    \"../notes.txt\": {\"size\": 4},";
    std::fs::write(&receipt, text.replacen("\"files\": {", more, 1)).expect("it can be written");
    published(root);
    assert!(root.join("notes.txt").is_file());
}

/// Answers the question at a terminal, which `script` provides.
#[cfg(target_os = "linux")]
fn answered(root: &Path, answer: &str) -> String {
    use std::io::Write as _;
    let command = format!("{} publish", env!("CARGO_BIN_EXE_handbook"));
    let mut child = std::process::Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(root)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("`script` can be run");
    child.stdin.take().expect("it is piped").write_all(answer.as_bytes()).expect("it can be answered");
    stdout(&child.wait_with_output().expect("it ends"))
}

#[cfg(target_os = "linux")]
#[test]
fn a_person_is_asked_before_anything_is_sent() {
    let folder = handbook("published");
    let root = folder.path();
    let said = answered(root, "n\n");
    assert!(said.contains("Publish? [y/N]") && said.contains("Nothing was published."), "{said}");
    assert!(!root.join("published").exists());
    let said = answered(root, "y\n");
    assert!(said.contains("Published: ") && root.join("published/index.html").is_file(), "{said}");
}

#[test]
fn a_page_that_is_narrowed_leaves_nothing_of_itself_at_the_place() {
    let folder = handbook("published");
    let root = folder.path();
    write(root, "content/guide/vault.md", "Vault", "The zq7c0001x stands [here](../files/zq7c0002x.txt).");
    put(root, "content/files/zq7c0002x.txt", "zq7c0003x");
    published(root);
    let holds = |word: &str| {
        let inside =
            |(name, bytes): (String, Vec<u8>)| name.contains(word) || String::from_utf8_lossy(&bytes).contains(word);
        tree(&root.join("published")).into_iter().any(inside)
    };
    for word in ["Vault", "zq7c0001x", "zq7c0002x", "zq7c0003x"] {
        assert!(holds(word), "{word}");
    }
    let page = std::fs::read_to_string(root.join("content/guide/vault.md")).expect("it is there");
    put(root, "content/guide/vault.md", &page.replacen("title:", "audience: supervisors\ntitle:", 1));
    let said = stdout(&publish(root, &["--dry-run"]));
    assert!(said.contains("1 goes away: Vault"), "{said}");
    published(root);
    for word in ["Vault", "zq7c0001x", "zq7c0002x", "zq7c0003x"] {
        assert!(!holds(word), "{word} is still there");
    }
}

#[test]
fn a_secret_in_an_attachment_stops_the_publish_and_is_not_shown() {
    let folder = handbook("published");
    let root = folder.path();
    put(root, "content/files/sheet.txt", "The password for the desk computer is Zq7canary!\n");
    let output = publish(root, &["--yes"]);
    let said = stdout(&output) + &stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("password-in-text") && said.contains("`files/sheet.txt`"), "{said}");
    assert!(said.contains("Nothing was published") && !said.contains("7canary"), "{said}");
    assert!(!root.join("published").exists());
}

#[test]
fn going_back_shows_nothing_that_is_for_fewer_people_now() {
    let folder = handbook("published");
    let root = folder.path();
    published(root);
    let page = std::fs::read_to_string(root.join("content/guide/c.md")).expect("it is there");
    put(root, "content/guide/c.md", &page.replacen("title:", "audience: supervisors\ntitle:", 1));
    published(root);
    assert_refused(root, &["--rollback", "--yes"], "what is for fewer people now: guide/c.html");
}

#[test]
fn states_of_another_place_or_another_time_are_not_gone_back_to() {
    let folder = handbook("published");
    let root = folder.path();
    for title in ["One", "Two", "Three"] {
        write(root, "content/guide/c.md", title, "Text.");
        published(root);
    }
    std::fs::remove_dir_all(root.join("published")).expect("our folder can be removed");
    for title in ["Four", "Five"] {
        write(root, "content/guide/c.md", title, "Text.");
        published(root);
    }
    let said = stdout(&publish(root, &["--rollback", "--yes"]));
    assert!(said.contains("Went back"), "{said}");
    assert!(std::fs::read_to_string(root.join("published/guide/c.html")).expect("it is there").contains("Four"));
}

#[test]
fn a_place_whose_folder_is_not_there_is_not_made_up() {
    for address in ["no-share/library/handbook", "zip:no-share/handbook.zip"] {
        let folder = handbook(address);
        assert_refused(folder.path(), &["--yes"], "connect the share it is on, or make the folder");
    }
}

#[test]
fn the_audience_of_a_place_is_not_given_on_the_command_line() {
    let folder = handbook("published");
    assert_refused(folder.path(), &["--yes", "--audience", "public"], "the audience of a place cannot be given here");
}
