//! Contacts: whom to reach outside.

use super::field::fields;
use super::value::{Email, Phone, Text, Url};

fields! {
    /// Somebody outside, reached for certain things.
    pub struct Contact {
        organisation: Option<Text> => Public "Organisation",
        reached_for: Option<Text> => Public "Reached for",
        email: Option<Email> => Staff "E-mail",
        phone: Option<Phone> => Staff "Phone",
        hours: Option<Text> => Public "Hours",
        url: Option<Url> => Public "Page",
    }
}
