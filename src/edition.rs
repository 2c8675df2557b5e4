//! An edition: a site in its theme, each page rendered when somebody asks. Its bytes never depend on who asks.

mod basis;
mod binder;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::coverage::{self, Calendar, Coverage};
use crate::diagnostic::{self, Diagnostic};
use crate::digest::Digest;
use crate::export;
use crate::handbook::{self, Edit, Handbook};
use crate::parse::{self, Parsed, Recall};
use crate::record::Kind;
use crate::record::reference::Key;
use crate::rules;
use crate::secret;
use crate::site::{self, Data, Page, Route, Site, folder_of};
use crate::source::{SourcePath, Sources};
use crate::theme::{File, Theme};
use crate::view::{self, Shared};
pub use basis::Basis;
pub use binder::Binder;

/// A handbook on a day, ready to be shown.
pub struct Edition {
    pub sources: Sources,
    pub site: Site,
    /// Everything that is wrong with it, sorted.
    pub diagnostics: Vec<Diagnostic>,
    parsed: Parsings,
    theme: Arc<Theme>,
    shared: Arc<Shared>,
    found: Found,
    /// The name of the audience that the site is cut for, and the handbook as a whole, by which the rules judge; nothing
    /// where the site shows everything.
    cut: Option<(String, Whole)>,
    /// The secrets in the texts, in every form in which a message may repeat them.
    secrets: secret::Known,
    /// The secrets that the texts may hold on the day, and so the pages too.
    allowed: BTreeSet<String>,
    /// The routes for which an exception was written.
    excepted: BTreeSet<String>,
}

/// The handbook as a whole, where the site shows a part of it.
struct Whole {
    handbook: Handbook,
    coverage: Coverage,
    calendar: Calendar,
}

/// Every text as it was parsed.
type Parsings = BTreeMap<SourcePath, Arc<Parsed>>;

/// What is wrong, by the step that found it. What is wrong while files are read, and what the rules say, is asked anew
/// each time.
struct Found {
    /// In one file, or while all were linked.
    linking: Vec<Diagnostic>,
    theme: Vec<Diagnostic>,
    layout: Vec<Diagnostic>,
}

/// A site in its theme, before the rules have seen it.
struct Linked {
    site: Site,
    theme: Arc<Theme>,
    shared: Arc<Shared>,
    found: Found,
    cut: Option<(String, Whole)>,
}

/// What stands at a route.
pub enum Content {
    /// The bytes were put into the buffer.
    Bytes,
    /// A file, and behind it the bytes in the buffer, mostly none.
    File(PathBuf),
}

/// Parses, links and checks sources; `loading` is what was wrong while they were read.
///
/// The site shows what `audience` may see, or everything where none is given; what is wrong is said of the whole either
/// way. An audience that is not on the handbook's ladder sees what the widest does.
pub fn compile(sources: Sources, loading: Vec<Diagnostic>, day: Date, audience: Option<&str>) -> Edition {
    compile_again(sources, loading, day, audience, &|_, _| None)
}

/// Compiles sources of which outlines may be remembered. The result is that of [`compile`].
pub fn compile_again(
    sources: Sources,
    loading: Vec<Diagnostic>,
    day: Date,
    audience: Option<&str>,
    recall: Recall<'_>,
) -> Edition {
    let parsed = parsed(sources.texts.iter().collect(), recall);
    let linked = link(&sources, &parsed, day, audience);
    Edition::checked(sources, parsed, linked, loading)
}

fn parsed(texts: Vec<(&SourcePath, &Arc<str>)>, recall: Recall<'_>) -> Parsings {
    let parse = |(path, text): (&SourcePath, &Arc<str>)| {
        let parsed = parse::parse_again(path, text, recall);
        (path.clone(), Arc::new(parsed))
    };
    texts.into_par_iter().map(parse).collect()
}

fn link(sources: &Sources, parsed: &Parsings, day: Date, audience: Option<&str>) -> Linked {
    let attachments = sources.attachments.keys().filter(|path| path.in_content().is_some()).cloned().collect();
    let (handbook, linking) = handbook::link(parsed, attachments);
    let is_doubtful = |fault: &Diagnostic| fault.span.file.in_content() == Some("handbook.yaml");
    let doubtful = linking.iter().any(is_doubtful);
    let coverage = coverage::on(&handbook, day);
    let lay_out = || Site::new(handbook.clone(), coverage, sources);
    let cut = || audience.map(|audience| (audience.to_owned(), cut(&handbook, day, sources, audience, doubtful)));
    let load_theme = || Theme::new(sources, &handbook.settings);
    let ((theme, in_theme), ((whole, layout), cut)) = rayon::join(load_theme, || rayon::join(lay_out, cut));
    let (site, cut) = match cut {
        Some((audience, shown)) => {
            let (handbook, coverage, calendar) = (whole.handbook, whole.coverage, whole.calendar);
            let whole = Whole { handbook, coverage, calendar };
            (shown, Some((audience, whole)))
        }
        None => (whole, None),
    };
    let shared = Arc::new(Shared::of(&site));
    Linked { site, theme: Arc::new(theme), shared, found: Found { linking, theme: in_theme, layout }, cut }
}

/// Returns the site as an audience sees it. Where the settings are `doubtful`, what names no audience is for the narrowest
/// alone.
fn cut(whole: &Handbook, day: Date, sources: &Sources, audience: &str, doubtful: bool) -> Site {
    let settings = &whole.settings;
    let widest = || settings.sight(settings.audiences()[0]).expect("every rung is on the ladder");
    let sight = settings.sight(audience).unwrap_or_else(widest);
    let sight = if doubtful { sight.closed() } else { sight };
    let handbook = whole.for_audience(&sight, sources);
    let coverage = coverage::on(&handbook, day);
    Site::new(handbook, coverage, sources).0
}

impl Edition {
    /// Compiles sources of which most are still what they were here. The result is that of [`compile`].
    ///
    /// Only what changed is parsed; where no edit changes a name that other files may use, only what changed is linked.
    pub fn again(&self, sources: Sources, loading: Vec<Diagnostic>, day: Date) -> Self {
        let parsed = self.parsed_again(&sources);
        let audience = self.cut.as_ref().map(|(audience, _)| &**audience);
        let edited = self.edited(&sources, &parsed, day);
        let linked = edited.unwrap_or_else(|| link(&sources, &parsed, day, audience));
        Self::checked(sources, parsed, linked, loading)
    }

    /// Parses the texts that are not what they were.
    fn parsed_again(&self, sources: &Sources) -> Parsings {
        let before = &self.sources.texts;
        let mut all = self.parsed.clone();
        let changed: Vec<_> = if sources.texts.keys().eq(before.keys()) {
            let pairs = sources.texts.iter().zip(before.values());
            // Texts that were not read again are one and the same; comparing their letters would take longer than all else.
            pairs.filter(|((_, now), then)| !Arc::ptr_eq(now, then) && now != then).map(|(text, _)| text).collect()
        } else {
            all.retain(|path, _| sources.texts.contains_key(path));
            sources.texts.iter().filter(|(path, now)| before.get(*path) != Some(*now)).collect()
        };
        all.extend(parsed(changed, &|_, _| None));
        all
    }

    /// Links only the edited files; nothing where an edit reaches further.
    fn edited(&self, sources: &Sources, parsed: &Parsings, day: Date) -> Option<Linked> {
        let same_files = parsed.keys().eq(self.parsed.keys()) && sources.attachments == self.sources.attachments;
        // What an audience may see can change with any edit, and another day has sheets of other months.
        if !same_files || day != self.site.coverage.day || !self.found.layout.is_empty() || self.cut.is_some() {
            return None;
        }
        let edits: Vec<Edit<'_>> = self
            .parsed
            .iter()
            .zip(parsed.values())
            .filter(|((_, before), after)| !Arc::ptr_eq(before, after))
            .map(|((file, before), after)| Edit { file, before, after })
            .collect();
        let is_edited = |file: &SourcePath| edits.iter().any(|edit| edit.file == file);
        let others = self.found.linking.iter().filter(|fault| !is_edited(&fault.span.file));
        let mut linking: Vec<Diagnostic> = others.cloned().collect();
        if linking.iter().flat_map(|fault| &fault.related).any(|related| is_edited(&related.span.file)) {
            return None;
        }
        let (handbook, more) = self.site.handbook.again(&edits)?;
        linking.extend(more);
        let (theme, in_theme) = match edits.iter().any(|edit| edit.file.in_content().is_none()) {
            true => {
                let (theme, faults) = Theme::new(sources, &handbook.settings);
                (Arc::new(theme), faults)
            }
            false => (self.theme.clone(), self.found.theme.clone()),
        };
        // The pages that lists now show in another way.
        let listed = edits.iter().filter(|edit| edit.before.document.card() != edit.after.document.card());
        let listed: Vec<&Key> = listed.flat_map(|edit| edit.after.document.keys()).collect();
        let coverage = coverage::on(&handbook, day);
        let site = self.site.again(handbook, coverage, listed.is_empty());
        let own = listed.iter().any(|key| site.handbook.page(key).is_none_or(|page| page.is_index()));
        let shared = match own {
            true => Shared::of(&site),
            false => self.shared.again(&site, listed.iter().map(|key| folder_of(key))),
        };
        let shared = Arc::new(shared);
        Some(Linked { site, theme, shared, found: Found { linking, theme: in_theme, layout: Vec::new() }, cut: None })
    }

    fn checked(mut sources: Sources, parsed: Parsings, linked: Linked, loading: Vec<Diagnostic>) -> Self {
        let Linked { site, theme, shared, found, cut } = linked;
        let mut all = [&loading[..], &found.linking, &found.theme, &found.layout].concat();
        let (mut secrets, mut allowed, mut excepted) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for ((path, text), parsed) in sources.texts.iter().zip(parsed.values()) {
            excepted.extend(parsed.secrets.exceptions.iter().filter_map(|exception| exception.route.clone()));
            all.extend(secret::report(path, text, &parsed.secrets, site.coverage.day));
            if !parsed.secrets.found.is_empty() {
                sources.masked.insert(path.clone(), secret::mask(text, &parsed.secrets.found).into());
                secrets.extend(secret::forms(text, &parsed.secrets));
                allowed.extend(secret::allowed(text, &parsed.secrets, site.coverage.day));
            }
        }
        let (handbook, coverage, calendar) = match &cut {
            Some((_, whole)) => (&whole.handbook, &whole.coverage, &whole.calendar),
            None => (&site.handbook, &site.coverage, &site.calendar),
        };
        let check = rules::Check { handbook, coverage, calendar, day: coverage.day };
        let mut diagnostics = rules::check(&check, all);
        let secrets = secret::Known::of(secrets);
        diagnostics.iter_mut().for_each(|fault| secrets.silence(fault));
        Self { sources, site, diagnostics, parsed, theme, shared, found, cut, secrets, allowed, excepted }
    }

    /// Returns the handbook as a whole, whatever the site shows of it.
    pub fn whole(&self) -> &Handbook {
        self.cut.as_ref().map_or(&self.site.handbook, |(_, whole)| &whole.handbook)
    }

    /// Returns every text as it was parsed, sorted by its path.
    pub fn parsed(&self) -> impl Iterator<Item = (&SourcePath, &Parsed)> {
        self.parsed.iter().map(|(path, parsed)| (path, &**parsed))
    }

    /// Returns every route once, the files of the theme among them.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        let of_theme = self.theme.files.keys().filter(|route| self.site.page(route).is_none());
        self.site.pages().map(|(route, _)| route).chain(of_theme)
    }

    /// Returns a text of the handbook without the secrets that it may repeat.
    pub fn silenced(&self, text: &str) -> String {
        self.secrets.silenced(text)
    }

    /// Returns the secrets that would be published with the bytes at a route, each as a fault of what these were made from.
    pub fn leaks(&self, route: &Route, bytes: &[u8]) -> Vec<Diagnostic> {
        let day = self.site.coverage.day;
        let mut found = secret::scan_output(route.as_str(), bytes, &self.allowed);
        if matches!(self.site.page(route), Some(Page::Data(Data::Search(_)))) {
            // A list of words has no sentences. Those from which it was made stand on the pages, and are looked through there.
            found.retain(|leak| leak.rule != "password-in-text");
        }
        let all = || self.parsed.values().flat_map(|parsed| &parsed.secrets.exceptions);
        let left = found.iter().filter(|leak| !all().any(|one| one.allows(route.as_str(), leak.rule, day)));
        left.map(|leak| secret::leak(&self.origin(route), route.as_str(), leak)).collect()
    }

    /// Returns the routes at which something would stand that the audience is not shown.
    pub fn hidden(&self) -> BTreeSet<Route> {
        let whole = self.whole();
        let entries = whole.entries().map(|entry| Route::of(&entry.key));
        let pages = whole.pages().map(|page| Route::of(&page.key));
        let sheets = whole.of_kind(Kind::Service).map(|entry| Route::outage_sheet(&entry.key));
        let files = whole.attachments().filter_map(|path| path.in_content().map(Route::new));
        let handovers = site::handovers(whole, self.site.coverage.day).map(|key| Route::handover(&key));
        let sheets = sheets.chain(handovers);
        entries.chain(pages).chain(sheets).chain(files).filter(|route| !self.holds(route)).collect()
    }

    /// Tells whether what stands at a route is as free of secrets today as it was when it was last looked through: it is
    /// made from texts alone, which are looked through whenever they or the program change, and no exception for it can end.
    pub fn stays_clean(&self, route: &Route) -> bool {
        let from_texts = self.site.page(route).is_some_and(|page| !matches!(page, Page::File(_)));
        from_texts && !self.excepted.contains(route.as_str())
    }

    /// Returns a digest of the secrets that pages may hold, and of the routes for which an exception was written. Where it
    /// is another one, what was looked through before is to be looked through again.
    pub fn allowances(&self) -> String {
        let mut all = Digest::default();
        self.allowed.iter().for_each(|secret| all.put(secret));
        all.put("");
        self.excepted.iter().for_each(|route| all.put(route));
        all.hex()
    }

    /// Returns the source that stands for what is at a route; where many pieces made it, the settings do.
    fn origin(&self, route: &Route) -> SourcePath {
        let settings = || SourcePath::new("content/handbook.yaml");
        match self.site.page(route) {
            Some(Page::Text(key) | Page::Record(key) | Page::OutageSheet(key) | Page::Handover(key)) => {
                self.site.handbook.place(key).map_or_else(settings, |place| place.file.clone())
            }
            Some(Page::File(file)) => {
                let paths = self.sources.attachments.iter();
                paths.filter(|(_, known)| *known == file).map(|(path, _)| path.clone()).next().unwrap_or_else(settings)
            }
            _ => settings(),
        }
    }

    /// Renders every page and returns what is wrong with the templates that show them, each fault once.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.faults_of(self.site.pages().map(|(route, _)| route).collect())
    }

    fn faults_of(&self, routes: Vec<&Route>) -> Vec<Diagnostic> {
        let rendered = routes.into_par_iter().map_init(Vec::new, |buffer, route| self.content(route, buffer).1);
        let mut faults: Vec<Diagnostic> = rendered.flatten().collect();
        diagnostic::sort(&mut faults);
        faults
    }

    /// Tells whether anything stands at a route.
    pub fn holds(&self, route: &Route) -> bool {
        self.site.page(route).is_some() || self.theme.files.contains_key(route)
    }

    /// Puts the page that says that nothing stands at a route into a buffer, with links that are right from there.
    pub fn missing(&self, route: &Route, buffer: &mut Vec<u8>) -> Result<(), Diagnostic> {
        buffer.clear();
        self.render(route, &Page::NotFound, buffer)
    }

    /// Renders a page of each sort where the handbook has templates of its own, and returns what is wrong with those.
    pub fn trial(&self) -> Vec<Diagnostic> {
        if !self.theme.has_own_templates() {
            return Vec::new();
        }
        let mut sorts = BTreeMap::new();
        for (route, page) in self.site.pages() {
            sorts.entry(view::template(page)).or_insert(route);
        }
        self.faults_of(sorts.into_values().collect())
    }

    /// Puts what stands at a route into a buffer, emptied before.
    ///
    /// A page that its template cannot show says so itself; the fault comes back beside it.
    pub fn content(&self, route: &Route, buffer: &mut Vec<u8>) -> (Content, Option<Diagnostic>) {
        buffer.clear();
        match (self.site.page(route), self.theme.files.get(route)) {
            (Some(Page::File(file)), _) => (Content::File(file.clone()), None),
            (None, Some(of_theme)) => (self.of_theme(route, of_theme, buffer), None),
            (Some(Page::Data(data)), _) => {
                buffer.extend_from_slice(export::of(&self.site, data).as_bytes());
                (Content::Bytes, None)
            }
            (Some(page), _) => (Content::Bytes, self.render(route, page, buffer).err()),
            (None, None) => (Content::Bytes, None),
        }
    }

    /// Puts a file of the theme and what follows it into a buffer.
    fn of_theme(&self, route: &Route, file: &File, buffer: &mut Vec<u8>) -> Content {
        let (bytes, content) = match file {
            File::BuiltIn(bytes) => (*bytes, Content::Bytes),
            File::OnDisk(path) => (&[][..], Content::File(path.clone())),
        };
        buffer.extend_from_slice(bytes);
        buffer.extend_from_slice(self.theme.after(route).as_bytes());
        content
    }

    fn render(&self, route: &Route, page: &Page, buffer: &mut Vec<u8>) -> Result<(), Diagnostic> {
        let Some(view) = view::of(&self.site, &self.shared, route, page) else { return Ok(()) };
        let rendered = self.theme.render(&view, buffer).map_err(|mut fault| {
            self.secrets.silence(&mut fault);
            fault
        });
        rendered.inspect_err(|fault| {
            buffer.clear();
            let title = self.site.title(page);
            let mut html = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>".to_owned();
            parse::markdown::escape(&mut html, &title);
            html.push_str("</title><h1>");
            parse::markdown::escape(&mut html, &title);
            html.push_str("</h1><p>This page cannot be shown: ");
            parse::markdown::escape(&mut html, &fault.message);
            html.push_str("</p></html>\n");
            buffer.extend_from_slice(html.as_bytes());
        })
    }
}
