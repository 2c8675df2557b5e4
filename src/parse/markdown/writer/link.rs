//! Links and images: a hole for the address, and words.

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::{HOLE_END, HOLE_START, Hole, Link, Target, address};
use super::{OpenImage, Writer, escape};
use crate::diagnostic::Diagnostic;

impl Writer<'_> {
    /// Adds a hole for an address, or says why there is none.
    pub(super) fn hole(&mut self, target: Result<Target, Diagnostic>, range: &Range<usize>) -> Option<usize> {
        match target {
            Ok(target) => {
                self.body.holes.push(Hole::Address(Link { target, span: self.origin.span(range) }));
                Some(self.body.holes.len() - 1)
            }
            Err(fault) => {
                self.diagnostics.push(fault);
                None
            }
        }
    }

    pub(super) fn mark(&mut self, hole: usize) {
        let _ = write!(self.html, "{HOLE_START}{hole}{HOLE_END}");
    }

    /// Reads where a link leads, and where that is written.
    pub(super) fn target(
        &self,
        kind: LinkType,
        written: &str,
        range: &Range<usize>,
    ) -> (Result<Target, Diagnostic>, Range<usize>) {
        let wiki = matches!(kind, LinkType::WikiLink { .. });
        let place = if wiki { inner(self.text, range) } else { range.clone() };
        let span = self.origin.span(&place);
        let target = match kind {
            _ if wiki => address::reference(written, &span),
            LinkType::Email => Ok(Target::Web(format!("mailto:{written}"))),
            _ => address::address(written, &span),
        };
        (target, place)
    }

    pub(super) fn open_link(&mut self, kind: LinkType, written: &str, title: &str, range: &Range<usize>) {
        let wiki = matches!(kind, LinkType::WikiLink { .. });
        let piped = matches!(kind, LinkType::WikiLink { has_pothole: true });
        let (target, target_range) = self.target(kind, written, range);
        let web = matches!(&target, Ok(Target::Web(address)) if address.starts_with("http"));
        let Some(hole) = self.hole(target, &target_range) else {
            self.links.push("");
            return;
        };
        self.html.push_str("<a href=\"");
        self.mark(hole);
        self.html.push_str(if web { "\" class=\"web\"" } else { "\"" });
        if !title.is_empty() {
            self.html.push_str(" title=\"");
            escape(&mut self.html, title);
            self.html.push('"');
        }
        self.html.push('>');
        self.links.push("</a>");
        if wiki && !piped {
            // What stands between the brackets is an id; the reader gets the title of what it names.
            self.body.holes.push(Hole::TitleOf(hole));
            self.mark(self.body.holes.len() - 1);
            self.hidden = true;
        }
    }

    pub(super) fn close_image(&mut self) {
        let Some(OpenImage { hole, away, range, words: alt, .. }) = self.image.take() else { return };
        if alt.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::new(
                    "image-without-words",
                    self.origin.span(&range),
                    "this image has no words for who cannot see it",
                )
                .hint("write what it shows between the brackets: `![The desk calendar](…)`"),
            );
        }
        let Some(hole) = hole else { return escape(&mut self.html, &alt) };
        if away {
            // Inside a link there can be no other; its words lead to where that leads.
            if !self.links.is_empty() {
                return escape(&mut self.html, &alt);
            }
            self.html.push_str("<a class=\"web\" href=\"");
            self.mark(hole);
            self.html.push_str("\">");
            escape(&mut self.html, if alt.trim().is_empty() { "Image" } else { &alt });
            return self.html.push_str("</a>");
        }
        self.html.push_str("<img loading=\"lazy\" src=\"");
        self.mark(hole);
        self.html.push_str("\" alt=\"");
        escape(&mut self.html, &alt);
        self.html.push_str("\">");
    }

    pub(super) fn open_image(&mut self, written: &str, range: &Range<usize>) {
        let target = address::address(written, &self.origin.span(range));
        let away = matches!(target, Ok(Target::Web(_)));
        if away {
            self.image_from_elsewhere(range);
        }
        let hole = self.hole(target, range);
        self.image = Some(OpenImage { hole, away, range: range.clone(), words: String::new(), inside: 0 });
    }

    /// Reports an image on the web: a page loads nothing from elsewhere.
    pub(super) fn image_from_elsewhere(&mut self, range: &Range<usize>) {
        self.diagnostics.push(
            Diagnostic::new(
                "image-from-elsewhere",
                self.origin.span(range),
                "this image lies on the web, and a page loads nothing from elsewhere",
            )
            .hint("save it below `content/files/` and write its path from this page, such as `../files/desk.png`"),
        );
    }
}

/// Returns the range of the id in `[[id]]` or `[[id|words]]`.
fn inner(text: &str, range: &Range<usize>) -> Range<usize> {
    let written = &text[range.clone()];
    let start = range.start + if written.starts_with("[[") { 2 } else { 0 };
    let end = written.find(['|', ']']).map_or(range.end, |at| range.start + at);
    start..end.max(start)
}
