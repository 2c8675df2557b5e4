//! Bodies as a template shows them: HTML with every address and title filled in, and live tables between.

use serde::Serialize;

use super::Seen;
use super::live::{self, LiveTable};
use crate::parse::markdown::{Body, Hole, Link, Part, Target, escape};
use crate::site::Address;

/// A stretch of a body: HTML that is safe to show, or a live table.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stretch {
    Html(String),
    Live(LiveTable),
}

/// Returns a body with its holes filled in.
pub fn body(seen: Seen<'_>, body: &Body) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut html = String::new();
    for part in body.parts() {
        match part {
            Part::Html(stretch) => html.push_str(stretch),
            Part::Hole(Hole::Address(link)) => escape(&mut html, &address(seen, link)),
            Part::Hole(Hole::TitleOf(link)) => escape(&mut html, &title(seen, body, *link)),
            Part::Hole(Hole::Nowhere) => html.push('#'),
            Part::Hole(Hole::Live(table)) => {
                stretches.push(Stretch::Html(std::mem::take(&mut html)));
                stretches.push(Stretch::Live(live::table(seen, &table.value)));
            }
        }
    }
    if !html.is_empty() {
        stretches.push(Stretch::Html(html));
    }
    stretches
}

/// Returns where a link leads from the page that is shown; `#` where it leads nowhere, which is reported elsewhere.
fn address(seen: Seen<'_>, link: &Link) -> String {
    match seen.site.address(&link.span.file, &link.target) {
        Some(Address::Inside(route)) => format!("{}{route}", seen.route.up()),
        Some(Address::Outside(address)) => address,
        None => "#".to_owned(),
    }
}

/// Returns the title of what a link leads to, or what was written where it leads nowhere.
fn title(seen: Seen<'_>, body: &Body, link: usize) -> String {
    let Some(Hole::Address(link)) = body.holes.get(link) else { return String::new() };
    match &link.target {
        Target::Record { reference, heading } => match (seen.site.handbook.resolve(reference), heading) {
            (Some(key), heading) => {
                let page = seen.site.handbook.page(&key);
                let heading = heading.as_ref().and_then(|id| page?.body.heading(id));
                heading.map_or_else(|| seen.site.handbook.title(&key).to_owned(), |heading| heading.text.clone())
            }
            (None, _) => reference.id.to_string(),
        },
        Target::Heading(id) => {
            let heading = body.heading(id);
            heading.map_or_else(|| id.clone(), |heading| heading.text.clone())
        }
        Target::File { path, .. } => path.clone(),
        Target::Web(address) => address.clone(),
    }
}
