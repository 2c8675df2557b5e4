//! Committees of the consortium.

use super::field::fields;
use super::staffing::Holder;
use super::target::Ref;
use super::value::Text;
use super::{Contact, Role};

fields! {
    /// A committee, who of ours sits on it, and who there speaks for libraries like ours.
    pub struct Committee {
        covers: Option<Text> => Public "Covers",
        members: Vec<Holder> => Staff "Members" / "Committees",
        counterpart: Option<Ref<Contact>> => Public "Counterpart" / "Counterpart on committees",
        reports_to: Option<Ref<Role>> => Public "Reports to" / "Hears from committees",
        meets: Option<Text> => Public "Meets",
    }
}
