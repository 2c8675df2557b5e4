//! Outages: downtime that is announced.

use super::Service;
use super::field::fields;
use super::target::Ref;
use super::value::{Moment, Prose, Text};

fields! {
    /// Downtime that is announced.
    pub struct Outage {
        services: Vec<Ref<Service>> => Public "Services" / "Planned outages",
        from: Moment => Public "From",
        until: Moment => Public "Until",
        announced_by: Option<Text> => Public "Announced by",
        effect: Option<Prose> => Public "What stops",
    }
}
