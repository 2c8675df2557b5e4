//! What stands around every page: its title, the way up to the top, the trail, what comes before and after.

use serde::Serialize;

use super::Seen;
use super::link::{self, Link};
use crate::record::Kind;
use crate::site::{Neighbours, Page, Route, Site};

/// The frame of a page.
#[derive(Serialize)]
pub struct Frame {
    title: String,
    /// What sort of record the page is about, in a word: a role and a topic may have one name.
    sort: Option<&'static str>,
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
    let sort = match page {
        Page::Record(key) => Some(key.kind.singular()),
        _ => None,
    };
    Frame {
        title: site.title(page),
        sort,
        description: description(site, page).filter(|text| !text.is_empty()),
        route: seen.route.encoded(),
        up: seen.route.up(),
        place: place(seen.route, page),
        trail: trail(seen, page),
        previous: neighbours.previous.map(|key| link::link(site, key)),
        next: neighbours.next.map(|key| link::link(site, key)),
    }
}

/// Returns what a page is about, in a sentence: for lists of pages that other programs make.
fn description(site: &Site, page: &Page) -> Option<String> {
    let title = |key| site.handbook.title(key);
    let fixed = match page {
        Page::Text(key) => return link::with_summary(site, key).summary,
        Page::Record(key) => {
            return link::with_summary(site, key).summary.or_else(|| Some(key.kind.about().to_owned()));
        }
        Page::Section(folder) => return site.sections.get(folder).map(|section| section.summary.clone()),
        Page::Index(kind) => kind.about(),
        Page::OutageSheet(key) => {
            let service = title(key);
            return Some(format!("Whom to tell, what to do meanwhile and who is affected when {service} is down."));
        }
        Page::Handover(key) if key.kind == Kind::Role => {
            return Some(format!("What somebody new to the role {} reads, asks for and does first.", title(key)));
        }
        Page::Handover(key) => return Some(format!("What {} holds, and who takes it over.", title(key))),
        Page::Month(_) => return Some(format!("What is due on each day of {}, and who does it.", site.title(page))),
        Page::Home => "What needs somebody, what is due, and where to find the procedures, roles and people.",
        Page::Coverage => "Who can do what today, and where one departure would leave nobody.",
        Page::Year => "How well each role is covered in the next twelve months, by what is known today.",
        Page::Matrix => "Who holds which role, and who steps in.",
        Page::ListMatrix => "Who reads which mailing list for the library, and who must and does not.",
        Page::Calendar => "What is due in the next twelve months, and who is here that day to do it.",
        Page::Routing => "Who is told about each kind of announcement, with the addresses to copy.",
        Page::SinglePoints => "What only one person can do today, what would stop most first.",
        Page::Load => "How much leans on each person, so that work can be shared before it is too much.",
        Page::DirectoryChanges => "Where the consortium's directory says something else than what is true here.",
        Page::Reviews => "When each page and each access is to be looked at again, the earliest first.",
        Page::Outages => "One sheet for each service: whom to tell and what to do while it is down.",
        Page::Alphabet => "Every page and every record, in the order of the alphabet.",
        _ => return Some(format!("{}: {}.", site.handbook.settings.title(), site.title(page))),
    };
    Some(fixed.to_owned())
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
