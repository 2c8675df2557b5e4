//! Outages: what it means that a service is down, on its page, on a sheet for the wall and in a text; and planned ones.

use serde::Serialize;

use super::Seen;
use super::days::{self, Dated};
use super::field::{self, Value};
use super::link::{self, Link};
use super::live::{ContactRow, contact_row};
use super::table::{self, Person};
use crate::coverage::group::behind;
use crate::coverage::outage::{Impact, Planned, Stopped, User, impact};
use crate::record::reference::Key;
use crate::record::{Contact, Department, Kind, Outage, Service};
use crate::schedule::{Period, long, long_moment};
use crate::site::{Page, Route, fill};

/// What it means that a service is down.
#[derive(Serialize)]
pub struct Down {
    link: Link,
    sheet: Link,
    summary: Option<String>,
    status_page: Option<Value>,
    /// Departments and roles that use it, then those that use what stops with it.
    users: Vec<UserRow>,
    others: Vec<UserRow>,
    /// Services that stop with it.
    also: Vec<StoppedRow>,
    /// HTML that is safe to show.
    effect: String,
    longest: Option<String>,
    fallback: Option<Link>,
    report_to: Vec<ContactRow>,
    planned: Vec<Dated<PlannedRow>>,
}

/// A service that stops with another.
#[derive(Serialize)]
struct StoppedRow {
    link: Link,
    /// The service without which it cannot go on.
    with: Link,
}

/// A role or a department that is affected, and who that is today.
#[derive(Serialize)]
struct UserRow {
    link: Link,
    /// What it uses and what stops.
    of: Vec<Link>,
    phone: Option<Value>,
    /// Those of today, and those of later days.
    people: Vec<Dated<Person>>,
    /// Whether there is nobody today.
    empty: bool,
    /// Whether it is a role that nobody can do on some day.
    told: bool,
    /// Whether more people belong to it than are named.
    more: bool,
}

/// A planned outage.
#[derive(Serialize)]
pub struct PlannedRow {
    link: Link,
    from: String,
    until: String,
    services: Vec<Link>,
    /// Services that stop with these.
    also: Vec<Link>,
    departments: Vec<Link>,
    roles: Vec<Link>,
    /// Tasks that it touches and that fall due while it lasts.
    tasks: Vec<TaskRow>,
    /// What to do when one of these is down.
    sheets: Vec<Link>,
}

/// A task that falls due while an outage lasts.
#[derive(Serialize)]
struct TaskRow {
    link: Link,
    /// The day; nothing for what comes round each day.
    due: Option<String>,
    who: Vec<Link>,
}

/// More people than this of one department or role would not fit on a sheet.
const MOST: usize = 8;

/// Returns what it means that a service is down.
pub fn down(seen: Seen<'_>, key: &Key) -> Down {
    let handbook = &seen.site.handbook;
    let service = handbook.get::<Service>(&key.id).expect("an outage view is of a service that is there");
    let body = handbook.entry(key).and_then(|entry| entry.prose.get("outage_effect"));
    let Impact { stopped, users } = impact(handbook, std::slice::from_ref(key));
    let (users, others): (Vec<User>, Vec<User>) = users.into_iter().partition(|user| user.of.contains(key));
    let also = stopped.iter().filter_map(|Stopped { service, with }| {
        let with = link::link(seen.site, with.as_ref()?);
        Some(StoppedRow { link: link::link(seen.site, service), with })
    });
    let report_to = service.report_to.iter().filter_map(|to| handbook.resolve(to));
    Down {
        link: link::link(seen.site, key),
        sheet: sheet(seen, key),
        summary: link::with_summary(seen.site, key).summary,
        status_page: service.status_page.as_ref().map(|url| field::web(&url.0)),
        users: users.iter().map(|user| user_row(seen, user)).collect(),
        others: others.iter().map(|user| user_row(seen, user)).collect(),
        also: also.collect(),
        effect: body.map(|effect| fill::field(seen.site, &seen.route.up(), effect)).unwrap_or_default(),
        longest: service.longest_outage.as_ref().map(Period::to_string),
        fallback: service.fallback.as_ref().and_then(|page| link::to(seen.site, page)),
        report_to: report_to.map(|to| contact_row(seen, &to)).collect(),
        planned: reaching(seen, key),
    }
}

fn user_row(seen: Seen<'_>, user: &User) -> UserRow {
    let site = seen.site;
    let mut people = table::belonging(seen, &behind(&site.handbook, &site.coverage, &user.key));
    let more = people.len() > MOST;
    if more {
        people.retain(Dated::is_now);
    }
    let more = more && people.len() > MOST;
    people.truncate(MOST);
    UserRow {
        link: link::link(site, &user.key),
        of: user.of.iter().map(|service| link::link(site, service)).collect(),
        phone: phone(seen, &user.key),
        empty: !people.iter().any(Dated::is_now),
        told: site.coverage.depths.contains_key(&user.key) && people.iter().all(Dated::comes_or_goes),
        people,
        more,
    }
}

/// Returns the telephone of a department, or that of its contact; nothing for a role.
fn phone(seen: Seen<'_>, key: &Key) -> Option<Value> {
    let handbook = &seen.site.handbook;
    let department = handbook.get::<Department>(&key.id).filter(|_| key.kind == Kind::Department)?;
    let contact = department.contact.as_ref().and_then(|contact| handbook.record::<Contact>(contact));
    let phone = department.phone.as_ref().or_else(|| contact?.1.phone.as_ref());
    phone.map(|phone| field::phone(&phone.0))
}

/// Returns the link to the outage sheet of a service.
fn sheet(seen: Seen<'_>, key: &Key) -> Link {
    let title = seen.site.title(&Page::OutageSheet(key.clone()));
    Link { title, route: Route::outage_sheet(key).encoded(), kind: "sheet", summary: None }
}

/// Returns the planned outages that are not over, the earliest first.
pub fn planned(seen: Seen<'_>) -> Vec<Dated<PlannedRow>> {
    seen.site.planned.iter().filter_map(|planned| until_over(seen, planned)).collect()
}

/// Returns those of them that reach a service, a role or a department.
pub fn reaching(seen: Seen<'_>, key: &Key) -> Vec<Dated<PlannedRow>> {
    let reaching = seen.site.planned.iter().filter(|planned| planned.reaches(key));
    reaching.filter_map(|planned| until_over(seen, planned)).collect()
}

/// Returns the outage that a record tells of, unless it is over.
pub fn of_record(seen: Seen<'_>, key: &Key) -> Vec<Dated<PlannedRow>> {
    let own = seen.site.planned.iter().filter(|planned| planned.key == *key);
    own.filter_map(|planned| until_over(seen, planned)).collect()
}

fn until_over(seen: Seen<'_>, planned: &Planned) -> Option<Dated<PlannedRow>> {
    days::between(seen, seen.site.coverage.day, planned.until.date(), || planned_row(seen, planned))
}

fn planned_row(seen: Seen<'_>, planned: &Planned) -> PlannedRow {
    let Impact { stopped, users } = &planned.impact;
    let outage = seen.site.handbook.get::<Outage>(&planned.key.id);
    let services = outage.map(|outage| &outage.services[..]).unwrap_or_default();
    let also = stopped.iter().filter(|stopped| stopped.with.is_some());
    let down = stopped.iter().filter(|stopped| stopped.with.is_none());
    let of_kind = |kind| {
        let users = users.iter().filter(move |user| user.key.kind == kind);
        users.map(|user| link::link(seen.site, &user.key)).collect()
    };
    PlannedRow {
        link: link::link(seen.site, &planned.key),
        from: long_moment(planned.from),
        until: long_moment(planned.until),
        services: link::links(seen.site, services.iter().map(|service| &**service)),
        also: also.map(|stopped| link::link(seen.site, &stopped.service)).collect(),
        departments: of_kind(Kind::Department),
        roles: of_kind(Kind::Role),
        tasks: planned
            .due_then(&seen.site.handbook, &seen.site.calendar)
            .into_iter()
            .map(|due| TaskRow {
                link: link::link(seen.site, due.task),
                due: due.due.map(long),
                who: due.who.iter().map(|who| link::link(seen.site, who)).collect(),
            })
            .collect(),
        sheets: down.map(|stopped| sheet(seen, &stopped.service)).collect(),
    }
}

/// Every service with its outage sheet, and planned outages.
#[derive(Serialize)]
pub struct List {
    rows: Vec<SheetRow>,
    planned: Vec<Dated<PlannedRow>>,
}

#[derive(Serialize)]
struct SheetRow {
    sheet: Link,
    service: Link,
    longest: Option<String>,
    /// Whom to tell first.
    first: Option<ContactRow>,
    status_page: Option<Value>,
}

/// Returns every service, by name.
pub fn list(seen: Seen<'_>) -> List {
    let handbook = &seen.site.handbook;
    let row = |(entry, service): (&crate::parse::Entry, &Service)| SheetRow {
        sheet: sheet(seen, &entry.key),
        service: link::with_summary(seen.site, &entry.key),
        longest: service.longest_outage.as_ref().map(Period::to_string),
        first: service.report_to.iter().find_map(|to| handbook.resolve(to)).map(|to| contact_row(seen, &to)),
        status_page: service.status_page.as_ref().map(|url| field::web(&url.0)),
    };
    let mut rows: Vec<SheetRow> = handbook.all::<Service>().map(row).collect();
    rows.sort_by_cached_key(|row| row.service.title.to_lowercase());
    List { rows, planned: planned(seen) }
}
