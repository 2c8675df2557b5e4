//! Shapes: what may stand in a field, said once by the field's type, for programs that read a handbook or check one.

use super::Kind;
use super::field::Field;

/// What may stand in a field.
#[derive(Clone, Debug)]
pub enum Shape {
    Text,
    /// Markdown.
    Prose,
    Email,
    Phone,
    Web,
    Day,
    Moment,
    /// A span of time.
    Period,
    /// What due days are counted from.
    Anchor,
    /// One of a fixed set of words.
    Words(Vec<&'static str>),
    YesNo,
    Number,
    /// The id of a record of one of these kinds, or the path of a page.
    Reference(&'static [Kind]),
    /// Fields that belong together; a single value stands for a group with the field of the key that is given.
    Group(&'static [Field], Option<&'static str>),
    /// Any number of the same; a single one stands for a list of one.
    List(Box<Shape>),
    /// What may be left out.
    Optional(Box<Shape>),
    /// Keys that are not known beforehand.
    Open,
}

impl Field {
    /// Tells whether the field holds any number of values.
    pub fn is_list(&self) -> bool {
        matches!((self.shape)(), Shape::List(_))
    }

    /// Tells whether the key must be given.
    pub fn is_required(&self) -> bool {
        !matches!((self.shape)(), Shape::List(_) | Shape::Optional(_))
    }
}
