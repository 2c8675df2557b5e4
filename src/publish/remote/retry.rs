//! Trying again what may pass by itself, and names that nobody else has.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// How long connecting may take.
pub const CONNECT: Duration = Duration::from_secs(15);

/// How long a server may say nothing.
pub const IDLE: Duration = Duration::from_secs(60);

const PAUSES: [Duration; 3] = [Duration::from_millis(300), Duration::from_secs(1), Duration::from_secs(3)];

/// Why something failed at a place, in plain words.
#[derive(Debug)]
pub enum Fault {
    /// It may go well when it is tried again.
    Passing(String),
    /// It will not.
    Lasting(String),
}

/// Tries something, again after each of a few growing pauses while its fault may pass; it hears how often it was tried
/// before.
pub fn persist<T>(mut attempt: impl FnMut(usize) -> Result<T, Fault>) -> Result<T, String> {
    for (tries, pause) in PAUSES.into_iter().enumerate() {
        match attempt(tries) {
            Ok(value) => return Ok(value),
            Err(Fault::Lasting(cause)) => return Err(cause),
            Err(Fault::Passing(_)) => std::thread::sleep(pause),
        }
    }
    attempt(PAUSES.len()).map_err(|fault| match fault {
        Fault::Passing(cause) | Fault::Lasting(cause) => cause,
    })
}

/// Returns the path of a file beside another, with a name that nobody else has.
pub fn beside(path: &str) -> String {
    let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
    format!("{folder}{PART}{:016x}", RandomState::new().build_hasher().finish())
}

/// Tells whether a file is one that a broken upload left.
pub fn is_part(name: &str) -> bool {
    name.starts_with(PART)
}

const PART: &str = ".handbook-part-";
