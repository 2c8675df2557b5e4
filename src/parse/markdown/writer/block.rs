//! Blocks: alerts, code and live tables, tables, tick boxes.

use std::fmt::Write;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag, TagEnd};

use super::super::live::Live;
use super::super::{Hole, highlight};
use super::{Writer, escape};
use crate::parse::yaml::Piece;
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
        let Some((language, code, range)) = self.code.take() else { return };
        if Live::is_named(&language) {
            let body_start = self.text[range.clone()].find('\n').map_or(range.end, |at| range.start + at + 1);
            let span = (self.place)(range.clone());
            let base = span.start as usize + (body_start - range.start);
            let piece = Piece { file: &span.file.clone(), text: &code, base };
            if let Some(live) = Live::parse(&language, piece, &mut self.diagnostics) {
                self.body.holes.push(Hole::Live(Spanned { value: live, span }));
                self.mark(self.body.holes.len() - 1);
                self.html.push('\n');
            }
            return;
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

    pub(super) fn open_table(&mut self, at: usize) {
        self.html.push_str("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table: ");
        let head = self.events[at..].iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::TableHead)));
        let mut first = true;
        for (event, _) in head {
            match event {
                Event::Text(text) | Event::Code(text) => escape(&mut self.html, text),
                Event::Start(Tag::TableCell) if !std::mem::take(&mut first) => self.html.push_str(", "),
                _ => {}
            }
        }
        self.html.push_str("\"><table>\n");
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
        let _ = write!(
            self.html,
            "<input type=\"checkbox\" id=\"task--{}\"{} aria-label=\"",
            self.tasks,
            if done { " checked" } else { "" }
        );
        for (event, _) in &self.events[at + 1..] {
            match event {
                Event::Text(text) | Event::Code(text) => escape(&mut self.html, text),
                Event::SoftBreak => self.html.push(' '),
                Event::End(TagEnd::Item | TagEnd::Paragraph) | Event::Start(Tag::List(_)) => break,
                _ => {}
            }
        }
        self.html.push_str("\"> ");
    }
}
