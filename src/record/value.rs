//! The types a field may have: text, dates, addresses, numbers, fixed words, lists.

use jiff::civil::{Date, DateTime};

use super::audience::Cut;
use super::field::{Item, Reader, Value};
use super::node::{Content, Node};
use super::shape::Shape;
use crate::diagnostic::{Diagnostic, suggest};
use crate::schedule::{self, Anchor, Period};
use crate::span::Spanned;

/// Text, whatever YAML thinks of `no` or `08`.
pub type Text = Spanned<String>;
/// A day: `2026-11-03`.
pub type Day = Spanned<Date>;
/// A day, or a day and a time of day.
pub type Moment = Spanned<DateTime>;

/// Markdown.
#[derive(Clone, Debug)]
pub struct Prose(pub Text);
/// An address for mail.
#[derive(Clone, Debug)]
pub struct Email(pub String);
/// A telephone number, as it is dialled and read.
#[derive(Clone, Debug)]
pub struct Phone(pub String);
/// An address on the web: `http:` or `https:`.
#[derive(Clone, Debug)]
pub struct Url(pub String);
/// A colour: `#rrggbb`.
#[derive(Clone, Debug)]
pub struct Colour {
    pub written: Text,
    /// Red, green and blue.
    pub channels: [u8; 3],
}
/// A whole number.
#[derive(Clone, Debug)]
pub struct Number(pub Spanned<u32>);
/// `yes` or `no`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YesNo(pub bool);

impl<T: Value> Value for Option<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn shape() -> Shape {
        Shape::Optional(Box::new(T::shape()))
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        if let Some(value) = self {
            value.items(see);
        }
    }

    fn cut(&mut self, cut: &Cut<'_>) {
        if let Some(value) = self {
            value.cut(cut);
        }
    }
}

/// A list; a single value stands for a list of one, and an entry that cannot be read is left out after saying so.
impl<T: Value> Value for Vec<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.content {
            Content::List(entries) => Some(entries.iter().filter_map(|entry| T::read(entry, reader)).collect()),
            _ => T::read(node, reader).map(|value| vec![value]),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        for value in self {
            value.items(see);
        }
    }

    /// However many of its entries are hidden, and wherever they stand, one neutral entry at the end stands for them.
    fn cut(&mut self, cut: &Cut<'_>) {
        self.iter_mut().for_each(|value| value.cut(cut));
        let hidden = self.iter().position(Value::is_neutral).map(|at| self.remove(at));
        self.retain(|value| !value.is_neutral());
        self.extend(hidden);
    }
}

/// Returns a single value's text, or says what is wanted instead.
pub fn scalar<'n>(node: &'n Node, wanted: &str, reader: &mut Reader) -> Option<&'n str> {
    match &node.content {
        Content::Scalar(text) => Some(text),
        _ => reader.wrong(node, wanted),
    }
}

fn spanned<T>(node: &Node, value: T) -> Spanned<T> {
    Spanned { value, span: node.span.clone() }
}

impl Value for Text {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        scalar(node, "text", reader).map(|text| spanned(node, text.trim().to_owned()))
    }

    fn shape() -> Shape {
        Shape::Text
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Text(self));
    }
}

impl Value for Prose {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        scalar(node, "text", reader).map(|text| Self(spanned(node, text.to_owned())))
    }

    fn shape() -> Shape {
        Shape::Prose
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Prose(&self.0));
    }

    fn cut(&mut self, cut: &Cut<'_>) {
        if cut.blanks {
            self.0.value.clear();
        }
    }
}

impl Value for Day {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = scalar(node, "a date such as `2026-11-03`", reader)?;
        match schedule::date(text) {
            Some(day) => Some(spanned(node, day)),
            None => {
                reader.fault(wrong_date(node, text));
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Day
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Day(self));
    }
}

/// Says that a date has the wrong form, and shows the right one, or both where day and month could be swapped.
fn wrong_date(node: &Node, text: &str) -> Diagnostic {
    let fault =
        Diagnostic::new("wrong-date", node.span.clone(), format!("`{text}` is not a date of the form `2026-11-03`"));
    if text.len() == 10
        && text.as_bytes()[4] == b'-'
        && text.as_bytes()[7] == b'-'
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        && text.matches('-').count() == 2
    {
        return Diagnostic::new("wrong-date", node.span.clone(), format!("there is no day `{text}`"))
            .hint("look at the calendar: the month or the day is too large");
    }
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ']).filter(|part| !part.is_empty()).collect();
    let numbers: Vec<i16> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let written = |year: i16, month: i16, day: i16| {
        let year = if year < 100 { year + 2000 } else { year };
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(date.to_string())
    };
    let readings: Vec<String> = match numbers[..] {
        [year, month, day] if year > 31 => written(year, month, day).into_iter().collect(),
        [first, second, year] if first == second => written(year, first, second).into_iter().collect(),
        [first, second, year] => {
            [written(year, first, second), written(year, second, first)].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    };
    match &readings[..] {
        [] => fault.hint("write year, month and day, such as `2026-11-03`"),
        [one] => fault.hint(format!("write `{one}`")),
        [month_first, day_first, ..] => {
            fault.hint(format!("write `{month_first}`, or `{day_first}` if the day was written first"))
        }
    }
}

impl Value for Moment {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let wanted = "a date such as `2026-12-12`, or a date and a time such as `2026-12-12 18:00`";
        let text = scalar(node, wanted, reader)?;
        if let Some(moment) = schedule::moment(text) {
            return Some(spanned(node, moment));
        }
        let day = text.split([' ', 'T']).next().unwrap_or_default();
        if schedule::date(day).is_none() && day.contains(|c: char| c.is_ascii_digit()) {
            reader.fault(wrong_date(node, day));
            return None;
        }
        reader.wrong(node, wanted)
    }

    fn shape() -> Shape {
        Shape::Moment
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Moment(self));
    }
}

impl Value for Period {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let wanted = "a span of time such as `14 days`, `6 months` or `1 year`";
        let text = scalar(node, wanted, reader)?;
        Self::parse(text).or_else(|| reader.wrong(node, wanted))
    }

    fn shape() -> Shape {
        Shape::Period
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Period(*self));
    }
}

impl Value for Anchor {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let wanted =
            "`term-start`, `2 weeks before term-start`, a day such as `07-01` or `15`, a weekday, or an event in words";
        scalar(node, wanted, reader).map(Self::parse)
    }

    fn shape() -> Shape {
        Shape::Anchor
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Anchor(self));
    }
}

impl Value for Email {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let wanted = "an e-mail address such as `name@example.edu`";
        let text = scalar(node, wanted, reader)?.trim();
        let sound = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
            && !text.contains(char::is_whitespace);
        if sound { Some(Self(text.to_owned())) } else { reader.wrong(node, wanted) }
    }

    fn shape() -> Shape {
        Shape::Email
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Email(&self.0));
    }
}

impl Value for Phone {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let wanted = "a telephone number";
        let text = scalar(node, wanted, reader)?.trim();
        let sound = text.chars().filter(char::is_ascii_digit).count() >= 3;
        if sound { Some(Self(text.to_owned())) } else { reader.wrong(node, wanted) }
    }

    fn shape() -> Shape {
        Shape::Phone
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Phone(&self.0));
    }
}

impl Value for Url {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let wanted = "a web address that starts with `https://` or `http://`";
        let text = scalar(node, wanted, reader)?.trim();
        let sound = ["https://", "http://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
            && !text.contains(char::is_whitespace);
        if sound { Some(Self(text.to_owned())) } else { reader.wrong(node, wanted) }
    }

    fn shape() -> Shape {
        Shape::Web
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Url(&self.0));
    }
}

impl Value for Colour {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        // Without its marks YAML takes what stands behind `#` for a remark.
        let wanted = "a colour in quotation marks, such as `'#1f4e79'`";
        let text = scalar(node, wanted, reader)?.trim();
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
        let channel = |at: usize| u8::from_str_radix(digits?.get(at..at + 2)?, 16).ok();
        match (channel(0), channel(2), channel(4)) {
            (Some(red), Some(green), Some(blue)) => {
                Some(Self { written: spanned(node, text.to_owned()), channels: [red, green, blue] })
            }
            _ => reader.wrong(node, wanted),
        }
    }

    fn shape() -> Shape {
        Shape::Text
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Text(&self.written));
    }
}

impl Value for Number {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let wanted = "a whole number";
        let text = scalar(node, wanted, reader)?;
        match text.parse() {
            Ok(number) => Some(Self(spanned(node, number))),
            Err(_) => reader.wrong(node, wanted),
        }
    }

    fn shape() -> Shape {
        Shape::Number
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Number(self.0.value));
    }
}

impl Value for YesNo {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match scalar(node, "`yes` or `no`", reader)?.to_lowercase().as_str() {
            "yes" | "true" => Some(Self(true)),
            "no" | "false" => Some(Self(false)),
            _ => reader.wrong(node, "`yes` or `no`"),
        }
    }

    fn shape() -> Shape {
        Shape::YesNo
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::YesNo(self.0));
    }
}

/// Reads one of a fixed set of words.
pub fn word<T: Copy>(node: &Node, words: &[(&'static str, T)], reader: &mut Reader) -> Option<T> {
    let wanted = words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let text = scalar(node, &format!("one of {wanted}"), reader)?;
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Some(*value);
    }
    let fault = Diagnostic::new("wrong-value", node.span.clone(), format!("`{text}` is not one of {wanted}"));
    reader.fault(fault.hints(suggest::did_you_mean(text, words.iter().map(|(word, _)| *word))));
    None
}

/// Declares an enum that is written as one of a fixed set of words.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($variant),* }

        impl $name {
            pub const ALL: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),*];

            /// Returns the word as it is written in a data file.
            pub fn word(self) -> &'static str {
                Self::ALL[self as usize].0
            }
        }

        impl $crate::record::field::Value for $name {
            fn read(
                node: &$crate::record::node::Node,
                reader: &mut $crate::record::field::Reader,
            ) -> Option<Self> {
                $crate::record::value::word(node, Self::ALL, reader)
            }

            fn shape() -> $crate::record::shape::Shape {
                $crate::record::shape::Shape::Words(Self::ALL.iter().map(|(word, _)| *word).collect())
            }

            fn items<'a>(&'a self, see: &mut dyn FnMut($crate::record::field::Item<'a>)) {
                see($crate::record::field::Item::Word(self.word()));
            }
        }
    };
}
pub(crate) use words;
