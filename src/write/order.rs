//! In which order the files of a site are put, so that no reader ever follows a link to a page that is not there yet.

/// When a file is put. A page comes after all that it may link to and that was not there before; the home page comes
/// last, and what is no more goes away after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    NewAsset,
    Asset,
    NewPage,
    Page,
    Home,
}

impl Stage {
    pub const ALL: [Self; 5] = [Self::NewAsset, Self::Asset, Self::NewPage, Self::Page, Self::Home];

    /// Returns when a file is put; `stands` tells whether something stands there already.
    pub fn of(path: &str, stands: bool) -> Self {
        match (path, path.ends_with(".html"), stands) {
            ("index.html", ..) => Self::Home,
            (_, true, true) => Self::Page,
            (_, true, false) => Self::NewPage,
            (_, false, true) => Self::Asset,
            (_, false, false) => Self::NewAsset,
        }
    }
}
