//! Fields: how one is declared, read from a data file, and shown to whoever walks over a record.
//!
//! A struct is declared once, inside `fields!`; its reader, its list of keys and its walk come from that declaration.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::audience::{Cut, Reach};
use super::node::{Content, Node};
use super::reference::Reference;
use super::shape::Shape;
use crate::diagnostic::{Diagnostic, suggest};
use crate::schedule::{Anchor, Period};
use crate::span::{Span, Spanned};

/// What is said of a field once, for every record that has it.
#[derive(Debug)]
pub struct Field {
    /// The key in the data file.
    pub key: &'static str,
    /// The label on the record's own page.
    pub label: &'static str,
    /// The label on the page of a record that this field refers to.
    pub back: Option<&'static str>,
    /// The widest audience that sees it.
    pub reach: Reach,
    /// Returns what may stand in it.
    pub shape: fn() -> Shape,
}

/// Fields that tell what somebody did, not what they do.
const PAST: [&str; 6] = ["acknowledged", "decided_by", "accepted_gap", "reviewed", "announced_to", "for"];

impl Field {
    /// Tells whether it only tells the past, so that somebody who has left may stay in it.
    pub fn is_past(&self) -> bool {
        PAST.contains(&self.key)
    }
}

/// One value of a field, as a walk over a record meets it.
#[derive(Clone, Copy)]
pub enum Item<'a> {
    Text(&'a Spanned<String>),
    /// Markdown, by its source.
    Prose(&'a Spanned<String>),
    Email(&'a str),
    Phone(&'a str),
    Url(&'a str),
    Day(&'a Spanned<Date>),
    Moment(&'a Spanned<DateTime>),
    Period(Period),
    Anchor(&'a Anchor),
    /// One of a fixed set of words.
    Word(&'static str),
    YesNo(bool),
    Number(u32),
    Reference(&'a Reference),
    /// Several fields that belong together, such as a holder with the days it holds for.
    Group(&'a dyn Walk),
}

/// A walk over the fields of a record or of a group, in the order of their declaration; a list calls once per entry.
pub trait Walk {
    fn walk<'a>(&'a self, see: &mut dyn FnMut(&'static Field, Item<'a>));
}

/// A struct declared by `fields!`.
pub trait Fields: Walk + Sized {
    const FIELDS: &'static [Field];
    /// Reads all fields; nothing where one that must be there is not, after saying so.
    fn read(map: &Map<'_>, reader: &mut Reader) -> Option<Self>;
    /// Empties the fields that an audience does not see, and makes references to what is hidden neutral.
    fn cut(&mut self, cut: &Cut<'_>);
    /// Tells whether it rests on a reference that has become neutral.
    fn is_neutral(&self) -> bool;
    /// Empties every field that may be left out.
    fn strip(&mut self);
}

/// A type a field may have.
pub trait Value: Sized {
    /// Reads a value; nothing after saying what is wrong with it.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self>;

    /// Returns what may be written for it.
    fn shape() -> Shape;

    /// Returns what it means when the key is left out; nothing where it must be given.
    fn absent() -> Option<Self> {
        None
    }

    /// Hands on what a walk meets.
    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>));

    /// Takes out what an audience does not see.
    fn cut(&mut self, _cut: &Cut<'_>) {}

    /// Tells whether nothing is left but that something hidden stood here.
    fn is_neutral(&self) -> bool {
        false
    }
}

/// Collects what is wrong while values are read.
#[derive(Default)]
pub struct Reader {
    pub diagnostics: Vec<Diagnostic>,
}

impl Reader {
    pub fn fault(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says that a value has the wrong form, and returns nothing.
    pub fn wrong<T>(&mut self, node: &Node, wanted: &str) -> Option<T> {
        self.fault(Diagnostic::new(
            "wrong-value",
            node.span.clone(),
            format!("{} stands where {wanted} is wanted", node.describe()),
        ));
        None
    }

    /// Returns the keys of a group, after saying which stand twice; `rule` names that fault.
    pub fn map<'n>(&mut self, node: &'n Node, rule: &'static str, what: &str) -> Option<Map<'n>> {
        let Content::Map(entries) = &node.content else {
            return self.wrong(node, what);
        };
        self.refuse_twice(entries.iter().map(|(key, _)| key), rule);
        Some(Map { entries, span: node.span.clone() })
    }

    /// Says which keys stand twice.
    pub fn refuse_twice<'n>(&mut self, keys: impl Iterator<Item = &'n Spanned<String>>, rule: &'static str) {
        let mut first = BTreeMap::<&str, &Span>::new();
        for key in keys {
            if let Some(span) = first.get(&*key.value) {
                let fault = Diagnostic::new(rule, key.span.clone(), format!("`{}` is given twice", key.value));
                let fault = fault.hint("keep one of the two, or rename one");
                self.fault(fault.related((*span).clone(), "first given here"));
            } else {
                first.insert(&key.value, &key.span);
            }
        }
    }
}

/// The keys and values of a group.
pub struct Map<'n> {
    pub entries: &'n [(Spanned<String>, Node)],
    /// The place to point at when a key is missing.
    pub span: Span,
}

impl Map<'_> {
    /// Reads one field by its key.
    pub fn field<T: Value>(&self, field: &Field, reader: &mut Reader) -> Option<T> {
        let found = self.entries.iter().find(|(key, _)| key.value == field.key);
        match found {
            Some((_, node)) if !matches!(node.content, Content::Empty) => T::read(node, reader).or_else(T::absent),
            _ => T::absent().or_else(|| {
                let span = found.map_or(&self.span, |(key, _)| &key.span).clone();
                let message = format!("the key `{}` is missing", field.key);
                reader.fault(
                    Diagnostic::new("missing-key", span, message).hint(format!("add a line `{}: …`", field.key)),
                );
                None
            }),
        }
    }

    /// Says which keys nobody knows, with the nearest that is known.
    pub fn refuse_unknown(&self, known: &[&'static [Field]], reader: &mut Reader) {
        let keys = || known.iter().flat_map(|fields| fields.iter()).map(|field| field.key);
        for (key, _) in self.entries {
            if keys().any(|known| known == key.value) {
                continue;
            }
            let fault =
                Diagnostic::new("unknown-key", key.span.clone(), format!("the key `{}` is not known here", key.value));
            let hint = suggest::did_you_mean(&key.value, keys())
                .unwrap_or_else(|| format!("the keys known here are {}", listed(keys())));
            reader.fault(fault.hint(hint));
        }
    }
}

fn listed(keys: impl Iterator<Item = &'static str>) -> String {
    keys.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// Returns a field's key from its Rust name: `r#for` is `for`.
pub const fn key(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Declares a struct whose fields are read from a data file.
///
/// `name: Type => Reach "Label" / "Label at the other end"`. The type says whether the key may be left out; the reach is the
/// widest audience that sees it, and where none is given that is the narrowest.
macro_rules! fields {
    (@back) => { None };
    (@back $back:literal) => { Some($back) };
    (@reach) => { $crate::record::audience::Reach::Liaison };
    (@reach $reach:ident) => { $crate::record::audience::Reach::$reach };
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty => $($reach:ident)? $label:literal $(/ $back:literal)?),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::record::field::Fields for $name {
            const FIELDS: &'static [$crate::record::field::Field] = &[
                $($crate::record::field::Field {
                    key: $crate::record::field::key(stringify!($field)),
                    label: $label,
                    back: $crate::record::field::fields!(@back $($back)?),
                    reach: $crate::record::field::fields!(@reach $($reach)?),
                    shape: <$type as $crate::record::field::Value>::shape,
                }),*
            ];

            fn read(
                map: &$crate::record::field::Map<'_>,
                reader: &mut $crate::record::field::Reader,
            ) -> Option<Self> {
                let mut fields = Self::FIELDS.iter();
                $(let $field = map.field(fields.next().expect("every field is listed"), reader);)*
                Some(Self { $($field: $field?),* })
            }

            fn cut(&mut self, cut: &$crate::record::audience::Cut<'_>) {
                use $crate::record::field::Value;
                let mut fields = Self::FIELDS.iter();
                $(if (cut.sees)(fields.next().expect("every field is listed").reach) {
                    self.$field.cut(cut);
                } else {
                    self.$field =
                        <$type as Value>::absent().expect("a field that must be given is as wide as its record");
                })*
            }

            fn is_neutral(&self) -> bool {
                use $crate::record::field::Value;
                false $(|| self.$field.is_neutral())*
            }

            fn strip(&mut self) {
                use $crate::record::field::Value;
                $(if let Some(absent) = <$type as Value>::absent() {
                    self.$field = absent;
                })*
            }
        }

        impl $crate::record::field::Walk for $name {
            fn walk<'a>(
                &'a self,
                see: &mut dyn FnMut(&'static $crate::record::field::Field, $crate::record::field::Item<'a>),
            ) {
                use $crate::record::field::{Fields, Value};
                let mut fields = Self::FIELDS.iter();
                $(let field = fields.next().expect("every field is listed");
                self.$field.items(&mut |item| see(field, item));)*
            }
        }
    };
}
pub(crate) use fields;

/// Declares a struct of fields that is itself the value of a field.
macro_rules! group {
    ($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* }) => {
        $crate::record::field::fields! { $(#[$meta])* pub struct $name { $($body)* } }

        impl $crate::record::field::Value for $name {
            fn read(
                node: &$crate::record::node::Node,
                reader: &mut $crate::record::field::Reader,
            ) -> Option<Self> {
                $crate::record::field::read_group(node, reader)
            }

            $crate::record::field::as_group!();
        }
    };
}
pub(crate) use group;

/// What is the same for every value that is a group of fields; one may be named for which a single value stands.
macro_rules! as_group {
    () => {
        $crate::record::field::as_group!(@short None);
    };
    ($short:literal) => {
        $crate::record::field::as_group!(@short Some($short));
    };
    (@short $short:expr) => {
        fn shape() -> $crate::record::shape::Shape {
            $crate::record::shape::Shape::Group(<Self as $crate::record::field::Fields>::FIELDS, $short)
        }

        fn items<'a>(&'a self, see: &mut dyn FnMut($crate::record::field::Item<'a>)) {
            see($crate::record::field::Item::Group(self));
        }

        fn cut(&mut self, cut: &$crate::record::audience::Cut<'_>) {
            $crate::record::field::Fields::cut(self, cut);
            if $crate::record::field::Fields::is_neutral(self) {
                $crate::record::field::Fields::strip(self);
            }
        }

        fn is_neutral(&self) -> bool {
            $crate::record::field::Fields::is_neutral(self)
        }
    };
}
pub(crate) use as_group;

/// Reads a group of keys; a single value stands for a group with that one key.
pub fn read_short<T: Fields>(key: &str, node: &Node, reader: &mut Reader) -> Option<T> {
    let Content::Scalar(_) = node.content else { return read_group(node, reader) };
    let key = Spanned { value: key.to_owned(), span: node.span.clone() };
    let content = Content::Map(vec![(key, node.clone())]);
    read_group(&Node { span: node.span.clone(), content }, reader)
}

/// Reads keys that stand for themselves, such as the head of a page; `at` is where a missing key is reported.
pub fn read_head<T: Fields>(node: &Node, at: Span, reader: &mut Reader) -> Option<T> {
    let entries: &[_] = match &node.content {
        Content::Map(entries) => entries,
        Content::Empty => &[],
        _ => {
            reader.wrong::<()>(node, "a line `key: value`");
            &[]
        }
    };
    reader.refuse_twice(entries.iter().map(|(key, _)| key), "duplicate-key");
    let map = Map { entries, span: at };
    map.refuse_unknown(&[T::FIELDS], reader);
    T::read(&map, reader)
}

/// Reads a group of keys, refusing those it does not know.
pub fn read_group<T: Fields>(node: &Node, reader: &mut Reader) -> Option<T> {
    let wanted = format!("a group of keys ({})", listed(T::FIELDS.iter().map(|field| field.key)));
    let map = reader.map(node, "duplicate-key", &wanted)?;
    map.refuse_unknown(&[T::FIELDS], reader);
    T::read(&map, reader)
}
