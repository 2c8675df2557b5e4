//! Agreements: what the library has signed.

use super::Role;
use super::field::fields;
use super::target::Ref;
use super::value::{Day, Text};

fields! {
    /// Something the library has signed, and where it is filed.
    pub struct Agreement {
        parties: Vec<Text> => Staff "Parties",
        signed: Option<Day> => Staff "Signed on",
        signed_by: Option<Text> => Staff "Signed by",
        filed_in: Option<Text> => Supervisors "Filed in",
        renews: Option<Day> => Staff "Renews on",
        owner: Option<Ref<Role>> => Staff "Owner" / "Agreements",
    }
}
