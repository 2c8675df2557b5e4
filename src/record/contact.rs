//! Contacts: whom to reach outside.

use super::field::fields;
use super::value::{Email, Phone, Text, Url, words};

fields! {
    /// Somebody outside, reached for certain things.
    pub struct Contact {
        kind: Option<ContactKind> => Public "Kind",
        organisation: Option<Text> => Public "Organisation",
        reached_for: Option<Text> => Public "Reached for",
        email: Option<Email> => Staff "E-mail",
        phone: Option<Phone> => Staff "Phone",
        hours: Option<Text> => Public "Hours",
        url: Option<Url> => Public "Page",
    }
}

words! {
    /// Where a contact works, somewhere else when left out; the network is the one that the library is on.
    pub enum ContactKind {
        Consortium = "consortium",
        Network = "network",
        Campus = "campus",
        Vendor = "vendor",
    }
}
