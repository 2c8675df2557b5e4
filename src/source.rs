//! The inputs of a handbook, read once: every later step works from these values and never from the disk.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// The identity of an input: its path below the handbook's root, with `/` between its parts on every system.
#[derive(Clone, Eq, PartialOrd, Ord)]
pub struct SourcePath(Arc<str>);

impl PartialEq for SourcePath {
    fn eq(&self, other: &Self) -> bool {
        // Most paths that are compared are one and the same.
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Hash for SourcePath {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.hash(hasher);
    }
}

impl SourcePath {
    /// Takes a path that already has `/` between its parts and no leading `/`.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path below `content/`, when it lies there.
    pub fn in_content(&self) -> Option<&str> {
        self.0.strip_prefix("content/")
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for SourcePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// All inputs of one handbook.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Every text below `content/` and `themes/`: UTF-8, without a byte order mark, lines ended by `\n`.
    pub texts: BTreeMap<SourcePath, Arc<str>>,
    /// Every other regular file below `content/files/`, by where it lies on the disk. Copied as they are.
    pub attachments: BTreeMap<SourcePath, PathBuf>,
    /// The texts that hold a secret, as they may be shown: as long as the true ones, each secret hidden.
    pub masked: BTreeMap<SourcePath, Arc<str>>,
}

impl Sources {
    /// Returns the text of an input as it may be shown, or nothing where it is not a text or is not there.
    pub fn shown(&self, path: &SourcePath) -> Option<&str> {
        self.masked.get(path).or_else(|| self.texts.get(path)).map(|text| &**text)
    }
}

/// Joins a relative path to the folder of a file, or an address to that of a page; nothing where it leads out at the top.
pub fn joined(from: &str, path: &str) -> Option<String> {
    let mut whole = String::with_capacity(from.len() + path.len());
    whole.push_str(from.rsplit_once('/').map_or("", |(folder, _)| folder));
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if whole.is_empty() => return None,
            ".." => whole.truncate(whole.rfind('/').unwrap_or(0)),
            part => {
                if !whole.is_empty() {
                    whole.push('/');
                }
                whole.push_str(part);
            }
        }
    }
    Some(whole)
}
