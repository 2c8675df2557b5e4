//! How long a handbook of 100, 1,000 and 10,000 procedures takes, and how much memory. Run by hand: `cargo bench`.
//!
//! Every size is built several times by a process of its own, into a fresh folder; the median is printed. The content is
//! made from one seed: about 800 words a page, with tables, steps, code and six links, a person to every ten pages and a
//! role to every twenty.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark measures the world and says so")]

use std::fmt::Write as _;
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
        generate(folder.path(), pages);
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
    let edition = compile(sources, faults, schedule::date("2026-11-23").expect("a day"));
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

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).expect("a roll is small")
    }

    fn words(&mut self, count: usize) -> String {
        const COMMON: &str = "check store open close count sign record team shift lead role label date stock order \
            report log call note review approve guest client form folder key lock door window before after during while \
            the a an and or with without within above below between to for of in on at by as it is are was has have must";
        const SYLLABLES: &str =
            "ba con der fil gar hes in jo ket lum mar nes op par qui rus sol tem ur vin wes xan yor zel";
        let (common, syllables): (Vec<&str>, Vec<&str>) = (COMMON.split(' ').collect(), SYLLABLES.split(' ').collect());
        let mut words = String::new();
        for at in 0..count {
            if at > 0 {
                words.push(' ');
            }
            if self.roll(3) > 0 {
                words.push_str(common[self.roll(common.len())].trim());
            } else {
                (0..2 + self.roll(2)).for_each(|_| words.push_str(syllables[self.roll(syllables.len())]));
            }
        }
        words
    }
}

fn generate(root: &Path, pages: usize) {
    let put = |path: String, text: String| {
        let path = root.join("content").join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    };
    let mut dice = Dice(42);
    let (people, roles) = (pages.div_ceil(10), pages.div_ceil(20));
    put("handbook.yaml".into(), "title: Handbook\ninstitution: {name: Sample Library}\n".into());
    let mut text = String::new();
    for person in 0..people {
        let _ = writeln!(
            text,
            "person-{person}:\n  name: Person {person}\n  email: p{person}@example.edu\n  start: 2020-01-0{}",
            1 + person % 9
        );
    }
    put("data/people.yaml".into(), std::mem::take(&mut text));
    for role in 0..roles {
        let (holder, backup) = (dice.roll(people), dice.roll(people));
        let _ = writeln!(
            text,
            "role-{role}:\n  name: Role {role}\n  summary: {}.\n  kind: operational\n  coverage: {{minimum: 1, target: 2}}\n  holders:\n    - {{person: person-{holder}, from: 2021-01-01}}\n  backups: [person-{backup}]",
            dice.words(12)
        );
    }
    put("data/roles.yaml".into(), text);
    let folder = |page: usize| format!("sec-{:02}/grp-{:03}", page % 20, page / 500);
    for page in 0..pages {
        let link = |dice: &mut Dice| {
            let target = dice.roll(pages);
            format!("[page {target}](../../{}/page-{target}.md)", folder(target))
        };
        let mut text = format!(
            "---\ntitle: \"{} {page}\"\nowner: role-{}\ntags: [opening, closing]\nreviewed: {{on: 2026-05-1{}, by: person-{}}}\n---\n\n",
            dice.words(4),
            dice.roll(roles),
            page % 10,
            dice.roll(people)
        );
        for section in 0..5 {
            let _ = write!(
                text,
                "{} {} {}.\n\n## {} {section}\n\n",
                dice.words(60),
                link(&mut dice),
                dice.words(30),
                dice.words(3)
            );
            match section {
                1 | 3 => {
                    text.push_str("| One | Two | Three |\n| --- | --- | --- |\n");
                    (0..5).for_each(|_| {
                        text.push_str(&format!("| {} | {} | {} |\n", dice.words(2), dice.words(3), dice.words(2)))
                    });
                }
                2 => (1..8).for_each(|step| text.push_str(&format!("{step}. {}.\n", dice.words(18)))),
                _ => {
                    text.push_str("```yaml\n");
                    (0..9).for_each(|line| {
                        text.push_str(&format!("key_{line}: \"{}\"  # {}\n", dice.words(3), dice.words(3)))
                    });
                    text.push_str("```\n");
                }
            }
            text.push('\n');
        }
        put(format!("procedures/{}/page-{page}.md", folder(page)), text);
    }
}
