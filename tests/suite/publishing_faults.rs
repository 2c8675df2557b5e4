//! Disks that fail while a handbook is published: the old site stays whole, the message names the path, and the next run
//! completes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

use super::publishing_interrupted::{bring, visit};
use super::support::{run, stderr, tree};

type Tree = BTreeMap<String, Vec<u8>>;

/// The calls of the system that change a folder.
const CALLS: [&str; 9] =
    ["openat", "write", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "linkat"];

fn site(top: &Path) -> Tree {
    let mut files = tree(top);
    files.retain(|path, _| path != ".handbook-receipt.json");
    files
}

/// Runs a publish under `strace`, with one thread that does the work.
fn traced(root: &Path, options: &[&str]) -> Output {
    Command::new("strace")
        .args(["-f", "-qq", "-y"])
        .args(options)
        .arg(env!("CARGO_BIN_EXE_handbook"))
        .args(["publish", "--yes"])
        .current_dir(root)
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .expect("`strace` can be run: tests/run installs it")
}

/// Returns for each call at which counts, in the thread that makes it, it touches the place.
fn touching(root: &Path, log: &Path) -> Vec<(&'static str, usize)> {
    let calls = CALLS.join(",");
    let output = traced(root, &["-e", &format!("trace={calls}"), "-o", &log.to_string_lossy()]);
    assert!(output.status.success(), "{}", stderr(&output));
    let place = root.join("published").to_string_lossy().into_owned();
    let mut counts = BTreeMap::<(String, &str), usize>::new();
    let mut found = BTreeSet::new();
    for line in std::fs::read_to_string(log).expect("the log is there").lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        let Some(call) = CALLS.iter().copied().find(|call| rest.starts_with(&format!("{call}("))) else { continue };
        let count = counts.entry((thread.to_owned(), call)).or_default();
        *count += 1;
        let changes = call != "openat" || rest.contains("O_CREAT");
        if rest.contains(&place) && changes {
            found.insert((call, *count));
        }
    }
    found.into_iter().collect()
}

/// Every file of the place is what it was or what it will be, and every link leads somewhere.
fn assert_whole(top: &Path, old: &Tree, new: &Tree, what: &str) {
    for (path, bytes) in site(top) {
        let known = [old.get(&path), new.get(&path)].contains(&Some(&bytes));
        assert!(known || path.starts_with(".handbook-"), "{what}: {path} is neither old nor new");
    }
    assert!(visit(top).is_ok_and(|pages| pages > 10), "{what}: {:?}", visit(top));
}

/// What a disk answers that is full, broken, or not to be written.
const ERRORS: [&str; 3] = ["ENOSPC", "EIO", "EACCES"];

/// A call at a count, and the error with which it fails.
type Fault = ((&'static str, usize), &'static str);

/// Brings a handbook into a state, publishes it, and returns the site.
fn state(root: &Path, state: usize) -> Tree {
    bring(root, state);
    let output = run(root, &["publish", "--yes"]);
    assert!(output.status.success(), "{}", stderr(&output));
    site(&root.join("published"))
}

/// Returns every fault that a publish may meet at the place, on the way from one state to the other.
fn faults() -> Vec<Fault> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = folder.path();
    state(root, 0);
    bring(root, 1);
    let calls = touching(root, &root.join("strace.log"));
    assert!(calls.len() > 40, "only {} calls touch the place", calls.len());
    calls.into_iter().flat_map(|call| ERRORS.map(|error| (call, error))).collect()
}

/// Lets a publish meet each of some faults, and returns how many of them were felt.
fn meet<'a>(faults: impl Iterator<Item = &'a Fault>) -> usize {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (root, top) = (folder.path(), folder.path().join("published"));
    let [old, new] = [0, 1].map(|number| state(root, number));
    let mut felt = 0;
    for ((call, count), error) in faults {
        assert!(state(root, 0) == old);
        bring(root, 1);
        let inject = format!("inject={call}:error={error}:when={count}");
        let output = traced(root, &["-e", &format!("trace={call}"), "-e", &inject, "-o", "/dev/null"]);
        let what = format!("{inject}: {}", stderr(&output));
        assert_whole(&top, &old, &new, &what);
        if !output.status.success() {
            felt += 1;
            // The fault may also meet the message itself.
            let unsaid = *call == "write" && output.stderr.is_empty();
            assert!(
                unsaid || what.contains("error: ") && what.contains('`') || what.contains("shared librar"),
                "{what}"
            );
        }
        assert!(state(root, 1) == new, "{what}: the next run did not complete it");
    }
    felt
}

#[cfg(target_os = "linux")]
#[test]
fn whatever_call_fails_the_site_stays_whole_and_the_next_run_completes() {
    let faults = &faults();
    let felt: usize = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| scope.spawn(move || meet(faults.iter().skip(half).step_by(2))));
        halves.map(|half| half.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).into_iter().sum()
    });
    assert!(felt * 2 > faults.len(), "only {felt} of {} faults were felt", faults.len());
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_another_program_holds_is_waited_for_and_then_named() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (root, top) = (folder.path(), folder.path().join("published"));
    bring(root, 0);
    let some = |when: &str| {
        let inject = format!("inject=rename,renameat,renameat2:error=EBUSY:when={when}");
        traced(root, &["-e", "trace=rename,renameat,renameat2", "-e", &inject, "-o", "/dev/null"])
    };
    let output = some("3..6");
    assert!(output.status.success(), "{}", stderr(&output));
    bring(root, 1);
    let output = some("2+");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("is open in another program") && said.contains(&*top.to_string_lossy()), "{said}");
    assert!(visit(&top).is_ok_and(|pages| pages > 10));
}

/// A small file system in memory at the place that a handbook is published to.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    /// Mounts it; nothing where that is not permitted.
    fn mount(top: &'a Path, options: &str) -> Option<Self> {
        std::fs::create_dir_all(top).expect("a folder can be made");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(top).output();
        let mounted = mounted.is_ok_and(|output| output.status.success());
        mounted.then_some(Self(top))
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        let status = Command::new("mount").args(["-o", &options]).arg(self.0).status().expect("it can be run");
        assert!(status.success());
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[allow(clippy::print_stderr, reason = "a test that did not run says so")]
fn skipped() {
    eprintln!("skipped: this user may not mount");
}

/// Publishes to a disk, takes something from it, publishes the next state in vain, gives it back, and completes it.
#[cfg(target_os = "linux")]
fn without(take: impl Fn(&Disk<'_>), give: impl Fn(&Disk<'_>)) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (root, top) = (folder.path(), folder.path().join("published"));
    let Some(disk) = Disk::mount(&top, "size=2m") else {
        return skipped();
    };
    let publish = |state: usize| {
        bring(root, state);
        let output = run(root, &["publish", "--yes"]);
        assert!(output.status.success(), "{}", stderr(&output));
        site(&top)
    };
    let (new, old) = (publish(1), publish(0));
    take(&disk);
    bring(root, 1);
    let output = run(root, &["publish", "--yes"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains(&*top.to_string_lossy()), "{}", stderr(&output));
    assert!(stderr(&output).contains("the disk "), "{}", stderr(&output));
    let _ = std::fs::remove_file(top.join(FILLER));
    assert_whole(&top, &old, &new, "after it failed");
    give(&disk);
    assert!(publish(1) == new);
}

/// A file of somebody's that takes all room.
const FILLER: &str = "filler";

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_site_whole() {
    for room in [0, 8 << 10, 16 << 10, 24 << 10] {
        let fill = |disk: &Disk<'_>| {
            let mut filler = std::fs::File::create(disk.0.join(FILLER)).expect("a file can be made");
            let written = std::io::copy(&mut std::io::repeat(b'x'), &mut filler);
            assert!(written.is_err(), "the disk has no end");
            let length = filler.metadata().expect("it is there").len();
            filler.set_len(length - room).expect("it can be cut");
        };
        without(fill, |_| {});
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_room_for_another_file_leaves_the_site_whole() {
    let fill = |disk: &Disk<'_>| {
        let entries = walkdir::WalkDir::new(disk.0).into_iter().count();
        disk.remount(&format!("nr_inodes={}", entries + 2));
    };
    without(fill, |disk| disk.remount("nr_inodes=100000"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_cannot_be_written_is_named() {
    without(|disk| disk.remount("ro"), |disk| disk.remount("rw"));
}
