//! Services: what the library runs on.

use super::field::fields;
use super::target::{PageTarget, Ref};
use super::value::{Number, Prose, Text, Url};
use super::{Contact, Department, Role};
use crate::schedule::Period;

fields! {
    /// Something the library runs on, who uses it, and what stops without it.
    pub struct Service {
        vendor: Option<Text> => "Vendor",
        environment: Option<Text> => "Environment",
        status_page: Option<Url> => "Status page",
        used_by: Vec<Ref<(Role, Department)>> => "Used by" / "Uses services",
        depends_on: Vec<Ref<Service>> => "Depends on" / "Needed by services",
        /// 1 is what the library cannot do without.
        tier: Option<Number> => "Tier",
        longest_outage: Option<Period> => "Longest tolerable outage",
        outage_effect: Option<Prose> => "What stops without it",
        fallback: Option<Ref<PageTarget>> => "What to do meanwhile" / "Fallback for",
        report_to: Vec<Ref<(Contact, Role, Department)>> => "Report problems to, in order" / "Takes problem reports on",
    }
}
