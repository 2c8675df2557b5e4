//! The handbook on paper: prints the binder into a PDF by the browser that the reader has.
//!
//! 1. [`browser`] finds a Chromium, Chrome or Edge.
//! 2. [`print()`] has it print the document, reads from the PDF on which page everything came to stand, and has it printed again
//!    with these numbers until they hold.
//! 3. `pdf` reads those places, and writes what the document is called and whose it is.

mod browser;
mod pdf;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::edition::Binder;
use crate::error::Error;
pub use browser::browser;

/// What was printed.
pub struct Printed {
    pub pages: usize,
}

/// What to do instead, where a file is no place for a PDF.
pub const ADVICE: &str = "choose another file with `--pdf FILE`, such as `handbook.pdf`";

/// How every PDF begins.
const BEGINNING: &[u8] = b"%PDF-";

/// After so many printings the numbers are as good as they get: a longer number may push a line to the next page and back.
const MOST_PRINTINGS: usize = 4;

/// Refuses a file that is there already and is no PDF: it is somebody's, or a page of a site.
///
/// # Errors
/// Where it is, or cannot be read.
pub fn spare(to: &Path) -> Result<(), Error> {
    let mut beginning = Vec::new();
    match File::open(to) {
        Ok(file) => file.take(BEGINNING.len() as u64).read_to_end(&mut beginning).map_err(Error::at("read", to))?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::at("read", to)(error)),
    };
    match beginning == BEGINNING {
        true => Ok(()),
        false => Err(Error::Refused {
            path: to.to_owned(),
            why: "it is there already, and it is no PDF".to_owned(),
            hint: ADVICE.to_owned(),
        }),
    }
}

/// Prints a binder into `to`, with the browser at a path. `site` is where the site was written, whose files it uses.
///
/// # Errors
/// Where the browser cannot be started or prints nothing, or `to` cannot be written.
pub fn print(binder: &Binder, browser: &Path, site: &Path, to: &Path) -> Result<Printed, Error> {
    // Not in the folder of the site: where this is cut off, nothing is left there that the next audience may not see.
    let work = tempfile::tempdir().map_err(Error::at("make a folder in", std::env::temp_dir()))?;
    let (document, raw) = (work.path().join("print.html"), work.path().join("print.pdf"));
    let files = address(&std::path::absolute(site).map_err(Error::at("find", site))?);
    let mut numbers = BTreeMap::new();
    for _ in 0..MOST_PRINTINGS {
        std::fs::write(&document, binder.html(&files, &numbers)).map_err(Error::at("write", &document))?;
        browser::print(browser, &document, &raw, work.path())?;
        let found = pdf::places(&raw)?;
        if found == numbers {
            break;
        }
        numbers = found;
    }
    let pages = pdf::finish(&raw, binder)?;
    replace(&raw, to)?;
    Ok(Printed { pages })
}

/// Returns the address of a folder, for a browser.
fn address(folder: &Path) -> String {
    let path = folder.to_string_lossy().replace('\\', "/");
    let mut address = "file://".to_owned();
    // On Windows a path begins with the letter of a drive.
    if !path.starts_with('/') {
        address.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'/' | b':' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                address.push(char::from(byte))
            }
            other => drop(write!(address, "%{other:02X}")),
        }
    }
    address.push('/');
    address
}

/// Puts a finished file in its place in one step.
fn replace(from: &Path, to: &Path) -> Result<(), Error> {
    let folder =
        to.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    std::fs::create_dir_all(&folder).map_err(Error::at("make the folder", &folder))?;
    let copy = tempfile::NamedTempFile::new_in(&folder).map_err(Error::at("write into", &folder))?;
    std::fs::copy(from, copy.path()).map_err(Error::at("write", to))?;
    copy.persist(to).map_err(|error| Error::at("write", to)(error.error))?;
    Ok(())
}
