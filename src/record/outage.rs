//! Outages: downtime that is announced.

use super::Service;
use super::field::fields;
use super::target::Ref;
use super::value::{Moment, Text};

fields! {
    /// Downtime that is announced.
    pub struct Outage {
        services: Vec<Ref<Service>> => "Services" / "Planned outages",
        from: Moment => "From",
        until: Moment => "Until",
        announced_by: Option<Text> => "Announced by",
        effect: Option<Text> => "Effect",
    }
}
