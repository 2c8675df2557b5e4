//! Roles: what somebody must answer for.

use super::field::fields;
use super::staffing::{AcceptedGap, Holder, Wanted, staffed};
use super::target::Ref;
use super::value::{Text, words};
use super::{Access, Contact, List, Service};

fields! {
    /// Something somebody must answer for, who holds it, and who steps in.
    pub struct Role {
        kind: RoleKind => "Kind",
        holders: Vec<Holder> => "Holders" / "Holds",
        backups: Vec<Holder> => "Backups" / "Backup for",
        coverage: Option<Wanted> => "People needed",
        accepted_gap: Option<AcceptedGap> => "Accepted gap" / "Approved gaps",
        appointed_by: Option<Ref<Role>> => "Appointed by" / "Appoints",
        authority: Option<Text> => "Authority",
        directory_label: Option<Text> => "Directory label",
        skills_required: Vec<Text> => "Skills required",
        services: Vec<Ref<Service>> => "Services" / "Roles that look after it",
        access: Vec<Ref<Access>> => "Access needed" / "Needed by roles",
        lists_recommended: Vec<Ref<List>> => "Lists to read" / "Recommended to roles",
        conflicts_with: Vec<Ref<Role>> => "Not to be combined with" / "Not to be combined with",
        fallback_contact: Option<Ref<Contact>> => "When nobody is here" / "Stands in for roles",
    }
}

words! {
    /// What sort of role it is.
    pub enum RoleKind {
        Liaison = "liaison",
        DesignatedContact = "designated-contact",
        Operational = "operational",
        Administrative = "administrative",
    }
}

staffed!(Role);
