//! What a reader of the site and of the terminal sees. Each file is a feature; a fixture is one string of several files.

#![allow(clippy::disallowed_methods, reason = "a test is an edge")]

mod announcements;
mod audiences;
mod basis;
mod building;
mod calendars;
mod concentration;
mod consortium;
mod coverage;
mod damage;
mod departing;
mod duties;
mod editing;
mod expected;
mod explaining;
mod floors;
mod golden;
mod interference;
mod kinds;
mod leaks;
mod linking;
mod markdown;
mod outages;
mod over_time;
mod paper;
mod publishing;
mod publishing_faults;
mod publishing_interrupted;
mod publishing_remotely;
#[cfg(all(unix, feature = "remote"))]
mod remotes;
mod reporting;
mod rules;
mod sample;
mod schema;
mod schemas;
mod search;
mod secrets;
mod served;
#[cfg(all(unix, feature = "remote"))]
mod servers;
mod serving;
mod since;
mod support;
mod tasks;
mod themes;
mod watching;
mod writing;
