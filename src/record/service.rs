//! Services: what the library runs on.

use super::field::fields;
use super::target::{PageTarget, Ref};
use super::value::{Number, Prose, Text, Url};
use super::{Contact, Department, Role};
use crate::schedule::Period;

fields! {
    /// Something the library runs on, who uses it, and what stops without it.
    pub struct Service {
        vendor: Option<Text> => Public "Vendor",
        environment: Option<Text> => Staff "Environment",
        status_page: Option<Url> => Public "Status page",
        used_by: Vec<Ref<(Role, Department)>> => Public "Used by" / "Uses services",
        depends_on: Vec<Ref<Service>> => Public "Depends on" / "Needed by services",
        /// 1 is what the library cannot do without.
        tier: Option<Number> => Staff "Tier",
        longest_outage: Option<Period> => Staff "Longest tolerable outage",
        outage_effect: Option<Prose> => Public "What stops without it",
        fallback: Option<Ref<PageTarget>> => Public "What to do meanwhile" / "Fallback for",
        report_to: Vec<Ref<(Contact, Role, Department)>> => Public "Report problems to, in order" / "Takes problem reports on",
    }
}
