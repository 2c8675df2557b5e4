//! A folder: on this computer, on a share, or synced.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::target::{Size, Target};
use crate::error::Error;
use crate::write::files::{
    self, Put, create_whole, failed, folders_of, is_absent, is_temporary, make_folder, put_whole, refuse_link,
};

/// A folder that a site is published to.
#[derive(Clone, Debug)]
pub struct Folder {
    top: PathBuf,
    put: Put,
}

impl Folder {
    pub fn new(top: PathBuf) -> Self {
        Self::with(top, put_whole)
    }

    /// Returns a folder whose files are put in a way of one's own.
    pub fn with(top: PathBuf, put: Put) -> Self {
        Self { top, put }
    }

    /// Runs an attempt to put a file, and makes its folders where they are missing.
    fn attempt<T>(&self, path: &str, put: impl Fn(&Path) -> io::Result<T>) -> Result<T, Error> {
        let folder = Path::new(path).parent().expect("a path of a site names a file");
        for folder in folder.ancestors().filter(|folder| *folder != Path::new("")) {
            refuse_link(&self.top.join(folder))?;
        }
        let full = self.top.join(path);
        let result = put(&full).or_else(|error| match is_absent(&error) {
            true => {
                fs::create_dir_all(&self.top).map_err(Error::at("make", &self.top)).map_err(Failure::Known)?;
                make_folder(&self.top, folder).map_err(Failure::Known)?;
                put(&full).map_err(Failure::Now)
            }
            false => Err(Failure::Now(error)),
        });
        result.map_err(|failure| match failure {
            Failure::Known(error) => error,
            Failure::Now(cause) => failed("write", &full)(cause),
        })
    }
}

/// Why a file could not be put.
enum Failure {
    Known(Error),
    Now(io::Error),
}

impl Target for Folder {
    fn name(&self) -> String {
        self.top.display().to_string()
    }

    fn is_empty(&self) -> Result<bool, Error> {
        match fs::read_dir(&self.top) {
            Ok(entries) => Ok(entries.flatten().all(|entry| is_temporary(&entry.file_name().to_string_lossy()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(Error::at("read", &self.top)(error)),
        }
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let full = self.top.join(path);
        match files::retry(|| fs::read(&full)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(failed("read", &full)(error)),
        }
    }

    fn exists(&self, path: &str) -> Result<bool, Error> {
        let full = self.top.join(path);
        match fs::symlink_metadata(&full) {
            Ok(_) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(Error::at("look at", full)(error)),
        }
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.attempt(path, |full| (self.put)(full, bytes))
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, Error> {
        self.attempt(path, |full| create_whole(full, bytes))
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        files::remove(&self.top, path).map(drop)
    }

    fn size(&self, path: &str) -> Result<Size, Error> {
        let full = self.top.join(path);
        match fs::symlink_metadata(&full) {
            Ok(found) if found.is_file() => Ok(Size::Bytes(found.len())),
            // A link or a folder of somebody's is no file of ours, whatever its size.
            Ok(_) => Ok(Size::Bytes(u64::MAX)),
            Err(error) if is_absent(&error) => Ok(Size::Absent),
            Err(error) => Err(Error::at("look at", full)(error)),
        }
    }

    fn sweep(&self, paths: &[&str]) -> Result<(), Error> {
        let folders = folders_of(paths.iter().copied());
        files::sweep(&self.top, folders.into_iter().chain([Path::new("")]), Duration::ZERO)
    }
}
