//! Access: accounts, permissions, keys and folders, never the secret itself.

use super::field::fields;
use super::staffing::{AcceptedGap, Holder, Wanted, staffed};
use super::target::Ref;
use super::value::{Day, Text, words};
use super::{Person, Role, Service};

fields! {
    /// Something one needs to get in: who holds it, where the secret is kept, and when to look at it again.
    pub struct Access {
        kind: AccessKind => "Kind",
        service: Option<Ref<Service>> => "Service" / "Access",
        holders: Vec<Holder> => "Holders" / "Holds access",
        backups: Vec<Holder> => "Backups" / "Backup for access",
        coverage: Option<Wanted> => "People needed",
        accepted_gap: Option<AcceptedGap> => "Accepted gap" / "Approved gaps in access",
        application: Option<Text> => "Application",
        kept_in: Option<Text> => "Where the secret is kept",
        asked_from: Option<Ref<Role>> => "Ask" / "Gives access",
        opened_by: Vec<Ref<(Role, Person)>> => "Who may open it" / "May open",
        opened_when: Option<Text> => "When it may be opened",
        rotated: Option<Day> => "Last changed",
        review_by: Option<Day> => "Review by",
        expires: Option<Day> => "Expires",
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
