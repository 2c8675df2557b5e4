//! A zip file: made anew beside the old one and renamed over it, the same bytes for the same site.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::receipt::{RECEIPT, Receipt};
use super::refused;
use crate::error::Error;
use crate::write::files::{beside, failed, persist};

/// Returns the receipt in a zip file; nothing where no file is. A file that is no zip of ours is refused.
pub fn receipt(path: &Path) -> Result<Option<Receipt>, Error> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::at("read", path)(error)),
    };
    let name = path.display().to_string();
    let foreign = || refused(&name, "a file that no handbook made stands there", "name another file behind `zip:`");
    let mut archive = ZipArchive::new(io::BufReader::new(file)).map_err(|_| foreign())?;
    let mut bytes = Vec::new();
    archive.by_name(RECEIPT).map_err(|_| foreign())?.read_to_end(&mut bytes).map_err(Error::at("read", path))?;
    Receipt::from_json(&name, &bytes).map(Some)
}

/// Where the bytes of a file come from.
pub type Bytes<'a, 's> = &'a dyn Fn(&str) -> Result<Cow<'s, [u8]>, Error>;

/// Writes every file of a receipt, and the receipt itself, into a zip file, whole or not at all; tells how many bytes it
/// is long. Where somebody else published since the receipt before was read, nothing is written.
pub fn write(path: &Path, receipt: &Receipt, bytes: Bytes<'_, '_>, done: &dyn Fn()) -> Result<usize, Error> {
    let file = beside(path).map_err(failed("write", path))?;
    let mut archive = ZipWriter::new(io::BufWriter::new(file));
    let json = receipt.to_json();
    let mut names: Vec<&str> = receipt.files.keys().map(|name| &**name).chain([RECEIPT]).collect();
    names.sort_unstable();
    for name in names {
        let content = if name == RECEIPT { Cow::Borrowed(&json[..]) } else { bytes(name)? };
        let added = archive.start_file(name, options()).map_err(io::Error::from);
        added.and_then(|()| archive.write_all(&content)).map_err(failed("write", path))?;
        done();
    }
    let file = archive.finish().map_err(io::Error::from).map_err(failed("write", path))?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error).map_err(failed("write", path))?;
    let length = file.as_file().metadata().map_err(failed("read", path))?.len();
    let now = self::receipt(path)?.map_or(0, |now| now.generation);
    if now + 1 != receipt.generation {
        let why = "somebody else published there in the meantime";
        return Err(refused(&path.display().to_string(), why, "run `handbook publish` again"));
    }
    persist(file, path).map_err(failed("write", path))?;
    Ok(usize::try_from(length).unwrap_or(usize::MAX))
}

/// What is said of every file: one time, one way of packing, and who may read it.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}
