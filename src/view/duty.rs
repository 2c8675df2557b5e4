//! Duties: whether each is met today, by what, and why not.

use serde::Serialize;

use super::Seen;
use super::link::{self, Link};
use super::table::{self, StateView};
use crate::coverage::duty::{self, Met, Soundness};
use crate::record::reference::Key;
use crate::record::{Duty, Kind};

/// Whether a duty is met, and what is wrong with the things it rests on.
#[derive(Serialize)]
pub struct Judged {
    state: StateView,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct Fault {
    link: Link,
    why: String,
}

/// Returns whether a duty is met; nothing for any other record, and where the audience may not know what meets it.
pub fn of_record(seen: Seen<'_>, key: &Key) -> Option<Judged> {
    let handbook = &seen.site.handbook;
    let duty = handbook.get::<Duty>(&key.id).filter(|_| key.kind == Kind::Duty)?;
    if !handbook.shows(Kind::Duty, "met_by") {
        return None;
    }
    let judged = duty::judge(handbook, &seen.site.coverage, duty);
    let fault = |means: &duty::Means| match &means.soundness {
        Soundness::Gap(why) | Soundness::Overdue(why) => {
            Some(Fault { link: link::link(seen.site, &means.key), why: why.clone() })
        }
        Soundness::Sound | Soundness::Withheld => None,
    };
    Some(Judged { state: state(judged.met), faults: judged.means.iter().filter_map(fault).collect() })
}

/// Returns how many duties are met, shaky and not met, those without any left out; nothing where the audience may not know.
pub fn tally(seen: Seen<'_>) -> Vec<table::Tally> {
    let handbook = &seen.site.handbook;
    if !handbook.shows(Kind::Duty, "met_by") {
        return Vec::new();
    }
    let all: Vec<Met> =
        handbook.all::<Duty>().map(|(_, duty)| duty::judge(handbook, &seen.site.coverage, duty).met).collect();
    let count = |met: Met| all.iter().filter(|other| **other == met).count();
    let counted = Met::ALL.into_iter().rev().map(|met| table::Tally { state: state(met), count: count(met) });
    counted.filter(|tally| tally.count > 0).collect()
}

fn state(met: Met) -> StateView {
    table::state_called(met.like(), met.word())
}
