//! Where a link in a text leads: to a page, a heading, an attachment, the web, or nowhere.

use super::Handbook;
use crate::parse::Entry;
use crate::parse::markdown::Target;
use crate::record::Kind;
use crate::record::reference::Key;
use crate::source::{SourcePath, joined};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A record or a page, and a heading of it.
    Key(Key, Option<String>),
    /// A heading of the page that holds the link.
    Here(String),
    Attachment(SourcePath),
    Web(String),
}

impl Handbook {
    /// Follows a link that stands in a file; nothing where it leads nowhere. Headings are not looked for.
    pub fn follow(&self, file: &SourcePath, target: &Target) -> Option<Destination> {
        match target {
            Target::Web(address) => Some(Destination::Web(address.clone())),
            Target::Heading(heading) => Some(Destination::Here(heading.clone())),
            Target::Record { reference, heading } => {
                self.resolve(reference).map(|key| Destination::Key(key, heading.clone()))
            }
            Target::File { path, heading } => {
                let path = joined(file.as_str(), path)?;
                if let Some(stem) = page_stem(&path) {
                    let key = Key::new(Kind::Page, stem.strip_prefix("content/")?);
                    return self.pages.contains_key(&key).then(|| Destination::Key(key, heading.clone()));
                }
                let path = SourcePath::new(path);
                self.attachments.contains(&path).then_some(Destination::Attachment(path))
            }
        }
    }

    /// Returns the picture that stands for the library, where the settings name one that is there.
    pub fn logo(&self) -> Option<&SourcePath> {
        let logo = self.settings.look.as_ref()?.logo.as_ref()?;
        self.attachments.get(&SourcePath::new(format!("content/{}", logo.value)))
    }

    /// Returns the ids of the headings that a page or a record shows.
    pub fn headings(&self, key: &Key) -> Vec<&str> {
        let of_entry = self.entry(key).into_iter().flat_map(Entry::ids);
        of_entry.chain(self.page(key).into_iter().flat_map(|page| page.body.ids())).collect()
    }
}

/// Returns the path of a Markdown file without its extension.
pub(super) fn page_stem(path: &str) -> Option<&str> {
    path.strip_suffix(".md").or_else(|| path.strip_suffix(".markdown"))
}
