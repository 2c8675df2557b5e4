//! What the consortium must be told of its directory: the change sheet, and what is to be looked at again.

use serde::Serialize;

use super::Seen;
use super::field::{self, Value};
use super::link::{self, Link};
use crate::coverage::directory::{self, Directory, Position};
use crate::schedule::long;

/// The page of directory changes as its template shows it.
#[derive(Serialize)]
pub struct Changes {
    changes: Vec<Change>,
    unconfirmed: Vec<Late>,
}

/// A position of which the consortium must be told.
#[derive(Serialize)]
struct Change {
    label: String,
    entry: Option<Link>,
    role: Option<Link>,
    /// In what it differs, a sentence each.
    words: Vec<String>,
    name: Option<String>,
    email: Option<Value>,
    phone: Option<Value>,
    remove: bool,
    /// The form, a line for each of its fields.
    text: String,
}

/// A position that nobody has looked at for too long.
#[derive(Serialize)]
struct Late {
    link: Link,
    on: Option<String>,
    due: Option<String>,
}

pub fn changes(seen: Seen<'_>) -> Changes {
    let handbook = &seen.site.handbook;
    let directory = directory::directory(handbook, &seen.site.coverage);
    let late = directory::unconfirmed(handbook, seen.site.coverage.day);
    Changes {
        changes: directory.changes().map(|position| change(seen, &directory, position)).collect(),
        unconfirmed: late
            .into_iter()
            .map(|late| Late {
                link: link::link(seen.site, &late.entry),
                on: late.confirmed.map(|(on, _)| long(on)),
                due: late.confirmed.map(|(_, due)| long(due)),
            })
            .collect(),
    }
}

fn change(seen: Seen<'_>, directory: &Directory, position: &Position) -> Change {
    let handbook = &seen.site.handbook;
    let here = position.here.clone();
    Change {
        label: position.label.clone(),
        entry: position.entry.as_ref().map(|key| link::link(seen.site, key)),
        role: position.role.as_ref().map(|key| link::link(seen.site, key)),
        words: position.differences.iter().map(|one| position.words(handbook, *one)).collect(),
        name: here.name,
        email: here.email.map(|address| Value::Mail { address }),
        phone: here.phone.map(|number| field::phone(&number)),
        remove: position.is_removed(),
        text: directory::lines(&directory.form(handbook, position)),
    }
}
