//! The theme: templates and files, built in, overlaid file by file by a site's own. The only module that names the
//! template engine beside [`view`](crate::view), which makes the values.

mod colour;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use include_dir::{Dir, include_dir};
use tera::{ErrorKind, ReportError, Tera};

use crate::diagnostic::{Diagnostic, suggest};
use crate::parse::Settings;
use crate::record::value::Text;
use crate::site::Route;
use crate::source::{SourcePath, Sources};
use crate::span::Span;
use crate::view::View;

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The sheet that the library's own colours follow.
const SHEET: &str = "assets/style.css";

/// Templates and files.
pub struct Theme {
    tera: Tera,
    pub files: BTreeMap<Route, File>,
    /// The rules that set the library's own colours.
    colours: String,
    /// The site's own templates, by name.
    own: BTreeMap<String, SourcePath>,
}

/// A file of a theme.
#[derive(Clone, Debug)]
pub enum File {
    BuiltIn(&'static [u8]),
    OnDisk(PathBuf),
}

impl Theme {
    /// Returns the theme that the settings ask for, over the built-in one, and what is wrong with it; where a template
    /// is at fault, the built-in ones stand, and where a colour is, the built-in one does.
    pub fn new(sources: &Sources, settings: &Settings) -> (Self, Vec<Diagnostic>) {
        let chosen = settings.theme.as_ref();
        let name = chosen.map_or("default", |name| name);
        let folder = format!("themes/{name}/");
        let mut templates: BTreeMap<String, &str> = BTreeMap::new();
        let mut files = BTreeMap::new();
        for file in Self::built_in() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            match (path.strip_prefix("templates/"), file.contents_utf8()) {
                (Some(template), Some(text)) => {
                    // Pieces have names of their own, which two templates may not both define.
                    if !text.contains("{% component ") {
                        templates.insert(format!("default/{template}"), text);
                    }
                    templates.insert(template.to_owned(), text);
                }
                _ => drop(files.insert(Route::new(&path), File::BuiltIn(file.contents()))),
            }
        }
        let built_in = templates.clone();
        let mut own = BTreeMap::new();
        for (path, text) in &sources.texts {
            if let Some(template) = path.as_str().strip_prefix(&folder).and_then(|path| path.strip_prefix("templates/"))
            {
                templates.insert(template.to_owned(), text);
                own.insert(template.to_owned(), path.clone());
            }
        }
        for (path, file) in &sources.attachments {
            if let Some(inside) = path.as_str().strip_prefix(&folder) {
                files.insert(Route::new(inside), File::OnDisk(file.clone()));
            }
        }
        let (colours, faint) = settings.look.as_ref().map(colour::rules).unwrap_or_default();
        let missing =
            chosen.filter(|_| name != "default" && !there(sources, &folder)).map(|name| unknown(sources, name));
        let mut theme = Self { tera: Tera::new(), files, colours, own };
        let fault = theme.tera.add_raw_templates(templates).err().map(|error| theme.fault(&error, "base.html"));
        if fault.is_some() {
            theme.tera = Tera::new();
            theme.tera.add_raw_templates(built_in).expect("the built-in templates are sound");
        }
        (theme, missing.into_iter().chain(fault).chain(faint).collect())
    }

    /// Returns every file of the built-in theme.
    pub fn built_in() -> impl Iterator<Item = &'static include_dir::File<'static>> {
        DEFAULT.find("**/*").expect("the pattern is sound").filter_map(|entry| entry.as_file())
    }

    pub fn has_own_templates(&self) -> bool {
        !self.own.is_empty()
    }

    /// Returns what follows a file.
    pub fn after(&self, route: &Route) -> &str {
        if route.as_str() == SHEET { &self.colours } else { "" }
    }

    /// Renders a view at the end of a buffer.
    pub fn render(&self, view: &View, into: &mut Vec<u8>) -> Result<(), Diagnostic> {
        let page = Bounded { into, left: LARGEST };
        self.tera.render_to(view.template, &view.context, page).map_err(|error| self.fault(&error, view.template))
    }

    /// Puts the engine's complaint into a diagnostic, at its place in the site's own template where it is there.
    fn fault(&self, error: &tera::Error, template: &str) -> Diagnostic {
        let report: Option<&ReportError> = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Some(report),
            _ => None,
        };
        let named = report.map_or(template, ReportError::filename);
        let file = self
            .own
            .get(named)
            .cloned()
            .unwrap_or_else(|| SourcePath::new(format!("themes/default/templates/{named}")));
        let span = match report {
            Some(report) => Span::new(&file, report.span().range.start, report.span().range.end),
            None => Span::whole(&file),
        };
        let words = match (report, error.kind()) {
            (Some(report), _) => report.message().to_owned(),
            // A buffer fails in no other way than by being full.
            (None, ErrorKind::Io(_)) => "what it writes grows past 20 MB".to_owned(),
            (None, _) => error.to_string(),
        };
        Diagnostic::new(
            "template-fault",
            span,
            format!("this template cannot be used: {}", words.trim().trim_end_matches('.')),
        )
        .hint("take your copy of the template away to fall back to the built-in one")
    }
}

/// Tells whether a theme's folder holds anything.
fn there(sources: &Sources, folder: &str) -> bool {
    let mut files = sources.texts.keys().chain(sources.attachments.keys());
    files.any(|path| path.as_str().starts_with(folder))
}

fn unknown(sources: &Sources, name: &Text) -> Diagnostic {
    let files = sources.texts.keys().chain(sources.attachments.keys());
    let themes = files.filter_map(|path| path.as_str().strip_prefix("themes/")?.split('/').next());
    let hint = suggest::did_you_mean(name, themes.chain(["default"]));
    Diagnostic::new("unknown-theme", name.span.clone(), format!("there is no folder `themes/{}`", name.value))
        .hint(hint.unwrap_or_else(|| "take the line away for the built-in look, or make the folder".to_owned()))
}

/// The largest page, in bytes; a template that writes more than this will not come to an end.
const LARGEST: usize = 20 * 1024 * 1024;

/// A buffer that takes no more than so many bytes.
struct Bounded<'a> {
    into: &'a mut Vec<u8>,
    left: usize,
}

impl io::Write for Bounded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or_else(|| io::Error::other("the page grows past 20 MB"))?;
        self.into.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
