//! Who holds something, who steps in, and how many it needs: the same for roles, access and lists.

use super::field::{Item, Reader, Value, fields, group, read_short};
use super::node::Node;
use super::target::Ref;
use super::value::{Day, Number, Text};
use super::{Person, Role};

fields! {
    /// Somebody who holds something, between two days where they are given.
    pub struct Holder {
        person: Ref<Person> => "Person",
        from: Option<Day> => "since",
        until: Option<Day> => "until",
    }
}

/// A plain id stands for a holder without days.
impl Value for Holder {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        read_short("person", node, reader)
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Group(self));
    }
}

group! {
    /// How many people something needs.
    pub struct Wanted {
        /// Below this nothing is covered; 1 when left out.
        minimum: Option<Number> => "at least",
        /// Below this cover is thin; the minimum when left out.
        target: Option<Number> => "wanted",
        /// Above this many holders somebody should give it up; no limit when left out.
        maximum: Option<Number> => "at most",
    }
}

group! {
    /// A gap that somebody has approved, until a day.
    pub struct AcceptedGap {
        reason: Text => "Reason",
        approved_by: Ref<(Person, Role)> => "Approved by",
        until: Day => "Until",
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
