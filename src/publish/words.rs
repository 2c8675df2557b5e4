//! What a publish does, in plain words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::plan::{Change, Plan, Step};
use crate::diagnostic::plural;

/// How many titles are named of each sort.
const MOST: usize = 5;

/// Says what changes, by the titles of pages: "3 pages change: A, B, C; 1 appears: D; 2 other files change".
pub fn changes(plan: &Plan, first: bool) -> String {
    let steps: Vec<&Step> = plan.steps().filter(|step| !step.path.starts_with(".handbook-")).collect();
    let (pages, others): (Vec<&Step>, Vec<&Step>) = steps.into_iter().partition(|step| step.title.is_some());
    if first {
        return format!("{} and {} appear", plural(pages.len(), "page"), plural(others.len(), "other file"));
    }
    let mut parts = Vec::new();
    for (change, one, many) in SORTS {
        let titles: Vec<&str> = of(&pages, change).filter_map(|step| step.title.as_deref()).collect();
        if !titles.is_empty() {
            let noun = if parts.is_empty() { plural(titles.len(), "page") } else { titles.len().to_string() };
            parts.push(format!("{noun} {}: {}", if titles.len() == 1 { one } else { many }, named(&titles)));
        }
    }
    for (change, one, many) in SORTS {
        let count = of(&others, change).count();
        if count > 0 {
            parts.push(format!("{} {}", plural(count, "other file"), if count == 1 { one } else { many }));
        }
    }
    match parts.is_empty() {
        true => "no page changes".to_owned(),
        false => parts.join("; "),
    }
}

const SORTS: [(Change, &str, &str); 4] = [
    (Change::Changes, "changes", "change"),
    (Change::Appears, "appears", "appear"),
    (Change::GoesAway, "goes away", "go away"),
    (Change::Again, "is sent again", "are sent again"),
];

fn of<'a>(steps: &'a [&Step], change: Change) -> impl Iterator<Item = &'a Step> {
    steps.iter().copied().filter(move |step| step.change == change)
}

/// Names the first titles, without characters that would move the cursor of a terminal, and counts the rest.
fn named(titles: &[&str]) -> String {
    let shown: Vec<String> =
        titles.iter().take(MOST).map(|title| title.replace(char::is_control, "\u{fffd}")).collect();
    match titles.len().checked_sub(MOST) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

/// Returns a moment as people say it where this computer stands.
pub fn moment(moment: Timestamp) -> String {
    moment.to_zoned_datetime(TimeZone::system()).strftime("%-d %B %Y at %H:%M").to_string()
}

/// Returns a number of bytes as people say it.
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => plural(bytes, "byte"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
