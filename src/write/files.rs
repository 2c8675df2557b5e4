//! Files of a site on a disk: each is put whole or not at all, and one that another program holds is waited for.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use crate::error::Error;

/// A way to put bytes at a path over what stands there, in a folder that exists.
pub type Put = fn(&Path, &[u8]) -> io::Result<()>;

/// Puts bytes whole or not at all: beside the path, then renamed over it.
pub fn put_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = beside(path)?;
    file.write_all(bytes)?;
    persist(file, path)
}

/// Puts what a reader gives, whole or not at all.
pub fn copy_whole(path: &Path, source: &mut impl io::Read) -> io::Result<()> {
    let mut file = beside(path)?;
    io::copy(source, &mut file)?;
    persist(file, path)
}

/// Reads a file before the bytes that follow it.
pub fn read_before(path: &Path, after: &mut Vec<u8>) -> io::Result<()> {
    after.splice(..0, fs::read(path)?);
    Ok(())
}

/// Puts bytes at a path where nothing stands, whole or not at all; tells whether it did. Of two that try, one does.
pub fn create_whole(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = beside(path)?;
    file.write_all(bytes)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        // Some network drives know neither a link nor a rename that spares what is there.
        Err(failed) if failed.error.kind() == io::ErrorKind::Unsupported => create_plainly(path, bytes),
        Err(failed) => Err(failed.error),
    }
}

fn create_plainly(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(bytes).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Opens a temporary file beside a path; unlike most temporary files, whoever may read the folder may read it.
pub fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".handbook-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(path.parent().expect("a file of a site lies in a folder"))
}

/// Renames a temporary file over a path.
pub fn persist(file: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut file = Some(file);
    let rename = || match file.take().expect("a file that is kept is there").persist(path) {
        Ok(_) => Ok(()),
        Err(failed) => {
            file = Some(failed.file);
            Err(failed.error)
        }
    };
    retry(rename)
}

/// Removes a file and tells whether it was there.
pub fn remove_file(path: &Path) -> Result<bool, Error> {
    match retry(|| fs::remove_file(path)) {
        Ok(()) => Ok(true),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(failed("remove", path)(error)),
    }
}

/// Removes a file of a site below a folder, and the folders it leaves empty; tells whether it was there. What lies behind
/// a link is not ours.
pub fn remove(top: &Path, file: &str) -> Result<bool, Error> {
    let path = top.join(file);
    let folders = Path::new(file).ancestors().skip(1).map(|folder| top.join(folder));
    if folders.into_iter().any(|folder| folder != top && is_link(&folder)) {
        return Ok(false);
    }
    let was_there = remove_file(&path)?;
    let mut folder = path.parent();
    while let Some(empty) = folder.filter(|folder| *folder != top && fs::remove_dir(folder).is_ok()) {
        folder = empty.parent();
    }
    Ok(was_there)
}

/// How long a file that another program holds is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tries again, at growing intervals, while another program holds a file.
pub fn retry<T>(mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let started = Instant::now();
    let mut pause = Duration::from_millis(10);
    loop {
        match attempt() {
            Err(error) if is_busy(&error) && started.elapsed() < PATIENCE => thread::sleep(pause),
            result => return result,
        }
        pause = (pause * 2).min(Duration::from_secs(1));
    }
}

/// Tells whether another program holds a file, which may pass.
fn is_busy(error: &io::Error) -> bool {
    use io::ErrorKind::{ExecutableFileBusy, ResourceBusy, WouldBlock};
    // Access denied, sharing violation, lock violation.
    let on_windows = cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33));
    on_windows || matches!(error.kind(), ResourceBusy | ExecutableFileBusy | WouldBlock)
}

/// Returns a function that turns an I/O error into one that says what was being done to which path, or that another
/// program holds it.
pub fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |cause| match is_busy(&cause) {
        true => Error::Busy { path },
        false => Error::Path { doing, path, cause },
    }
}

/// Tells whether an error says that nothing stands at a path.
pub fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Makes a folder below another and those on the way; a link there would lead the pages somewhere else, and is refused.
pub fn make_folder(top: &Path, folder: &Path) -> Result<(), Error> {
    let mut path = top.to_owned();
    for part in folder.components() {
        path.push(part);
        refuse_link(&path)?;
        match fs::create_dir(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => {
                return Err(failed("make", &path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Refuses a folder that is a link to another.
pub fn refuse_link(folder: &Path) -> Result<(), Error> {
    if !is_link(folder) {
        return Ok(());
    }
    let (why, hint) = ("it is a link to another folder", "take the link away and try again");
    Err(Error::Refused { path: folder.to_owned(), why: why.to_owned(), hint: hint.to_owned() })
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

/// Returns the folders that paths of a site lie in, outermost first.
pub fn folders_of<'a>(paths: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a Path> {
    let mut folders = BTreeSet::new();
    let mut last = None;
    for path in paths {
        let folder = path.rsplit_once('/').map(|(folder, _)| folder);
        // Most of a folder's files come in a row.
        if folder != last {
            folders.extend(Path::new(path).ancestors().skip(1).filter(|path| *path != Path::new("")));
        }
        last = folder;
    }
    folders
}

/// Tells whether a name is one of our temporary files.
pub fn is_temporary(name: &str) -> bool {
    name.starts_with(".handbook-") && name.ends_with(".tmp")
}

/// Removes temporary files that an interrupted run left in some folders, where they are older than an age.
pub fn sweep<'a>(top: &Path, folders: impl IntoIterator<Item = &'a Path>, oldest: Duration) -> Result<(), Error> {
    for folder in folders.into_iter().map(|folder| top.join(folder)) {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => continue,
            Err(error) => return Err(Error::at("read", &folder)(error)),
        };
        for entry in entries.flatten().filter(|entry| is_temporary(&entry.file_name().to_string_lossy())) {
            let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
            if age().is_some_and(|age| age >= oldest) {
                remove_file(&entry.path())?;
            }
        }
    }
    Ok(())
}

/// Tells whether a listed path stays inside its folder; a list could have been edited.
pub fn is_inside(file: &str) -> bool {
    !file.is_empty() && Path::new(file).components().all(|part| matches!(part, Component::Normal(_)))
}
