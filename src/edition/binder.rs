//! The binder: the handbook as one document for paper, made from its pages as they are.
//!
//! Each page is taken as its template shows it. What leads to another page of the binder leads there inside the document,
//! and what leads out of it becomes plain words. The numbers of pages are known only once it was printed, so the document
//! is asked for with those of the last time until they hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::edition::Edition;
use crate::parse::markdown::escape;
use crate::parse::settings::Term;
use crate::record::Kind;
use crate::record::audience::Sight;
use crate::record::reference::Key;
use crate::schedule::{Period, Unit, long};
use crate::site::{Page, Route};
use crate::source::joined;

/// The document, ready but for the numbers of its pages.
pub struct Binder {
    pub title: String,
    pub author: String,
    pub language: String,
    /// The day for which it was made, as `2026-11-23`.
    pub day: String,
    pieces: Vec<Piece>,
}

enum Piece {
    Html(String),
    /// The number of the page on which the element with an id stands.
    Number(String),
    /// Where the site lies whose files the document uses.
    Site,
}

/// Pages that stand together under one head.
struct Part {
    title: &'static str,
    /// The margins of its paper, where they are not the usual ones.
    margins: Option<&'static str>,
    pages: Vec<Route>,
}

/// The part that hangs beside a desk.
const OUTAGES: &str = "If something is down";

/// Where each page begins in the document, by its address from the top of the site.
type Places = BTreeMap<String, String>;

impl Edition {
    /// Returns the handbook as one document for paper.
    pub fn binder(&self) -> Binder {
        let settings = &self.site.handbook.settings;
        let parts = self.parts();
        let all = parts.iter().flat_map(|part| &part.pages);
        let places: Places = all.enumerate().map(|(at, route)| (route.encoded(), format!("p{at}--"))).collect();
        let mut writer = Writer { pieces: Vec::new(), html: String::new(), places: &places };
        writer.cover(self, &parts);
        writer.contents(self, &parts);
        for (number, part) in parts.iter().enumerate() {
            let _ =
                write!(writer.html, "<div class=\"part part-{number}\">\n<h2 class=\"divider\">{}</h2>\n", part.title);
            for route in &part.pages {
                let mut page = Vec::new();
                self.content(route, &mut page);
                writer.page(route, &String::from_utf8_lossy(&page));
            }
            writer.html.push_str("</div>\n");
        }
        writer.html.push_str("</main>\n</body>\n</html>\n");
        writer.flush();
        Binder {
            title: settings.title().to_owned(),
            author: settings.institution.as_ref().map_or_else(String::new, |own| own.name.value.clone()),
            language: settings.language.as_ref().map_or("en", |language| language).to_owned(),
            day: self.site.coverage.day.to_string(),
            pieces: writer.pieces,
        }
    }

    /// Returns what belongs on paper, in the order of a binder: who, what to do when something is down, how, and about what.
    fn parts(&self) -> Vec<Part> {
        let site = &self.site;
        let fixed = |names: &[&str]| names.iter().map(|name| Route::new(*name)).collect::<Vec<_>>();
        let records = |kind: Kind| site.handbook.of_kind(kind).map(|entry| Route::of(&entry.key)).collect::<Vec<_>>();
        let sheets = site.handbook.of_kind(Kind::Service).map(|entry| Route::outage_sheet(&entry.key));
        let texts = |folder: &str| {
            let inside = |key: &&Key| key.id.split('/').next() == Some(folder);
            site.sections.reading().filter(inside).map(Route::of).collect::<Vec<_>>()
        };
        let parts = [
            ("Who does what", fixed(&["coverage.html", "twelve-months.html", "contacts/index.html", "routing.html"])),
            (OUTAGES, fixed(&["outage/index.html"]).into_iter().chain(sheets).collect()),
            ("Procedures", texts("procedures")),
            ("Roles", records(Kind::Role)),
            ("People", records(Kind::Person)),
            ("Access and lists", fixed(&["access/index.html", "lists/index.html", "calendar.html"])),
            ("About this handbook", texts("guide")),
        ];
        let there =
            |pages: Vec<Route>| pages.into_iter().filter(|route| site.page(route).is_some()).collect::<Vec<_>>();
        // An outage sheet hangs beside a desk by itself: one piece of paper each.
        let margins = |title| (title == OUTAGES).then_some("16mm 12mm 12mm 14mm");
        let parts =
            parts.into_iter().map(|(title, pages)| Part { title, margins: margins(title), pages: there(pages) });
        parts.filter(|part| !part.pages.is_empty()).collect()
    }

    /// Returns until when a printed handbook may be trusted, and why then: to the end of the term that runs or comes next, or
    /// for half a year where no terms are given.
    fn valid_until(&self) -> (String, String) {
        let day = self.site.coverage.day;
        let terms = &self.site.handbook.settings.terms;
        let next: Option<&Term> =
            terms.iter().filter(|term| term.until.value >= day).min_by_key(|term| term.until.value);
        match next {
            Some(term) => (long(term.until.value), format!("the end of {}", term.name.value)),
            None => {
                (long(Period { count: 6, unit: Unit::Month }.after(day)), "half a year after it was printed".to_owned())
            }
        }
    }

    /// Returns where the handbook is read on the screen by those for whom it is printed, where that is a folder.
    fn kept_at(&self) -> Option<&str> {
        let audience = self.site.handbook.sight.as_ref().map(Sight::name)?;
        let folders = self.whole().settings.publish.iter().filter(|target| !target.to.value.contains(':'));
        folders.filter(|target| target.audience.value == audience).map(|target| &*target.to.value).next()
    }
}

impl Binder {
    /// Returns the document with the numbers of pages, by the id of what stands on them, as far as they are known. `site` is
    /// what leads from the document to the files of the site: nothing where it lies among them, else an address with `/` at
    /// its end.
    pub fn html(&self, site: &str, numbers: &BTreeMap<String, usize>) -> String {
        let mut html = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::Site => html.push_str(site),
                Piece::Number(id) => match numbers.get(id) {
                    Some(number) => drop(write!(html, "{number}")),
                    // As wide as a number will be, so that the first printing is near the last.
                    None => html.push_str("000"),
                },
            }
        }
        html
    }
}

/// Puts the document together.
struct Writer<'a> {
    pieces: Vec<Piece>,
    html: String,
    places: &'a Places,
}

impl Writer<'_> {
    fn flush(&mut self) {
        self.pieces.push(Piece::Html(std::mem::take(&mut self.html)));
    }

    fn site(&mut self) {
        self.flush();
        self.pieces.push(Piece::Site);
    }

    fn number(&mut self, id: &str) {
        self.flush();
        self.pieces.push(Piece::Number(id.to_owned()));
    }

    fn cover(&mut self, edition: &Edition, parts: &[Part]) {
        let handbook = &edition.site.handbook;
        let settings = &handbook.settings;
        let written = |text: &str| {
            let mut html = String::new();
            escape(&mut html, text);
            html
        };
        let day = long(edition.site.coverage.day);
        let title = written(settings.title());
        let language = written(settings.language.as_ref().map_or("en", |language| language));
        let _ = write!(
            self.html,
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
             <link rel=\"stylesheet\" href=\""
        );
        self.site();
        self.html.push_str("assets/style.css\">\n<style>\n");
        for (number, part) in parts.iter().enumerate() {
            let _ = write!(
                self.html,
                ".part-{number} {{ page: part-{number} }}\n\
                 @page part-{number} {{ {}@top-left {{ content: \"{}\" }} @top-right {{ content: {} }} }}\n",
                part.margins.map(|margins| format!("margin: {margins}; ")).unwrap_or_default(),
                part.title,
                quoted(&format!("{} · {day}", settings.title())),
            );
        }
        let (until, why) = edition.valid_until();
        let ladder = settings.audiences();
        let audience = handbook.sight.as_ref().map(Sight::name).or(ladder.last().copied()).unwrap_or_default();
        let institution = written(settings.institution.as_ref().map_or("", |own| &own.name));
        let _ = write!(
            self.html,
            "</style>\n</head>\n<body class=\"binder\">\n<main>\n<section class=\"cover\">\n<p class=\"kind\">{institution}</p>\n\
             <h1>{title}</h1>\n<dl>\n<div><dt>Printed</dt><dd>{day}</dd></div>\n\
             <div><dt>Valid until</dt><dd>{until}, {}</dd></div>\n<div><dt>For</dt><dd>{}</dd></div>\n",
            written(&why),
            written(audience),
        );
        if let Some(place) = edition.kept_at() {
            let _ = writeln!(self.html, "<div><dt>On the screen</dt><dd>{}</dd></div>", written(place));
        }
        self.html.push_str(
            "</dl>\n<p>After that day trust the screen, or ask. On paper nobody sees what changed.</p>\n</section>\n",
        );
    }

    fn contents(&mut self, edition: &Edition, parts: &[Part]) {
        self.html.push_str("<nav class=\"table-of-contents\" aria-label=\"Contents\">\n<h2>Contents</h2>\n");
        for part in parts {
            let _ = write!(self.html, "<h3>{}</h3>\n<ol>\n", part.title);
            for route in &part.pages {
                let Some(page) = edition.site.page(route) else { continue };
                let id = format!("{}top", self.places[&route.encoded()]);
                let deep =
                    matches!(page, Page::Text(key) if !key.id.ends_with("/index") && key.id.matches('/').count() > 1);
                let class = if deep { " class=\"deeper\"" } else { "" };
                let _ = write!(self.html, "<li{class}><a href=\"#{id}\"><span>");
                escape(&mut self.html, &edition.site.title(page));
                self.html.push_str("</span> <span class=\"page-number\">");
                self.number(&id);
                self.html.push_str("</span></a></li>\n");
            }
            self.html.push_str("</ol>\n");
        }
        self.html.push_str("</nav>\n");
    }

    /// Takes what a page holds between the marks of its text. A theme's own page without them is left out.
    fn page(&mut self, route: &Route, page: &str) {
        const START: &str = "<main id=\"main--text\" tabindex=\"-1\">";
        let Some((_, rest)) = page.split_once(START) else { return };
        let Some((text, _)) = rest.split_once("</main>") else { return };
        let place = self.places[&route.encoded()].clone();
        let _ = writeln!(self.html, "<section class=\"leaf\" id=\"{place}top\">");
        self.rewrite(route, &place, text);
        self.html.push_str("</section>\n");
    }

    /// Writes the HTML of a page with ids of its own, headings two levels lower and links that lead inside the document.
    fn rewrite(&mut self, route: &Route, place: &str, text: &str) {
        let mut rest = text;
        // What closes each open link: where it leads to a page, the number of that page comes first.
        let mut open: Vec<Option<String>> = Vec::new();
        let numbered = matches!(route.as_str().split('/').next(), Some("procedures" | "guide"));
        let mut in_back = false;
        while let Some(at) = rest.find('<') {
            self.html.push_str(&rest[..at]);
            let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
            let tag = &rest[at..end];
            rest = &rest[end..];
            in_back |= tag.contains("class=\"back\"");
            if tag == "</a>" {
                self.html.push_str("</a>");
                if let Some(Some(id)) = open.pop()
                    && numbered
                    && !in_back
                {
                    self.html.push_str("<span class=\"page-of\"> (p. ");
                    self.number(&id);
                    self.html.push_str(")</span>");
                }
                continue;
            }
            let leads = self.tag(route, place, tag);
            if tag.starts_with("<a ") || tag == "<a>" {
                open.push(leads);
            }
        }
        self.html.push_str(rest);
    }

    /// Writes a tag; returns the id to which it leads, where that is the beginning of another page.
    fn tag(&mut self, route: &Route, place: &str, tag: &str) -> Option<String> {
        let mut leads = None;
        let name_end = tag.find([' ', '>', '/']).filter(|at| *at > 1).unwrap_or(tag.len() - 1);
        let (name, mut rest) = match tag.strip_prefix("</") {
            Some(name) => {
                self.html.push_str("</");
                (name.trim_end_matches('>'), ">")
            }
            None => {
                self.html.push('<');
                (&tag[1..name_end], &tag[name_end..])
            }
        };
        match name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) {
            Some(level) => drop(write!(self.html, "h{}", (level + 2).min(6))),
            None => self.html.push_str(name),
        }
        while let Some(at) = rest.find("=\"") {
            let (before, value) = (&rest[..at], &rest[at + 2..]);
            let Some(end) = value.find('"') else { break };
            let (value, after) = (&value[..end], &value[end + 1..]);
            rest = after;
            let attribute = before.trim_start();
            let value = match attribute {
                "id" | "for" => format!("{place}{value}"),
                "aria-labelledby" | "aria-describedby" | "aria-controls" => {
                    value.split(' ').map(|id| format!("{place}{id}")).collect::<Vec<_>>().join(" ")
                }
                "href" if name == "a" => match self.followed(route, place, value) {
                    Some((address, page)) => {
                        leads = page;
                        address
                    }
                    None => continue,
                },
                "src" => {
                    let _ = write!(self.html, " {attribute}=\"");
                    self.site();
                    let _ = write!(self.html, "{}\"", joined(&route.encoded(), value).unwrap_or_default());
                    continue;
                }
                _ => value.replace("url(#", &format!("url(#{place}")),
            };
            let _ = write!(self.html, " {attribute}=\"{value}\"");
        }
        self.html.push_str(rest);
        leads
    }

    /// Returns the address of a link inside the document, and the id whose page is worth naming; nothing where it leads to what
    /// is not printed.
    fn followed(&self, route: &Route, place: &str, address: &str) -> Option<(String, Option<String>)> {
        if let Some(heading) = address.strip_prefix('#') {
            return Some((format!("#{place}{heading}"), None));
        }
        if address.split(['/', '#']).next().is_some_and(|start| start.contains(':')) {
            return Some((address.to_owned(), None));
        }
        let (path, heading) = address.split_once('#').unwrap_or((address, "top"));
        let there = self.places.get(&joined(&route.encoded(), path)?)?;
        let id = format!("{there}{heading}");
        Some((format!("#{id}"), Some(id)))
    }
}

/// Returns words as a style sheet takes them.
fn quoted(words: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in words.chars() {
        match c {
            '"' | '\\' | '<' | '\n' => drop(write!(quoted, "\\{:x} ", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
