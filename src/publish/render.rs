//! Every file of a site, made once before anything is sent: its hash, and its bytes where they may have to travel.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::notes::{Bases, Notes};
use super::receipt::{Listed, Receipt};
use crate::diagnostic::{self, Diagnostic};
use crate::digest::hash;
use crate::edition::{Content, Edition};
use crate::error::Error;
use crate::site::{Page, Route};
use crate::write::files::{is_inside, read_before};

/// How many bytes are held in memory at most; what is beyond is made again when it is sent.
const MOST: usize = 512 << 20;

/// A site that was rendered.
pub struct Rendered<'a> {
    edition: &'a Edition,
    pub files: BTreeMap<String, Listed>,
    held: BTreeMap<String, Box<[u8]>>,
    pub bases: Bases,
    /// Whether that is not what was noted.
    pub is_news: bool,
    /// What is wrong with it, sorted.
    pub faults: Vec<Diagnostic>,
}

/// Whoever looks at every file before it is sent: its route, its bytes, and whether the same bytes were looked at before
/// by the same program, and the same was allowed → what is wrong with it.
pub type Look<'a> = &'a (dyn Fn(&Route, &[u8], bool) -> Vec<Diagnostic> + Sync);

/// A file that was made.
struct Made {
    path: String,
    listed: Listed,
    held: Option<Box<[u8]>>,
    faults: Vec<Diagnostic>,
}

/// Makes every file of an edition, and holds those that are not what a receipt says. A page that is made from what it was
/// made from then, as far as that was noted, is neither rendered again nor read again for the search.
pub fn render<'a>(
    edition: &'a Edition,
    before: &Receipt,
    notes: Option<&Notes>,
    look: Look<'_>,
) -> Result<Rendered<'a>, Error> {
    let total = AtomicUsize::new(0);
    let (noted, bases) = rayon::join(|| notes?.read(before), || bases(edition));
    let noted = noted.as_ref();
    let is_same = |path: &str| {
        let then = noted.and_then(|noted| noted.pages.get(path));
        then.is_some() && then == bases.get(path)
    };
    let search = &edition.site.search;
    let is_same_route = |route: &Route| is_same(route.as_str());
    let of_use = noted.is_some_and(|noted| search.read_again(&edition.site, &noted.search, &is_same_route));
    let is_news = !of_use || noted.is_some_and(|noted| noted.pages != bases);
    let make = |buffer: &mut Vec<u8>, route: &Route| {
        let path = route.as_str();
        let then = before.files.get(path);
        let stays = is_same(path) && edition.stays_clean(route);
        if let Some(listed) = then.filter(|then| stays && then.hash.is_some()) {
            return Ok(Made { path: path.to_owned(), held: None, listed: listed.clone(), faults: Vec::new() });
        }
        let fault = fill(edition, route, buffer)?;
        let hash = hash(buffer);
        let known = then.is_some_and(|then| then.hash.as_ref() == Some(&hash));
        let fits = || total.fetch_add(buffer.len(), Ordering::Relaxed) + buffer.len() <= MOST;
        Ok(Made {
            path: path.to_owned(),
            held: (!known && fits()).then(|| buffer.as_slice().into()),
            listed: Listed { hash: Some(hash), size: buffer.len() as u64, title: title(edition, route) },
            faults: look(route, buffer, known && noted.is_some()).into_iter().chain(fault).collect(),
        })
    };
    let routes: Vec<&Route> = edition.routes().filter(|route| is_inside(route.as_str())).collect();
    let made = routes.into_par_iter().map_init(Vec::new, |buffer, route| make(buffer, route));
    let made: Vec<Made> = made.collect::<Result<_, Error>>()?;
    let (files, held, faults) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let mut rendered = Rendered { edition, files, held, bases, is_news, faults };
    for made in made {
        rendered.faults.extend(made.faults);
        rendered.held.extend(made.held.map(|held| (made.path.clone(), held)));
        rendered.files.insert(made.path, made.listed);
    }
    diagnostic::sort(&mut rendered.faults);
    Ok(rendered)
}

/// Returns what each page is made from.
fn bases(edition: &Edition) -> Bases {
    let basis = edition.basis();
    let routes: Vec<&Route> = edition.routes().collect();
    routes.into_par_iter().filter_map(|route| Some((route.to_string(), basis.of(route)?))).collect()
}

impl Rendered<'_> {
    /// Returns the bytes of a file: exactly those that were looked at.
    pub fn bytes(&self, path: &str) -> Result<Cow<'_, [u8]>, Error> {
        if let Some(held) = self.held.get(path) {
            return Ok(Cow::Borrowed(held));
        }
        let mut buffer = Vec::new();
        fill(self.edition, &Route::new(path), &mut buffer)?;
        match self.files.get(path).is_some_and(|listed| listed.hash == Some(hash(&buffer))) {
            true => Ok(Cow::Owned(buffer)),
            false => Err(Error::Usage(format!("`{path}` changed while it was published; publish again"))),
        }
    }
}

/// Puts what stands at a route into a buffer.
fn fill(edition: &Edition, route: &Route, buffer: &mut Vec<u8>) -> Result<Option<Diagnostic>, Error> {
    let (content, fault) = edition.content(route, buffer);
    if let Content::File(file) = content {
        read_before(&file, buffer).map_err(Error::at("read", &file))?;
    }
    Ok(fault)
}

/// Returns the title by which people know what stands at a route.
fn title(edition: &Edition, route: &Route) -> Option<String> {
    match edition.site.page(route)? {
        Page::Data(_) | Page::File(_) | Page::Moved(_) | Page::NotFound => None,
        page => Some(edition.site.title(page)),
    }
}
