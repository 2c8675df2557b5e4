//! `content/handbook.yaml`: what is true of the handbook as a whole.

use super::yaml::Piece;
use super::{Parsed, read_keys};
use crate::diagnostic::{Diagnostic, Severity};
use crate::record::audience::{STANDARD, Sight};
use crate::record::field::{Item, Reader, Value, fields, group};
use crate::record::node::{Content, Node};
use crate::record::shape::Shape;
use crate::record::value::{Colour, Day, Number, Text};
use crate::schedule::{Period, Unit};
use crate::source::SourcePath;
use crate::span::{Span, Spanned};

fields! {
    /// The settings of a handbook.
    pub struct Settings {
        title: Option<Text> => "Title",
        institution: Option<Institution> => "Institution",
        consortium: Option<Text> => "Consortium",
        time_zone: Option<Text> => "Time zone",
        language: Option<Text> => "Language",
        terms: Vec<Term> => "Terms",
        /// Who may read what, from the widest to the narrowest.
        audiences: Vec<Text> => "Audiences",
        /// Who may read pages and records that name no audience; the widest when left out.
        default_audience: Option<Text> => "Default audience",
        theme: Option<Text> => "Theme",
        /// The library's own colour and sign.
        look: Option<Look> => "Look",
        /// How long a review lasts where a page does not say.
        review_every: Option<Period> => "Review every",
        /// How long a confirmed entry of the consortium's directory holds where it does not say.
        confirm_every: Option<Period> => "Confirm every",
        /// How far ahead gaps to come are reported.
        look_ahead: Option<Period> => "Look ahead",
        /// In how many roles one person may be the first to step in.
        most_first_backups: Option<Number> => "First backups of one person, at most",
        levels: Option<Levels> => "Levels of rules",
        publish: Vec<Target> => "Publish targets",
    }
}

group! {
    /// The library.
    pub struct Institution {
        name: Text => "Name",
        code: Option<Text> => "Code",
    }
}

group! {
    /// The library's own colour and sign.
    pub struct Look {
        /// The colour of links and of what is chosen, on light pages.
        accent: Option<Colour> => "Accent",
        /// The same on dark pages; made from the other when left out.
        accent_dark: Option<Colour> => "Accent on dark pages",
        /// A picture below `content/`, such as `files/logo.svg`.
        logo: Option<Text> => "Logo",
    }
}

group! {
    /// A term, its first and its last day.
    pub struct Term {
        name: Text => "Name",
        from: Day => "From",
        until: Day => "Until",
    }
}

group! {
    /// Where the handbook is published to, and for whom.
    pub struct Target {
        name: Text => "Name",
        to: Text => "To",
        /// Who may read what is published there.
        audience: Text => "Audience",
        /// How many of the files there may go away without a word, in percent.
        removals: Option<Number> => "Removals",
    }
}

/// Levels given to rules; no level means the rule is off.
#[derive(Clone, Debug, Default)]
pub struct Levels(pub Vec<(Spanned<String>, Option<Severity>)>);

impl Value for Levels {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let map = reader.map(node, "duplicate-key", "names of rules, each with `error`, `warning` or `off`,")?;
        let mut levels = Vec::new();
        for (rule, node) in map.entries {
            let level = match &node.content {
                Content::Scalar(word) if word == "error" => Some(Severity::Error),
                Content::Scalar(word) if word == "warning" => Some(Severity::Warning),
                Content::Scalar(word) if word == "off" => None,
                _ => {
                    reader.wrong::<()>(node, "`error`, `warning` or `off`");
                    continue;
                }
            };
            levels.push((rule.clone(), level));
        }
        Some(Self(levels))
    }

    fn shape() -> Shape {
        Shape::Open
    }

    fn items<'a>(&'a self, _see: &mut dyn FnMut(Item<'a>)) {}
}

impl Default for Settings {
    fn default() -> Self {
        let nowhere = SourcePath::new("content/handbook.yaml");
        parse(Piece::whole(&nowhere, "")).document
    }
}

impl Settings {
    /// Returns the title of the handbook.
    pub fn title(&self) -> &str {
        self.title.as_ref().map_or("Handbook", |title| title)
    }

    /// Returns the audiences, from the widest to the narrowest, each once; the standard words stand in their own order,
    /// whatever the order in which they are given.
    pub fn audiences(&self) -> Vec<&str> {
        if self.audiences.is_empty() {
            return STANDARD.to_vec();
        }
        let mut ladder: Vec<&str> = Vec::new();
        for audience in &self.audiences {
            if !ladder.contains(&&*audience.value) {
                ladder.push(audience);
            }
        }
        let mut standard =
            STANDARD.iter().copied().filter(|word| ladder.contains(word)).collect::<Vec<_>>().into_iter();
        ladder
            .iter()
            .map(|word| if STANDARD.contains(word) { standard.next().unwrap_or(word) } else { *word })
            .collect()
    }

    /// Returns what an audience may see; nothing where it is not on the ladder.
    pub fn sight(&self, audience: &str) -> Option<Sight> {
        let unnamed = self.default_audience.as_ref().map(|audience| &*audience.value);
        Sight::of(&self.audiences(), unnamed, audience)
    }

    /// Returns how long a review lasts where a page does not say; a year where nothing says.
    pub fn review_every(&self) -> Period {
        self.review_every.unwrap_or(Period { count: 1, unit: Unit::Year })
    }

    /// Returns how long a confirmed entry of the consortium's directory holds where it does not say; a year where nothing
    /// says.
    pub fn confirm_every(&self) -> Period {
        self.confirm_every.unwrap_or(Period { count: 1, unit: Unit::Year })
    }

    /// Returns how far ahead gaps to come are reported; half a year where nothing says.
    pub fn look_ahead(&self) -> Period {
        self.look_ahead.unwrap_or(Period { count: 6, unit: Unit::Month })
    }

    /// Returns in how many roles one person may be the first to step in; five where nothing is said.
    pub fn most_first_backups(&self) -> usize {
        self.most_first_backups.as_ref().map_or(5, |most| most.0.value as usize)
    }
}

impl Target {
    /// Returns how many of the files there may go away without a word, in percent.
    pub fn removals(&self) -> u32 {
        self.removals.as_ref().map_or(25, |removals| removals.0.value)
    }
}

/// Parses `handbook.yaml`; a file that cannot be read stands for one that says nothing.
pub fn parse(whole: Piece<'_>) -> Parsed<Settings> {
    let mut reader = Reader::default();
    let document = read_keys(whole, &mut reader);
    Parsed::new(document, reader.diagnostics)
}

/// Says that a handbook has no settings file.
pub fn missing(file: &SourcePath) -> Diagnostic {
    Diagnostic::new("missing-settings", Span::whole(file), "the handbook has no `handbook.yaml`")
        .hint("write one with a line `title: …` and a line `institution: {name: …}`")
}
