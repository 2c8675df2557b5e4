//! An outline: what a page's text says before it is shown, small enough to be noted. With it, a text that did not change need
//! not be read again: not for its links, not for its headings, and not for secrets.
//!
//! Only a text with which nothing is wrong has one, and in which no secret stands. Whoever notes an outline is trusted as the
//! program is: with a wrong one, a text for few would be taken for one for all.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::markdown::live::Written;
use super::markdown::{Body, Heading, Hole, Html, Link, Target};
use super::{Document, Parsed};
use crate::record::Kind;
use crate::record::reference::Reference;
use crate::record::target::{Anything, Targets};
use crate::source::SourcePath;
use crate::span::{Span, Spanned};

/// What a page's text says, without its HTML and its head.
#[derive(Debug, Serialize, Deserialize)]
pub struct Outline {
    title: Option<String>,
    lead: String,
    /// Of the HTML, in bytes.
    length: usize,
    /// The level of each, its id and its words.
    headings: Vec<(u8, String, String)>,
    holes: Vec<Gap>,
    audiences: Vec<(String, Place)>,
}

/// Where a thing starts and ends in the file.
type Place = (u32, u32);

/// A hole.
#[derive(Debug, Serialize, Deserialize)]
enum Gap {
    Address(Goal, Place),
    TitleOf(usize),
    Nowhere,
    Live(Written, Place),
}

/// Where a link leads.
#[derive(Debug, Serialize, Deserialize)]
enum Goal {
    /// The place of the kind among all, where it can be but one, the id, and a heading.
    Record(Option<usize>, String, Option<String>),
    File(String, Option<String>),
    Heading(String),
    Web(String),
}

impl Outline {
    /// Returns the outline of the text of a page, where it has one.
    pub fn of(parsed: &Parsed) -> Option<Self> {
        let Document::Page(page) = &parsed.document else { return None };
        let body = &page.body;
        (parsed.diagnostics.is_empty() && parsed.secrets.is_empty()).then_some(())?;
        let place = |span: &Span| (span.start, span.end);
        let gap = |hole: &Hole| match hole {
            Hole::Address(link) => Some(Gap::Address(Goal::of(&link.target)?, place(&link.span))),
            Hole::TitleOf(link) => Some(Gap::TitleOf(*link)),
            Hole::Nowhere => Some(Gap::Nowhere),
            Hole::Live(live, written) => Some(Gap::Live(written.clone(), place(&live.span))),
        };
        let heading = |heading: &Heading| (heading.level, heading.id.clone(), heading.text.clone());
        Some(Self {
            title: body.title.clone(),
            lead: body.lead.clone(),
            length: body.len(),
            headings: body.headings.iter().map(heading).collect(),
            holes: body.holes.iter().map(gap).collect::<Option<_>>()?,
            audiences: body.audiences.iter().map(|text| (text.value.clone(), place(&text.span))).collect(),
        })
    }

    /// Returns the body that the outline is of, given the file and where the text starts in it; nothing where it is of none.
    pub(super) fn body(self, file: &SourcePath, whole: &Arc<str>, start: usize) -> Option<Body> {
        let span = |(start, end): Place| Span { file: file.clone(), start, end };
        let hole = |gap| match gap {
            Gap::Address(goal, place) => {
                Some(Hole::Address(Link { target: goal.target(span(place)), span: span(place) }))
            }
            Gap::TitleOf(link) => Some(Hole::TitleOf(link)),
            Gap::Nowhere => Some(Hole::Nowhere),
            Gap::Live(written, place) => {
                let span = span(place);
                Some(Hole::Live(Spanned { value: written.read(&span, &mut Vec::new())?, span }, written))
            }
        };
        let heading = |(level, id, text)| Heading { level, id, text };
        Some(Body {
            title: self.title,
            html: Html::unread(file, whole.clone(), start, self.length),
            holes: self.holes.into_iter().map(hole).collect::<Option<_>>()?,
            headings: self.headings.into_iter().map(heading).collect(),
            lead: self.lead,
            audiences: self.audiences.into_iter().map(|(value, place)| Spanned { value, span: span(place) }).collect(),
        })
    }
}

impl Goal {
    fn of(target: &Target) -> Option<Self> {
        Some(match target {
            Target::Record { reference, heading } => {
                let kind = match reference.kinds {
                    [kind] => Some(*kind as usize),
                    kinds => (kinds == Anything::KINDS).then_some(None)?,
                };
                Self::Record(kind, reference.id.to_string(), heading.clone())
            }
            Target::File { path, heading } => Self::File(path.clone(), heading.clone()),
            Target::Heading(heading) => Self::Heading(heading.clone()),
            Target::Web(address) => Self::Web(address.clone()),
        })
    }

    fn target(self, span: Span) -> Target {
        match self {
            Self::Record(kind, id, heading) => {
                let kind = kind.and_then(|at| Kind::ALL.get(at));
                let kinds = kind.map_or(Anything::KINDS, |kind| kind.alone());
                let reference = Reference { kinds, id: Arc::from(id), span, hidden: false };
                Target::Record { reference, heading }
            }
            Self::File(path, heading) => Target::File { path, heading },
            Self::Heading(heading) => Target::Heading(heading),
            Self::Web(address) => Target::Web(address),
        }
    }
}
