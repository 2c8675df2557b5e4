//! What the pages at a place were made from, noted below the handbook's own folder: at the place itself it would tell
//! readers that something changed which they may not see.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::kept;
use super::receipt::Receipt;
use crate::digest::Digest;
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
    /// A digest of the receipt that was left then, of the program, and of the secrets that were allowed.
    of: String,
    pub pages: Bases,
    /// What the search looks through.
    pub search: Read,
}

/// The same, before it is written.
#[derive(Serialize)]
struct Noting<'a> {
    of: String,
    pages: &'a Bases,
    search: &'a Read,
}

impl Notes {
    /// Returns the notes on a place, by the name of the target in the settings and its address.
    pub fn new(root: &Path, target: &str, address: &str, allowances: String) -> Self {
        let name = format!("{}.notes", kept::name(target, address));
        Self { path: root.join(".handbook").join("notes").join(name), allowances }
    }

    /// Returns what was noted of a place; nothing where the notes cannot be read, or are of another publish than its receipt,
    /// another program, or other secrets that were allowed: then all pages are rendered and looked through.
    pub fn read(&self, receipt: &Receipt) -> Option<Noted> {
        let read = || postcard::from_bytes(&fs::read(&self.path).ok()?).ok();
        let (noted, of): (Option<Noted>, String) = rayon::join(read, || self.of(receipt));
        noted.filter(|noted| noted.of == of)
    }

    /// Takes notes. Where they cannot be written, the next publish takes longer, and that is all.
    pub fn write(&self, receipt: &Receipt, pages: &Bases, search: &Read) {
        let noting = Noting { of: self.of(receipt), pages, search };
        let bytes = postcard::to_io(&noting, Vec::new()).expect("notes hold nothing that cannot be written");
        let _ = kept::put(&self.path, &bytes);
    }

    /// Makes the notes count no more.
    pub fn forget(&self) {
        if self.path.exists() {
            let _ = kept::put(&self.path, b"");
        }
    }

    fn of(&self, receipt: &Receipt) -> String {
        let mut all = Digest::default();
        all.put(receipt.to_json());
        all.put(program());
        all.put(&self.allowances);
        all.hex()
    }
}

/// Returns what tells this program from another one of the same version, as far as its file does.
fn program() -> String {
    let file = std::env::current_exe().and_then(fs::metadata);
    format!("{:?}", file.map(|file| (file.len(), file.modified().ok())).ok())
}
