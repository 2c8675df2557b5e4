//! A record and all its relations, in both directions; and the index of a kind.

use serde::Serialize;

use super::Seen;
use super::body::{self, Stretch};
use super::calendar::{self, DueRow};
use super::days::Dated;
use super::duty;
use super::field::{self, Field};
use super::handover::{self, Departure};
use super::link::{self, Link};
use super::outage::{self, Down, PlannedRow};
use super::routing;
use super::standing::{self, Beside, Count, Judge, Standing};
use super::table::{self, DepthRow, Here, Person, Tally};
use super::text::{self, Back};
use super::year::{self, Strip};
use crate::record::reference::Key;
use crate::record::{Duty, Kind, Record as _, Task};

/// A record as its template shows it.
#[derive(Serialize)]
pub struct Record {
    kind: &'static str,
    id: String,
    summary: Option<String>,
    tags: Vec<String>,
    /// The state of a role, an access or a list.
    depth: Option<DepthRow>,
    /// How that changes over the next twelve months, where it does.
    year: Option<Strip>,
    /// Whether a person is in today.
    here: Option<Here>,
    /// What an outage of a service means.
    outage: Option<Down>,
    /// Where a topic goes today.
    routed: Option<routing::Row>,
    /// Whether a duty is met, and by what.
    duty: Option<duty::Judged>,
    /// Planned outages that reach the role or the department.
    planned: Vec<Dated<PlannedRow>>,
    /// The next days of a task.
    days: Vec<DueRow>,
    /// The calendar file of a role.
    calendar: Option<Link>,
    fields: Vec<Field>,
    notes: Vec<Stretch>,
    back: Vec<Back>,
    /// What changes when a person leaves.
    departure: Option<Departure>,
    /// The sheet for whoever takes over a role.
    sheet: Option<String>,
    /// The file it is kept in, for whoever keeps the handbook.
    file: Option<String>,
}

pub fn record(seen: Seen<'_>, key: &Key) -> Record {
    let entry = seen.site.handbook.entry(key).expect("a routed record exists");
    let depth = seen.site.coverage.depths.get(key).map(|depth| table::depth_row(seen, key, depth));
    let mut fields = field::fields(seen, entry);
    // Whoever holds something stands above, with who is here today.
    if depth.is_some() {
        fields
            .retain(|field| !matches!(field.key, "holders" | "backups" | "subscribers" | "coverage" | "accepted_gap"));
    }
    Record {
        kind: key.kind.singular(),
        id: key.id.to_string(),
        summary: entry.common.summary.as_ref().map(|summary| summary.value.clone()),
        tags: entry.common.tags.iter().map(|tag| tag.value.clone()).collect(),
        depth,
        year: year::strip(seen, key).filter(Strip::changes),
        here: table::presence(seen, key),
        outage: (key.kind == Kind::Service).then(|| outage::down(seen, key)),
        routed: routing::of_record(seen, key),
        duty: duty::of_record(seen, key),
        planned: match key.kind {
            Kind::Role | Kind::Department => outage::reaching(seen, key),
            Kind::Outage => outage::of_record(seen, key),
            _ => Vec::new(),
        },
        days: calendar::next(seen, key),
        calendar: calendar::file(seen, key),
        fields,
        notes: entry.prose.get("notes").map(|notes| body::body(seen, notes)).unwrap_or_default(),
        back: text::back(seen, key),
        departure: handover::departure(seen, key),
        sheet: handover::sheet(seen, key).filter(|_| key.kind == Kind::Role),
        file: seen.site.handbook.is_whole().then(|| entry.span.file.to_string()),
    }
}

/// The index of a kind as its template shows it.
#[derive(Serialize)]
pub struct KindPage {
    kind: &'static str,
    plural: &'static str,
    about: &'static str,
    /// The labels of the columns, in order; a record's cells stand in the same order.
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    /// How many stand in which way, where the records of the kind stand in any.
    counts: Vec<Count>,
    /// How many duties are met, shaky and not met.
    met: Vec<Tally>,
}

/// One record in an index.
#[derive(Serialize)]
struct Row {
    link: Link,
    /// Facts a reader looks for, by the heading of their column.
    depth: Option<DepthRow>,
    here: Option<Here>,
    standing: Option<Standing>,
    /// Who of ours sits on a committee today.
    people: Option<Vec<Person>>,
    /// The pages that warn of a setting.
    pages: Vec<Link>,
    cells: Vec<Option<Field>>,
    item: Option<u32>,
    /// Whether a duty is met, and by what.
    duty: Option<duty::Judged>,
    owner: Vec<Person>,
}

/// The fields of a kind that its index shows, in the order of their columns.
fn columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Person => &["title", "department", "email", "phone"],
        Kind::Role => &["kind"],
        Kind::Department => &["kind", "head", "phone", "when_to_call"],
        Kind::Service => &["vendor", "tier", "longest_outage", "fallback"],
        Kind::Access => &["kind", "service", "kept_in", "review_by"],
        Kind::List => &["kind", "purpose"],
        Kind::Topic => &["forward_to", "action"],
        Kind::Task => &["every", "anchor", "owner", "procedure"],
        Kind::Request => &["kind", "due", "owner", "answered_on"],
        Kind::Decision => &["on", "what", "decided_by", "announced_to"],
        Kind::Committee => &["counterpart", "reports_to"],
        Kind::Contact => &["reached_for", "email", "phone"],
        Kind::Resource => &["url", "protected"],
        Kind::Agreement => &["renews", "parties", "signed", "owner", "filed_in"],
        Kind::Setting => &["service", "why", "says_who", "source", "revised"],
        Kind::DirectoryEntry => &["listed_name", "email", "phone", "confirmed_on"],
        Kind::Duty => &["level", "statement", "met_by"],
        Kind::Event => &["date", "for"],
        Kind::Outage => &["services", "from", "until"],
        Kind::Page => &[],
    }
}

pub fn kind(seen: Seen<'_>, kind: Kind) -> KindPage {
    let handbook = &seen.site.handbook;
    let columns: Vec<&str> = columns(kind).iter().copied().filter(|key| handbook.shows(kind, key)).collect();
    let judge = Judge::new(seen, kind);
    let mut rows: Vec<((u8, i64), Row)> = handbook
        .of_kind(kind)
        .map(|entry| {
            let mut fields = field::fields(seen, entry);
            let cells = columns.iter().map(|key| {
                let found = fields.iter().position(|field| field.key == *key);
                found.map(|at| fields.swap_remove(at))
            });
            let cells = cells.collect();
            let depth = seen.site.coverage.depths.get(&entry.key);
            let owner = handbook.get::<Task>(&entry.key.id).filter(|_| kind == Kind::Task);
            let Beside { standing, people, pages, order } = judge.beside(entry);
            let row = Row {
                link: link::with_summary(seen.site, &entry.key),
                depth: depth.map(|depth| table::depth_row(seen, &entry.key, depth)),
                here: table::presence(seen, &entry.key),
                standing,
                people,
                pages,
                cells,
                duty: duty::of_record(seen, &entry.key),
                item: Duty::of(&entry.record).map(|duty| duty.item.0.value),
                owner: owner
                    .map(|task| table::here_or_words(seen, handbook.resolve(&task.owner).as_ref()))
                    .unwrap_or_default(),
            };
            (order, row)
        })
        .collect();
    rows.sort_by_cached_key(|(order, row)| (*order, row.item, row.link.title.to_lowercase(), row.link.route.clone()));
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    KindPage {
        kind: kind.singular(),
        plural: kind.plural(),
        about: kind.about(),
        columns: columns
            .iter()
            .filter_map(|key| kind.fields().iter().find(|field| field.key == *key))
            .map(|field| field.label)
            .collect(),
        counts: standing::counts(rows.iter().filter_map(|row| row.standing.as_ref())),
        met: if kind == Kind::Duty { duty::tally(seen) } else { Vec::new() },
        rows,
    }
}
