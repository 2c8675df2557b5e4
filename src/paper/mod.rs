//! The handbook on paper: prints the binder into a PDF by the browser that the reader has.
//!
//! 1. [`browser`] finds a Chromium, Chrome or Edge.
//! 2. [`print()`] has it print the document, reads from the PDF on which page everything came to stand, and has it printed again
//!    with these numbers until they hold.
//! 3. `pdf` reads those places, and writes what the document is called and whose it is.

mod browser;
mod pdf;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use url::Url;

use crate::edition::Binder;
use crate::error::Error;
use crate::write::files;
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
    let site = std::path::absolute(site).map_err(Error::at("find", site))?;
    let address = Url::from_directory_path(&site).expect("the path is absolute");
    let mut numbers = BTreeMap::new();
    for _ in 0..MOST_PRINTINGS {
        std::fs::write(&document, binder.html(address.as_str(), &numbers)).map_err(Error::at("write", &document))?;
        browser::print(browser, &document, &raw, work.path())?;
        let found = pdf::places(&raw)?;
        if found == numbers {
            break;
        }
        numbers = found;
    }
    let pages = pdf::finish(&raw, binder)?;
    let to = std::path::absolute(to).map_err(Error::at("find", to))?;
    let mut printed = File::open(&raw).map_err(Error::at("read", &raw))?;
    files::copy_whole(&to, &mut printed).map_err(files::failed("write", &to))?;
    Ok(Printed { pages })
}
