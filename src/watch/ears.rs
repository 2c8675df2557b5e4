//! The system's own word of changes, told as hints. The only module that names the crate that listens.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::load::{FOLDERS, is_debris};

/// What the system says has happened.
pub enum Hint {
    /// A file is written to, by a program that will say when it is done.
    Writing(PathBuf),
    /// A program is done with a file.
    Written(PathBuf),
    /// Something happened to a file or a folder.
    Touched(PathBuf),
    /// More may have happened than the system can say.
    Everything,
}

/// A listener at the folders of a handbook.
pub struct Ears {
    hints: Receiver<Hint>,
    /// The folders that are listened to, as they were at the start.
    folders: Vec<Option<Identity>>,
    _watcher: RecommendedWatcher,
}

/// A root, and the names that the system may have for it: it tells whole paths, and on some systems the real ones.
struct Place {
    root: PathBuf,
    names: Vec<PathBuf>,
}

/// Which folder stands at a path.
type Identity = (u64, Option<SystemTime>);

impl Ears {
    /// Listens at a root; says in words why that cannot be.
    pub fn open(root: &Path) -> Result<Self, String> {
        let (sender, hints) = mpsc::channel();
        let place = Place::of(root);
        let tell = move |event: notify::Result<Event>| {
            for hint in hints_of(&place, event) {
                // Nobody listens any more once the watch has ended.
                let _ = sender.send(hint);
            }
        };
        let folders = identities(root);
        let mut watcher = notify::recommended_watcher(tell).map_err(|error| in_words(&error))?;
        // The root alone tells when one of its folders comes back.
        watcher.watch(root, RecursiveMode::NonRecursive).map_err(|error| in_words(&error))?;
        for folder in FOLDERS.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir()) {
            watcher.watch(&folder, RecursiveMode::Recursive).map_err(|error| in_words(&error))?;
        }
        Ok(Self { hints, folders, _watcher: watcher })
    }

    /// Returns the next hint; nothing where none comes in time.
    pub fn hear(&self, time: Duration) -> Option<Hint> {
        self.hints.recv_timeout(time).ok()
    }

    /// Tells whether the folders at a root are still those that are listened to.
    pub fn are_at(&self, root: &Path) -> bool {
        self.folders == identities(root)
    }
}

fn identities(root: &Path) -> Vec<Option<Identity>> {
    FOLDERS.iter().map(|folder| root.join(folder).metadata().ok().map(|metadata| identity(&metadata))).collect()
}

#[cfg(unix)]
fn identity(metadata: &std::fs::Metadata) -> Identity {
    (std::os::unix::fs::MetadataExt::ino(metadata), None)
}

#[cfg(not(unix))]
fn identity(metadata: &std::fs::Metadata) -> Identity {
    (0, metadata.created().ok())
}

/// Returns the hints in an event: none where it is of no file of the handbook, or only of its being read.
fn hints_of(place: &Place, event: notify::Result<Event>) -> Vec<Hint> {
    let Ok(event) = event else { return vec![Hint::Everything] };
    if event.need_rescan() {
        return vec![Hint::Everything];
    }
    let hint: fn(PathBuf) -> Hint = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Hint::Written,
        EventKind::Access(_) => return Vec::new(),
        // Only where the end of the writing is told, too.
        EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => Hint::Writing,
        _ => Hint::Touched,
    };
    event.paths.iter().filter_map(|path| place.below_root(path)).map(hint).collect()
}

impl Place {
    fn of(root: &Path) -> Self {
        let names = [std::path::absolute(root), std::fs::canonicalize(root)];
        Self { root: root.to_owned(), names: names.into_iter().flatten().collect() }
    }

    /// Returns a path as it is named from the root, where it is of the handbook and no debris.
    fn below_root(&self, path: &Path) -> Option<PathBuf> {
        let inside = self.names.iter().find_map(|name| path.strip_prefix(name).ok())?;
        let mut parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
        let first = parts.next()?;
        (FOLDERS.contains(&&*first) && !parts.any(|part| is_debris(&part))).then(|| self.root.join(inside))
    }
}

fn in_words(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "the system allows no more watches".to_owned(),
        _ => "the system cannot watch this folder".to_owned(),
    }
}
