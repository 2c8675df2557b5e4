//! Blocks: alerts, code and live tables, tables, tick boxes.

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag, TagEnd};

use super::super::live::{Live, Written};
use super::super::{Hole, audience, highlight};
use super::{OpenCode, Writer, escape};
use crate::span::Spanned;

impl Writer<'_> {
    pub(super) fn open_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, word) = match kind {
            None => return self.html.push_str("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        let _ = write!(self.html, "<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-word\">{word}</p>\n");
    }

    pub(super) fn close_code(&mut self) {
        let Some(OpenCode { language, code, range, at }) = self.code.take() else { return };
        if language == audience::NAME {
            // It lies deeper than blocks are opened, and so is shown to nobody.
            return;
        }
        if Live::is_named(&language) {
            return self.live_table(&language, &code, &range, at);
        }
        self.html.push_str("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.html.push_str(" class=\"language-");
            escape(&mut self.html, &language);
            self.html.push('"');
        }
        self.html.push('>');
        self.html.push_str(&highlight::highlight(&language, &code));
        self.html.push_str("</code></pre>\n");
    }

    fn live_table(&mut self, word: &str, code: &str, range: &Range<usize>, at: usize) {
        let span = self.origin.span(range);
        let in_file = self.origin.code(&self.events[at + 1..]);
        let (code, base) = in_file.map_or_else(|| (code.to_owned(), None), |(code, base)| (code, Some(base)));
        let written = Written { word: word.to_owned(), code, base };
        if let Some(live) = written.read(&span, &mut self.diagnostics) {
            self.body.holes.push(Hole::Live(Spanned { value: live, span }, written));
            self.mark(self.body.holes.len() - 1);
            self.html.push('\n');
        }
    }

    pub(super) fn open_table(&mut self, at: usize) {
        let ends = |event: &Event<'_>| matches!(event, Event::End(TagEnd::TableHead));
        self.html.push_str("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table: ");
        self.label(at, ends);
        self.html.push_str("\"><table>\n<caption><span class=\"unseen\">");
        self.label(at, ends);
        self.html.push_str("</span></caption>\n");
    }

    pub(super) fn open_cell(&mut self) -> &'static str {
        let right = matches!(self.columns.get(self.column), Some(Alignment::Right));
        let centre = matches!(self.columns.get(self.column), Some(Alignment::Center));
        match (self.in_head, right, centre) {
            (true, false, false) => "<th scope=\"col\">",
            (true, true, _) => "<th scope=\"col\" class=\"right\">",
            (true, _, true) => "<th scope=\"col\" class=\"centre\">",
            (false, false, false) => "<td>",
            (false, true, _) => "<td class=\"right\">",
            (false, _, true) => "<td class=\"centre\">",
        }
    }

    pub(super) fn tick_box(&mut self, done: bool, at: usize) {
        self.tasks += 1;
        let id = format!("{}task--{}", self.origin.prefix, self.tasks);
        let checked = if done { " checked" } else { "" };
        let _ = write!(self.html, "<input type=\"checkbox\" id=\"{id}\"{checked} aria-label=\"");
        self.given.insert(id);
        self.label(at + 1, |event| {
            matches!(event, Event::End(TagEnd::Item | TagEnd::Paragraph) | Event::Start(Tag::List(_)))
        });
        self.html.push_str("\"> ");
    }
}
