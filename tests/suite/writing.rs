//! Where a build may write: never over anything one would miss.

use std::path::Path;

use super::support::{on_disk, put, run, stderr, tree};

const SMALL: &str = "//- content/guide/a.md\n---\ntitle: A\n---\n\nText.\n//- themes/ours/templates/404.html\nx\n//- notes.txt\nmine\n//- other/keep.txt\nkept\n";

/// Asserts that a build into a folder is refused and that nothing below `root` changes.
fn assert_refused(root: &Path, out: &str, why: &str) {
    let before = tree(root);
    let output = run(root, &["build", "--out", out]);
    assert_eq!(output.status.code(), Some(2), "{out} is not refused");
    assert!(stderr(&output).contains(why), "{out}: {}", stderr(&output));
    assert!(stderr(&output).contains("--out DIR"), "{out}: {}", stderr(&output));
    assert!(before == tree(root), "{out} was refused and something changed");
}

#[test]
fn a_folder_that_holds_anything_of_value_is_refused() {
    let folder = on_disk(SMALL);
    let root = folder.path();
    for out in [".", "..", "content/..", "CONTENT/../."] {
        assert_refused(root, out, "the folder of the handbook itself");
    }
    for out in ["content", "content/site", "CONTENT", "themes", "themes/ours/site", "content/guide/deep/er"] {
        assert_refused(root, out, "it holds sources of the handbook, or lies in them");
    }
    assert_refused(root, "/", "it is a whole drive");
    assert_refused(root, "other", "it is not empty, and no handbook was written there before");
    assert_refused(root, "notes.txt", "it is a file");
}

#[test]
fn a_home_folder_and_a_repository_are_refused() {
    let folder = on_disk(SMALL);
    let home = tempfile::tempdir().expect("a temporary folder can be made");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_handbook"))
        .args(["build", "--out"])
        .arg(home.path())
        .current_dir(folder.path())
        .env("HOME", home.path())
        .output()
        .expect("the command can be run");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("it is your home folder"), "{}", stderr(&output));
    std::fs::create_dir_all(folder.path().join("repository/.git")).expect("a folder can be made");
    assert_refused(folder.path(), "repository/.git/site", "it is the root of a repository, or lies in its own files");
    assert_refused(folder.path(), "repository", "it is the root of a repository, or lies in its own files");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_of_value_is_seen_through() {
    use std::os::unix::fs::symlink;
    let folder = on_disk(SMALL);
    let root = folder.path();
    for (name, target) in [("to-content", "content"), ("to-root", "."), ("to-other", "other")] {
        symlink(target, root.join(name)).expect("a link can be made");
    }
    assert_refused(root, "to-content", "it holds sources of the handbook, or lies in them");
    assert_refused(root, "to-content/site", "it holds sources of the handbook, or lies in them");
    assert_refused(root, "to-root", "the folder of the handbook itself");
    assert_refused(root, "to-other", "it is not empty");
}

#[cfg(unix)]
#[test]
fn a_link_inside_our_own_folder_is_not_followed() {
    let folder = on_disk(SMALL);
    let root = folder.path();
    assert!(run(root, &["build"]).status.success());
    std::fs::remove_dir_all(root.join("_site/guide")).expect("our folder can be removed");
    std::os::unix::fs::symlink(root.join("other"), root.join("_site/guide")).expect("a link can be made");
    let output = run(root, &["build"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(tree(&root.join("other")).len(), 1);
}

#[cfg(unix)]
#[test]
fn removing_does_not_follow_a_link() {
    let folder = on_disk(&format!("{SMALL}//- content/guide/deep/b.md\n---\ntitle: B\n---\n"));
    let root = folder.path();
    assert!(run(root, &["build"]).status.success());
    std::fs::remove_dir_all(root.join("_site/guide/deep")).expect("our folder can be removed");
    put(root, "other/b.html", "not ours");
    std::os::unix::fs::symlink(root.join("other"), root.join("_site/guide/deep")).expect("a link can be made");
    std::fs::remove_dir_all(root.join("content/guide/deep")).expect("the pages can be removed");
    assert!(run(root, &["build"]).status.success());
    assert!(root.join("other/b.html").is_file());
}

#[test]
fn a_foreign_file_where_a_page_goes_stops_the_build() {
    let folder = on_disk(SMALL);
    let root = folder.path();
    assert!(run(root, &["build"]).status.success());
    put(root, "_site/guide/new.html", "mine");
    put(root, "content/guide/new.md", "# New\n");
    let output = run(root, &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("guide/new.html") && stderr(&output).contains("no handbook wrote"),
        "{}",
        stderr(&output)
    );
    assert_eq!(std::fs::read_to_string(root.join("_site/guide/new.html")).expect("it is there"), "mine");
}

#[test]
fn the_site_of_another_handbook_is_not_written_over() {
    let (one, two) = (on_disk(SMALL), on_disk("//- content/handbook.yaml\ntitle: Another\n"));
    assert!(run(one.path(), &["build"]).status.success());
    let out = one.path().join("_site").display().to_string();
    let before = tree(one.path());
    let output = run(two.path(), &["build", "--out", &out]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the site of another handbook, “Handbook”"), "{}", stderr(&output));
    assert!(before == tree(one.path()));
}

#[test]
fn what_an_interrupted_build_left_is_no_hindrance() {
    let folder = on_disk(SMALL);
    put(folder.path(), "_site/.handbook-a1b2c3.tmp", "half a page");
    assert!(run(folder.path(), &["build"]).status.success());
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let left = std::fs::File::options()
        .write(true)
        .open(folder.path().join("_site/.handbook-a1b2c3.tmp"))
        .expect("it is there");
    left.set_modified(old).expect("its time can be set");
    assert!(run(folder.path(), &["build"]).status.success());
    assert!(!folder.path().join("_site/.handbook-a1b2c3.tmp").exists());
}

#[test]
fn the_sources_of_another_handbook_are_refused() {
    let folder = on_disk(SMALL);
    put(folder.path(), "another/content/handbook.yaml", "title: Another\n");
    assert_refused(folder.path(), "another/content/site", "it lies in the sources of another handbook");
}

#[test]
fn a_manifest_that_cannot_be_read_stops_the_build() {
    let folder = on_disk(SMALL);
    put(folder.path(), "_site/.handbook-output.json", "{ torn");
    let output = run(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("cannot be read") && stderr(&output).contains("empty the folder"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_manifest_that_was_tampered_with_removes_nothing_outside() {
    let folder = on_disk(SMALL);
    let root = folder.path();
    assert!(run(root, &["build"]).status.success());
    let outside = root.join("notes.txt");
    let manifest = std::fs::read_to_string(root.join("_site/.handbook-output.json")).expect("the manifest is there");
    let more = format!("\"files\": [\n    \"../notes.txt\",\n    {:?},", outside.display().to_string());
    put(root, "_site/.handbook-output.json", &manifest.replacen("\"files\": [", &more, 1));
    assert!(run(root, &["build"]).status.success());
    assert!(outside.is_file());
}

#[test]
fn an_empty_folder_and_a_folder_of_ours_are_written_to() {
    let folder = on_disk(SMALL);
    std::fs::create_dir(folder.path().join("empty")).expect("a folder can be made");
    for _ in 0..2 {
        let output = run(folder.path(), &["build", "--out", "empty"]);
        assert!(output.status.success(), "{}", stderr(&output));
    }
    assert!(folder.path().join("empty/guide/a.html").is_file());
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = on_disk(SMALL);
    put(folder.path(), "_site/.handbook-output.json", "{\"generator\": \"handbook\", \"files\": []}");
    put(folder.path(), "_site/guide", "a file where a folder should be");
    let output = run(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("_site/guide"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_page_can_be_read_by_whoever_may_read_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let folder = on_disk(SMALL);
    assert!(run(folder.path(), &["build"]).status.success());
    let mode =
        std::fs::metadata(folder.path().join("_site/index.html")).expect("the page is there").permissions().mode();
    let folder_mode = std::fs::metadata(folder.path().join("_site/guide")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, folder_mode & 0o666, "a page is as open as its folder, as the umask has it");
}
