//! The words of a piece of text, for the label of a box or a table: what is hidden in the text is hidden in them too.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::Hole;
use super::super::raw::{self, Anchor};
use super::{Writer, escape};
use crate::parse::markdown::address;

impl Writer<'_> {
    /// Writes the words from an event on until one that ends them, the cells of a table with commas between.
    pub(super) fn label(&mut self, from: usize, ends: impl Fn(&Event<'_>) -> bool) {
        let events = self.events;
        let (mut at, mut first) = (from, true);
        while let Some((event, range)) = events.get(at).filter(|(event, _)| !ends(event)) {
            match event {
                Event::Text(text) | Event::Code(text) => escape(&mut self.html, text),
                Event::SoftBreak => self.html.push(' '),
                Event::Start(Tag::TableCell) if !std::mem::take(&mut first) => self.html.push_str(", "),
                Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                    let is_bare = matches!(link_type, LinkType::WikiLink { has_pothole: false });
                    let (target, place) = self.target(*link_type, dest_url, range);
                    let words = target.as_ref().ok().and_then(|target| self.words_instead(target));
                    if let Some(words) = words {
                        escape(&mut self.html, &words);
                        at = self.skip(at, |event| matches!(event, Event::End(TagEnd::Link)));
                    } else if let (true, Some(hole)) =
                        (is_bare, target.ok().and_then(|target| self.hole(Ok(target), &place)))
                    {
                        self.body.holes.push(Hole::TitleOf(hole));
                        self.mark(self.body.holes.len() - 1);
                        at = self.skip(at, |event| matches!(event, Event::End(TagEnd::Link)));
                    }
                }
                Event::InlineHtml(html) => {
                    let opened = raw::anchors(html).into_iter().find_map(|(_, anchor)| match anchor {
                        Anchor::Open(written) => address::address(&written, &self.origin.span(range)).ok(),
                        _ => None,
                    });
                    if let Some(words) = opened.and_then(|target| self.words_instead(&target)) {
                        escape(&mut self.html, &words);
                        at = self.skip(at, |event| matches!(event, Event::InlineHtml(html) if html.starts_with("</")));
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Returns the next event that ends something; the last of all where none does.
    fn skip(&self, from: usize, ends: impl Fn(&Event<'_>) -> bool) -> usize {
        let rest = self.events[from..].iter();
        rest.enumerate().find(|(_, (event, _))| ends(event)).map_or(self.events.len(), |(further, _)| from + further)
    }
}
