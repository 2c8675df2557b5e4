//! One file: whether it is read at all, and its text.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::source::SourcePath;
use crate::span::Span;

/// The largest text that is read, in bytes.
pub const LARGEST: u64 = 5 * 1024 * 1024;

/// How often a file is tried that is being written to, or that another program holds.
const TRIES: usize = 4;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// What a file system tells of a file without opening it: as long as it stays, the file is taken for unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// Which file it is and when it was last touched in any way, where the system tells.
    identity: (u64, i64, i64),
}

/// Some file systems count time in steps of two seconds: a file may change within them and keep its stamp.
const COARSEST: Duration = Duration::from_secs(3);

impl Stamp {
    pub fn of(metadata: &fs::Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok(), identity: identity(metadata) }
    }

    /// Tells whether whoever changes the file from now on cannot leave it with this stamp.
    pub fn is_settled(&self) -> bool {
        let age = self.modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
        age.is_some_and(|age| age > COARSEST)
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

/// Tells whether a name is what an editor, a system or a version control leaves lying about.
pub fn is_debris(name: &str) -> bool {
    let ends = [".tmp", ".part", "~"];
    name.starts_with('.')
        || name.starts_with("~$")
        || name.starts_with('#') && name.ends_with('#')
        || ends.iter().any(|end| name.ends_with(end))
        || name.contains("___jb_")
        || matches!(name, "4913" | "Thumbs.db" | "desktop.ini")
}

/// Texts are read; everything below `content/files/`, and what a theme holds beside its templates, is copied as it is.
pub fn is_text(path: &SourcePath) -> bool {
    let name = path.as_str().to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match path.in_content() {
        Some(inside) => !inside.starts_with("files/") && ends(&[".md", ".markdown", ".yaml", ".yml"]),
        None => ends(&[".html"]),
    }
}

/// Reads one text, without a byte order mark, lines ended by `\n`, with the stamp it had; nothing where it has gone.
///
/// A file that changes while it is read is read again.
pub fn read(file: &Path, path: &SourcePath) -> Result<Option<Found>, Error> {
    for left in (0..TRIES).rev() {
        match attempt(file, path) {
            Ok(Some(found)) => return Ok(Some(found)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if left == 0 => return Err(Error::at("read", file)(error)),
            Ok(None) | Err(_) => thread::sleep(BETWEEN_TRIES),
        }
    }
    let metadata = fs::metadata(file).map_err(Error::at("read", file))?;
    let bytes = fs::read(file).map_err(Error::at("read", file))?;
    Ok(Some((Stamp::of(&metadata), decode(bytes, path))))
}

/// The stamp of a file, with its text or why it has none.
type Found = (Stamp, Result<Arc<str>, Diagnostic>);

/// Reads a file; nothing where it changed meanwhile.
fn attempt(file: &Path, path: &SourcePath) -> io::Result<Option<Found>> {
    let mut open = fs::File::open(file)?;
    let stamp = Stamp::of(&open.metadata()?);
    if stamp.size > LARGEST {
        let message = format!("this file has {} MB and is left out", stamp.size / 1_000_000);
        let fault = Diagnostic::new("too-large", Span::whole(path), message)
            .hint("texts have at most 5 MB; split it, or put it below `content/files/`");
        return Ok(Some((stamp, Err(fault))));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stamp.size).expect("a text is small"));
    open.read_to_end(&mut bytes)?;
    let same = Stamp::of(&open.metadata()?) == stamp;
    Ok(same.then(|| (stamp, decode(bytes, path))))
}

pub fn decode(bytes: Vec<u8>, path: &SourcePath) -> Result<Arc<str>, Diagnostic> {
    let fault = |message: String| {
        Diagnostic::new("not-utf8", Span::whole(path), message)
            .hint("save it again as UTF-8: in Notepad, “Save as”, “Encoding: UTF-8”")
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(fault("this file is saved as UTF-16 and is left out".to_owned()));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        fault(format!("this file is not saved as UTF-8 (line {line}) and is left out"))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() })
}
