//! Values that many pages share, made once: what the site is called, the menu, what is near a page in its folder.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use tera::Value;

use crate::record::Kind;
use crate::record::audience::Sight;
use crate::record::reference::Key;
use crate::schedule;
use crate::site::{Data, FIXED, Page, Route, Site, folder_of};

/// The shared values of a site.
pub struct Shared {
    pub site: Value,
    /// The menu, by the place in it that is open.
    menus: BTreeMap<String, Value>,
    nearby: BTreeMap<String, Value>,
}

#[derive(Serialize)]
struct About<'a> {
    title: &'a str,
    institution: &'a str,
    consortium: Option<&'a str>,
    language: &'a str,
    day: String,
    day_iso: String,
    audience: &'a str,
    /// The address of the picture that stands for the library.
    logo: Option<String>,
    /// What a page may load and run.
    policy: &'static str,
    /// Whether the audience sees all there is.
    whole: bool,
    /// The pages that are there whatever the handbook holds, as far as the audience sees them, by their routes.
    has: Vec<String>,
}

#[derive(Clone, Serialize)]
struct Group {
    title: &'static str,
    /// Whether its entries are shown from the start.
    open: bool,
    entries: Vec<Entry>,
}

/// One line of the menu.
#[derive(Clone, Serialize)]
struct Entry {
    title: String,
    route: String,
    /// The folder or fixed page that it stands for.
    #[serde(skip)]
    place: String,
    /// Whether the page that is shown belongs here.
    open: bool,
}

/// A folder as its pages show it: the folders above, those in it, its pages.
#[derive(Serialize)]
struct Nearby {
    chain: Vec<Entry>,
    folders: Vec<Entry>,
    pages: Vec<Entry>,
    /// How many pages are not shown.
    more: usize,
}

/// The headings of the menu, in order, and the fixed pages under each.
const GROUPS: [(&str, &[Page]); 6] = [
    ("Handbook", &[Page::Home, Page::Ask, Page::Alphabet]),
    ("Who does what", &[Page::Coverage, Page::Year, Page::SinglePoints, Page::Matrix, Page::Load]),
    ("Work", &[Page::Calendar, Page::Reviews]),
    ("Systems", &[Page::Outages]),
    ("Communication", &[Page::Routing, Page::ListMatrix, Page::DirectoryChanges]),
    ("Records", &[]),
];

/// What a page may load and run: what the site itself serves, no script or style inside a page, nothing from elsewhere.
const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

/// At most this many pages of a folder stand beside a page, so that the site grows no faster than the handbook.
const LONGEST: usize = 60;

impl Shared {
    pub fn of(site: &Site) -> Self {
        let groups = menu(site);
        let places = groups.iter().flat_map(|group| group.entries.iter().map(|entry| entry.place.clone()));
        let menus = places.chain([String::new()]).map(|place| (place.clone(), opened(&groups, &place)));
        let folders: Vec<&str> = site.sections.folders().collect();
        let nearby = folders
            .into_par_iter()
            .map(|folder| (folder.to_owned(), Value::from_serializable(&nearby(site, folder, 0))))
            .collect();
        Self { site: about(site), menus: menus.collect(), nearby }
    }

    /// Returns the values of a site that differs in the pages of some folders, and in no folder's own page.
    pub fn again<'a>(&self, site: &Site, folders: impl Iterator<Item = &'a str>) -> Self {
        let mut nearby_them = self.nearby.clone();
        for folder in folders {
            nearby_them.insert(folder.to_owned(), Value::from_serializable(&nearby(site, folder, 0)));
        }
        Self { site: self.site.clone(), menus: self.menus.clone(), nearby: nearby_them }
    }

    /// Returns the menu with the place open that a page belongs to, where the menu has it.
    pub fn menu(&self, place: &str) -> Value {
        self.menus.get(place).or_else(|| self.menus.get("")).cloned().unwrap_or_else(Value::none)
    }

    /// Returns what is near a page in its folder; nothing for a page that lies in none.
    pub fn nearby(&self, site: &Site, page: &Page) -> Value {
        let (folder, place) = match page {
            Page::Text(key) => (folder_of(key), site.sections.place_in_folder(key).unwrap_or_default()),
            Page::Section(folder) => (&**folder, 0),
            _ => return Value::none(),
        };
        if place >= LONGEST {
            return Value::from_serializable(&nearby(site, folder, place - LONGEST / 2));
        }
        self.nearby.get(folder).cloned().unwrap_or_else(Value::none)
    }
}

fn about(site: &Site) -> Value {
    let settings = &site.handbook.settings;
    let ladder = settings.audiences();
    let has = |page: &Page| {
        use Page::{Data, File, Handover, Month, Moved, OutageSheet, Record, Text};
        let own = |page: &Page| {
            matches!(page, Text(_) | Record(_) | OutageSheet(_) | Handover(_) | Month(_) | Moved(_) | File(_))
        };
        !own(page) && !matches!(page, Data(self::Data::RoleIcs(_) | self::Data::Search(_)))
    };
    let sight = site.handbook.sight.as_ref();
    Value::from_serializable(&About {
        title: settings.title(),
        institution: settings.institution.as_ref().map_or("", |institution| &institution.name),
        consortium: settings.consortium.as_ref().map(|name| &*name.value),
        language: settings.language.as_ref().map_or("en", |language| language),
        day: schedule::long(site.coverage.day),
        day_iso: site.coverage.day.to_string(),
        audience: sight.map(Sight::name).or(ladder.last().copied()).unwrap_or_default(),
        logo: site.handbook.logo().and_then(|file| file.in_content()).map(|path| Route::new(path).encoded()),
        policy: POLICY,
        whole: site.handbook.is_whole(),
        has: site.pages().filter(|(_, page)| has(page)).map(|(route, _)| route.to_string()).collect(),
    })
}

fn menu(site: &Site) -> Vec<Group> {
    GROUPS
        .into_iter()
        .map(|(title, fixed)| {
            let there = |entry: &Entry| site.page(&Route::new(&entry.route)).is_some();
            let mut entries: Vec<Entry> = fixed.iter().map(fixed_entry).filter(there).collect();
            if title == "Handbook" {
                let tops = ["procedures", "guide"].into_iter().map(|folder| folder_entry(site, folder));
                entries.splice(1..1, tops);
            }
            let kinds = Kind::RECORDS.iter().filter(|kind| kind.group() == title);
            entries.extend(kinds.filter(|kind| site.handbook.of_kind(**kind).next().is_some()).map(|kind| Entry {
                title: kind.title().to_owned(),
                route: Route::index(kind.plural()).encoded(),
                place: kind.plural().to_owned(),
                open: false,
            }));
            // The records by kind are the longest group, and whoever looks for one finds it from elsewhere.
            Group { title, open: title != "Records", entries }
        })
        .filter(|group| !group.entries.is_empty())
        .collect()
}

/// Returns the menu with one place open.
fn opened(groups: &[Group], place: &str) -> Value {
    let mut groups = groups.to_vec();
    for group in &mut groups {
        for entry in &mut group.entries {
            entry.open = entry.place == place;
            group.open |= entry.open;
        }
    }
    Value::from_serializable(&groups)
}

fn fixed_entry(page: &Page) -> Entry {
    let (_, route, title, _) = FIXED.iter().find(|(fixed, ..)| fixed == page).expect("the menu names fixed pages");
    Entry { title: (*title).to_owned(), route: (*route).to_owned(), place: (*route).to_owned(), open: false }
}

fn folder_entry(site: &Site, folder: &str) -> Entry {
    Entry {
        title: site.sections.title(folder).to_owned(),
        route: Route::index(folder).encoded(),
        place: folder.to_owned(),
        open: false,
    }
}

/// Returns what is near in a folder, its pages from a number on.
fn nearby(site: &Site, folder: &str, first: usize) -> Nearby {
    let section = site.sections.get(folder).expect("every folder is a section");
    let entry = |key: &Key| Entry {
        title: site.handbook.title(key).to_owned(),
        route: Route::of(key).encoded(),
        place: String::new(),
        open: false,
    };
    let above = site.sections.ancestors(folder).chain([folder]).skip(1);
    Nearby {
        chain: above.map(|folder| folder_entry(site, folder)).collect(),
        folders: section.folders.iter().map(|folder| folder_entry(site, folder)).collect(),
        pages: section.pages.iter().skip(first).take(LONGEST).map(entry).collect(),
        more: section.pages.len().saturating_sub(LONGEST),
    }
}
