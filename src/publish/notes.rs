//! What the pages at a place were made from and what its search looks through, and the outlines of the texts, noted below the
//! handbook's own folder: at the place itself it would tell readers that something changed which they may not see.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize, Serializer};

use super::kept::{self, OWN};
use super::receipt::{Receipt, generator};
use crate::digest::{Digest, hash};
use crate::edition::Edition;
use crate::parse::{Outline, Parsed};
use crate::site::search::Read;
use crate::source::SourcePath;
use crate::write::STALE;
use crate::write::files::sweep;

/// The notes on one place.
#[derive(Clone, Debug)]
pub struct Notes {
    path: PathBuf,
    /// What secrets were allowed, see [`Edition::allowances`](crate::edition::Edition::allowances).
    allowances: String,
}

/// What each page was made from, by its path, see [`Basis`](crate::edition::Basis).
pub type Bases = BTreeMap<String, String>;

/// What was noted of a place.
#[derive(Deserialize)]
pub struct Noted {
    pub pages: Bases,
    /// What the search looks through.
    pub search: Read,
}

/// The same, before it is written.
#[derive(Serialize)]
struct Noting<'a> {
    pages: &'a Bases,
    search: &'a Read,
}

/// Notes, ready to be written; the head is still empty.
pub struct Packed(Vec<u8>);

impl Packed {
    pub fn new(pages: &Bases, search: &Read) -> Self {
        let of_words = search.words.iter().map(|word| word.word.len() + word.places.len());
        let of_things =
            search.shown.iter().map(|thing| thing.route.len() + thing.rest.iter().map(String::len).sum::<usize>());
        let of_pages = pages.iter().map(|(path, basis)| path.len() + basis.len());
        let letters: usize = of_words.chain(of_things).chain(of_pages).sum();
        Self::of(&Noting { pages, search }, letters)
    }

    /// Packs notes of about so many letters.
    fn of(notes: &impl Serialize, letters: usize) -> Self {
        // With some room for how long each is, nothing has to be moved while it grows.
        let mut bytes = Vec::with_capacity(HEAD + letters + letters / 8);
        bytes.resize(HEAD, 0);
        Self(postcard::to_io(notes, bytes).expect("notes hold nothing that cannot be written"))
    }

    /// Writes the notes to a file, given the digest that makes them count. Where they cannot be written, the next publish takes
    /// longer, and that is all.
    fn write(mut self, path: &Path, digest: impl FnOnce(&[u8]) -> String) {
        let (head, packed) = self.0.split_at_mut(HEAD);
        head.copy_from_slice(digest(packed).as_bytes());
        let folder = path.parent().expect("notes lie in a folder");
        let _ = sweep(folder, [Path::new("")], STALE);
        let _ = kept::put(path, &self.0);
    }
}

/// Returns the notes in a file without their head, where that is the digest of them.
fn sound(bytes: &[u8], digest: impl FnOnce(&[u8]) -> String) -> Option<&[u8]> {
    let (head, packed) = bytes.split_at_checked(HEAD)?;
    (head == digest(packed).as_bytes()).then_some(packed)
}

/// How many bytes at the start say what the notes are of: a digest that holds that of the rest.
const HEAD: usize = 64;

impl Notes {
    /// Returns the notes on a place, by the name of the target in the settings and its address.
    pub fn new(root: &Path, target: &str, address: &str, allowances: String) -> Self {
        let name = format!("{}.notes", kept::name(target, address));
        Self { path: folder(root).join(name), allowances }
    }

    /// Returns what was noted of a place; nothing where the notes cannot be read, or are of another publish than its receipt,
    /// another program, or other secrets that were allowed: then all pages are rendered and looked through.
    pub fn read(&self, receipt: &Receipt) -> Option<Noted> {
        let bytes = fs::read(&self.path).ok()?;
        postcard::from_bytes(sound(&bytes, |packed| self.of(receipt, packed))?).ok()
    }

    /// Takes notes.
    pub fn write(&self, receipt: &Receipt, packed: Packed) {
        packed.write(&self.path, |packed| self.of(receipt, packed));
    }

    /// Makes the notes count no more.
    pub fn forget(&self) {
        if self.path.exists() {
            let _ = kept::put(&self.path, b"");
        }
    }

    /// Returns a digest of the receipt that was left, of the program, of the secrets that were allowed, and of the notes.
    fn of(&self, receipt: &Receipt, packed: &[u8]) -> String {
        let mut all = Digest::default();
        all.put(receipt.to_json());
        all.put(&*PROGRAM);
        all.put(&self.allowances);
        all.put(hash(packed));
        all.hex()
    }
}

/// What was noted of the texts of a handbook, whatever it is published to.
pub struct Texts {
    path: PathBuf,
    bytes: Vec<u8>,
}

/// The outlines of texts.
pub struct Outlines<'a> {
    path: &'a Path,
    /// The hash of each text by its path, and its outline, packed.
    known: BTreeMap<&'a str, (&'a str, &'a [u8])>,
}

/// Bytes that are written as such, not one by one.
struct Bytes<'a>(Cow<'a, [u8]>);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl Texts {
    /// Reads what was noted of the texts of a handbook.
    pub fn at(root: &Path) -> Self {
        let path = folder(root).join("texts");
        let bytes = fs::read(&path).unwrap_or_default();
        Self { path, bytes }
    }

    /// Returns the outlines that were noted; none where they cannot be read, or are another program's.
    pub fn outlines(&self) -> Outlines<'_> {
        let known = sound(&self.bytes, of_texts).and_then(|packed| postcard::from_bytes(packed).ok());
        Outlines { path: &self.path, known: known.unwrap_or_default() }
    }
}

impl Outlines<'_> {
    /// Returns the outline of a text, given its path and its hash.
    pub fn recall(&self, path: &SourcePath, hash: &str) -> Option<Outline> {
        postcard::from_bytes(self.packed(path, hash)?).ok()
    }

    fn packed(&self, path: &SourcePath, hash: &str) -> Option<&[u8]> {
        let (known, packed) = self.known.get(path.as_str())?;
        (*known == hash).then_some(packed)
    }

    /// Packs the outlines of all texts of an edition; nothing where they are those that were noted.
    pub fn pack<'a>(&'a self, edition: &'a Edition) -> Option<Packed> {
        let pack = |(path, parsed): (&'a SourcePath, &'a Parsed)| {
            let packed = match self.packed(path, &parsed.hash) {
                Some(packed) => Cow::Borrowed(packed),
                None => Cow::Owned(postcard::to_stdvec(&Outline::of(parsed)?).ok()?),
            };
            Some((path.as_str(), (&*parsed.hash, Bytes(packed))))
        };
        let texts: Vec<_> = edition.parsed().collect();
        let all: BTreeMap<_, _> = texts.into_par_iter().filter_map(pack).collect();
        let is_new = |(_, Bytes(packed)): &(&str, Bytes<'_>)| matches!(packed, Cow::Owned(_));
        let letters = || all.iter().map(|(path, (hash, packed))| path.len() + hash.len() + packed.0.len()).sum();
        (all.len() != self.known.len() || all.values().any(is_new)).then(|| Packed::of(&all, letters()))
    }

    /// Notes outlines for the next publish.
    pub fn write(&self, packed: Packed) {
        packed.write(self.path, of_texts);
    }
}

/// Returns a digest of the program and of the notes on texts.
fn of_texts(packed: &[u8]) -> String {
    let mut all = Digest::default();
    all.put(&*PROGRAM);
    all.put(hash(packed));
    all.hex()
}

/// Returns the folder of all notes.
fn folder(root: &Path) -> PathBuf {
    root.join(OWN).join("notes")
}

/// What tells this program from another one: its version, and of one version its file, as it is when that is first asked.
static PROGRAM: LazyLock<String> = LazyLock::new(|| {
    let file = std::env::current_exe().and_then(fs::metadata);
    format!("{} {:?}", generator(), file.map(|file| (file.len(), file.modified().ok())).ok())
});
