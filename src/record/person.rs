//! People: who works here, and who outside is named in the handbook.

use super::Department;
use super::field::{fields, group};
use super::target::Ref;
use super::value::{Day, Email, Phone, Text, words};

fields! {
    /// Somebody who works here, or somebody outside whom the handbook names.
    pub struct Person {
        title: Option<Text> => Staff "Title",
        department: Option<Ref<Department>> => Staff "Department" / "Staff",
        employment: Option<Employment> => Staff "Employment",
        email: Option<Email> => Staff "E-mail",
        phone: Option<Phone> => Staff "Phone",
        start: Option<Day> => Staff "Here since",
        end: Option<Day> => Staff "Last day",
        leave: Vec<Leave> => Staff "Away",
        skills: Vec<Skill> => Supervisors "Skills",
        system_user_id: Option<Text> => Liaison "System user id",
    }
}

words! {
    /// How somebody is employed; staff when left out.
    pub enum Employment { Staff = "staff", Student = "student", External = "external" }
}

group! {
    /// Days on which somebody is away, the first and the last included.
    pub struct Leave {
        from: Day => Staff "from",
        until: Day => Staff "until",
        reason: Option<Text> => Supervisors "for",
    }
}

group! {
    /// Something somebody has learned, and when.
    pub struct Skill {
        name: Text => Supervisors "Skill",
        on: Option<Day> => Supervisors "on",
        expires: Option<Day> => Supervisors "expires",
    }
}
