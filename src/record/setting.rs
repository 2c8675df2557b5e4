//! Settings that are not to be changed.

use super::Service;
use super::field::fields;
use super::target::Ref;
use super::value::{Day, Text, Url};

fields! {
    /// A setting that looks harmless and is not: why it stays, and who says so.
    pub struct Setting {
        service: Option<Ref<Service>> => "Service" / "Settings not to be changed",
        why: Option<Text> => "Why it stays",
        says_who: Option<Text> => "Says who",
        source: Option<Url> => "Source",
        /// The day the source was last revised, by its own word.
        revised: Option<Day> => "Source revised on",
    }
}
