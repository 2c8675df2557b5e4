//! Writes a site into a folder: every file whole or not at all, equal files untouched, and only our own files removed.
//!
//! 1. [`Guard`] refuses a folder that holds anything of value.
//! 2. The manifest lists what was there and what will be, so that an interrupted run leaves nothing that is not ours.
//! 3. Every page is rendered and written beside its place, then renamed over it; a file with the same bytes is left.
//!    New files come before those that link to them, and the home page comes last.
//! 4. What was listed before and is no more is removed, and the manifest lists what is left.

pub mod files;
mod guard;
mod order;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{self, Diagnostic};
use crate::edition::{Content, Edition};
use crate::error::Error;
use crate::site::Route;
use files::{failed, folders_of, is_inside, make_folder, remove, sweep};

pub use guard::{Guard, resolved};
pub use order::Stage;

/// The name of the manifest, which also says that a folder is ours.
pub const MANIFEST: &str = ".handbook-output.json";

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub files: usize,
    pub changed: usize,
    pub removed: usize,
    /// Pages that their template could not show.
    pub faults: Vec<Diagnostic>,
}

/// The files that the last run wrote, and for which handbook.
#[derive(Serialize, Deserialize)]
struct Manifest {
    generator: String,
    /// The title of the handbook.
    #[serde(default)]
    handbook: String,
    files: BTreeSet<String>,
}

/// Writes every file of an edition; `done` is told after each.
pub fn write(edition: &Edition, to: &Path, done: &(dyn Fn() + Sync)) -> Result<Written, Error> {
    fs::create_dir_all(to).map_err(Error::at("make", to))?;
    let title = edition.site.handbook.settings.title();
    let before = read_manifest(to, title)?;
    let routes: Vec<&Route> = edition.routes().filter(|route| is_inside(route.as_str())).collect();
    if !before.is_empty() {
        refuse_foreign(to, &before, &routes)?;
    }
    write_manifest(to, title, before.iter().cloned().chain(routes.iter().map(|route| route.as_str().to_owned())))?;
    let folders = folders_of(routes.iter().map(|route| route.as_str()));
    folders.iter().try_for_each(|folder| make_folder(to, folder))?;
    sweep(to, folders.into_iter().chain([Path::new("")]), STALE)?;
    let (faults, changed) = write_routes(edition, to, &routes, done)?;
    let now: BTreeSet<String> = routes.iter().map(|route| route.as_str().to_owned()).collect();
    let mut removed = 0;
    for old in before.difference(&now) {
        removed += usize::from(remove(to, old)?);
    }
    write_manifest(to, title, now.iter().cloned())?;
    Ok(Written { files: routes.len(), changed, removed, faults })
}

/// Writes what stands at some routes; returns what is wrong with templates, and how many files differed.
fn write_routes(
    edition: &Edition,
    to: &Path,
    routes: &[&Route],
    done: &(dyn Fn() + Sync),
) -> Result<(Vec<Diagnostic>, usize), Error> {
    let changed = AtomicUsize::new(0);
    let write_one = |buffer: &mut Vec<u8>, route: &&Route| {
        let path = to.join(route.as_str());
        let (content, fault) = edition.content(route, buffer);
        let differs = match content {
            Content::Bytes => replace(&path, buffer)?,
            Content::File(file) if buffer.is_empty() => copy(&file, &path)?,
            Content::File(file) => {
                files::read_before(&file, buffer).map_err(Error::at("read", &file))?;
                replace(&path, buffer)?
            }
        };
        changed.fetch_add(usize::from(differs), Ordering::Relaxed);
        done();
        Ok(fault)
    };
    let stands = |route: &Route| fs::symlink_metadata(to.join(route.as_str())).is_ok();
    let staged: Vec<(Stage, &Route)> =
        routes.par_iter().map(|route| (Stage::of(route.as_str(), stands(route)), *route)).collect();
    let mut faults = Vec::new();
    for stage in Stage::ALL {
        let routes: Vec<&Route> = staged.iter().filter(|(when, _)| *when == stage).map(|(_, route)| *route).collect();
        let found = routes.par_iter().map_init(Vec::new, write_one).collect::<Result<Vec<_>, Error>>()?;
        faults.extend(found.into_iter().flatten());
    }
    diagnostic::sort(&mut faults);
    Ok((faults, changed.into_inner()))
}

/// Refuses to write over a file that somebody else put where a new page goes.
fn refuse_foreign(to: &Path, before: &BTreeSet<String>, routes: &[&Route]) -> Result<(), Error> {
    let new = routes.iter().filter(|route| !before.contains(route.as_str())).map(|route| to.join(route.as_str()));
    match new.into_iter().find(|path| fs::symlink_metadata(path).is_ok()) {
        Some(path) => Err(Error::Refused {
            path,
            why: "a file that no handbook wrote stands where a page goes".to_owned(),
            hint: "move that file somewhere else and build again".to_owned(),
        }),
        None => Ok(()),
    }
}

/// How old a temporary file is before nobody can be writing it any more.
pub const STALE: Duration = Duration::from_secs(600);

/// Returns what was written before; a folder that holds another handbook's site is refused.
fn read_manifest(to: &Path, title: &str) -> Result<BTreeSet<String>, Error> {
    let path = to.join(MANIFEST);
    match fs::read(&path) {
        Ok(bytes) => {
            let manifest = serde_json::from_slice::<Manifest>(&bytes).map_err(|_| Error::Refused {
                path: path.clone(),
                why: "the list of what was written here cannot be read".to_owned(),
                hint: "empty the folder and build again".to_owned(),
            })?;
            if !manifest.handbook.is_empty() && manifest.handbook != title {
                return Err(Error::Refused {
                    path: to.to_owned(),
                    why: format!("it holds the site of another handbook, “{}”", manifest.handbook),
                    hint: "choose another folder with `--out DIR`; if this handbook has a new title, empty the folder first".to_owned(),
                });
            }
            Ok(manifest.files.into_iter().filter(|file| is_inside(file)).collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(Error::at("read", path)(error)),
    }
}

/// Returns the title of the handbook and the files that a manifest lists; nothing where it cannot be read.
pub fn listed(manifest: &[u8]) -> Option<(String, BTreeSet<String>)> {
    let manifest: Manifest = serde_json::from_slice(manifest).ok()?;
    Some((manifest.handbook, manifest.files.into_iter().filter(|file| is_inside(file)).collect()))
}

fn write_manifest(to: &Path, title: &str, files: impl Iterator<Item = String>) -> Result<(), Error> {
    let manifest = Manifest {
        generator: format!("handbook {}", env!("CARGO_PKG_VERSION")),
        handbook: title.to_owned(),
        files: files.collect(),
    };
    let mut json = serde_json::to_vec_pretty(&manifest).expect("a manifest holds only text");
    json.push(b'\n');
    replace(&to.join(MANIFEST), &json).map(drop)
}

/// Puts bytes at a path; tells whether anything differed.
fn replace(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    if is_same(path, bytes).map_err(Error::at("read", path))? {
        return Ok(false);
    }
    files::put_whole(path, bytes).map_err(failed("write", path))?;
    Ok(true)
}

/// Copies a file to a path, unless both have the same bytes; tells whether they differed.
fn copy(from: &Path, path: &Path) -> Result<bool, Error> {
    if is_same_file(from, path).map_err(Error::at("read", from))? {
        return Ok(false);
    }
    let mut source = fs::File::open(from).map_err(Error::at("read", from))?;
    files::copy_whole(path, &mut source).map_err(failed("write", path))?;
    Ok(true)
}

/// Tells whether two files have the same bytes, without holding either in memory.
fn is_same_file(one: &Path, other: &Path) -> io::Result<bool> {
    let length = match fs::symlink_metadata(other) {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        _ => return Ok(false),
    };
    if fs::metadata(one)?.len() != length {
        return Ok(false);
    }
    let (mut one, mut other) = (io::BufReader::new(fs::File::open(one)?), io::BufReader::new(fs::File::open(other)?));
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if left[..length] != right[..length] {
            return Ok(false);
        }
        if length == 0 {
            return Ok(left.is_empty() && right.is_empty());
        }
        one.consume(length);
        other.consume(length);
    }
}

fn is_same(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() == bytes.len() as u64 => Ok(fs::read(path)? == bytes),
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
