//! What each page may show: plain values, made from the site, that a template sees and nothing else.
//!
//! [`of`] picks the view of a page. Values that many pages share are made once, in [`Shared`].

mod ask;
mod body;
mod calendar;
mod concentration;
mod days;
mod directory;
mod duty;
mod field;
mod frame;
mod handover;
mod home;
mod link;
mod lists;
mod live;
mod newcomer;
mod outage;
mod record;
mod reviews;
mod routing;
mod shared;
mod standing;
mod table;
mod text;
mod year;

use tera::{Context, Value};

use crate::record::Kind;
use crate::site::{Page, Route, Site};
pub use shared::Shared;

/// A page's template and what it may show.
pub struct View {
    pub template: &'static str,
    pub context: Context,
}

/// A site, and where on it the page stands that is being shown.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub site: &'a Site,
    pub route: &'a Route,
}

/// Returns the template that shows a page; nothing for what no template shows.
pub fn template(page: &Page) -> Option<&'static str> {
    Some(match page {
        Page::Home => "home.html",
        Page::Text(_) => "page.html",
        Page::Section(_) => "section.html",
        Page::Record(_) => "record.html",
        Page::Handover(key) if key.kind == Kind::Role => "newcomer.html",
        Page::Handover(_) => "handover.html",
        Page::Index(_) => "kind.html",
        Page::Coverage => "coverage.html",
        Page::Matrix => "matrix.html",
        Page::ListMatrix => "list-matrix.html",
        Page::Year => "year.html",
        Page::Calendar => "calendar.html",
        Page::Month(_) => "month.html",
        Page::Routing => "routing.html",
        Page::SinglePoints => "single-points.html",
        Page::Load => "load.html",
        Page::DirectoryChanges => "directory-changes.html",
        Page::Reviews => "reviews.html",
        Page::Outages => "outages.html",
        Page::OutageSheet(_) => "outage-sheet.html",
        Page::Ask => "ask.html",
        Page::Alphabet => "a-z.html",
        Page::Shortcuts => "shortcuts.html",
        Page::Search => "search.html",
        Page::NotFound => "404.html",
        Page::Moved(_) => "moved.html",
        Page::Data(_) | Page::File(_) => return None,
    })
}

/// Returns the view of a page; nothing for what no template shows.
pub fn of(site: &Site, shared: &Shared, route: &Route, page: &Page) -> Option<View> {
    let seen = Seen { site, route };
    let template = template(page)?;
    let value = match page {
        Page::Home => make(&home::home(seen)),
        Page::Text(key) => make(&text::text(seen, key)),
        Page::Section(folder) => make(&text::section(seen, folder)),
        Page::Record(key) => make(&record::record(seen, key)),
        Page::Handover(key) if key.kind == Kind::Role => make(&newcomer::newcomer(seen, key)),
        Page::Handover(key) => make(&handover::handover(seen, key)),
        Page::Index(kind) => make(&record::kind(seen, *kind)),
        Page::Coverage => make(&table::coverage(seen)),
        Page::Matrix => make(&table::roles_by_person(seen)),
        Page::ListMatrix => make(&lists::matrix(seen)),
        Page::Routing => make(&routing::all(seen)),
        Page::Reviews => make(&reviews::reviews(seen)),
        Page::Year => make(&year::year(seen)),
        Page::Calendar => make(&calendar::calendar(seen)),
        Page::Month(month) => make(&calendar::month(seen, *month)),
        Page::SinglePoints => make(&concentration::single_points(seen)),
        Page::Load => make(&concentration::load(seen)),
        Page::DirectoryChanges => make(&directory::changes(seen)),
        Page::Outages => make(&outage::list(seen)),
        Page::OutageSheet(key) => make(&outage::down(seen, key)),
        Page::Ask => make(&ask::ask(seen)),
        Page::Alphabet => make(&table::alphabet(seen)),
        Page::Moved(key) => make(&link::link(site, key)),
        Page::Search | Page::Shortcuts | Page::NotFound | Page::Data(_) | Page::File(_) => Value::none(),
    };
    let mut context = Context::new();
    context.insert_value("site", shared.site.clone());
    let frame = frame::frame(seen, page);
    context.insert_value("menu", shared.menu(&frame.place));
    context.insert_value("nearby", shared.nearby(site, page));
    context.insert_value("frame", make(&frame));
    context.insert_value("page", value);
    Some(View { template, context })
}

fn make<T: serde::Serialize>(view: &T) -> Value {
    Value::from_serializable(view)
}
