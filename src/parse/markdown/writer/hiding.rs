//! Links that somebody may not follow: the link and its own words give way to neutral ones, and nothing of it is left.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::super::raw::{self, Anchor};
use super::super::{Link, Target, address};
use super::footnote::Footnotes;
use super::{Writer, escape};

/// A link that is not shown and whose end is not reached yet.
pub(super) struct Hiding {
    /// What stands instead.
    words: String,
    /// Whether it is a tag that the text brought along.
    own: bool,
    /// How many more links are open inside.
    inside: usize,
    /// What there was before it.
    html: usize,
    holes: usize,
    headings: usize,
    tasks: usize,
    footnotes: Footnotes,
}

impl Writer<'_> {
    /// Takes the start of a link or an image that is not shown; tells whether there is no more to do for it.
    pub(super) fn starts_hidden(&mut self, tag: &Tag<'_>, range: &Range<usize>) -> bool {
        self.check_torn(is_inline(&tag.to_end()));
        let target = match tag {
            Tag::Link { link_type, dest_url, .. } => self.target(*link_type, dest_url, range).0,
            Tag::Image { dest_url, .. } => address::address(dest_url, &self.origin.span(range)),
            _ => return false,
        };
        if let Some(hiding) = &mut self.hiding {
            hiding.inside += 1;
            return true;
        }
        let words = target.ok().and_then(|target| self.words_instead(&target));
        let hides = words.is_some();
        words.into_iter().for_each(|words| self.hide(words, false));
        hides
    }

    /// Takes the end of a link or an image that is not shown; tells whether there is no more to do for it.
    pub(super) fn ends_hidden(&mut self, tag: TagEnd) -> bool {
        self.check_torn(is_inline(&tag));
        if !matches!(tag, TagEnd::Link | TagEnd::Image) {
            return false;
        }
        match &mut self.hiding {
            Some(hiding) if hiding.inside > 0 => {
                hiding.inside -= 1;
                true
            }
            Some(hiding) if !hiding.own => {
                self.end_hiding();
                true
            }
            _ => false,
        }
    }

    /// Notes where a block starts or ends inside a link that is not shown: what belongs to it cannot be told then.
    fn check_torn(&mut self, inline: bool) {
        self.torn |= !inline && self.hiding.is_some();
    }

    /// Returns the words that stand instead of what leads to a target; nothing where that is shown.
    pub(super) fn words_instead(&self, target: &Target) -> Option<String> {
        if self.reading.whole {
            return None;
        }
        (self.reading.instead)(&Link { target: target.clone(), span: self.origin.span(&(0..0)) })
    }

    fn hide(&mut self, words: String, own: bool) {
        self.hiding = Some(Hiding {
            words,
            own,
            inside: 0,
            html: self.html.len(),
            holes: self.body.holes.len(),
            headings: self.body.headings.len(),
            tasks: self.tasks,
            footnotes: self.footnotes.clone(),
        });
    }

    /// Takes away whatever was written since the link began, and writes the neutral words.
    pub(super) fn end_hiding(&mut self) {
        let Some(hiding) = self.hiding.take() else { return };
        self.html.truncate(hiding.html);
        self.body.holes.truncate(hiding.holes);
        self.body.headings.truncate(hiding.headings);
        self.tasks = hiding.tasks;
        self.footnotes = hiding.footnotes;
        self.words(&CowStr::Borrowed(&hiding.words), escape);
    }

    /// Takes a line of a block of HTML, whose tags may run over several.
    pub(super) fn raw_line(&mut self, html: &str, range: &Range<usize>, at: usize) {
        self.block.push_str(html);
        if !matches!(self.events.get(at + 1), Some((Event::Html(_), _))) {
            let block = std::mem::take(&mut self.block);
            self.raw_cut(&block, range);
        }
    }

    /// Takes HTML that the text brought along, without the links in it that are not shown.
    pub(super) fn raw_cut(&mut self, html: &str, range: &Range<usize>) {
        let mut at = 0;
        for (tag, anchor) in raw::anchors(html) {
            match (anchor, &self.hiding) {
                (Anchor::Open(written), None) => {
                    let target = address::address(&written, &self.origin.span(range)).ok();
                    if let Some(words) = target.and_then(|target| self.words_instead(&target)) {
                        self.raw(&html[at..tag.start], range);
                        self.hide(words, true);
                    }
                }
                (Anchor::Image(written), None) => {
                    let target = address::address(&written, &self.origin.span(range)).ok();
                    if let Some(words) = target.and_then(|target| self.words_instead(&target)) {
                        self.raw(&html[at..tag.start], range);
                        self.words(&CowStr::Borrowed(&words), escape);
                        at = tag.end;
                    }
                }
                (Anchor::Close, Some(hiding)) if hiding.own => {
                    self.end_hiding();
                    at = tag.end;
                }
                _ => {}
            }
        }
        if self.hiding.is_none() {
            self.raw(&html[at..], range);
        }
    }
}

/// Tells whether a tag stands in running text.
fn is_inline(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
