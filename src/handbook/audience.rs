//! The handbook as an audience may see it: cut here, once, before anything is shown.
//!
//! 1. Records and pages stay that the audience may see; of a record, the fields that it may see.
//! 2. References and links to whatever does not stay become neutral: of their target, nothing but its kind is left. Texts
//!    are read once more without their hidden blocks, so that no heading, number or first line betrays one.
//! 3. A link to a heading that has gone with a block is hidden too, which may take further headings along: texts are read
//!    until nothing more goes.
//!    The sources go then, and what was made of them stays.
//! 4. Attachments stay that a text still uses; relations are those that are still declared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Destination, Handbook, check};
use crate::parse::markdown::{Body, Link, Reading, Target, read_for};
use crate::parse::{Entry, Page};
use crate::record::Kind;
use crate::record::audience::{Cut, Sight, instead};
use crate::record::field::{Fields, Item};
use crate::record::reference::{Key, Reference};
use crate::source::{SourcePath, Sources};

/// Headings that go because of headings that go are a rare thing already.
const MOST_ROUNDS: usize = 16;

/// One step of the cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Records,
    Pages,
    Fields,
    References,
    Texts,
    Attachments,
}

impl Step {
    /// Every step, in the order in which they are taken. What is shown of a handbook to which one was not done is not safe.
    pub const ALL: [Self; 6] =
        [Self::Records, Self::Pages, Self::Fields, Self::References, Self::Texts, Self::Attachments];
}

impl Handbook {
    /// Returns the handbook as somebody may see it; `sources` are those it was read from.
    ///
    /// What comes back does not depend on anything that is hidden: not on how much of it there is, nor on its order.
    pub fn for_audience(&self, sight: &Sight, sources: &Sources) -> Self {
        self.cut_by(&Step::ALL, sight, sources)
    }

    /// Returns the handbook after some steps of the cut alone, by which a test can tell that each of them is needed.
    pub fn cut_by(&self, steps: &[Step], sight: &Sight, sources: &Sources) -> Self {
        let mut cut = Self { sight: Some(sight.clone()), back: BTreeMap::new(), ..self.clone() };
        cut.unread.clear();
        cut.unknown.clear();
        cut.settings.publish.clear();
        for step in steps {
            match step {
                Step::Records => cut.entries.retain(|_, entry| {
                    sight.sees(entry.record.reach())
                        && sight.sees_named(entry.common.audience.as_ref())
                        && (!entry.unsure || sight.is_narrowest())
                }),
                Step::Pages => cut.pages.retain(|_, page| {
                    sight.sees_named(page.front.audience.as_ref()) && (!page.unsure || sight.is_narrowest())
                }),
                Step::Fields => {
                    cut.cut_fields(&Cut { sees: &|reach| sight.sees(reach), hides: &|_| None, blanks: false })
                }
                Step::References => {
                    let kept = cut.clone();
                    cut.cut_fields(&Cut {
                        sees: &|_| true,
                        hides: &|reference| kept.hides(self, reference),
                        blanks: false,
                    });
                }
                Step::Texts => {
                    let _ = (0..MOST_ROUNDS).find(|_| !cut.read_again(self, sight, sources));
                    cut.empty_rest(self, sight);
                    // From here on a text is what was made of it for the audience, and its source tells more.
                    let blank = Cut { sees: &|_| true, hides: &|_| None, blanks: true };
                    cut.entries.par_iter_mut().filter(|(_, entry)| !entry.prose.is_empty()).for_each(|(_, entry)| {
                        *entry = Arc::new(cut_entry(entry, &blank));
                    });
                }
                Step::Attachments => cut.attachments = cut.used_attachments(),
            }
        }
        let keys = cut.entries.keys().chain(cut.pages.keys());
        let back = check::links_of(&cut, keys, &mut Vec::new());
        cut.back = back.into_iter().map(|(key, links)| (key, Arc::new(links))).collect();
        cut
    }

    /// Cuts the fields of every record, and the head of every page.
    fn cut_fields(&mut self, cut: &Cut<'_>) {
        self.entries.par_iter_mut().for_each(|(_, entry)| *entry = Arc::new(cut_entry(entry, cut)));
        self.pages.par_iter_mut().for_each(|(_, page)| {
            let mut front = page.front.clone();
            front.cut(cut);
            *page = Arc::new(page.cut(front, "", None));
        });
    }

    /// Returns the kind of what a reference leads to where that is hidden; one that leads nowhere is hidden too.
    fn hides(&self, whole: &Self, reference: &Reference) -> Option<Kind> {
        let target = whole.resolve(reference);
        if target.as_ref().is_some_and(|key| self.holds(key)) {
            return None;
        }
        target.map(|key| key.kind).or(reference.kinds.first().copied()).or(Some(Kind::Page))
    }

    fn holds(&self, key: &Key) -> bool {
        self.entries.contains_key(key) || self.pages.contains_key(key)
    }

    /// Returns the words that stand instead of a link of a page or a record; nothing where it may be followed.
    fn instead(&self, whole: &Self, own: &Key, link: &Link) -> Option<String> {
        let (key, heading) = match whole.follow(&link.span.file, &link.target) {
            Some(Destination::Key(key, heading)) => (key, heading),
            Some(Destination::Here(heading)) => (own.clone(), Some(heading)),
            Some(_) => return None,
            None => match &link.target {
                Target::Record { reference, .. } => {
                    return Some(instead(reference.kinds.first().copied().unwrap_or(Kind::Page)));
                }
                _ => return Some(instead(Kind::Page)),
            },
        };
        if !self.holds(&key) {
            return Some(instead(key.kind));
        }
        let gone = heading.is_some_and(|heading| !self.headings(&key).contains(&&*heading));
        gone.then(|| "a part not shown here".to_owned())
    }

    /// Reads every text once more that still shows something hidden; tells whether a heading went with that.
    fn read_again(&mut self, whole: &Self, sight: &Sight, sources: &Sources) -> bool {
        let now = &*self;
        let pages: Vec<Arc<Page>> = now
            .pages
            .par_iter()
            .filter_map(|(key, page)| {
                let text = sources.texts.get(&page.span.file).map_or("", |text| text);
                now.cut_body(whole, sight, (key, &page.body), |reading| {
                    page.cut(page.front.clone(), text, Some(reading))
                })
            })
            .map(Arc::new)
            .collect();
        let entries: Vec<Arc<Entry>> =
            now.entries.par_iter().filter_map(|(_, entry)| now.cut_prose(whole, sight, entry)).map(Arc::new).collect();
        let ids = |body: &Body| body.ids().map(str::to_owned).collect::<Vec<_>>();
        let mut went = false;
        for page in pages {
            let before = self.pages.insert(page.key.clone(), page.clone()).expect("a page that was there");
            went |= ids(&before.body) != ids(&page.body);
        }
        for entry in entries {
            let before = self.entries.insert(entry.key.clone(), entry.clone()).expect("a record that was there");
            went |= !before.ids().eq(entry.ids());
        }
        went
    }

    /// Empties every text that would still show something hidden, which none should.
    fn empty_rest(&mut self, whole: &Self, sight: &Sight) {
        let now = &*self;
        let empty = |page: &Page| now.cut_body(whole, sight, (&page.key, &page.body), |_| page.emptied());
        let pages: Vec<Page> = now.pages.par_iter().filter_map(|(_, page)| empty(page)).collect();
        let entries = now.entries.par_iter().filter_map(|(_, entry)| {
            let shows_hidden = |body: &Body| now.cut_body(whole, sight, (&entry.key, body), |_| ()).is_some();
            let fields: Vec<_> =
                entry.prose.iter().filter(|(_, body)| shows_hidden(body)).map(|(key, _)| *key).collect();
            (!fields.is_empty()).then(|| {
                let mut entry = (**entry).clone();
                fields.iter().for_each(|field| drop(entry.prose.insert(field, Body::withheld())));
                entry
            })
        });
        let entries: Vec<Entry> = entries.collect();
        self.pages.extend(pages.into_iter().map(|page| (page.key.clone(), Arc::new(page))));
        self.entries.extend(entries.into_iter().map(|entry| (entry.key.clone(), Arc::new(entry))));
    }

    /// Returns what `read` makes of a text for an audience; nothing where all of it may be shown as it is.
    fn cut_body<T>(
        &self,
        whole: &Self,
        sight: &Sight,
        (own, body): (&Key, &Body),
        read: impl FnOnce(Reading<'_>) -> T,
    ) -> Option<T> {
        let words = |link: &Link| self.instead(whole, own, link);
        let shows = |audience: &str| sight.sees_word(audience);
        let hides_block = body.audiences.iter().any(|audience| !shows(audience));
        let hides = hides_block || body.links().any(|link| words(link).is_some());
        hides.then(|| read(Reading::cut(&shows, &words)))
    }

    fn cut_prose(&self, whole: &Self, sight: &Sight, entry: &Entry) -> Option<Entry> {
        let mut cut: Option<Entry> = None;
        for (field, body) in &entry.prose {
            let source = source_of(entry, field);
            let read = |reading: Reading<'_>| read_for(&source, &entry.span.file, Some(field), reading);
            if let Some(body) = self.cut_body(whole, sight, (&entry.key, body), read) {
                cut.get_or_insert_with(|| entry.clone()).prose.insert(field, body);
            }
        }
        cut
    }

    /// Returns the attachments that the texts link to or show, and the picture that stands on every page.
    fn used_attachments(&self) -> BTreeSet<SourcePath> {
        let of_pages = self.pages.par_iter().flat_map_iter(|(_, page)| page.body.links());
        let of_entries = self.entries.par_iter().flat_map_iter(|(_, entry)| entry.prose.values().flat_map(Body::links));
        let used = of_pages.chain(of_entries).filter_map(|link| match self.follow(&link.span.file, &link.target) {
            Some(Destination::Attachment(path)) => Some(path),
            _ => None,
        });
        used.chain(self.logo().cloned()).collect()
    }
}

fn cut_entry(entry: &Entry, cut: &Cut<'_>) -> Entry {
    let mut entry = entry.clone();
    entry.common.cut(cut);
    entry.record.cut(cut);
    let mut kept = BTreeSet::new();
    kept.extend(entry.common.notes.is_some().then_some("notes"));
    entry.record.walker().walk(&mut |field, item| {
        if let Item::Prose(_) = item {
            kept.insert(field.key);
        }
    });
    entry.prose.retain(|field, _| kept.contains(field));
    entry
}

/// Returns the Markdown of a field.
fn source_of(entry: &Entry, key: &str) -> String {
    let mut source = entry.common.notes.as_ref().filter(|_| key == "notes").map(|notes| notes.0.value.clone());
    entry.record.walker().walk(&mut |field, item| {
        if let Item::Prose(text) = item
            && field.key == key
        {
            source = Some(text.value.clone());
        }
    });
    source.unwrap_or_default()
}
