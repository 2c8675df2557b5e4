//! How long a handbook of 100, 1,000 and 10,000 procedures takes, and how much memory. Run by hand: `cargo bench`.
//!
//! Every size is built several times by a process of its own, into a fresh folder; the median is printed.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark measures the world and says so")]

mod corpus;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use handbook::edition::compile;
use handbook::{load, schedule, write};

const SIZES: [usize; 3] = [100, 1_000, 10_000];
const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, mode, root, out] = &arguments[..]
        && mode == "one"
    {
        return build_once(Path::new(root), Path::new(out));
    }
    println!("{:>9} {:>9} {:>9} {:>10} {:>9}", "pages", "seconds", "cpu s", "pages/s", "peak MiB");
    for pages in SIZES {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        corpus::generate(folder.path(), pages);
        let mut runs: Vec<Run> = (0..RUNS).map(|_| run(folder.path())).collect();
        runs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        let median = &runs[RUNS / 2];
        let speed = pages as f64 / median.seconds;
        println!("{pages:>9} {:>9.2} {:>9.2} {speed:>10.0} {:>9.0}", median.seconds, median.cpu, median.peak);
    }
}

struct Run {
    seconds: f64,
    cpu: f64,
    /// MiB.
    peak: f64,
}

/// Builds in a process of its own, which tells what it took.
fn run(root: &Path) -> Run {
    let out = tempfile::tempdir_in(root).expect("a temporary folder can be made");
    let program = std::env::current_exe().expect("a program knows where it is");
    let output =
        Command::new(program).arg("one").arg(root).arg(out.path().join("site")).output().expect("it can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = said.split_whitespace().map(|number| number.parse().expect("three numbers")).collect();
    Run { seconds: numbers[0], cpu: numbers[1], peak: numbers[2] }
}

fn build_once(root: &Path, out: &Path) {
    let started = Instant::now();
    let (sources, faults) = load::load(root).expect("the handbook can be read");
    let edition = compile(sources, faults, schedule::date("2026-11-23").expect("a day"), None);
    write::write(&edition, out, &|| {}).expect("the site can be written");
    println!("{} {} {}", started.elapsed().as_secs_f64(), cpu_seconds(), peak_mebibytes());
}

/// Returns user and system time so far; zero where the system does not tell.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}

fn peak_mebibytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}
