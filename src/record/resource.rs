//! Resources: documents and pages worth knowing.

use super::Role;
use super::field::fields;
use super::target::Ref;
use super::value::{Url, YesNo};

fields! {
    /// A document or a page worth knowing.
    pub struct Resource {
        url: Option<Url> => Public "Address",
        /// Whether one must log in to read it.
        protected: Option<YesNo> => Public "Asks for a login",
        kept_by: Option<Ref<Role>> => Public "Kept by" / "Keeps",
    }
}
