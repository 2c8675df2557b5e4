//! Watching: however a file is saved, what is served is soon what a build would write.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;

use crate::served::{DESK, Served, difference, in_folder, plain, until};
use crate::support::{on_disk, put};

const BOOK: &str = "\
//- content/handbook.yaml
title: Handbook
institution: {name: Hollis Library}
theme: plain
look: {accent: '#7a3b00'}
//- content/procedures/doors/open.md
---
title: Open the doors
owner: desk
---

In the morning, and not before.
//- content/procedures/doors/close.md
---
title: Close the doors
owner: desk
---

![The plan](../../files/plan.svg)
//- content/files/plan.svg
<svg xmlns=\"http://www.w3.org/2000/svg\"/>
//- themes/plain/assets/style.css
body { color: black }
//- themes/plain/templates/404.html
{% extends \"base.html\" %}{% block main %}<h1>Gone</h1>{% endblock %}
";

/// After the last save, this is how long the preview may take.
const SOON: Duration = Duration::from_secs(3);
/// How long it waits for the rest of what looks half saved, at least.
const PATIENCE: Duration = Duration::from_millis(300);
const PAGE: &str = "content/procedures/doors/open.md";

fn fresh() -> TempDir {
    on_disk(&format!("{DESK}{BOOK}"))
}

fn page(words: &str) -> String {
    format!("---\ntitle: Open the doors\nowner: desk\n---\n\n{words}\n")
}

fn pause(milliseconds: u64) {
    thread::sleep(Duration::from_millis(milliseconds));
}

/// A way of saving: what it is called, and what it does to a handbook.
type Way = (&'static str, fn(&Path));

const WAYS: &[Way] = &[
    ("written in place", |root| put(root, PAGE, &page("Written in place."))),
    ("appended to", |root| {
        let mut file = OpenOptions::new().append(true).open(root.join(PAGE)).expect("it can be opened");
        file.write_all(b"\nAppended.\n").expect("it can be written");
    }),
    ("written beside and renamed", |root| {
        put(root, "content/procedures/doors/open.md.tmp", &page("Renamed."));
        rename(root, "content/procedures/doors/open.md.tmp", PAGE);
    }),
    ("with the old one put aside first, as vim does", |root| {
        put(root, "content/procedures/doors/4913", "");
        fs::remove_file(root.join("content/procedures/doors/4913")).expect("it can be removed");
        rename(root, PAGE, "content/procedures/doors/open.md~");
        put(root, PAGE, &page("Saved by vim."));
        fs::remove_file(root.join("content/procedures/doors/open.md~")).expect("it can be removed");
    }),
    ("exchanged for a safe copy, as JetBrains' editors do", |root| {
        put(root, "content/procedures/doors/open.md___jb_tmp___", &page("Saved safely."));
        rename(root, PAGE, "content/procedures/doors/open.md___jb_old___");
        rename(root, "content/procedures/doors/open.md___jb_tmp___", PAGE);
        fs::remove_file(root.join("content/procedures/doors/open.md___jb_old___")).expect("it can be removed");
    }),
    ("with a lock and a draft beside it, as Emacs does", |root| {
        let lock = root.join("content/procedures/doors/.#open.md");
        std::os::unix::fs::symlink("amara@desk.1:2", &lock).expect("a link can be made");
        put(root, "content/procedures/doors/#open.md#", &page("A draft."));
        put(root, PAGE, &page("Saved by Emacs."));
        fs::remove_file(lock).expect("it can be removed");
        fs::remove_file(root.join("content/procedures/doors/#open.md#")).expect("it can be removed");
    }),
    ("in two halves", |root| {
        let text = page("The first half and the second half.");
        let mut file = File::create(root.join(PAGE)).expect("it can be opened");
        file.write_all(&text.as_bytes()[..40]).and_then(|()| file.flush()).expect("it can be written");
        pause(200);
        file.write_all(&text.as_bytes()[40..]).expect("it can be written");
    }),
    ("emptied, and filled later", |root| {
        drop(File::create(root.join(PAGE)).expect("it can be opened"));
        pause(150);
        put(root, PAGE, &page("Filled later."));
    }),
    ("removed, and made again", |root| {
        fs::remove_file(root.join(PAGE)).expect("it can be removed");
        pause(150);
        put(root, PAGE, &page("Made again."));
    }),
    ("with a time long past", |root| {
        put(root, PAGE, &page("Made again, long ago."));
        set_modified(root, SystemTime::now() - Duration::from_secs(3600));
    }),
    ("with the time and the length it had", |root| {
        let file = root.join(PAGE);
        let text = fs::read_to_string(&file).expect("it can be read");
        let modified = fs::metadata(&file).and_then(|metadata| metadata.modified()).expect("it has a time");
        put(root, PAGE, &text.replace("Made", "MADE"));
        set_modified(root, modified);
    }),
    ("renamed", |root| rename(root, PAGE, "content/procedures/doors/unlock.md")),
    ("moved with its folder", |root| rename(root, "content/procedures/doors", "content/procedures/gates")),
    ("put into a new folder in new folders", |root| {
        put(root, "content/procedures/a/b/c/d/deep.md", "# Deep\n");
    }),
    ("removed with its folder", |root| {
        fs::remove_dir_all(root.join("content/procedures/a")).expect("it can be removed");
    }),
    ("in a theme", |root| {
        put(root, "themes/plain/assets/style.css", "body { color: navy }\n");
        let lost = "{% extends \"base.html\" %}{% block main %}<h1>Lost</h1>{% endblock %}";
        put(root, "themes/plain/templates/404.html", lost);
    }),
    ("broken", |root| put(root, "content/data/roles.yaml", "desk:\n\tname: [\n")),
    ("mended", |root| {
        put(root, "content/data/roles.yaml", "desk: {name: Front desk, kind: operational, holders: [amara]}\n")
    }),
    ("with everything around it, which was made anew", |root| {
        rename(root, "content", "before");
        pause(100);
        for entry in walkdir::WalkDir::new(root.join("before")).into_iter().filter_map(Result::ok) {
            let inside = entry.path().strip_prefix(root.join("before")).expect("it lies there").to_owned();
            match entry.file_type().is_dir() {
                true => fs::create_dir_all(root.join("content").join(inside)).expect("a folder can be made"),
                false => drop(fs::copy(entry.path(), root.join("content").join(inside)).expect("it can be copied")),
            }
        }
        fs::remove_dir_all(root.join("before")).expect("it can be removed");
    }),
    ("after everything around it was made anew", |root| {
        put(root, "content/procedures/gates/close.md", "# Close the gates\n");
    }),
];

fn rename(root: &Path, from: &str, to: &str) {
    fs::rename(root.join(from), root.join(to)).expect("it can be renamed");
}

fn set_modified(root: &Path, time: SystemTime) {
    let file = OpenOptions::new().append(true).open(root.join(PAGE)).expect("it can be opened");
    file.set_modified(time).expect("its time can be set");
}

/// Saves in every way at `desk`, which the preview sees at `root`.
fn saves(served: &Served, desk: &Path, root: &Path) {
    for (name, save) in WAYS {
        save(desk);
        converges(served, root, name);
    }
}

fn converges(served: &Served, root: &Path, name: &str) {
    let saved = Instant::now();
    while let Some(route) = difference(served, root) {
        assert!(saved.elapsed() < SOON, "a file {name}: {route} is not what it should be; {:#?}", served.said());
        pause(20);
    }
}

#[test]
fn what_is_served_is_what_was_saved_in_whatever_way() {
    let folder = fresh();
    let served = Served::start(folder.path(), &[]);
    served.says("as soon as they are saved");
    saves(&served, folder.path(), folder.path());
    assert!(!served.said().iter().any(|line| line.contains("twice a second")), "events come here");
}

#[test]
fn a_root_is_listened_to_however_it_is_named() {
    let folder = fresh();
    let above = folder.path().parent().expect("a temporary folder lies in another");
    let link = above.join(format!("{}-link", folder.path().file_name().expect("it has a name").to_string_lossy()));
    std::os::unix::fs::symlink(folder.path(), &link).expect("a link can be made");
    let last = |path: &Path| Path::new(path.file_name().expect("it has a name")).to_owned();
    for name in [last(folder.path()), last(&link), link.clone()] {
        let served = Served::start_as(in_folder(above), &name, &[]);
        served.says("Stop with Ctrl+C");
        for edit in 0..3 {
            put(folder.path(), PAGE, &page(&format!("Named {}, for the {edit}. time.", name.display())));
            let told = served.says_before("procedures/doors/open.md");
            assert!(!told.iter().any(|line| line.contains("twice a second")), "{}: {told:#?}", name.display());
            converges(&served, folder.path(), "below a root that is named in another way");
        }
    }
    fs::remove_file(link).expect("it can be removed");
}

#[test]
fn what_is_served_is_what_was_saved_where_the_disk_has_to_be_asked() {
    let folder = fresh();
    let served = Served::start(folder.path(), &["--poll"]);
    served.says("(as asked)");
    saves(&served, folder.path(), folder.path());
}

/// A folder that is seen at another place, through a program, where the system tells nothing of what others do.
struct Share {
    desk: TempDir,
    seen: TempDir,
}

impl Share {
    fn of(desk: TempDir) -> Self {
        let seen = tempfile::tempdir().expect("a temporary folder can be made");
        let mounted = Command::new("bindfs").arg(desk.path()).arg(seen.path()).status();
        assert!(
            mounted.is_ok_and(|status| status.success()),
            "this test needs `bindfs` (package bindfs) and /dev/fuse"
        );
        Self { desk, seen }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let _ = Command::new("fusermount").args(["-u", "-z"]).arg(self.seen.path()).status();
    }
}

#[test]
fn what_is_served_is_what_was_saved_by_others_on_a_share() {
    let share = Share::of(fresh());
    let served = Served::start(share.seen.path(), &[]);
    served.says("this is a share of kind fuse");
    saves(&served, share.desk.path(), share.seen.path());
    assert!(!served.said().iter().any(|line| line.contains("Files are looked at")), "it is said once");
}

#[test]
fn a_folder_that_turns_out_to_tell_nothing_is_asked_from_then_on() {
    // Below the root lies a share, which cannot be seen from the kind of the root.
    let folder = fresh();
    let desk = tempfile::tempdir().expect("a temporary folder can be made");
    rename(folder.path(), "content/procedures", "before");
    let seen = folder.path().join("content/procedures");
    fs::create_dir(&seen).expect("a folder can be made");
    fs::rename(folder.path().join("before"), desk.path().join("procedures")).expect("it can be moved");
    let inside = desk.path().join("procedures");
    let mounted = Command::new("bindfs").arg(&inside).arg(&seen).status();
    assert!(mounted.is_ok_and(|status| status.success()), "this test needs `bindfs` (package bindfs) and /dev/fuse");
    let served = Served::start(folder.path(), &[]);
    for edit in 0..4 {
        put(&inside, "doors/open.md", &page(&format!("For the {edit}. time.")));
        converges(&served, folder.path(), "on a share below the root");
        pause(50);
    }
    served.says("does not tell of changes here");
    assert!(!served.said().iter().any(|line| line.contains("Files are looked at")), "it is said once");
    let _ = Command::new("fusermount").args(["-u", "-z"]).arg(&seen).status();
}

#[test]
fn half_a_file_is_never_shown() {
    let folder = fresh();
    let served = Served::start(folder.path(), &[]);
    served.says("as soon as they are saved");
    let file = folder.path().join(PAGE);
    let text = page("The first half and the second half.");
    let cut = text.len() - 12;
    let shown = || String::from_utf8_lossy(&plain(&served.get("/procedures/doors/open.html").body)).into_owned();
    for whole in [&text[..], &page("Something else altogether, which starts in another way.")] {
        let mut half = File::create(&file).expect("it can be opened");
        half.write_all(&whole.as_bytes()[..cut]).and_then(|()| half.flush()).expect("it can be written");
        let started = Instant::now();
        while started.elapsed() < Duration::from_millis(600) {
            assert!(shown().contains("half.") || shown().contains("In the morning"), "{}", shown());
            pause(10);
        }
        half.write_all(&whole.as_bytes()[cut..]).expect("it can be written");
        drop(half);
        converges(&served, folder.path(), "in two halves");
    }
    assert!(shown().contains("altogether"));
}

#[test]
fn a_new_page_is_not_shown_before_anything_stands_in_it() {
    let folder = fresh();
    let served = Served::start(folder.path(), &[]);
    served.says("as soon as they are saved");
    let lock = "content/procedures/doors/lock.md";
    let started = Instant::now();
    drop(File::create(folder.path().join(lock)).expect("it can be made"));
    while started.elapsed() < Duration::from_millis(150) {
        let shown = served.get("/procedures/doors/lock.html");
        assert!(shown.status == 404 || started.elapsed() >= PATIENCE, "{}", shown.text());
    }
    put(folder.path(), lock, "# Lock the doors\n");
    converges(&served, folder.path(), "that was new, and filled later");
    // One that stays empty is a page, too.
    put(folder.path(), "content/procedures/doors/empty.md", "");
    until("the empty page is there", || served.get("/procedures/doors/empty.html").status == 200);
}

#[test]
fn a_page_that_is_being_saved_is_never_missing_or_empty() {
    for how in [&[][..], &["--poll"]] {
        let folder = fresh();
        let served = Served::start(folder.path(), how);
        served.says("Stop with Ctrl+C");
        let file = folder.path().join(PAGE);
        for round in 0..4 {
            // Where the disk is asked at intervals, it is so in one gap or another.
            pause(100 * round);
            match round % 2 {
                0 => fs::remove_file(&file).expect("it can be removed"),
                _ => drop(File::create(&file).expect("it can be opened")),
            }
            let started = Instant::now();
            while started.elapsed() < Duration::from_millis(150) {
                let shown = served.get("/procedures/doors/open.html");
                assert!(shown.status == 200 && shown.text().contains("the morning"), "{}", shown.text());
            }
            put(folder.path(), PAGE, &page(&format!("In the morning, for the {round}. time.")));
            converges(&served, folder.path(), "after a gap");
        }
    }
}

#[test]
fn a_checkout_of_two_thousand_files_is_followed() {
    let folder = fresh();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(folder.path()).args(["-c", "user.name=Amara", "-c", "user.email=amara@example.edu"]);
        assert!(git.args(arguments).output().is_ok_and(|output| output.status.success()), "{arguments:?}");
    };
    git(&["init", "-q", "-b", "few"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "Few pages"]);
    git(&["checkout", "-qb", "many"]);
    for number in 0..2000 {
        put(
            folder.path(),
            &format!("content/procedures/s{:02}/p{number}.md", number % 20),
            &page(&format!("Number {number}.")),
        );
    }
    git(&["add", "."]);
    git(&["commit", "-qm", "Many pages"]);
    git(&["checkout", "-q", "few"]);
    let served = Served::start(folder.path(), &[]);
    served.says("as soon as they are saved");
    let last = "/procedures/s19/p1999.html";
    git(&["checkout", "-q", "many"]);
    until("the last page is there", || served.get(last).status == 200);
    until("all of them are", || difference(&served, folder.path()).is_none());
    git(&["checkout", "-q", "few"]);
    until("the last page is gone", || served.get(last).status == 404);
    until("all of them are", || difference(&served, folder.path()).is_none());
}

#[test]
fn more_events_than_the_system_keeps_are_made_up_for() {
    let folder = fresh();
    let served = Served::start(folder.path(), &[]);
    served.says("as soon as they are saved");
    let kept = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").expect("the system says how many it keeps");
    let kept: usize = kept.trim().parse().expect("a number");
    // While the preview sleeps, nobody takes the events.
    served.signal("STOP");
    for number in 0..=kept / 2 {
        put(folder.path(), &format!("content/files/f{}.txt", number % 40), &number.to_string());
    }
    put(folder.path(), PAGE, &page("After all of that."));
    served.signal("CONT");
    converges(&served, folder.path(), "when there was no room for its event");
}

#[test]
fn the_preview_is_not_woken_by_what_a_build_writes() {
    let folder = fresh();
    let served = Served::start(folder.path(), &[]);
    served.says("as soon as they are saved");
    let epoch = || {
        let state: serde_json::Value =
            serde_json::from_slice(&served.get("/__live/wait?epoch=&at=%2F").body).expect("it is JSON");
        state["epoch"].as_str().expect("a state has an epoch").to_owned()
    };
    let before = epoch();
    for _ in 0..3 {
        assert!(crate::support::run(folder.path(), &["build"]).status.success());
    }
    // What is saved after it is the first that is noticed.
    put(folder.path(), "content/procedures/doors/open.md.tmp", &page("Afterwards."));
    rename(folder.path(), "content/procedures/doors/open.md.tmp", PAGE);
    converges(&served, folder.path(), "after a build");
    let number =
        |epoch: &str| epoch.rsplit_once('-').and_then(|(_, number)| number.parse::<u64>().ok()).expect("a number");
    assert_eq!(number(&epoch()), number(&before) + 1);
}

#[test]
fn a_handbook_that_has_gone_leaves_its_last_state_and_comes_back() {
    let folder = fresh();
    let served = Served::start(folder.path(), &[]);
    served.says("as soon as they are saved");
    rename(folder.path(), "content", "before");
    served.says("what is shown is the last good state");
    assert_eq!(served.get("/procedures/doors/open.html").status, 200);
    rename(folder.path(), "before", "content");
    put(folder.path(), PAGE, &page("Back again."));
    converges(&served, folder.path(), "that came back");
}
