//! Footnotes: numbered by their first mention, gathered at the end, with the way back.

use std::fmt::Write;

use super::Writer;

#[derive(Default)]
pub(super) struct Footnotes {
    /// Labels in the order of their first mention.
    pub(super) order: Vec<String>,
    pub(super) mentions: Vec<usize>,
    /// The text of each, as HTML, by label.
    pub(super) texts: Vec<(String, String)>,
    /// The page's HTML, put aside while a note is written.
    pub(super) aside: Option<(String, String)>,
}

impl Footnotes {
    pub(super) fn number(&mut self, label: &str) -> usize {
        if let Some(at) = self.order.iter().position(|known| known == label) {
            return at + 1;
        }
        self.order.push(label.to_owned());
        self.mentions.push(0);
        self.order.len()
    }
}

impl Writer<'_> {
    pub(super) fn footnote_mention(&mut self, label: &str) {
        let number = self.footnotes.number(label);
        self.footnotes.mentions[number - 1] += 1;
        let mention = self.footnotes.mentions[number - 1];
        let id = if mention == 1 { format!("noted--{number}") } else { format!("noted--{number}-{mention}") };
        let _ = write!(
            self.html,
            "<sup class=\"mention\"><a id=\"{id}\" href=\"#note--{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        );
    }

    pub(super) fn close_footnote(&mut self) {
        if let Some((label, page)) = self.footnotes.aside.take() {
            let text = std::mem::replace(&mut self.html, page);
            self.footnotes.texts.push((label, text));
        }
    }

    pub(super) fn write_footnotes(&mut self) {
        if self.footnotes.order.is_empty() {
            return;
        }
        self.html.push_str("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (at, label) in self.footnotes.order.iter().enumerate() {
            let number = at + 1;
            let text = self.footnotes.texts.iter().find(|(known, _)| known == label).map_or("", |(_, text)| text);
            let back = format!(
                " <a class=\"back\" href=\"#noted--{number}\" aria-label=\"Back to footnote {number} in the text\">↩</a>"
            );
            let text = match text.trim_end().strip_suffix("</p>") {
                Some(start) => format!("{start}{back}</p>"),
                None => format!("{text}{back}"),
            };
            let _ = writeln!(self.html, "<li id=\"note--{number}\">{text}</li>");
        }
        self.html.push_str("</ol></section>\n");
    }
}
