//! Who holds something, who steps in, and how many it needs: the same for roles, access and lists.

use super::field::{Reader, Value, as_group, fields, group, read_short};
use super::node::Node;
use super::target::Ref;
use super::value::{Day, Number, Text};
use super::{Person, Role};

fields! {
    /// Somebody who holds something, between two days where they are given.
    pub struct Holder {
        person: Ref<Person> => Staff "Person",
        from: Option<Day> => Staff "since",
        until: Option<Day> => Staff "until",
    }
}

/// A plain id stands for a holder without days.
impl Value for Holder {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        read_short("person", node, reader)
    }

    as_group!("person");
}

group! {
    /// How many people something needs.
    pub struct Wanted {
        /// Below this nothing is covered; 1 when left out.
        minimum: Option<Number> => Staff "at least",
        /// Below this cover is thin; the minimum when left out.
        target: Option<Number> => Staff "wanted",
        /// Above this many holders somebody should give it up; no limit when left out.
        maximum: Option<Number> => Staff "at most",
    }
}

group! {
    /// A gap that somebody has approved, until a day.
    pub struct AcceptedGap {
        reason: Text => Staff "Reason",
        approved_by: Ref<(Person, Role)> => Staff "Approved by",
        until: Day => Staff "Until",
    }
}

/// Something that people hold.
pub trait Staffed {
    fn holders(&self) -> &[Holder];
    fn backups(&self) -> &[Holder];
    fn wanted(&self) -> Option<&Wanted>;
    fn accepted_gap(&self) -> Option<&AcceptedGap>;
}

/// Implements [`Staffed`] for a record with the four fields of that name.
macro_rules! staffed {
    ($type:ident) => {
        impl $crate::record::staffing::Staffed for $type {
            fn holders(&self) -> &[$crate::record::staffing::Holder] {
                &self.holders
            }

            fn backups(&self) -> &[$crate::record::staffing::Holder] {
                &self.backups
            }

            fn wanted(&self) -> Option<&$crate::record::staffing::Wanted> {
                self.coverage.as_ref()
            }

            fn accepted_gap(&self) -> Option<&$crate::record::staffing::AcceptedGap> {
                self.accepted_gap.as_ref()
            }
        }
    };
}
pub(crate) use staffed;
