//! Audiences: how widely a thing may be shown by its nature, and what somebody on the ladder may see.
//!
//! A handbook names its audiences from the widest to the narrowest: its ladder. Every kind of record and every field has a
//! [`Reach`], the widest audience it is ever shown to; a record, a page or a block may name a narrower one.

use super::Kind;
use super::reference::Reference;
use super::value::Text;

/// The audiences of a handbook that names none, and the words by which reaches are found on any other ladder.
pub const STANDARD: [&str; 4] = ["public", "staff", "supervisors", "liaison"];

/// The widest audience that a kind of record or a field is shown to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    Public,
    Staff,
    Supervisors,
    /// What nobody has thought about yet is shown to the narrowest audience alone.
    Liaison,
}

/// What an audience may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The audiences, from the widest to the narrowest.
    ladder: Vec<String>,
    /// Where on the ladder the reader stands.
    rung: usize,
    /// Where on the ladder each reach stands.
    reaches: [usize; 4],
    /// Where on the ladder a thing stands that names no audience.
    unnamed: usize,
}

impl Sight {
    /// Returns what an audience of a ladder may see; nothing where it is not on the ladder.
    ///
    /// A reach stands where its word does; where the ladder lacks the word, at the next narrower one that it has, or at the
    /// narrowest of all. `Public` is always the widest. What names no audience stands at `unnamed`, or at the widest.
    pub fn of(ladder: &[&str], unnamed: Option<&str>, audience: &str) -> Option<Self> {
        let rung_of = |word: &str| ladder.iter().position(|known| *known == word);
        let narrowest = ladder.len().checked_sub(1)?;
        let mut reaches = [0; 4];
        for at in 1..reaches.len() {
            let rung = STANDARD[at..].iter().find_map(|word| rung_of(word)).unwrap_or(narrowest);
            reaches[at] = rung.max(reaches[at - 1]);
        }
        Some(Self {
            rung: rung_of(audience)?,
            reaches,
            unnamed: unnamed.map_or(0, |word| rung_of(word).unwrap_or(narrowest)),
            ladder: ladder.iter().map(|word| (*word).to_owned()).collect(),
        })
    }

    /// Returns the same, where nobody can tell for whom a thing is that names no audience: for the narrowest alone.
    pub fn closed(self) -> Self {
        Self { unnamed: self.ladder.len() - 1, ..self }
    }

    /// Returns the name of the audience.
    pub fn name(&self) -> &str {
        &self.ladder[self.rung]
    }

    /// Tells whether no audience is narrower.
    pub fn is_narrowest(&self) -> bool {
        self.rung + 1 == self.ladder.len()
    }

    /// Tells whether things of a reach are shown.
    pub fn sees(&self, reach: Reach) -> bool {
        self.reaches[reach as usize] <= self.rung
    }

    /// Tells whether a thing is shown that names an audience, or none; one that is not on the ladder counts as the
    /// narrowest.
    pub fn sees_named(&self, audience: Option<&Text>) -> bool {
        audience.map_or(self.unnamed <= self.rung, |audience| self.sees_word(audience))
    }

    /// Tells whether a thing is shown that is meant for an audience, by its word.
    pub fn sees_word(&self, audience: &str) -> bool {
        let rung = self.ladder.iter().position(|known| known == audience);
        rung.unwrap_or(self.ladder.len() - 1) <= self.rung
    }
}

/// How a record is cut for an audience: which fields stay, and which references become neutral.
pub struct Cut<'a> {
    /// Tells whether fields of a reach stay.
    pub sees: &'a (dyn Fn(Reach) -> bool + Sync),
    /// Returns the kind of what a reference leads to where that is hidden.
    pub hides: &'a (dyn Fn(&Reference) -> Option<Kind> + Sync),
    /// Whether the sources of texts in Markdown go, for which by then their bodies stand.
    pub blanks: bool,
}

/// Returns the words that stand for something hidden.
pub fn instead(kind: Kind) -> String {
    match kind {
        Kind::Person => "somebody not named here".to_owned(),
        kind => format!("{} not shown here", kind.one()),
    }
}
