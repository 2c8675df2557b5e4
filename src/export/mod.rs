//! Files for other programs, made from the site as its pages are: JSON, CSV, calendars.

mod calendar;
mod changes;
mod concentration;
mod coverage;
mod directory;
mod handbook;
mod handover;
mod lists;
pub mod schema;
mod search;
mod since;
mod tasks;
mod zone;

use jiff::civil::Date;

use crate::handbook::Handbook;
use crate::record::Kind;
use crate::record::audience::instead;
use crate::record::reference::{Key, Reference};
use crate::site::{Data, Site};

pub use changes::{changes_csv, changes_json};
pub use concentration::{load_csv, single_points_csv};
pub use coverage::{coverage_csv, coverage_json};
pub use directory::directory_json;
pub use handbook::handbook_json;
pub use handover::{Departure, handover_json};
pub use lists::lists_csv;
pub use since::differences_json;
pub use tasks::{TaskRow, csv as csv_of_tasks, task_rows};

/// Returns what stands in a file of data.
pub fn of(site: &Site, data: &Data) -> String {
    match data {
        Data::CoverageJson => coverage_json(&site.handbook, &site.coverage),
        Data::CoverageCsv => coverage_csv(&site.handbook, &site.coverage),
        Data::ListsCsv => lists_csv(&site.handbook, &site.coverage),
        Data::SinglePointsCsv => single_points_csv(&site.handbook, &site.coverage),
        Data::LoadCsv => load_csv(&site.handbook, &site.coverage),
        Data::HandbookJson => handbook_json(site),
        Data::HandbookSchema => schema::of_handbook(),
        Data::CoverageSchema => schema::of_coverage(),
        Data::TasksCsv => csv_of_tasks(&task_rows(site, Date::MAX, None)),
        Data::TasksIcs => calendar::tasks(site),
        Data::RoleIcs(role) => calendar::of_role(site, role),
        Data::OutagesIcs => calendar::outages(site),
        Data::Search(file) => search::file(site, *file),
    }
}

/// Returns the name of somebody, or the words that stand for somebody hidden.
fn named(handbook: &Handbook, person: &Key) -> String {
    if person.id.is_empty() { instead(person.kind) } else { handbook.title(person).to_owned() }
}

/// Returns the title of what a reference leads to, or the words that stand for something hidden.
fn words(handbook: &Handbook, reference: &Reference) -> String {
    match handbook.resolve(reference) {
        Some(key) => handbook.title(&key).to_owned(),
        None => instead(reference.kinds.first().copied().unwrap_or(Kind::Page)),
    }
}

/// Returns a table as CSV.
fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(heads).expect("memory takes whatever is written");
    rows.for_each(|row| csv.write_record(row).expect("memory takes whatever is written"));
    let bytes = csv.into_inner().expect("memory takes whatever is written");
    String::from_utf8(bytes).expect("text in, text out")
}

/// Writes a value as JSON, a line break after it.
fn json(value: &impl serde::Serialize) -> String {
    let mut json = serde_json::to_string_pretty(value).expect("an export holds only text, numbers and days");
    json.push('\n');
    json
}
