//! Access: accounts, permissions, keys and folders, never the secret itself.

use super::field::fields;
use super::staffing::{AcceptedGap, Holder, Wanted, staffed};
use super::target::Ref;
use super::value::{Day, Text, words};
use super::{Person, Role, Service};

fields! {
    /// Something one needs to get in: who holds it, where the secret is kept, and when to look at it again.
    pub struct Access {
        kind: AccessKind => Staff "Kind",
        service: Option<Ref<Service>> => Staff "Service" / "Access",
        holders: Vec<Holder> => Supervisors "Holders" / "Holds access",
        backups: Vec<Holder> => Supervisors "Backups" / "Backup for access",
        coverage: Option<Wanted> => Supervisors "People needed",
        accepted_gap: Option<AcceptedGap> => Supervisors "Accepted gap" / "Approved gaps in access",
        application: Option<Text> => Supervisors "Application",
        kept_in: Option<Text> => Supervisors "Where the secret is kept",
        asked_from: Option<Ref<Role>> => Staff "Ask" / "Gives access",
        opened_by: Vec<Ref<(Role, Person)>> => Supervisors "Who may open it" / "May open",
        opened_when: Option<Text> => Staff "When it may be opened",
        rotated: Option<Day> => Supervisors "Last changed",
        review_by: Option<Day> => Supervisors "Review by",
        expires: Option<Day> => Supervisors "Expires",
    }
}

words! {
    /// What sort of access it is.
    pub enum AccessKind {
        Account = "account",
        Permission = "permission",
        ApiKey = "api-key",
        SharedFolder = "shared-folder",
        BreakGlass = "break-glass",
    }
}

staffed!(Access);
