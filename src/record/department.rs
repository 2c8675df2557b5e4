//! Departments: parts of the library and of the campus.

use super::field::fields;
use super::target::Ref;
use super::value::{Email, Phone, Text, words};
use super::{Contact, Person};

fields! {
    /// A part of the library or of the campus, and when to call it.
    pub struct Department {
        kind: Option<DepartmentKind> => Public "Kind",
        head: Option<Ref<Person>> => Staff "Head" / "Heads",
        contact: Option<Ref<Contact>> => Public "Contact" / "Contact for departments",
        email: Option<Email> => Staff "E-mail",
        phone: Option<Phone> => Staff "Phone",
        when_to_call: Option<Text> => Public "When to call",
    }
}

words! {
    /// Whose department it is; the library's when left out.
    pub enum DepartmentKind { Library = "library", Campus = "campus" }
}
