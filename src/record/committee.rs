//! Committees of the consortium.

use super::field::fields;
use super::staffing::Holder;
use super::target::Ref;
use super::value::Text;
use super::{Contact, Role};

fields! {
    /// A committee, who of ours sits on it, and who there speaks for libraries like ours.
    pub struct Committee {
        covers: Option<Text> => "Covers",
        members: Vec<Holder> => "Members" / "Committees",
        counterpart: Option<Ref<Contact>> => "Counterpart" / "Counterpart on committees",
        reports_to: Option<Ref<Role>> => "Reports to" / "Hears from committees",
        meets: Option<Text> => "Meets",
    }
}
