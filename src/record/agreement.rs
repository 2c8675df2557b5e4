//! Agreements: what the library has signed.

use super::Role;
use super::field::fields;
use super::target::Ref;
use super::value::{Day, Text};

fields! {
    /// Something the library has signed, and where it is filed.
    pub struct Agreement {
        parties: Vec<Text> => "Parties",
        signed: Option<Day> => "Signed on",
        signed_by: Option<Text> => "Signed by",
        filed_in: Option<Text> => "Filed in",
        renews: Option<Day> => "Renews on",
        owner: Option<Ref<Role>> => "Owner" / "Agreements",
    }
}
