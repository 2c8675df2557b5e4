//! Writes a site into a folder: every file whole or not at all, equal files untouched, and only our own files removed.
//!
//! 1. [`guard`] refuses a folder that holds anything of value.
//! 2. The manifest lists what was there and what will be, so that an interrupted run leaves nothing that is not ours.
//! 3. Every page is rendered and written beside its place, then renamed over it; a file with the same bytes is left.
//! 4. What was listed before and is no more is removed, and the manifest lists what is left.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{self, Diagnostic};
use crate::edition::{Content, Edition};
use crate::error::Error;
use crate::site::Route;

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

/// Refuses a folder that is not empty and not ours, or that holds, is or lies in something one would miss.
///
/// `root` holds the sources; `home` is the user's own folder. Paths are compared with links resolved and, as on
/// Windows and on a Mac, without regard to letter case.
pub fn guard(to: &Path, root: &Path, home: Option<&Path>) -> Result<(), Error> {
    let refuse =
        |why: &str, hint: &str| Err(Error::Refused { path: to.to_owned(), why: why.to_owned(), hint: hint.to_owned() });
    let other = "choose another folder with `--out DIR`, such as `_site`";
    let target = resolved(to)?;
    if target.parent().is_none() {
        return refuse("it is a whole drive", other);
    }
    if home.is_some_and(|home| resolved(home).is_ok_and(|home| holds(&target, &home))) {
        return refuse("it is your home folder, or holds it", other);
    }
    if holds(&target, &resolved(root)?) {
        return refuse("it is the folder of the handbook itself, or holds it", other);
    }
    for sources in ["content", "themes"] {
        let sources = resolved(&root.join(sources))?;
        if holds(&sources, &target) || holds(&target, &sources) {
            return refuse("it holds sources of the handbook, or lies in them", other);
        }
    }
    if target.ancestors().any(|folder| folder.join("handbook.yaml").is_file()) {
        return refuse("it lies in the sources of another handbook", other);
    }
    if target.join(".git").exists() || target.iter().any(|part| part == ".git") {
        return refuse("it is the root of a repository, or lies in its own files", other);
    }
    let entries = match fs::read_dir(&target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return refuse("it is a file", other),
        Err(error) => return Err(Error::at("read", to)(error)),
    };
    let ours = target.join(MANIFEST).is_file();
    let holds_something =
        entries.into_iter().flatten().any(|entry| !is_temporary(&entry.file_name().to_string_lossy()));
    if !ours && holds_something {
        return refuse(
            "it is not empty, and no handbook was written there before",
            "empty it, or choose another folder with `--out DIR`",
        );
    }
    Ok(())
}

/// Tells whether a folder is another or holds it.
fn holds(outer: &Path, inner: &Path) -> bool {
    let folded = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
    folded(inner).starts_with(folded(outer))
}

/// Returns an absolute path with the links of whatever part of it exists resolved.
fn resolved(path: &Path) -> Result<PathBuf, Error> {
    let path = std::path::absolute(path).map_err(Error::at("find", path))?;
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
        if let Ok(real) = fs::canonicalize(&clean) {
            clean = real;
        }
    }
    Ok(clean)
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
    let folders = folders_of(&routes);
    make_folders(to, &folders)?;
    sweep(to, &folders)?;
    let changed = AtomicUsize::new(0);
    let write_one = |buffer: &mut Vec<u8>, route: &&Route| {
        let path = to.join(route.as_str());
        let (content, fault) = edition.content(route, buffer);
        let differs = match content {
            Content::Bytes => replace(&path, buffer)?,
            Content::File(file) => copy(&file, &path)?,
        };
        changed.fetch_add(usize::from(differs), Ordering::Relaxed);
        done();
        Ok(fault)
    };
    let faults = routes.par_iter().map_init(Vec::new, write_one).collect::<Result<Vec<_>, Error>>()?;
    let now: BTreeSet<String> = routes.iter().map(|route| route.as_str().to_owned()).collect();
    let mut removed = 0;
    for old in before.difference(&now) {
        removed += usize::from(remove(to, old)?);
    }
    write_manifest(to, title, now.iter().cloned())?;
    let mut faults: Vec<Diagnostic> = faults.into_iter().flatten().collect();
    diagnostic::sort(&mut faults);
    Ok(Written { files: routes.len(), changed: changed.into_inner(), removed, faults })
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

/// Tells whether a name is one of our temporary files.
fn is_temporary(name: &str) -> bool {
    name.starts_with(".handbook-") && name.ends_with(".tmp")
}

/// How old a temporary file is before nobody can be writing it any more.
const STALE: Duration = Duration::from_secs(600);

/// Removes temporary files that an interrupted run left in our folders.
fn sweep(to: &Path, folders: &BTreeSet<&Path>) -> Result<(), Error> {
    for folder in folders.iter().map(|folder| to.join(folder)).chain([to.to_owned()]) {
        for entry in fs::read_dir(&folder).map_err(Error::at("read", &folder))?.flatten() {
            let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
            if is_temporary(&entry.file_name().to_string_lossy()) && age().is_some_and(|age| age > STALE) {
                fs::remove_file(entry.path()).map_err(Error::at("remove", entry.path()))?;
            }
        }
    }
    Ok(())
}

/// Returns the folders that routes lie in, outermost first.
fn folders_of<'a>(routes: &[&'a Route]) -> BTreeSet<&'a Path> {
    let above = routes.iter().flat_map(|route| Path::new(route.as_str()).ancestors().skip(1));
    above.filter(|path| *path != Path::new("")).collect()
}

/// Makes the folders of all routes; a link in our own folder would lead the pages somewhere else, and is refused.
fn make_folders(to: &Path, folders: &BTreeSet<&Path>) -> Result<(), Error> {
    for folder in folders {
        let folder = to.join(folder);
        if is_link(&folder) {
            let (why, hint) = ("it is a link to another folder", "take the link away and build again");
            return Err(Error::Refused { path: folder, why: why.to_owned(), hint: hint.to_owned() });
        }
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => {
                return Err(Error::at("make", folder)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

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

/// Tells whether a listed path stays inside the folder; a manifest could have been edited.
fn is_inside(file: &str) -> bool {
    !file.is_empty() && Path::new(file).components().all(|part| matches!(part, std::path::Component::Normal(_)))
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

/// Writes bytes beside a path and renames them over it; tells whether anything differed.
fn replace(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    if is_same(path, bytes).map_err(Error::at("read", path))? {
        return Ok(false);
    }
    let folder = path.parent().expect("a file of a site lies in a folder");
    let attempt = || {
        let mut file = beside(folder)?;
        file.write_all(bytes)?;
        persist(file, path)
    };
    attempt().map_err(Error::at("write", path))?;
    Ok(true)
}

/// Copies a file beside a path and renames it over it, unless both have the same bytes.
fn copy(from: &Path, path: &Path) -> Result<bool, Error> {
    if is_same_file(from, path).map_err(Error::at("read", from))? {
        return Ok(false);
    }
    let mut source = fs::File::open(from).map_err(Error::at("read", from))?;
    let mut attempt = || {
        let mut file = beside(path.parent().expect("a file of a site lies in a folder"))?;
        io::copy(&mut source, &mut file)?;
        persist(file, path)
    };
    attempt().map_err(Error::at("write", path))?;
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

/// Opens a temporary file in a folder; unlike most temporary files, whoever may read the folder may read it.
fn beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".handbook-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn persist(file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist(path).map(drop).map_err(|error| error.error)
}

fn is_same(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() == bytes.len() as u64 => Ok(fs::read(path)? == bytes),
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes a file of ours that is no longer wanted, and the folders it leaves empty.
fn remove(to: &Path, file: &str) -> Result<bool, Error> {
    let path = to.join(file);
    let folders = Path::new(file).ancestors().skip(1);
    if folders.map(|folder| to.join(folder)).any(|folder| folder != to && is_link(&folder)) {
        return Ok(false);
    }
    match fs::remove_file(&path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Error::at("remove", path)(error)),
    }
    let mut folder = path.parent();
    while let Some(empty) = folder.filter(|folder| *folder != to && fs::remove_dir(folder).is_ok()) {
        folder = empty.parent();
    }
    Ok(true)
}
