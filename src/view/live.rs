//! Live tables: what a page asked for by name, as it stands on the day.

use serde::Serialize;

use super::Seen;
use super::field::{self, Value};
use super::link::{self, Link};
use super::outage::{self, Down};
use super::table::{self, DepthRow, Person};
use crate::parse::markdown::live::{ContactsTable, CoverageTable, HoldersTable, Live, TasksTable};
use crate::record::reference::{Key, Reference};
use crate::record::value::Text;
use crate::record::{Contact, Department, Kind, Role, Service, Task};
use crate::site::capital;

/// A live table as its template shows it.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LiveTable {
    Coverage(Vec<DepthRow>),
    Holders(Vec<DepthRow>),
    Tasks(Vec<TaskRow>),
    Contacts(Vec<ContactRow>),
    Outage(Option<Box<Down>>),
}

/// A task, and who does it today.
#[derive(Serialize)]
pub struct TaskRow {
    link: Link,
    every: String,
    anchor: Option<String>,
    owner: Option<Link>,
    people: Vec<Person>,
    procedure: Option<Link>,
}

/// Somebody or something to reach.
#[derive(Serialize)]
pub struct ContactRow {
    link: Link,
    reached_for: Option<String>,
    email: Option<String>,
    phone: Option<Value>,
    hours: Option<String>,
    /// Who holds the role today or later, where it is one.
    people: Vec<Person>,
}

pub fn table(seen: Seen<'_>, live: &Live) -> LiveTable {
    match live {
        Live::Coverage(table) => LiveTable::Coverage(coverage(seen, table)),
        Live::Holders(table) => LiveTable::Holders(holders(seen, table)),
        Live::Tasks(table) => LiveTable::Tasks(tasks(seen, table)),
        Live::Contacts(table) => LiveTable::Contacts(contacts(seen, table)),
        Live::Outage(table) => {
            let service = seen.site.handbook.resolve(&table.service);
            LiveTable::Outage(service.map(|key| Box::new(outage::down(seen, &key))))
        }
    }
}

fn resolved<'a>(seen: Seen<'a>, references: impl IntoIterator<Item = &'a Reference>) -> Vec<Key> {
    references.into_iter().filter_map(|reference| seen.site.handbook.resolve(reference)).collect()
}

fn coverage(seen: Seen<'_>, table: &CoverageTable) -> Vec<DepthRow> {
    let chosen = resolved(seen, table.roles.iter().map(|role| &**role));
    if !table.roles.is_empty() {
        let depths = chosen.iter().filter_map(|key| seen.site.coverage.depths.get(key).map(|depth| (key, depth)));
        return depths.map(|(key, depth)| table::depth_row(seen, key, depth)).collect();
    }
    let of_kind = |key: &Key| {
        let role = seen.site.handbook.get::<Role>(&key.id);
        table.kind.is_none_or(|kind| role.is_some_and(|role| role.kind == kind))
    };
    let depths = seen.site.coverage.of_kind(Kind::Role).filter(|(key, _)| of_kind(key));
    depths.map(|(key, depth)| table::depth_row(seen, key, depth)).collect()
}

fn holders(seen: Seen<'_>, table: &HoldersTable) -> Vec<DepthRow> {
    let role = table.role.iter().map(|role| &**role);
    let access = table.access.iter().map(|access| &**access);
    let keys = resolved(seen, role.chain(access));
    let depths = keys.iter().filter_map(|key| seen.site.coverage.depths.get(key).map(|depth| (key, depth)));
    depths.map(|(key, depth)| table::depth_row(seen, key, depth)).collect()
}

fn tasks(seen: Seen<'_>, table: &TasksTable) -> Vec<TaskRow> {
    let handbook = &seen.site.handbook;
    let chosen = resolved(seen, table.tasks.iter().map(|task| &**task));
    let owner = table.owner.as_ref().and_then(|owner| handbook.resolve(owner));
    let wanted = |key: &Key, task: &Task| {
        let named = table.tasks.is_empty() || chosen.contains(key);
        let owned = table.owner.is_none() || owner.is_some() && handbook.resolve(&task.owner) == owner;
        named && owned && table.every.is_none_or(|every| every == task.every)
    };
    let found = handbook.all::<Task>().filter(|(entry, task)| wanted(&entry.key, task));
    found.map(|(entry, task)| task_row(seen, &entry.key, task)).collect()
}

/// Returns a task with who does it today.
pub fn task_row(seen: Seen<'_>, key: &Key, task: &Task) -> TaskRow {
    let handbook = &seen.site.handbook;
    let owner = handbook.resolve(&task.owner);
    TaskRow {
        link: link::with_summary(seen.site, key),
        every: capital(task.every.word()),
        anchor: task.anchor.as_ref().map(ToString::to_string),
        people: table::here_or_words(seen, owner.as_ref()),
        owner: link::to(seen.site, &task.owner),
        procedure: task.procedure.as_ref().and_then(|page| link::to(seen.site, page)),
    }
}

fn contacts(seen: Seen<'_>, table: &ContactsTable) -> Vec<ContactRow> {
    let handbook = &seen.site.handbook;
    let mut keys = resolved(seen, table.contacts.iter().map(|contact| &**contact));
    if let Some((entry, department)) =
        table.department.as_ref().and_then(|reference| handbook.record::<Department>(reference))
    {
        keys.push(entry.key.clone());
        keys.extend(resolved(seen, department.contact.iter().map(|contact| &**contact)));
    }
    if let Some((_, service)) = table.service.as_ref().and_then(|reference| handbook.record::<Service>(reference)) {
        keys.extend(resolved(seen, service.report_to.iter().map(|to| &**to)));
    }
    keys.iter().map(|key| contact_row(seen, key)).collect()
}

/// Returns how to reach a contact, a role or a department.
pub fn contact_row(seen: Seen<'_>, key: &Key) -> ContactRow {
    let handbook = &seen.site.handbook;
    let contact = handbook.get::<Contact>(&key.id).filter(|_| key.kind == Kind::Contact);
    let department = handbook.get::<Department>(&key.id).filter(|_| key.kind == Kind::Department);
    let text = |text: &Text| text.value.clone();
    let email = contact
        .and_then(|contact| contact.email.as_ref())
        .or(department.and_then(|department| department.email.as_ref()));
    let phone = contact
        .and_then(|contact| contact.phone.as_ref())
        .or(department.and_then(|department| department.phone.as_ref()));
    let reached = contact.and_then(|contact| contact.reached_for.as_ref());
    ContactRow {
        link: link::link(seen.site, key),
        reached_for: reached.or_else(|| department?.when_to_call.as_ref()).map(text),
        email: email.map(|email| email.0.clone()),
        phone: phone.map(|phone| field::phone(&phone.0)),
        hours: contact.and_then(|contact| contact.hours.as_ref()).map(text),
        people: table::here_or_later(seen, key).filter(|_| key.kind == Kind::Role).unwrap_or_default(),
    }
}
