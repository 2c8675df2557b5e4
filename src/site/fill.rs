//! HTML with every address and title filled in; `up` is the way from where it stands to the top of the site.

use super::{Address, Site};
use crate::parse::markdown::live::Live;
use crate::parse::markdown::{Body, Hole, Link, Part, Target, escape};

/// Fills the holes of a body; a live table is handed on with the HTML that stands before it.
pub fn fill<'a>(site: &Site, up: &str, body: &'a Body, mut live: impl FnMut(String, &'a Live)) -> String {
    let mut html = String::new();
    for part in body.parts() {
        match part {
            Part::Html(stretch) => html.push_str(stretch),
            Part::Hole(Hole::Address(link)) => escape(&mut html, &address(site, up, link)),
            Part::Hole(Hole::TitleOf(link)) => escape(&mut html, &title(site, body, *link)),
            Part::Hole(Hole::Nowhere) => html.push('#'),
            Part::Hole(Hole::Live(table, _)) => live(std::mem::take(&mut html), &table.value),
        }
    }
    html
}

/// Fills the holes of a body, and leaves live tables out.
pub fn field(site: &Site, up: &str, body: &Body) -> String {
    let mut whole = String::new();
    let rest = fill(site, up, body, |html, _| whole.push_str(&html));
    whole + &rest
}

/// Returns where a link leads; `#` where it leads nowhere, which is reported elsewhere.
fn address(site: &Site, up: &str, link: &Link) -> String {
    match site.address(&link.span.file, &link.target) {
        Some(Address::Inside(route)) => format!("{up}{route}"),
        Some(Address::Outside(address)) => address,
        None => "#".to_owned(),
    }
}

/// Returns the title of what a link leads to, or what was written where it leads nowhere.
pub fn title(site: &Site, body: &Body, link: usize) -> String {
    let Some(Hole::Address(link)) = body.holes.get(link) else { return String::new() };
    match &link.target {
        Target::Record { reference, heading } => match (site.handbook.resolve(reference), heading) {
            (Some(key), heading) => {
                let page = site.handbook.page(&key);
                let heading = heading.as_ref().and_then(|id| page?.body.heading(id));
                heading.map_or_else(|| site.handbook.title(&key).to_owned(), |heading| heading.text.clone())
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
