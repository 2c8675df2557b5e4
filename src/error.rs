//! What can go wrong with the world: a file, a folder, an answer that is not to be had. Faults in content are diagnostics.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// A failure of the world around the handbook.
#[derive(Debug)]
pub enum Error {
    /// Reading, writing or removing a path failed.
    Path { doing: &'static str, path: PathBuf, cause: io::Error },
    /// No handbook is where one was looked for.
    NoHandbook { at: PathBuf, looked_above: bool },
    /// A folder that must not be written to, and why.
    Refused { path: PathBuf, why: String, hint: String },
    /// A file that another program holds.
    Busy { path: PathBuf },
    /// A port of this machine cannot be listened to.
    Address { port: u16, cause: io::Error },
    /// Something went wrong at a place on the network; `what` is its address or a path there.
    Remote { doing: &'static str, what: String, cause: String },
    /// Something given on the command line cannot be used.
    Usage(String),
}

impl Error {
    /// Returns a function that turns an I/O error into one that says what was being done to which path.
    pub fn at(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Path { doing, path, cause }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { doing, path, cause } => write!(f, "cannot {doing} `{}`: {}", path.display(), plain(cause)),
            Self::NoHandbook { at, looked_above: true } => write!(
                f,
                "there is no handbook in `{}` or above it: a handbook is a folder with `content/handbook.yaml`; name it with `--root DIR`",
                at.display()
            ),
            Self::NoHandbook { at, .. } => {
                write!(f, "there is no handbook in `{}`: it has no folder `content`", at.display())
            }
            Self::Refused { path, why, hint } => {
                write!(f, "`{}` is not written to: {why}\n  help: {hint}", path.display())
            }
            Self::Busy { path } => {
                write!(f, "`{}` is open in another program; close it there and try again", path.display())
            }
            Self::Address { port, cause } if cause.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "the ports from {port} on are taken; name a free one with `--port`, or any with `--port 0`")
            }
            Self::Address { port, cause } => write!(f, "cannot listen to port {port}: {}", plain(cause)),
            Self::Remote { doing, what, cause } => write!(f, "cannot {doing} `{what}`: {cause}"),
            Self::Usage(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

/// Returns an I/O error in plain words where there are some.
fn plain(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "access is denied; it may be open in another program".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk cannot be written to".to_owned(),
        _ => cause.to_string(),
    }
}
