//! What pages are made from: while that stays as it was, so does the page, and nobody need render it to know.
//!
//! A page in Markdown, and that of a folder, is made from its own text and from what all pages share; every other page and
//! file of data from the latter alone. The text below the head of a page is no part of that, but for what is shown of it
//! elsewhere: its title, its first paragraph, its headings, and what it leads to. Whoever shows more of a page elsewhere adds
//! it to [`Edition::shared_basis`]. The search, which knows all words of all texts, is made from everything.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Edition;
use crate::digest::Digest;
use crate::parse::Page as Text;
use crate::record::audience::Sight;
use crate::site::{Data, Page, Route};
use crate::theme::Theme;

/// What every page of an edition is made from.
pub struct Basis<'a> {
    edition: &'a Edition,
    shared: String,
}

impl Edition {
    pub fn basis(&self) -> Basis<'_> {
        Basis { edition: self, shared: self.shared_basis() }
    }

    /// Returns the hash of what all pages are made from: the program, its templates, the day, the audience, what stands at
    /// which route, every file but the texts of pages, and what is shown of those elsewhere.
    fn shared_basis(&self) -> String {
        let mut all = Digest::default();
        let handbook = &self.site.handbook;
        all.put(env!("CARGO_PKG_VERSION"));
        Theme::built_in().for_each(|file| all.put(file.contents()));
        all.put(self.site.coverage.day.to_string());
        all.put(handbook.sight.as_ref().map(Sight::name).unwrap_or_default());
        for (route, page) in self.site.pages() {
            all.put(route.as_str());
            if let Page::Moved(key) | Page::Text(key) | Page::Record(key) = page {
                all.put(&*key.id);
            }
        }
        let texts: BTreeMap<_, _> = self.whole().pages().map(|page| (&page.span.file, page)).collect();
        let files: Vec<_> = self.sources.texts.iter().collect();
        let heads = files.into_par_iter().map(|(path, text)| {
            let mut file = Digest::default();
            file.put(path.as_str());
            file.put(texts.get(path).map_or(&**text, |page| page.head(text)));
            file.hex()
        });
        heads.collect::<Vec<_>>().iter().for_each(|hash| all.put(hash));
        handbook.attachments().for_each(|path| all.put(path.as_str()));
        let pages: Vec<_> = handbook.pages().collect();
        let shown: Vec<String> = pages.into_par_iter().map(shown_elsewhere).collect();
        shown.iter().for_each(|hash| all.put(hash));
        for (key, links) in handbook.links_back() {
            all.put(key.kind.singular());
            all.put(&*key.id);
            for link in links {
                all.put(link.label);
                all.put(link.from.kind.singular());
                all.put(&*link.from.id);
            }
        }
        all.hex()
    }
}

/// Returns the hash of what is shown of a page elsewhere.
fn shown_elsewhere(page: &Text) -> String {
    let mut all = Digest::default();
    all.put(&*page.key.id);
    all.put(page.title());
    all.put(&page.body.lead);
    for heading in &page.body.headings {
        all.put([heading.level]);
        all.put(&heading.id);
        all.put(&heading.text);
    }
    all.hex()
}

impl Basis<'_> {
    /// Returns the hash of what the page or the file of data at a route is made from; nothing for a file of the search, of the
    /// theme, or of somebody's.
    pub fn of(&self, route: &Route) -> Option<String> {
        let site = &self.edition.site;
        let page = site.page(route).filter(|page| !matches!(page, Page::File(_) | Page::Data(Data::Search(_))))?;
        let mut all = Digest::default();
        all.put(&self.shared);
        let text = match page {
            Page::Text(key) => Some(key),
            Page::Section(folder) => site.sections.get(folder)?.own.as_ref(),
            _ => None,
        };
        if let Some(key) = text {
            let file = &site.handbook.page(key)?.span.file;
            all.put(&self.edition.parsed.get(file)?.hash);
        }
        // Half of it tells millions of pages apart.
        Some(all.hex()[..32].to_owned())
    }
}
