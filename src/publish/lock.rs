//! The lock at a place while somebody publishes to it, and the journal of what that run touches.
//!
//! A run that was cut off leaves its lock. The files in the journal count as ours, in a state that nobody knows. Whoever
//! left it takes it over without a word of command; anybody else breaks it.

use std::collections::BTreeSet;
use std::fs::File;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::receipt::Receipt;
use super::refused;
use super::target::Target;
use super::words::moment;
use crate::digest::hash;
use crate::error::Error;
use crate::write::files::is_inside;

/// The name of the lock.
pub const LOCK: &str = ".handbook-lock.json";

/// Who publishes to a place, and what will be put or removed there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// `user@computer`.
    pub who: String,
    pub since: Timestamp,
    /// The number of the process on that computer.
    pub process: u32,
    /// The title of the handbook.
    pub handbook: String,
    /// The journal: every file that is touched, and those of a run before that was cut off.
    pub files: BTreeSet<String>,
}

impl Lock {
    /// Returns the lock of this process.
    pub fn of(who: &str, since: Timestamp, handbook: &str, files: BTreeSet<String>) -> Self {
        Self { who: who.to_owned(), since, process: std::process::id(), handbook: handbook.to_owned(), files }
    }

    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a lock holds only text and numbers")
    }

    /// Says who publishes to a place.
    pub fn refuse(&self, name: &str) -> Error {
        let why = format!("{} has been publishing there since {}", self.who, moment(self.since));
        let hint = "wait until that has ended; if it was cut off, take over with `--break-lock`";
        refused(name, why, hint)
    }

    /// Returns what it tells of the place, as a receipt of nothing.
    pub fn as_receipt(&self) -> Receipt {
        Receipt { handbook: self.handbook.clone(), ..Receipt::default() }
    }
}

/// Returns the lock at a place.
pub fn at(target: &dyn Target) -> Result<Option<Lock>, Error> {
    let Some(bytes) = target.get(LOCK)? else { return Ok(None) };
    let unknown = || Lock {
        who: "somebody".to_owned(),
        since: Timestamp::UNIX_EPOCH,
        process: 0,
        handbook: String::new(),
        files: BTreeSet::new(),
    };
    let mut lock: Lock = serde_json::from_slice(&bytes).unwrap_or_else(|_| unknown());
    lock.files.retain(|path| is_inside(path));
    Ok(Some(lock))
}

/// Takes the lock at a place, over the one that was found there before.
pub fn take(target: &dyn Target, lock: &Lock, left: Option<&Lock>) -> Result<(), Error> {
    let name = target.name();
    let now = at(target)?;
    match (&now, left) {
        (Some(now), Some(left)) if now == left => target.put(LOCK, &lock.to_json())?,
        (Some(other), _) => return Err(other.refuse(&name)),
        (None, _) => {
            if !target.create(LOCK, &lock.to_json())? {
                return Err(at(target)?.unwrap_or_else(|| lock.clone()).refuse(&name));
            }
        }
    }
    match at(target)? {
        Some(ours) if ours == *lock => Ok(()),
        Some(other) => Err(other.refuse(&name)),
        None => Err(refused(&name, "somebody took the lock away", "run `handbook publish` again")),
    }
}

/// Returns who publishes: `user@computer`.
pub fn who() -> String {
    let user = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    format!("{}@{}", user.unwrap_or_else(|| "somebody".to_owned()), gethostname::gethostname().to_string_lossy())
}

/// That no other process of this user on this computer publishes to a place. It ends with the process, however that ends.
#[derive(Debug)]
pub struct Alone(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] Option<File>);

/// Tells that this process is alone, for as long as the answer is kept; nothing where it is not.
pub fn alone(who: &str, name: &str) -> Option<Alone> {
    let mark = hash(format!("{who} {name}").as_bytes());
    let path = std::env::temp_dir().join(format!("handbook-{}.lock", &mark[..16]));
    let file = File::options().create(true).truncate(false).write(true).open(path);
    match file.map(|file| (file.try_lock(), file)) {
        Ok((Ok(()), file)) => Some(Alone(Some(file))),
        Ok((Err(std::fs::TryLockError::WouldBlock), _)) => None,
        // Without such a lock, the one at the place must do.
        Ok((Err(std::fs::TryLockError::Error(_)), _)) | Err(_) => Some(Alone(None)),
    }
}
