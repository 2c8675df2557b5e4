//! Announcements: who is told what, under which addresses, and who has still to say that a document reached them.

use serde::Serialize;

use super::Seen;
use super::link::{self, Link};
use super::table::{self, Person};
use crate::coverage::routing::{Routed, route, routing};
use crate::record::reference::Key;
use crate::record::{Kind, Topic};

/// Everybody who is told, topic by topic.
#[derive(Serialize)]
pub struct Routing {
    rows: Vec<Row>,
}

/// One topic, and where it goes.
#[derive(Serialize)]
pub struct Row {
    link: Link,
    /// Its place on the page of all topics.
    id: String,
    catch_all: bool,
    ways: Vec<WayRow>,
    /// The addresses in one line, ready to be copied; nothing where the audience may not know them.
    addresses: String,
    action: Option<String>,
    document: Option<Link>,
    /// Who has said that the document reached them, and who has not; nothing where the audience may not know.
    acknowledged: Option<Acknowledged>,
}

#[derive(Serialize)]
struct WayRow {
    link: Link,
    people: Vec<Person>,
}

#[derive(Serialize)]
struct Acknowledged {
    people: Vec<Link>,
    missing: Vec<Link>,
}

pub fn all(seen: Seen<'_>) -> Routing {
    let handbook = &seen.site.handbook;
    let routed = routing(handbook, &seen.site.coverage);
    let rows = routed.iter().filter_map(|routed| Some(row(seen, routed, handbook.get::<Topic>(&routed.topic.id)?)));
    Routing { rows: rows.collect() }
}

/// Returns where a topic goes; nothing for any other record.
pub fn of_record(seen: Seen<'_>, key: &Key) -> Option<Row> {
    let handbook = &seen.site.handbook;
    let topic = handbook.get::<Topic>(&key.id).filter(|_| key.kind == Kind::Topic)?;
    Some(row(seen, &route(handbook, &seen.site.coverage, key, topic), topic))
}

fn row(seen: Seen<'_>, routed: &Routed, topic: &Topic) -> Row {
    let handbook = &seen.site.handbook;
    let ways = routed.ways.iter().map(|way| WayRow {
        link: link::link(seen.site, &way.key),
        people: way.people.iter().map(|member| table::person(seen, member)).collect(),
    });
    let document = topic.document.as_ref();
    let told = document.is_some() && handbook.shows(Kind::Topic, "acknowledged");
    Row {
        link: link::with_summary(seen.site, &routed.topic),
        id: format!("topic--{}", routed.topic.id),
        catch_all: routed.catch_all,
        ways: ways.collect(),
        addresses: routed.addresses().join("; "),
        action: topic.action.as_ref().map(|action| action.value.clone()),
        document: document.and_then(|document| link::to(seen.site, document)),
        acknowledged: told.then(|| Acknowledged {
            people: link::links(seen.site, topic.acknowledged.iter().map(|said| &*said.person)),
            missing: routed.unacknowledged(handbook, topic).into_iter().map(|key| link::link(seen.site, key)).collect(),
        }),
    }
}
