//! Files for other programs, made from the site as its pages are: JSON, CSV, calendars.

mod coverage;

use crate::site::{Data, Site};

pub use coverage::{coverage_csv, coverage_json};

/// Returns what stands in a file of data.
pub fn of(site: &Site, data: &Data) -> String {
    match data {
        Data::CoverageJson => coverage_json(&site.handbook, &site.coverage),
        Data::CoverageCsv => coverage_csv(&site.handbook, &site.coverage),
    }
}
