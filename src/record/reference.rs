//! References: an id somebody wrote, and the kinds of record it may mean.

use std::fmt;
use std::sync::Arc;

use super::Kind;
use crate::diagnostic::{Diagnostic, suggest};
use crate::span::Span;

/// The identity of a record or a page: its kind and its id. A page's id is its path below `content/` without `.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub kind: Kind,
    pub id: Arc<str>,
}

impl Key {
    pub fn new(kind: Kind, id: &str) -> Self {
        Self { kind, id: Arc::from(id) }
    }
}

/// Writes a key as it is written in a reference: `role:login-security`, `procedures/patron-load`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Page => f.write_str(&self.id),
            kind => write!(f, "{}:{}", kind.singular(), self.id),
        }
    }
}

/// An id somebody wrote. Whether it is there says the linked handbook.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The kinds it may mean, in the order in which they are tried.
    pub kinds: &'static [Kind],
    pub id: Arc<str>,
    pub span: Span,
    /// Whether an audience may not know what it leads to: nothing but the kind is left of it.
    pub hidden: bool,
}

impl Reference {
    /// Reads `id`, `kind:id` or a page's path.
    pub fn parse(text: &str, span: Span, allowed: &'static [Kind]) -> Result<Self, Diagnostic> {
        let text = text.trim();
        let Some((word, id)) = text.split_once(':') else {
            let kinds = if text.contains('/') && allowed.contains(&Kind::Page) { Kind::Page.alone() } else { allowed };
            return Ok(Self { kinds, id: Arc::from(text), span, hidden: false });
        };
        if word == Kind::Page.singular() && allowed.contains(&Kind::Page) {
            return Ok(Self { kinds: Kind::Page.alone(), id: Arc::from(id.trim()), span, hidden: false });
        }
        let Some(kind) = Kind::by_singular(word) else {
            let words = allowed.iter().map(|kind| kind.singular());
            let hint = suggest::did_you_mean(word, words.clone()).unwrap_or_else(|| {
                format!("write one of {}", words.map(|word| format!("`{word}:`")).collect::<Vec<_>>().join(", "))
            });
            return Err(
                Diagnostic::new("unknown-reference", span, format!("`{word}` is not a kind of record")).hint(hint)
            );
        };
        Ok(Self { kinds: kind.alone(), id: Arc::from(id.trim()), span, hidden: false })
    }

    /// Returns what is wrong with a reference of a kind that a field does not take.
    pub fn wrong_kind(&self, allowed: &'static [Kind]) -> Option<Diagnostic> {
        let [kind] = self.kinds else { return None };
        let wanted = allowed.iter().map(|kind| kind.one()).collect::<Vec<_>>().join(" or ");
        let example = allowed.first().map_or("", |kind| kind.singular());
        (!allowed.contains(kind)).then(|| {
            let message = format!("`{}:{}` is {}, and {wanted} is wanted here", kind.singular(), self.id, kind.one());
            Diagnostic::new("wrong-kind", self.span.clone(), message)
                .hint(format!("write the id of {wanted}, such as `{example}:…`"))
        })
    }

    /// Makes it neutral: of what it leads to, nothing but the kind is left.
    pub fn hide(&mut self, kind: Kind) {
        *self = Self { kinds: kind.alone(), id: Arc::from(""), span: Span::whole(&self.span.file), hidden: true };
    }

    /// Returns the keys it may mean, in order.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.kinds.iter().map(|kind| Key { kind: *kind, id: self.id.clone() })
    }
}
