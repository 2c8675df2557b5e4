//! A site as a value: every route and what stands there, how pages follow each other, and where a reference leads.
//!
//! This is the only place where a reference becomes an address. Addresses mirror the sources; all are relative to the
//! site's top, and a page puts the way up in front of them.

mod alphabet;
pub mod fill;
mod route;
pub mod search;
mod sections;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::coverage::outage::{self, Planned};
use crate::coverage::{self, Calendar, Coverage, Timeline};
use crate::diagnostic::Diagnostic;
use crate::handbook::{Destination, Handbook};
use crate::parse::markdown::Target;
use crate::parse::page::FormerPath;
use crate::record::Kind;
use crate::record::audience::Reach;
use crate::record::reference::Key;
use crate::source::{SourcePath, Sources};
use crate::span::Span;

pub use alphabet::{Letter, alphabet};
pub use route::Route;
pub use sections::{Neighbours, Section, Sections, capital, folder_of};

/// What stands at a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    Home,
    /// A procedure or another page in Markdown.
    Text(Key),
    /// A folder of pages, with or without a page of its own.
    Section(String),
    Record(Key),
    /// What to do when a service is down, on one sheet of paper.
    OutageSheet(Key),
    /// What a person would leave behind, or what a newcomer to a role receives.
    Handover(Key),
    /// All records of a kind.
    Index(Kind),
    /// The role-coverage table.
    Coverage,
    /// Coverage over the next twelve months.
    Year,
    /// Role by person.
    Matrix,
    /// List by person.
    ListMatrix,
    /// What is due when.
    Calendar,
    /// The sheet of a month, by its first day.
    Month(Date),
    /// Who is told what.
    Routing,
    /// What exactly one person can do.
    SinglePoints,
    /// How much hangs on each person.
    Load,
    /// What the consortium must be told of its directory.
    DirectoryChanges,
    Reviews,
    /// Every service with its outage sheet.
    Outages,
    /// Whom to ask about what.
    Ask,
    Alphabet,
    /// Which key does what.
    Shortcuts,
    /// All results of a search.
    Search,
    NotFound,
    /// An address a page once had.
    Moved(Key),
    /// A file for other programs, made from the handbook.
    Data(Data),
    /// A file that is copied as it is.
    File(PathBuf),
}

/// A file for other programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    CoverageJson,
    CoverageCsv,
    TasksCsv,
    TasksIcs,
    OutagesIcs,
    /// The tasks of one role.
    RoleIcs(Key),
    ListsCsv,
    SinglePointsCsv,
    LoadCsv,
    /// All records and pages, linked.
    HandbookJson,
    /// The JSON Schemas of the two files above.
    HandbookSchema,
    CoverageSchema,
    /// What the search of the site looks through.
    Search(search::File),
}

/// A handbook on a day, with its routes.
#[derive(Clone, Debug)]
pub struct Site {
    pub handbook: Handbook,
    pub coverage: Coverage,
    /// Coverage on every day of the twelve months from the day on.
    pub timeline: Timeline,
    /// Planned outages that are not over, and what each reaches.
    pub planned: Vec<Planned>,
    /// Tasks on their days, as far as the timeline goes.
    pub calendar: Calendar,
    pub sections: Arc<Sections>,
    /// What a search looks through, once somebody does.
    pub search: search::Search,
    search_plan: search::Plan,
    pages: Arc<BTreeMap<Route, Page>>,
}

/// The pages that are there whatever the handbook holds, each with its route, its title and the widest audience that sees
/// it: who is in charge of how much is no matter for everybody.
pub const FIXED: &[(Page, &str, &str, Reach)] = &[
    (Page::Home, "index.html", "Home", Reach::Public),
    (Page::Coverage, "coverage.html", "Role coverage", Reach::Staff),
    (Page::Year, "twelve-months.html", "The next twelve months", Reach::Staff),
    (Page::Matrix, "matrix.html", "Roles and people", Reach::Supervisors),
    (Page::ListMatrix, "list-matrix.html", "Lists and people", Reach::Staff),
    (Page::Calendar, "calendar.html", "Task calendar", Reach::Staff),
    (Page::Routing, "routing.html", "Who is told what", Reach::Staff),
    (Page::SinglePoints, "single-points.html", "Where it hangs on one person", Reach::Staff),
    (Page::Load, "load.html", "Who carries how much", Reach::Supervisors),
    (Page::DirectoryChanges, "directory-changes.html", "Directory changes", Reach::Staff),
    (Page::Reviews, "reviews.html", "Reviews due", Reach::Staff),
    (Page::Outages, "outage/index.html", "If something is down", Reach::Public),
    (Page::Ask, "ask.html", "Who do I ask?", Reach::Public),
    (Page::Alphabet, "a-z.html", "A to Z", Reach::Public),
    (Page::Shortcuts, "shortcuts.html", "Keys instead of the mouse", Reach::Public),
    (Page::Search, "search.html", "Search", Reach::Public),
    (Page::NotFound, "404.html", "Page not found", Reach::Public),
];

/// The files of data that are there whatever the handbook holds, each with its route and the widest audience that sees it.
pub const DATA: &[(Data, &str, Reach)] = &[
    (Data::CoverageJson, "coverage.json", Reach::Staff),
    (Data::CoverageCsv, "coverage.csv", Reach::Staff),
    (Data::ListsCsv, "lists.csv", Reach::Staff),
    (Data::SinglePointsCsv, "single-points.csv", Reach::Staff),
    (Data::LoadCsv, "load.csv", Reach::Supervisors),
    (Data::TasksCsv, "tasks.csv", Reach::Staff),
    (Data::TasksIcs, "tasks.ics", Reach::Staff),
    (Data::OutagesIcs, "outages.ics", Reach::Public),
    (Data::HandbookJson, "handbook.json", Reach::Public),
    (Data::HandbookSchema, "schema/handbook.schema.json", Reach::Public),
    (Data::CoverageSchema, "schema/coverage.schema.json", Reach::Staff),
];

/// Returns the months of which there are sheets, each by its first day: that of a day and the eleven after it.
pub fn months(day: Date) -> impl Iterator<Item = Date> {
    (0..12).map(move |ahead: i32| day.first_of_month().saturating_add(ahead.months()))
}

/// Returns what a month is called: `November 2026`.
pub fn month_title(month: Date) -> String {
    month.strftime("%B %Y").to_string()
}

/// Returns coverage on every day of the twelve months from a day on.
fn year_from(handbook: &Handbook, day: Date) -> Timeline {
    coverage::over(handbook, day..day.checked_add(1.year()).unwrap_or(Date::MAX))
}

/// Returns the people who hold anything and the roles that have a sheet for a hand-over, as far as the audience sees them.
pub fn handovers(handbook: &Handbook, day: Date) -> impl Iterator<Item = Key> {
    let keys = |kind| handbook.of_kind(kind).map(|entry| &entry.key);
    let people = keys(Kind::Person)
        .filter(move |key| handbook.sees(Reach::Supervisors) && coverage::holds_anything(handbook, key, day));
    let roles = keys(Kind::Role).filter(|_| handbook.sees(Reach::Staff));
    people.chain(roles).cloned()
}

impl Site {
    /// Lays out a handbook, and says where two things would stand at one address.
    pub fn new(handbook: Handbook, coverage: Coverage, sources: &Sources) -> (Self, Vec<Diagnostic>) {
        let sections = Sections::of(&handbook);
        let mut layout = Layout::default();
        for (page, route, ..) in FIXED.iter().filter(|(.., reach)| handbook.sees(*reach)) {
            layout.put(Route::new(route), page.clone(), None);
        }
        for (data, route, _) in DATA.iter().filter(|(.., reach)| handbook.sees(*reach)) {
            layout.put(Route::new(route), Page::Data(data.clone()), None);
        }
        let search_plan = search::Plan::of(&handbook);
        for (route, file) in search_plan.files() {
            layout.put(route, Page::Data(Data::Search(file)), None);
        }
        if handbook.sees(Reach::Staff) {
            for month in months(coverage.day) {
                layout.put(Route::month(month), Page::Month(month), None);
            }
            // Each role has one, with tasks or without: an address somebody has subscribed to does not go away.
            for entry in handbook.of_kind(Kind::Role) {
                layout.put(Route::calendar_of(&entry.key), Page::Data(Data::RoleIcs(entry.key.clone())), None);
            }
        }
        for kind in Kind::RECORDS.iter().filter(|kind| handbook.sees(kind.reach())) {
            layout.put(Route::index(kind.plural()), Page::Index(*kind), None);
        }
        for folder in sections.folders() {
            let own = sections.get(folder).and_then(|section| section.own.as_ref());
            layout.put(Route::index(folder), Page::Section(folder.to_owned()), own.and_then(|key| handbook.place(key)));
        }
        for entry in handbook.entries() {
            layout.put(Route::of(&entry.key), Page::Record(entry.key.clone()), Some(&entry.span));
        }
        for entry in handbook.of_kind(Kind::Service) {
            layout.put(Route::outage_sheet(&entry.key), Page::OutageSheet(entry.key.clone()), Some(&entry.span));
        }
        for key in handovers(&handbook, coverage.day) {
            layout.put(Route::handover(&key), Page::Handover(key.clone()), handbook.place(&key));
        }
        for page in handbook.pages().filter(|page| !page.is_index()) {
            layout.put(Route::of(&page.key), Page::Text(page.key.clone()), Some(&page.span));
        }
        for path in handbook.attachments() {
            if let (Some(inside), Some(file)) = (path.in_content(), sources.attachments.get(path)) {
                layout.put(Route::new(inside), Page::File(file.clone()), Some(&Span::whole(path)));
            }
        }
        for page in handbook.pages() {
            for FormerPath(path) in &page.front.aliases {
                layout.put(Route::new(format!("{}.html", path.value)), Page::Moved(page.key.clone()), Some(&path.span));
            }
        }
        let timeline = year_from(&handbook, coverage.day);
        let planned = outage::planned(&handbook, coverage.day);
        let calendar = coverage::calendar(&handbook, &timeline);
        let (sections, pages) = (Arc::new(sections), Arc::new(layout.pages));
        let search = search::Search::default();
        let site = Self { handbook, coverage, timeline, planned, calendar, sections, search, search_plan, pages };
        (site, layout.faults)
    }

    /// Returns the site of a handbook that has the same names and attachments as this one's, and where `listed` is said
    /// also the same pages in every list.
    pub fn again(&self, handbook: Handbook, coverage: Coverage, listed: bool) -> Self {
        let sections = if listed { self.sections.clone() } else { Arc::new(Sections::of(&handbook)) };
        let timeline = year_from(&handbook, coverage.day);
        let planned = outage::planned(&handbook, coverage.day);
        let calendar = coverage::calendar(&handbook, &timeline);
        let mut pages = self.pages.clone();
        // Who holds anything can change with any edit.
        let handovers: BTreeMap<Route, Key> =
            handovers(&handbook, coverage.day).map(|key| (Route::handover(&key), key)).collect();
        let is_handover = |page: &Page| matches!(page, Page::Handover(_));
        if !pages.iter().filter(|(_, page)| is_handover(page)).map(|(route, _)| route).eq(handovers.keys()) {
            let pages = Arc::make_mut(&mut pages);
            pages.retain(|_, page| !is_handover(page));
            pages.extend(handovers.into_iter().map(|(route, key)| (route, Page::Handover(key))));
        }
        // Words came or went, and with them perhaps a file of the index.
        let search_plan = search::Plan::of(&handbook);
        if search_plan != self.search_plan {
            let pages = Arc::make_mut(&mut pages);
            pages.retain(|_, page| !matches!(page, Page::Data(Data::Search(_))));
            pages.extend(search_plan.files().map(|(route, file)| (route, Page::Data(Data::Search(file)))));
        }
        let search = search::Search::default();
        Self { handbook, coverage, timeline, planned, calendar, sections, search, search_plan, pages }
    }

    /// Returns every route and what stands there, sorted.
    pub fn pages(&self) -> impl Iterator<Item = (&Route, &Page)> {
        self.pages.iter()
    }

    pub fn page(&self, route: &Route) -> Option<&Page> {
        self.pages.get(route)
    }

    /// Returns the address of what a link in a file leads to; nothing where it leads nowhere.
    pub fn address(&self, file: &SourcePath, target: &Target) -> Option<Address> {
        match self.handbook.follow(file, target)? {
            Destination::Key(key, heading) => {
                let fragment = heading.map(|heading| format!("#{heading}")).unwrap_or_default();
                Some(Address::Inside(format!("{}{fragment}", Route::of(&key).encoded())))
            }
            Destination::Here(heading) => Some(Address::Outside(format!("#{heading}"))),
            Destination::Attachment(path) => path.in_content().map(|path| Address::Inside(Route::new(path).encoded())),
            Destination::Web(address) => Some(Address::Outside(address)),
        }
    }

    /// Returns the title of a page.
    pub fn title(&self, page: &Page) -> String {
        match page {
            Page::Text(key) | Page::Record(key) | Page::Moved(key) => self.handbook.title(key).to_owned(),
            Page::OutageSheet(key) => format!("If {} is down", self.handbook.title(key)),
            Page::Handover(key) if key.kind == Kind::Role => format!("For a newcomer: {}", self.handbook.title(key)),
            Page::Handover(key) => format!("Hand-over: {}", self.handbook.title(key)),
            Page::Section(folder) => self.sections.title(folder).to_owned(),
            Page::Index(kind) => kind.title().to_owned(),
            Page::Month(month) => month_title(*month),
            page => FIXED.iter().find(|(fixed, ..)| fixed == page).map_or("", |(_, _, title, _)| title).to_owned(),
        }
    }
}

/// The routes so far. Addresses that differ only by letter case are one file on Windows and on a Mac.
#[derive(Default)]
struct Layout {
    pages: BTreeMap<Route, Page>,
    /// Who stands where, by the route without regard to case.
    taken: BTreeMap<String, Option<Span>>,
    /// The folders so far, each with something that stands in it.
    folders: BTreeMap<String, Option<Span>>,
    /// The folder of the last page; it and those it lies in are among the folders.
    last: String,
    faults: Vec<Diagnostic>,
}

impl Layout {
    /// Gives a page its route; the first keeps it, and the second is reported at its place.
    fn put(&mut self, route: Route, page: Page, place: Option<&Span>) {
        if let (Some(place), Some(why)) = (place, route.unusable()) {
            let fault = Diagnostic::new(
                "unusable-name",
                place.clone(),
                format!("`{route}` cannot be the name of a file everywhere: {why}"),
            );
            self.faults.push(fault.hint("rename it, with small letters, digits and `-`"));
            return;
        }
        let folded = route.folded();
        let folder = folded.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        // Where they are the same as before, nothing can have taken their place since.
        let others = if folder == self.last { "" } else { &*folded };
        let folders = || others.match_indices('/').map(|(at, _)| &others[..at]);
        let holder = self.taken.get(&folded).or_else(|| self.folders.get(&folded));
        let Some(first) = holder.or_else(|| folders().find_map(|folder| self.taken.get(folder))) else {
            for folder in folders() {
                self.folders.entry(folder.to_owned()).or_insert_with(|| place.cloned());
            }
            self.taken.insert(folded, place.cloned());
            self.last = folder;
            self.pages.insert(route, page);
            return;
        };
        let Some(place) = place else { return };
        let fault =
            Diagnostic::new("same-address", place.clone(), format!("something else stands at the address `{route}`"))
                .hint("rename one of the two; small and capital letters alone are not enough");
        self.faults.push(match first {
            Some(first) => fault.related(first.clone(), "the other one"),
            None => fault,
        });
    }
}

/// An address in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// From the top of the site.
    Inside(String),
    /// As it is.
    Outside(String),
}
