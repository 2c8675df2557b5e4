//! HTML with every address and title filled in.

use super::Seen;
use crate::parse::markdown::live::Live;
use crate::parse::markdown::{Body, Hole, Link, Part, Target, escape};
use crate::site::Address;

/// Fills the holes of a body; a live table is handed on with the HTML that stands before it.
pub fn fill<'a>(seen: Seen<'_>, body: &'a Body, mut live: impl FnMut(String, &'a Live)) -> String {
    let mut html = String::new();
    for part in body.parts() {
        match part {
            Part::Html(stretch) => html.push_str(stretch),
            Part::Hole(Hole::Address(link)) => escape(&mut html, &address(seen, link)),
            Part::Hole(Hole::TitleOf(link)) => escape(&mut html, &title(seen, body, *link)),
            Part::Hole(Hole::Nowhere) => html.push('#'),
            Part::Hole(Hole::Live(table)) => live(std::mem::take(&mut html), &table.value),
        }
    }
    html
}

/// Fills the holes of a field, which holds no live tables.
pub fn field(seen: Seen<'_>, body: &Body) -> String {
    let mut whole = String::new();
    let rest = fill(seen, body, |html, _| whole.push_str(&html));
    whole + &rest
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
