//! Roles: what somebody must answer for.

use super::field::fields;
use super::staffing::{AcceptedGap, Holder, Wanted, staffed};
use super::target::Ref;
use super::value::{Text, words};
use super::{Access, Contact, List, Service};

fields! {
    /// Something somebody must answer for, who holds it, and who steps in.
    pub struct Role {
        kind: RoleKind => Public "Kind",
        holders: Vec<Holder> => Staff "Holders" / "Holds",
        backups: Vec<Holder> => Staff "Backups" / "Backup for",
        coverage: Option<Wanted> => Staff "People needed",
        accepted_gap: Option<AcceptedGap> => Staff "Accepted gap" / "Approved gaps",
        appointed_by: Option<Ref<Role>> => Public "Appointed by" / "Appoints",
        authority: Option<Text> => Public "Authority",
        directory_label: Option<Text> => Staff "Directory label",
        skills_required: Vec<Text> => Staff "Skills required",
        services: Vec<Ref<Service>> => Public "Services" / "Roles that look after it",
        access: Vec<Ref<Access>> => Staff "Access needed" / "Needed by roles",
        lists_recommended: Vec<Ref<List>> => Public "Lists to read" / "Recommended to roles",
        conflicts_with: Vec<Ref<Role>> => Staff "Not to be combined with" / "Not to be combined with",
        should_include: Vec<Ref<Role>> => Staff "Should include whoever holds" / "Should be among",
        fallback_contact: Option<Ref<Contact>> => Public "When nobody is here" / "Stands in for roles",
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
