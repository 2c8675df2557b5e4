//! Headings: an id each, levels without a jump, and `##Like this` reported.

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::HeadingLevel;

use super::super::Heading;
use super::super::slug::slug;
use super::{OpenHeading, Writer, escape};
use crate::diagnostic::Diagnostic;

impl Writer<'_> {
    pub(super) fn close_heading(&mut self, level: HeadingLevel, range: &Range<usize>) {
        let Some(OpenHeading { start, chosen, words }) = self.heading.take() else { return };
        let span = self.origin.span(&(range.start..range.start + self.text[range.clone()].trim_end().len()));
        let text = words.trim().to_owned();
        let inner = self.html.split_off(start);
        if level == HeadingLevel::H1
            && self.body.title.is_none()
            && self.body.headings.is_empty()
            && self.html.trim().is_empty()
        {
            self.body.title = Some(text);
            return;
        }
        let id = match chosen {
            Some(chosen) => {
                let id = slug(&chosen);
                if !self.ids.take(&id) {
                    let fault = Diagnostic::new(
                        "duplicate-heading",
                        span.clone(),
                        format!("`#{id}` is given to two headings of this page"),
                    );
                    self.diagnostics.push(fault.hint("choose another word, or leave it out"));
                }
                id
            }
            None => self.ids.give(&text),
        };
        let level = (level as u8).max(2);
        let last = self.body.headings.last().map_or(1, |heading| heading.level);
        if level > last + 1 {
            let fault = if last == 1 {
                "the first heading of a page is of the second level"
            } else {
                "this heading skips a level"
            };
            self.diagnostics.push(
                Diagnostic::new("heading-jump", span.clone(), fault)
                    .hint(format!("write `{}`", "#".repeat(usize::from(last) + 1))),
            );
        }
        let mut named = String::new();
        escape(&mut named, &text);
        let _ = writeln!(
            self.html,
            "<h{level} id=\"{id}\">{inner} <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to “{named}”\">#</a></h{level}>"
        );
        self.given.insert(id.clone());
        self.body.headings.push(Heading { level, id, text });
    }

    /// Reports `##Like this`, which Markdown takes for words.
    pub(super) fn check_heading_space(&mut self, range: &Range<usize>) {
        let line = self.text[range.clone()].lines().next().unwrap_or_default();
        let marks = line.len() - line.trim_start_matches('#').len();
        if (2..=6).contains(&marks) && line[marks..].starts_with(|c: char| !c.is_whitespace()) {
            let span = self.origin.span(&(range.start..range.start + line.len()));
            let fault = Diagnostic::new("heading-space", span, "a heading needs a space behind its `#`");
            self.diagnostics.push(fault.hint(format!("write `{} {}`", &line[..marks], &line[marks..])));
        }
    }
}
