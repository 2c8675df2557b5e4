//! What the pages at a place were made from and what its search looks through, noted below the handbook's own folder: at the
//! place itself it would tell readers that something changed which they may not see.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::kept;
use super::receipt::Receipt;
use crate::digest::{Digest, hash};
use crate::site::search::Read;

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

/// Notes, ready to be written.
pub struct Packed(Vec<u8>);

impl Packed {
    pub fn new(pages: &Bases, search: &Read) -> Self {
        let of_words = search.words.iter().map(|word| word.word.len() + word.places.len());
        let of_things =
            search.shown.iter().map(|thing| thing.route.len() + thing.rest.iter().map(String::len).sum::<usize>());
        let of_pages = pages.iter().map(|(path, basis)| path.len() + basis.len());
        let letters: usize = of_words.chain(of_things).chain(of_pages).sum();
        // With some room for how long each is, nothing has to be moved while it grows.
        let mut bytes = Vec::with_capacity(HEAD + letters + letters / 8);
        bytes.resize(HEAD, 0);
        let packed = postcard::to_io(&Noting { pages, search }, bytes);
        Self(packed.expect("notes hold nothing that cannot be written"))
    }
}

/// How many bytes at the start say what the notes are of: a digest that holds that of the rest.
const HEAD: usize = 64;

impl Notes {
    /// Returns the notes on a place, by the name of the target in the settings and its address.
    pub fn new(root: &Path, target: &str, address: &str, allowances: String) -> Self {
        let name = format!("{}.notes", kept::name(target, address));
        Self { path: root.join(".handbook").join("notes").join(name), allowances }
    }

    /// Returns what was noted of a place; nothing where the notes cannot be read, or are of another publish than its receipt,
    /// another program, or other secrets that were allowed: then all pages are rendered and looked through.
    pub fn read(&self, receipt: &Receipt) -> Option<Noted> {
        let bytes = fs::read(&self.path).ok()?;
        let (head, packed) = bytes.split_at_checked(HEAD)?;
        let known = head == self.of(receipt, packed).as_bytes();
        known.then(|| postcard::from_bytes(packed).ok()).flatten()
    }

    /// Takes notes. Where they cannot be written, the next publish takes longer, and that is all.
    pub fn write(&self, receipt: &Receipt, Packed(mut bytes): Packed) {
        let head = self.of(receipt, &bytes[HEAD..]);
        bytes[..HEAD].copy_from_slice(head.as_bytes());
        let _ = kept::put(&self.path, &bytes);
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
        all.put(program());
        all.put(&self.allowances);
        all.put(hash(packed));
        all.hex()
    }
}

/// Returns what tells this program from another one of the same version, as far as its file does.
fn program() -> String {
    let file = std::env::current_exe().and_then(fs::metadata);
    format!("{:?}", file.map(|file| (file.len(), file.modified().ok())).ok())
}
