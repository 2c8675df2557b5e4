//! What stands around every page: its title, the way up to the top, the trail, what comes before and after.

use serde::Serialize;

use super::Seen;
use super::link::{self, Link};
use crate::record::Kind;
use crate::site::{Neighbours, Page, Route};

/// The frame of a page.
#[derive(Serialize)]
pub struct Frame {
    title: String,
    description: Option<String>,
    /// The page's own address from the top of the site.
    route: String,
    /// What to put before an address from the top: `../` for each folder.
    up: String,
    /// The folder or fixed page of the menu that the page belongs to.
    #[serde(skip)]
    pub place: String,
    trail: Vec<Step>,
    previous: Option<Link>,
    next: Option<Link>,
}

/// A step of the way down to a page.
#[derive(Serialize)]
struct Step {
    title: String,
    route: String,
}

pub fn frame(seen: Seen<'_>, page: &Page) -> Frame {
    let site = seen.site;
    let neighbours = match page {
        Page::Text(key) => site.sections.neighbours(key),
        Page::Section(folder) => site
            .sections
            .get(folder)
            .and_then(|section| section.own.as_ref())
            .map(|key| site.sections.neighbours(key))
            .unwrap_or_default(),
        _ => Neighbours::default(),
    };
    let description = match page {
        Page::Text(key) | Page::Record(key) => link::with_summary(site, key).summary,
        Page::OutageSheet(key) => Some(format!(
            "Whom to tell, what to do meanwhile and who is affected when {} is down.",
            site.handbook.title(key)
        )),
        Page::Section(folder) => site.sections.get(folder).map(|section| section.summary.clone()),
        Page::Index(kind) => Some(kind.about().to_owned()),
        _ => None,
    };
    Frame {
        title: site.title(page),
        description: description.filter(|text| !text.is_empty()),
        route: seen.route.encoded(),
        up: seen.route.up(),
        place: place(seen.route, page),
        trail: trail(seen, page),
        previous: neighbours.previous.map(|key| link::link(site, key)),
        next: neighbours.next.map(|key| link::link(site, key)),
    }
}

/// Where all outage sheets are listed.
const SHEETS: &str = "outage/index.html";

fn place(route: &Route, page: &Page) -> String {
    match page {
        Page::Text(_) | Page::Section(_) => route.as_str().split('/').next().unwrap_or_default().to_owned(),
        Page::Record(key) | Page::Handover(key) => key.kind.plural().to_owned(),
        Page::OutageSheet(_) => SHEETS.to_owned(),
        Page::Index(kind) => kind.plural().to_owned(),
        Page::Month(_) => "calendar.html".to_owned(),
        _ => route.as_str().to_owned(),
    }
}

fn trail(seen: Seen<'_>, page: &Page) -> Vec<Step> {
    let folder = |folder: &str| Step {
        title: seen.site.sections.title(folder).to_owned(),
        route: Route::index(folder).encoded(),
    };
    match page {
        Page::Home => Vec::new(),
        Page::Text(key) => seen.site.sections.ancestors(&key.id).map(folder).collect(),
        Page::Section(path) => seen.site.sections.ancestors(path).map(folder).collect(),
        Page::Record(key) => vec![kind_step(key.kind)],
        Page::OutageSheet(_) => {
            vec![Step { title: seen.site.title(&Page::Outages), route: SHEETS.to_owned() }]
        }
        Page::Month(_) => vec![Step { title: seen.site.title(&Page::Calendar), route: "calendar.html".to_owned() }],
        Page::Handover(key) => {
            let title = seen.site.handbook.title(key).to_owned();
            vec![kind_step(key.kind), Step { title, route: Route::of(key).encoded() }]
        }
        _ => Vec::new(),
    }
}

fn kind_step(kind: Kind) -> Step {
    Step { title: kind.title().to_owned(), route: Route::index(kind.plural()).encoded() }
}
