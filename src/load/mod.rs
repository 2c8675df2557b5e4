//! Reads a handbook from the disk: every text once, attachments by name, and nothing that is not a regular file.

mod file;
mod git;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::parse;
use crate::source::{SourcePath, Sources};
use crate::span::Span;
use file::{Stamp, is_text};

pub use file::is_debris;
pub use git::at_revision;

/// Returns the folder that holds `content/`: the one given, or the nearest at or above another.
pub fn find_root(given: Option<&Path>, here: &Path) -> Result<PathBuf, Error> {
    let holds = |folder: &Path| folder.join("content").is_dir();
    match given {
        Some(root) if holds(root) => Ok(root.to_owned()),
        Some(root) => Err(Error::NoHandbook { at: root.to_owned(), looked_above: false }),
        None => here
            .ancestors()
            .find(|folder| holds(folder))
            .map(Path::to_owned)
            .ok_or_else(|| Error::NoHandbook { at: here.to_owned(), looked_above: true }),
    }
}

/// Reads all sources below a root, and says which files are left out and why.
pub fn load(root: &Path) -> Result<(Sources, Vec<Diagnostic>), Error> {
    let disk = Disk::read(root)?;
    let faults = disk.faults();
    Ok((disk.sources, faults))
}

/// What stood on the disk when it was last looked at: enough to read again only what changed since.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    pub sources: Sources,
    seen: BTreeMap<SourcePath, Seen>,
    /// What is wrong with files that are not even looked at.
    special: Vec<Diagnostic>,
}

/// A file as it was last seen.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    stamp: Stamp,
    settled: bool,
    /// Why it is left out.
    fault: Option<Diagnostic>,
}

/// A file that is there, before it is read.
struct There {
    path: SourcePath,
    file: PathBuf,
    stamp: Stamp,
}

/// A file with what stands in it.
struct Read {
    there: There,
    fault: Option<Diagnostic>,
    text: Option<Arc<str>>,
}

impl Disk {
    /// Reads everything below a root.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let nothing =
            Self { root: root.to_owned(), sources: Sources::default(), seen: BTreeMap::new(), special: Vec::new() };
        nothing.again()
    }

    /// Looks at every file, and reads those that may have changed.
    pub fn again(&self) -> Result<Self, Error> {
        if !self.root.join("content").is_dir() {
            return Err(Error::NoHandbook { at: self.root.clone(), looked_above: false });
        }
        let (found, special) = self.walk()?;
        let mut next = Self { root: self.root.clone(), sources: Sources::default(), seen: BTreeMap::new(), special };
        let (known, new): (Vec<There>, Vec<There>) = found.into_iter().partition(|there| self.is_known(there));
        for there in known {
            let seen = self.seen[&there.path].clone();
            let text = self.sources.texts.get(&there.path).cloned();
            next.put(Read { fault: seen.fault, text, there });
        }
        let read: Vec<_> = new.into_par_iter().map(read).collect::<Result<_, _>>()?;
        read.into_iter().flatten().for_each(|read| next.put(read));
        Ok(next)
    }

    /// Looks at some paths alone, and takes over what stands there now.
    pub fn look_at<'a>(&mut self, paths: impl IntoIterator<Item = &'a Path>) -> Result<Look, Error> {
        let mut found = Vec::new();
        for file in paths {
            let Some(path) = source_path(&self.root, file) else { return Ok(Look::NotEnough) };
            match fs::symlink_metadata(file) {
                Ok(metadata) if metadata.is_file() && self.seen.contains_key(&path) => {
                    let there = There { path, file: file.to_owned(), stamp: Stamp::of(&metadata) };
                    let Some(read) = read(there)? else { return Ok(Look::NotEnough) };
                    found.push(read);
                }
                // A name that an editor used for a moment.
                Err(error) if error.kind() == io::ErrorKind::NotFound && !self.holds(&path) => {}
                _ => return Ok(Look::NotEnough),
            }
        }
        let text = |read: &Read| self.sources.texts.get(&read.there.path);
        if found.iter().any(|read| is_cut(read.text.as_ref(), text(read))) {
            return Ok(Look::NotEnough);
        }
        let changed = |read: &&Read| match (&read.text, text(read)) {
            (Some(now), Some(then)) => now != then,
            (None, None) => self.seen[&read.there.path].stamp != read.there.stamp,
            _ => true,
        };
        let changes = found.iter().filter(changed).map(|read| read.there.path.clone()).collect();
        found.into_iter().for_each(|read| self.put(read));
        Ok(Look::Changed(changes))
    }

    /// Tells whether a file, or anything in a folder, was there.
    fn holds(&self, path: &SourcePath) -> bool {
        let inside =
            |other: &SourcePath| other.as_str().strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'));
        self.seen
            .range(path.clone()..)
            .take_while(|(other, _)| other.as_str().starts_with(path.as_str()))
            .any(|(other, _)| other == path || inside(other))
    }

    /// Returns every file that is new, gone, or no longer what it was.
    pub fn changes(&self, before: &Self) -> Vec<SourcePath> {
        let same = |path: &SourcePath, seen: &Seen| match (self.sources.texts.get(path), before.sources.texts.get(path))
        {
            (Some(now), Some(then)) => Arc::ptr_eq(now, then) || now == then,
            (None, None) => before.seen.get(path).is_some_and(|then| then.stamp == seen.stamp),
            _ => false,
        };
        let changed = self.seen.iter().filter(|(path, seen)| !same(path, seen)).map(|(path, _)| path);
        let gone = before.seen.keys().filter(|path| !self.seen.contains_key(path));
        let mut changes: Vec<SourcePath> = changed.chain(gone).cloned().collect();
        if self.special != before.special {
            let faults = self.special.iter().chain(&before.special);
            changes.extend(faults.map(|fault| fault.span.file.clone()));
        }
        changes.sort();
        changes.dedup();
        changes
    }

    /// Tells whether a file that changed looks half saved: it has gone, or nothing but its beginning is there, or it is new and
    /// still empty.
    pub fn is_half_saved(&self, changes: &[SourcePath], before: &Self) -> bool {
        changes.iter().any(|path| {
            let gone = before.seen.contains_key(path) && !self.seen.contains_key(path);
            gone || is_cut(self.sources.texts.get(path), before.sources.texts.get(path))
        })
    }

    /// Returns what is wrong with files that are left out.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.special.iter().chain(self.seen.values().filter_map(|seen| seen.fault.as_ref())).cloned().collect()
    }

    /// Returns the stamps of the attachments whose path starts in a way: another one means that one of them changed.
    pub fn stamps<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a SourcePath, Stamp)> {
        let files = self.sources.attachments.keys().filter(move |path| path.as_str().starts_with(start));
        files.filter_map(|path| self.seen.get(path).map(|seen| (path, seen.stamp)))
    }

    fn is_known(&self, there: &There) -> bool {
        self.seen.get(&there.path).is_some_and(|seen| seen.settled && seen.stamp == there.stamp)
    }

    fn put(&mut self, read: Read) {
        let Read { there: There { path, file, stamp }, fault, text } = read;
        match text {
            Some(text) => drop(self.sources.texts.insert(path.clone(), text)),
            None if fault.is_none() => drop(self.sources.attachments.insert(path.clone(), file)),
            // A text that can no longer be read is none.
            None => drop(self.sources.texts.remove(&path)),
        }
        self.seen.insert(path, Seen { stamp, settled: stamp.is_settled(), fault });
    }

    /// Returns every regular file below `content/` and `themes/`, sorted, and what else lies there.
    fn walk(&self) -> Result<(Vec<There>, Vec<Diagnostic>), Error> {
        let (mut found, mut special) = (Vec::new(), Vec::new());
        for folder in FOLDERS {
            let top = self.root.join(folder);
            if !top.is_dir() {
                continue;
            }
            let walk = WalkDir::new(&top).follow_links(false).sort_by_file_name().into_iter();
            let kept = |entry: &DirEntry| entry.depth() == 0 || !is_debris(&entry.file_name().to_string_lossy());
            for entry in walk.filter_entry(kept) {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        let path = error.path().unwrap_or(&top).to_owned();
                        let error = io::Error::from(error);
                        // A file may go while the folder is read.
                        if error.kind() == io::ErrorKind::NotFound && path != top {
                            continue;
                        }
                        return Err(Error::at("read", path)(error));
                    }
                };
                self.look(entry, &mut found, &mut special)?;
            }
        }
        Ok((found, special))
    }

    fn look(&self, entry: DirEntry, found: &mut Vec<There>, special: &mut Vec<Diagnostic>) -> Result<(), Error> {
        let kind = entry.file_type();
        match source_path(&self.root, entry.path()) {
            None => special.push(not_utf8_name(&self.root, &entry)),
            Some(path) if kind.is_file() => match entry.metadata() {
                Ok(metadata) => found.push(There { path, stamp: Stamp::of(&metadata), file: entry.into_path() }),
                Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => {}
                Err(error) => return Err(Error::at("read", entry.path())(error.into())),
            },
            Some(path) if !kind.is_dir() && entry.depth() > 0 => special.push(not_regular(&path, kind.is_symlink())),
            Some(_) => {}
        }
        Ok(())
    }
}

/// What a look at some paths found.
#[derive(Debug)]
pub enum Look {
    /// These files are no longer what they were.
    Changed(Vec<SourcePath>),
    /// One of the paths is a folder, or new, or gone, or looks half saved: more has to be looked at.
    NotEnough,
}

/// Tells whether a text is a beginning of what stood in its place, or empty where none did.
fn is_cut(now: Option<&Arc<str>>, then: Option<&Arc<str>>) -> bool {
    now.is_some_and(|now| match then {
        Some(then) => now.len() < then.len() && then.starts_with(&**now),
        None => now.is_empty(),
    })
}

/// The folders that hold all there is to a handbook.
pub const FOLDERS: [&str; 2] = ["content", "themes"];

/// Reads a file that may have changed; nothing where it has gone.
fn read(there: There) -> Result<Option<Read>, Error> {
    let stray = there.path.in_content().is_some_and(|inside| !inside.starts_with("files/")) && !is_text(&there.path);
    if stray {
        let fault = Some(parse::unplaced(&there.path));
        return Ok(Some(Read { there, fault, text: None }));
    }
    if !is_text(&there.path) {
        return Ok(Some(Read { there, fault: None, text: None }));
    }
    let Some((stamp, text)) = file::read(&there.file, &there.path)? else { return Ok(None) };
    let there = There { stamp, ..there };
    Ok(Some(match text {
        Ok(text) => Read { there, fault: None, text: Some(text) },
        Err(fault) => Read { there, fault: Some(fault), text: None },
    }))
}

fn source_path(root: &Path, path: &Path) -> Option<SourcePath> {
    let parts: Option<Vec<&str>> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    Some(SourcePath::new(parts?.join("/")))
}

fn not_utf8_name(root: &Path, entry: &DirEntry) -> Diagnostic {
    let shown = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
    Diagnostic::new(
        "not-utf8",
        Span::whole(&SourcePath::new(shown)),
        "the name of this file cannot be read and it is left out",
    )
    .hint("rename it, with letters that every system knows")
}

fn not_regular(path: &SourcePath, link: bool) -> Diagnostic {
    let what = if link { "a link to another file or folder" } else { "no regular file" };
    Diagnostic::new("special-file", Span::whole(path), format!("this is {what} and is left out"))
        .hint("put the file itself here")
}
