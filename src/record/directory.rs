//! The consortium's directory: what it says of the library.

use super::Role;
use super::field::fields;
use super::target::Ref;
use super::value::{Day, Email, Phone, Text};
use crate::schedule::Period;

fields! {
    /// One position in the consortium's directory, as it stands there.
    pub struct DirectoryEntry {
        role: Option<Ref<Role>> => Staff "Role here" / "In the directory as",
        listed_name: Option<Text> => Staff "Name listed",
        email: Option<Email> => Staff "E-mail listed",
        phone: Option<Phone> => Staff "Phone listed",
        confirmed_on: Option<Day> => Staff "Confirmed on",
        /// How long a confirmation holds; what the handbook says when left out.
        confirm_every: Option<Period> => Staff "Confirm every",
        /// Who tells the consortium of a change; the liaison when left out.
        kept_by: Option<Ref<Role>> => Staff "Kept right by" / "Keeps right in the directory",
    }
}
