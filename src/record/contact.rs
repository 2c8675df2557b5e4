//! Contacts: whom to reach outside.

use super::field::fields;
use super::value::{Email, Phone, Text, Url};

fields! {
    /// Somebody outside, reached for certain things.
    pub struct Contact {
        organisation: Option<Text> => "Organisation",
        reached_for: Option<Text> => "Reached for",
        email: Option<Email> => "E-mail",
        phone: Option<Phone> => "Phone",
        hours: Option<Text> => "Hours",
        url: Option<Url> => "Page",
    }
}
