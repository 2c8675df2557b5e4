//! Where a site may be put: never over anything that one would miss.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::files::is_temporary;
use crate::error::Error;

/// A folder that a site is to be put into, and what must not be hurt by that.
#[derive(Clone, Copy)]
pub struct Guard<'a> {
    /// The folder of the handbook's sources.
    pub root: &'a Path,
    /// The user's own folder.
    pub home: Option<&'a Path>,
    /// The files of which any says that a folder is ours.
    pub marks: &'a [&'a str],
    /// What to do instead, as an imperative without a full stop.
    pub advice: &'a str,
}

impl Guard<'_> {
    /// Refuses a folder that is not empty and not ours, or that holds, is or lies in something one would miss.
    ///
    /// Paths are compared with links resolved and, as on Windows and on a Mac, without regard to letter case.
    pub fn folder(&self, to: &Path) -> Result<(), Error> {
        let target = resolved(to)?;
        if let Some(why) = self.danger(&target)? {
            return self.refuse(to, why);
        }
        let entries = match fs::read_dir(&target) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return self.refuse(to, "it is a file"),
            Err(error) => return Err(Error::at("read", to)(error)),
        };
        let ours = self.marks.iter().any(|mark| target.join(mark).is_file());
        let holds_something =
            entries.into_iter().flatten().any(|entry| !is_temporary(&entry.file_name().to_string_lossy()));
        if !ours && holds_something {
            return Err(Error::Refused {
                path: to.to_owned(),
                why: "it is not empty, and no handbook was written there before".to_owned(),
                hint: format!("empty it, or {}", self.advice),
            });
        }
        Ok(())
    }

    /// Refuses a file that lies in the sources of a handbook or in the files of a repository, or that is a folder.
    pub fn file(&self, to: &Path) -> Result<(), Error> {
        let target = resolved(to)?;
        if target.is_dir() {
            return self.refuse(to, "it is a folder");
        }
        let sources = ["content", "themes"].map(|sources| resolved(&self.root.join(sources)));
        for sources in sources {
            if holds(&sources?, &target) {
                return self.refuse(to, "it lies in the sources of the handbook");
            }
        }
        match lies_in_others(&target) {
            Some(why) => self.refuse(to, why),
            None => Ok(()),
        }
    }

    /// Returns why a resolved path is no folder for a site, whatever stands in it.
    fn danger(&self, target: &Path) -> Result<Option<&'static str>, Error> {
        if target.parent().is_none() {
            return Ok(Some("it is a whole drive"));
        }
        if self.home.is_some_and(|home| resolved(home).is_ok_and(|home| holds(target, &home))) {
            return Ok(Some("it is your home folder, or holds it"));
        }
        if holds(target, &resolved(self.root)?) {
            return Ok(Some("it is the folder of the handbook itself, or holds it"));
        }
        for sources in ["content", "themes"] {
            let sources = resolved(&self.root.join(sources))?;
            if holds(&sources, target) || holds(target, &sources) {
                return Ok(Some("it holds sources of the handbook, or lies in them"));
            }
        }
        let repository = target.join(".git").exists();
        Ok(lies_in_others(target).or_else(|| repository.then_some(REPOSITORY)))
    }

    fn refuse(&self, to: &Path, why: &str) -> Result<(), Error> {
        Err(Error::Refused { path: to.to_owned(), why: why.to_owned(), hint: self.advice.to_owned() })
    }
}

const REPOSITORY: &str = "it is the root of a repository, or lies in its own files";

fn lies_in_others(target: &Path) -> Option<&'static str> {
    if target.ancestors().any(|folder| folder.join("handbook.yaml").is_file()) {
        return Some("it lies in the sources of another handbook");
    }
    target.iter().any(|part| part == ".git").then_some(REPOSITORY)
}

/// Tells whether a folder is another or holds it.
fn holds(outer: &Path, inner: &Path) -> bool {
    let folded = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
    folded(inner).starts_with(folded(outer))
}

/// Returns an absolute path with the links of whatever part of it exists resolved.
pub fn resolved(path: &Path) -> Result<PathBuf, Error> {
    let path = std::path::absolute(path).map_err(Error::at("find", path))?;
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
        if let Ok(real) = fs::canonicalize(&clean) {
            clean = real;
        }
    }
    Ok(clean)
}
