//! Settings that are not to be changed.

use super::Service;
use super::field::fields;
use super::target::Ref;
use super::value::{Day, Text, Url};

fields! {
    /// A setting that looks harmless and is not: why it stays, and who says so.
    pub struct Setting {
        service: Option<Ref<Service>> => Staff "Service" / "Settings not to be changed",
        why: Option<Text> => Staff "Why it stays",
        says_who: Option<Text> => Staff "Says who",
        source: Option<Url> => Staff "Source",
        /// The day the source was last revised, by its own word.
        revised: Option<Day> => Staff "Source revised on",
    }
}
