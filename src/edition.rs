//! An edition: a site in its theme, each page rendered when somebody asks. Its bytes never depend on who asks.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::coverage;
use crate::diagnostic::{self, Diagnostic};
use crate::handbook;
use crate::parse::{self, Parsed};
use crate::rules;
use crate::site::{Page, Route, Site};
use crate::source::{SourcePath, Sources};
use crate::theme::{File, Theme};
use crate::view::{self, Shared};

/// A handbook on a day, ready to be shown.
pub struct Edition {
    pub sources: Sources,
    pub site: Site,
    /// Everything that is wrong with it, sorted.
    pub diagnostics: Vec<Diagnostic>,
    theme: Theme,
    shared: Shared,
}

/// What stands at a route.
pub enum Content {
    /// The bytes were put into the buffer.
    Bytes,
    /// A file that is copied as it is.
    File(PathBuf),
}

/// Parses, links and checks sources; `found` is what was wrong while they were read.
pub fn compile(sources: Sources, found: Vec<Diagnostic>, day: Date) -> Edition {
    let parsed: BTreeMap<SourcePath, Arc<Parsed>> =
        sources.texts.par_iter().map(|(path, text)| (path.clone(), Arc::new(parse::parse(path, text)))).collect();
    let attachments = sources.attachments.keys().filter(|path| path.in_content().is_some()).cloned().collect();
    let (handbook, mut diagnostics) = handbook::link(&parsed, attachments);
    diagnostics.extend(found);
    let (theme, faults) = Theme::new(&sources, handbook.settings.theme.as_ref());
    diagnostics.extend(faults);
    let coverage = coverage::on(&handbook, day);
    let (site, faults) = Site::new(handbook, coverage, &sources);
    diagnostics.extend(faults);
    let diagnostics = rules::check(&site.handbook, &site.coverage, diagnostics);
    let shared = Shared::of(&site);
    Edition { sources, site, diagnostics, theme, shared }
}

impl Edition {
    /// Returns every route once, the files of the theme among them.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        let of_theme = self.theme.files.keys().filter(|route| self.site.page(route).is_none());
        self.site.pages().map(|(route, _)| route).chain(of_theme)
    }

    /// Renders every page and returns what is wrong with the templates that show them, each fault once.
    pub fn faults(&self) -> Vec<Diagnostic> {
        let routes: Vec<&Route> = self.site.pages().map(|(route, _)| route).collect();
        let rendered = routes.par_iter().map_init(Vec::new, |buffer, route| self.content(route, buffer).1);
        let mut faults: Vec<Diagnostic> = rendered.flatten().collect();
        diagnostic::sort(&mut faults);
        faults
    }

    /// Puts what stands at a route into a buffer, emptied before.
    ///
    /// A page that its template cannot show says so itself; the fault comes back beside it.
    pub fn content(&self, route: &Route, buffer: &mut Vec<u8>) -> (Content, Option<Diagnostic>) {
        buffer.clear();
        match (self.site.page(route), self.theme.files.get(route)) {
            (Some(Page::File(file)), _) | (None, Some(File::OnDisk(file))) => (Content::File(file.clone()), None),
            (None, Some(File::BuiltIn(bytes))) => {
                buffer.extend_from_slice(bytes);
                (Content::Bytes, None)
            }
            (Some(page), _) => (Content::Bytes, self.render(route, page, buffer).err()),
            (None, None) => (Content::Bytes, None),
        }
    }

    fn render(&self, route: &Route, page: &Page, buffer: &mut Vec<u8>) -> Result<(), Diagnostic> {
        let Some(view) = view::of(&self.site, &self.shared, route, page) else { return Ok(()) };
        self.theme.render(&view, buffer).inspect_err(|fault| {
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
