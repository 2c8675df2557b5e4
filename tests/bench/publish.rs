//! How long it takes to publish 10,000 procedures to a folder, beside `cp -r` of the same files on the same disk, and to
//! publish again after one edit. Run by hand: `cargo bench --bench publish`.
//!
//! Copies and publishes take turns, each into a fresh folder below `TMPDIR`; the medians are printed. "Publishing" is what
//! the command does after the handbook is compiled: it renders, hashes, looks for secrets, compares and sends. "Sending" is
//! the last part of that.
//!
//! Nothing is removed before the end: a file system without a journal passes over the place of every file that was removed
//! within the last minutes, one by one, each time it makes a new one, and that would be most of what is measured.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark measures the world and says so")]

mod corpus;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use handbook::publish::apply::Run;
use handbook::publish::folder::Folder;
use handbook::publish::kept::Kept;
use handbook::publish::lock::Lock;
use handbook::publish::receipt::Receipt;
use handbook::publish::render::render;
use handbook::publish::{place, plan};
use handbook::site::Route;
use handbook::{edition, load, schedule};

/// That of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PAGES: usize = 10_000;
const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, mode, root] = &arguments[..]
        && mode == "one"
    {
        return publish_once(Path::new(root));
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = folder.path();
    corpus::generate(root, PAGES);
    let settings = "title: Handbook\ninstitution: {name: Sample Library}\npublish: [{name: share, to: published, audience: staff}]\n";
    std::fs::write(root.join("content/handbook.yaml"), settings).expect("the settings can be written");
    command(root, &["build", "--today", "2026-11-23"]);
    let (mut copies, mut wholes, mut edits) = (vec![], vec![], vec![]);
    let (mut parts, mut sends, mut compiles) = (vec![], vec![], vec![]);
    for run in 0..RUNS {
        copies.push(seconds(|| shell(root, &format!("cp -r _site copy-{run}"))));
        shell(root, "sync");
        wholes.push(seconds(|| command(root, &["publish", "--yes", "--today", "2026-11-23"])));
        edit(root, run);
        edits.push(seconds(|| command(root, &["publish", "--yes", "--today", "2026-11-23"])));
        put_aside(root, &format!("command-{run}"));
        let [part, send, compile] = parts_of(root);
        parts.push(part);
        sends.push(send);
        compiles.push(compile);
        put_aside(root, &format!("parts-{run}"));
    }
    let copy = median(copies);
    println!("{:<36} {:>8} {:>8}", "", "seconds", "ratio");
    let rows = [
        ("cp -r", copy),
        ("first publish, sending", median(sends)),
        ("first publish, publishing", median(parts)),
        ("first publish, compiling before", median(compiles)),
    ];
    for (name, seconds) in rows.into_iter().chain([("first publish, the whole command", median(wholes))]) {
        println!("{name:<36} {seconds:>8.2} {:>8.2}", seconds / copy);
    }
    println!("{:<36} {:>8.2}", "again after one edit, the whole", median(edits));
}

/// Publishes in a process of its own, and prints how long publishing took, how long the sending in it, and how
/// long it took to compile the handbook before.
fn publish_once(root: &Path) {
    let begun = Instant::now();
    let (sources, faults) = load::load(root).expect("the handbook can be read");
    let edition = edition::compile(sources, faults, schedule::date("2026-11-23").expect("a day"), Some("staff"));
    let started = Instant::now();
    let folder = Folder::new(root.join("published"));
    let place = place::look(&folder, "Handbook", &|_| false).expect("the place is empty");
    let look = |route: &Route, bytes: &[u8], _| edition.leaks(route, bytes);
    let rendered = render(&edition, &place.before, None, &look).expect("it can be rendered");
    assert!(rendered.faults.is_empty(), "nothing is wrong with what is published");
    let plan = plan::plan(Some(&folder), &place, &rendered.files).expect("it can be planned");
    let receipt = Receipt { generation: 1, files: rendered.files.clone(), ..Receipt::default() };
    let sending = Instant::now();
    let run = Run {
        target: &folder,
        place: &place,
        lock: Lock::of(
            "amara@desk",
            receipt.published,
            "Handbook",
            plan.steps().map(|step| step.path.clone()).collect(),
        ),
        plan: &plan,
        receipt: &receipt,
        bytes: &|path| rendered.bytes(path),
        kept: Some(&Kept::new(root, "share", "published")),
        done: &|| {},
    };
    run.go().expect("it can be published");
    let compiling = (started - begun).as_secs_f64();
    println!("{} {} {compiling}", started.elapsed().as_secs_f64(), sending.elapsed().as_secs_f64());
    // What is left is taken apart by the end of the process, as in the command.
    std::process::exit(0);
}

/// Publishes in a process of its own, and returns the three times.
fn parts_of(root: &Path) -> [f64; 3] {
    let program = std::env::current_exe().expect("a program knows where it is");
    let output = Command::new(program).arg("one").arg(root).output().expect("it can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = said.split_whitespace().map(|number| number.parse().expect("three numbers")).collect();
    [numbers[0], numbers[1], numbers[2]]
}

/// Makes room for the next publish, and waits until the disk has nothing more to do.
fn put_aside(root: &Path, name: &str) {
    shell(root, &format!("mkdir {name} && mv published {name}; [ ! -e .handbook ] || mv .handbook {name}; sync"));
}

fn edit(root: &Path, run: usize) {
    let page = root.join(format!("content/procedures/{}/page-{run}.md", corpus::folder(run)));
    let text = std::fs::read_to_string(&page).expect("the page is there");
    std::fs::write(&page, format!("{text}\nOnce more: {run}.\n")).expect("the page can be written");
}

fn command(root: &Path, arguments: &[&str]) {
    let handbook = Command::new(env!("CARGO_BIN_EXE_handbook"))
        .args(arguments)
        .current_dir(root)
        .stdout(Stdio::null())
        .output()
        .expect("it can be run");
    let said = String::from_utf8_lossy(&handbook.stderr);
    assert!(handbook.status.success(), "{arguments:?}: {}", said.lines().take(20).collect::<Vec<_>>().join("\n"));
}

fn shell(root: &Path, line: &str) {
    assert!(Command::new("sh").args(["-c", line]).current_dir(root).status().expect("it can be run").success());
}

fn seconds(what: impl FnOnce()) -> f64 {
    let started = Instant::now();
    what();
    started.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
