//! People: who works here, and who outside is named in the handbook.

use super::Department;
use super::field::{fields, group};
use super::target::Ref;
use super::value::{Day, Email, Phone, Text, words};

fields! {
    /// Somebody who works here, or somebody outside whom the handbook names.
    pub struct Person {
        title: Option<Text> => "Title",
        department: Option<Ref<Department>> => "Department" / "Staff",
        employment: Option<Employment> => "Employment",
        email: Option<Email> => "E-mail",
        phone: Option<Phone> => "Phone",
        start: Option<Day> => "Here since",
        end: Option<Day> => "Last day",
        leave: Vec<Leave> => "Away",
        skills: Vec<Skill> => "Skills",
        system_user_id: Option<Text> => "System user id",
    }
}

words! {
    /// How somebody is employed; staff when left out.
    pub enum Employment { Staff = "staff", Student = "student", External = "external" }
}

group! {
    /// Days on which somebody is away, the first and the last included.
    pub struct Leave {
        from: Day => "from",
        until: Day => "until",
        reason: Option<Text> => "for",
    }
}

group! {
    /// Something somebody has learned, and when.
    pub struct Skill {
        name: Text => "Skill",
        on: Option<Day> => "on",
        expires: Option<Day> => "expires",
    }
}
