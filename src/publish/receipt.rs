//! The receipt at a place: what was published there, for whom, and when. It names no person.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::refused;
use super::target::Target;
use crate::error::Error;
use crate::write::{self, files::is_inside};

/// The name of the receipt, which also says that a place is ours.
pub const RECEIPT: &str = ".handbook-receipt.json";

/// What was published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub generator: String,
    /// The title of the handbook.
    pub handbook: String,
    pub audience: String,
    pub published: Timestamp,
    /// Counts what was published here; nothing was before the first.
    pub generation: u64,
    pub files: BTreeMap<String, Listed>,
}

/// A file as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The BLAKE3 of its bytes; nothing where they are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    pub size: u64,
    /// The title, where it is a page that people know by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Returns what a receipt says of the program that left it.
pub fn generator() -> String {
    format!("handbook {}", env!("CARGO_PKG_VERSION"))
}

/// Returns the number of the publish that left a receipt.
pub fn generation(name: &str, bytes: &[u8]) -> Result<u64, Error> {
    #[derive(Deserialize)]
    struct Numbered {
        generation: u64,
    }
    read(name, bytes).map(|Numbered { generation }| generation)
}

fn read<'a, T: Deserialize<'a>>(name: &str, bytes: &'a [u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|_| {
        let hint = format!("empty the place and publish again, or bring back its `{RECEIPT}`");
        refused(name, "the list of what was published there cannot be read", hint)
    })
}

/// About so many bytes tell of a file.
const LISTED: usize = 200;

impl Receipt {
    /// Reads what is said to be a receipt; a path in it that leads out of the place is left out.
    pub fn from_json(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let mut receipt: Self = read(name, bytes)?;
        receipt.files.retain(|path, _| is_inside(path));
        Ok(receipt)
    }

    pub fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(LISTED * (self.files.len() + 2));
        serde_json::to_writer_pretty(&mut json, self).expect("a receipt holds only text and numbers");
        json.push(b'\n');
        json
    }

    /// Reads the receipt at a place; where there is none, the list that `handbook build` left, with unknown bytes.
    pub fn at(target: &dyn Target) -> Result<Option<Self>, Error> {
        if let Some(bytes) = target.get(RECEIPT)? {
            return Self::from_json(&target.name(), &bytes).map(Some);
        }
        let Some((handbook, files)) = target.get(write::MANIFEST)?.and_then(|bytes| write::listed(&bytes)) else {
            return Ok(None);
        };
        let unknown = |path| (path, Listed { hash: None, size: 0, title: None });
        let files = files.into_iter().chain([write::MANIFEST.to_owned()]).map(unknown).collect();
        Ok(Some(Self { handbook, files, ..Self::default() }))
    }

    /// Refuses a place where another handbook was published.
    pub fn refuse_another(&self, name: &str, handbook: &str) -> Result<(), Error> {
        if self.handbook.is_empty() || self.handbook == handbook {
            return Ok(());
        }
        let hint = "publish to another place; if this handbook has a new title, empty the place first";
        Err(refused(name, format!("another handbook is published there, “{}”", self.handbook), hint))
    }
}
