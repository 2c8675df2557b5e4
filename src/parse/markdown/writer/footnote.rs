//! Footnotes: numbered by their first mention, gathered at the end, with the way back.

use std::fmt::Write;

use super::Writer;

#[derive(Clone, Default)]
pub(super) struct Footnotes {
    /// Labels in the order of their first mention.
    pub(super) order: Vec<String>,
    pub(super) mentions: Vec<usize>,
    /// The text of each, as HTML, by label.
    pub(super) texts: Vec<(String, String)>,
    /// The notes that are being written, each with the HTML that was put aside for it.
    pub(super) aside: Vec<(String, String)>,
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
        let prefix = &self.origin.prefix;
        let id = if mention == 1 {
            format!("{prefix}noted--{number}")
        } else {
            format!("{prefix}noted--{number}-{mention}")
        };
        let _ = write!(
            self.html,
            "<sup class=\"mention\"><a id=\"{id}\" href=\"#{prefix}note--{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        );
        self.given.insert(id);
    }

    pub(super) fn close_footnote(&mut self) {
        if let Some((label, page)) = self.footnotes.aside.pop() {
            let text = std::mem::replace(&mut self.html, page);
            self.footnotes.texts.push((label, text));
        }
    }

    pub(super) fn write_footnotes(&mut self) {
        if self.footnotes.order.is_empty() {
            return;
        }
        let prefix = &self.origin.prefix;
        self.html.push_str("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (at, label) in self.footnotes.order.iter().enumerate() {
            let number = at + 1;
            let text = self.footnotes.texts.iter().find(|(known, _)| known == label).map_or("", |(_, text)| text);
            let back = format!(
                " <a class=\"back\" href=\"#{prefix}noted--{number}\" aria-label=\"Back to footnote {number} in the text\">↩</a>"
            );
            let text = match text.trim_end().strip_suffix("</p>") {
                Some(start) => format!("{start}{back}</p>"),
                None => format!("{text}{back}"),
            };
            let _ = writeln!(self.html, "<li id=\"{prefix}note--{number}\">{text}</li>");
            self.given.insert(format!("{prefix}note--{number}"));
        }
        self.html.push_str("</ol></section>\n");
    }
}
