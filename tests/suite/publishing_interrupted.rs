//! A publish or a build that is killed: no reader ever meets a page that is missing or torn, and the next run completes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use handbook::publish::apply::Run;
use handbook::publish::folder::Folder;
use handbook::publish::lock::Lock;
use handbook::publish::receipt::Receipt;
use handbook::publish::render::render;
use handbook::publish::{place, plan};
use handbook::{edition, load};
use tempfile::TempDir;

use super::support::{day, put, stderr, tree};

const SETTINGS: &str = "title: Handbook\ninstitution: {name: Hollis Library}\npublish:\n  - {name: share, to: published, audience: staff, removals: 100}\n";
const PAGES: usize = 12;
const KILLS: usize = 200;
/// A run may have ended when it should be killed; then another one is.
const MOST_TURNS: usize = 3 * KILLS;

/// Brings the sources into one of two states: in the other, every page has another text, some pages and an attachment are
/// new, others are gone, and each page links to others.
pub fn bring(root: &Path, state: usize) {
    put(root, "content/handbook.yaml", SETTINGS);
    put(root, "content/files/sheet.txt", &format!("Sheet {state}.\n").repeat(4000));
    let of_state = |page: &usize| page % 4 != 3 || (page / 4) % 2 == state;
    let pages: Vec<usize> = (0..PAGES).filter(of_state).collect();
    for page in 0..PAGES {
        let path = format!("content/guide/part-{}/p{page}.md", page % 3);
        if !pages.contains(&page) {
            let _ = std::fs::remove_file(root.join(path));
            continue;
        }
        let links: String = pages.iter().map(|to| format!("[{to}](../part-{}/p{to}.md) ", to % 3)).collect();
        let sheet = format!("[sheet](../../files/sheet.txt) [own](../../files/own-{state}.txt)");
        put(root, &path, &format!("---\ntitle: Page {page}\n---\nState {state}. {links} {sheet}\n"));
    }
    let _ = std::fs::remove_file(root.join(format!("content/files/own-{}.txt", 1 - state)));
    put(root, &format!("content/files/own-{state}.txt"), "Own.\n");
}

/// Returns the addresses of files that a page links to, from the top of the site.
fn links(page: &str, html: &str) -> BTreeSet<String> {
    let folder = Path::new(page).parent().expect("a page lies in a folder");
    let hrefs = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let inside = hrefs.filter(|href| !href.contains(':') && !href.starts_with('#'));
    let mut found = BTreeSet::new();
    for href in inside {
        let mut path = PathBuf::from(folder);
        for part in href.split(['#', '?']).next().unwrap_or_default().split('/') {
            match part {
                ".." => drop(path.pop()),
                "." | "" => {}
                part => path.push(part),
            }
        }
        found.insert(path.to_string_lossy().into_owned());
    }
    found
}

/// Reads a site as a visitor does, from the home page along every link; returns what is missing or torn.
///
/// A page may go away after a page that linked to it was read, so where one is missing, the one that linked to it is read
/// again.
pub fn visit(top: &Path) -> Result<usize, String> {
    let read = |page: &str| std::fs::read_to_string(top.join(page)).ok();
    let Some(home) = read("index.html") else { return Ok(0) };
    let mut seen = BTreeSet::from(["index.html".to_owned()]);
    let mut open = vec![("index.html".to_owned(), home)];
    while let Some((page, html)) = open.pop() {
        if !html.trim_end().ends_with("</html>") {
            return Err(format!("{page} is torn: {} bytes", html.len()));
        }
        for link in links(&page, &html) {
            if seen.contains(&link) {
                continue;
            }
            let there = if link.ends_with(".html") { read(&link) } else { Some(String::new()) };
            let missing = there.is_none() || !top.join(&link).exists();
            let still = || read(&page).is_some_and(|again| links(&page, &again).contains(&link));
            if missing && still() && !top.join(&link).exists() {
                return Err(format!("{page} links to {link}, which is not there"));
            }
            seen.insert(link.clone());
            if let Some(html) = there.filter(|_| link.ends_with(".html") && !missing) {
                open.push((link, html));
            }
        }
    }
    Ok(seen.len())
}

/// Visits a site over and over while something happens to it; returns the first fault, and how often it was visited.
fn watched<T>(top: &Path, happens: impl FnOnce() -> T) -> (T, Option<String>, usize) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let visits = scope.spawn(|| {
            let (mut fault, mut visits) = (None, 0);
            loop {
                let last = stop.load(Ordering::SeqCst);
                fault = fault.or(visit(top).err());
                visits += 1;
                if last {
                    return (fault, visits);
                }
            }
        });
        let result = happens();
        stop.store(true, Ordering::SeqCst);
        let (fault, visits) = visits.join().expect("a visitor comes back");
        (result, fault, visits)
    })
}

fn start(root: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_handbook"))
        .args(arguments)
        .current_dir(root)
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command can be run")
}

fn complete(root: &Path, arguments: &[&str]) {
    let output = start(root, arguments).wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", stderr(&output));
}

/// Returns the files at a place without the receipt, which tells the time and counts.
fn site(top: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(top);
    files.retain(|path, _| path != ".handbook-receipt.json");
    files
}

/// What is killed, and where it writes.
struct Subject {
    arguments: &'static [&'static str],
    place: &'static str,
    /// The file whose coming says that writing has begun.
    begun: &'static str,
    /// A build leaves a temporary file that is not ten minutes old: another build could be writing it.
    leaves_temporary: bool,
}

const PUBLISH: Subject = Subject {
    arguments: &["publish", "--yes"],
    place: "published",
    begun: "published/.handbook-lock.json",
    leaves_temporary: false,
};
const BUILD: Subject = Subject { arguments: &["build"], place: "_site", begun: "", leaves_temporary: true };

/// Returns what a fresh run makes of each state.
fn fresh(subject: &Subject) -> [BTreeMap<String, Vec<u8>>; 2] {
    [0, 1].map(|state| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        bring(folder.path(), state);
        complete(folder.path(), subject.arguments);
        site(&folder.path().join(subject.place))
    })
}

/// Waits until a moment of a run: so long after its start, or after it began to write.
fn wait(root: &Path, subject: &Subject, delay: Duration, after_begun: bool, child: &mut Child) {
    if after_begun && !subject.begun.is_empty() {
        let begun = root.join(subject.begun);
        while !begun.exists() && child.try_wait().expect("it can be asked").is_none() {
            std::thread::yield_now();
        }
    }
    // The moment is the matter of the test: nothing is waited for.
    let started = Instant::now();
    while let Some(rest) = delay.checked_sub(started.elapsed()).filter(|rest| !rest.is_zero()) {
        std::thread::park_timeout(rest);
    }
}

/// Returns how long a run takes, and how long it writes.
fn measured(root: &Path, subject: &Subject) -> (Duration, Duration) {
    let started = Instant::now();
    let mut child = start(root, subject.arguments);
    wait(root, subject, Duration::ZERO, true, &mut child);
    let begun = Instant::now();
    assert!(child.wait().expect("it ends").success());
    (started.elapsed(), begun.elapsed())
}

/// Kills a run at many moments, each time on the way from one state to the other, and completes it.
fn kill_and_complete(subject: &Subject) {
    let fresh = fresh(subject);
    let (at, killed, visits) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let worker = || {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = folder.path();
        bring(root, 0);
        complete(root, subject.arguments);
        let runs = [1, 0, 1].map(|state| {
            bring(root, state);
            measured(root, subject)
        });
        let shortest = |times: [Duration; 3]| times.into_iter().min().expect("there are three");
        let (mut whole, mut writing) = (shortest(runs.map(|run| run.0)), shortest(runs.map(|run| run.1)));
        for round in 0.. {
            if killed.load(Ordering::SeqCst) >= KILLS {
                break;
            }
            let turn = at.fetch_add(1, Ordering::SeqCst);
            assert!(turn < MOST_TURNS, "only {} of {turn} runs were killed", killed.load(Ordering::SeqCst));
            bring(root, round % 2);
            let place = root.join(subject.place);
            let (after_begun, share) = (turn % 2 == 0 && !subject.begun.is_empty(), (turn * 37 % KILLS) as f64);
            let span = if after_begun { &mut writing } else { &mut whole };
            let delay = span.mul_f64(share / KILLS as f64);
            let (was_running, fault, seen) = watched(&place, || {
                let mut child = start(root, subject.arguments);
                wait(root, subject, delay, after_begun, &mut child);
                let was_running = child.try_wait().expect("it can be asked").is_none();
                child.kill().expect("it can be killed");
                child.wait().expect("it ends");
                killed.fetch_add(usize::from(was_running), Ordering::SeqCst);
                complete(root, subject.arguments);
                was_running
            });
            if !was_running {
                // When it was measured, the machine was busy with something else: it takes no longer than this.
                *span = delay;
            }
            assert_eq!(fault, None, "{:?}, kill {turn}", subject.arguments);
            visits.fetch_add(seen, Ordering::SeqCst);
            let mut now = site(&place);
            if subject.leaves_temporary {
                now.retain(|path, _| !path.ends_with(".tmp"));
            }
            let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&now), names(&fresh[round % 2]), "kill {turn}");
            assert!(now == fresh[round % 2], "kill {turn}: the next run did not make it whole");
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(worker);
        scope.spawn(worker);
    });
    let visits = visits.into_inner();
    assert!(visits > KILLS, "only {visits} visits");
}

#[cfg(unix)]
#[test]
fn a_publish_killed_at_any_moment_hurts_no_reader_and_the_next_one_completes_it() {
    kill_and_complete(&PUBLISH);
}

#[cfg(unix)]
#[test]
fn a_build_killed_at_any_moment_hurts_no_reader_and_the_next_one_completes_it() {
    kill_and_complete(&BUILD);
}

/// Publishes a handbook in this process, with files put in one's own way.
fn publish_with(root: &Path, folder: &Folder) {
    let (sources, faults) = load::load(root).expect("it can be read");
    let edition = edition::compile(sources, faults, day(super::support::TODAY), None);
    let place = place::look(folder, "Handbook", &|_| true).expect("the place is ours");
    let rendered = render(&edition, &place.before, None, &|_, _, _| Vec::new()).expect("it can be rendered");
    let plan = plan::plan(Some(folder), &place, &rendered.files).expect("it can be planned");
    let receipt = Receipt {
        handbook: "Handbook".to_owned(),
        generation: place.before.generation + 1,
        files: rendered.files.clone(),
        ..Receipt::default()
    };
    let files = plan.steps().map(|step| step.path.clone()).collect();
    let run = Run {
        target: folder,
        place: &place,
        plan: &plan,
        lock: Lock::of("amara@desk", receipt.published, "Handbook", files),
        receipt: &receipt,
        bytes: &|path| rendered.bytes(path),
        kept: None,
        done: &|| {},
    };
    run.go().expect("it is published");
}

/// Publishes the two states in turn until a visitor meets a fault, or often enough.
fn first_fault(folder: &TempDir, put: handbook::write::files::Put, rounds: usize) -> Option<String> {
    let top = folder.path().join("published");
    let place = Folder::with(top.clone(), put);
    bring(folder.path(), 0);
    publish_with(folder.path(), &place);
    (0..rounds).find_map(|round| {
        bring(folder.path(), (round + 1) % 2);
        watched(&top, || publish_with(folder.path(), &place)).1
    })
}

#[test]
fn a_visitor_would_notice_files_that_are_removed_before_they_are_written() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let torn = |path: &Path, bytes: &[u8]| {
        let _ = std::fs::remove_file(path);
        std::fs::write(path, bytes)
    };
    assert!(first_fault(&folder, torn, 200).is_some(), "the visitor is blind");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    assert_eq!(first_fault(&folder, handbook::write::files::put_whole, 20), None);
}

#[test]
fn a_second_publisher_is_refused_while_the_first_is_at_work() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (root, top) = (folder.path(), folder.path().join("published"));
    bring(root, 0);
    publish_with(root, &Folder::new(top.clone()));
    bring(root, 1);
    let meanwhile = |path: &Path, bytes: &[u8]| {
        if path.ends_with("published/.handbook-receipt.json") {
            let root = path.ancestors().nth(2).expect("the place lies in the handbook");
            let second = start(root, &["publish", "--yes"]).wait_with_output().expect("it ends");
            assert_eq!(second.status.code(), Some(2), "{}", stderr(&second));
            let told = "amara@desk has been publishing there since 1 January 1970";
            assert!(stderr(&second).contains(told), "{}", stderr(&second));
            std::fs::write(root.join("was-refused"), "").expect("it can be noted");
        }
        handbook::write::files::put_whole(path, bytes)
    };
    publish_with(root, &Folder::with(top.clone(), meanwhile));
    assert!(root.join("was-refused").exists(), "nobody else tried");
    assert_eq!(visit(&top).err(), None);
    complete(root, PUBLISH.arguments);
}
