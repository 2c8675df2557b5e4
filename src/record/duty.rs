//! Duties: what the consortium expects of the library.

use super::field::fields;
use super::target::{Anything, Ref};
use super::value::{Number, Text, words};

fields! {
    /// Something the consortium expects, in our own words, and what here meets it.
    pub struct Duty {
        item: Number => Staff "Item",
        level: Level => Staff "Level",
        statement: Text => Staff "What is expected",
        met_by: Vec<Ref<Anything>> => Staff "Met by" / "Meets duties",
        source: Option<Text> => Staff "Source",
    }
}

impl Duty {
    /// The label under which a record shows the duties that it meets.
    pub const MEETS: &str = "Meets duties";
}

words! {
    /// How firmly it is expected.
    pub enum Level { Must = "must", Should = "should", May = "may" }
}
