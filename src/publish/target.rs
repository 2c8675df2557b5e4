//! What every place has in common that a handbook is published to.

use crate::error::Error;

/// A place that a handbook is published to. A path is that of a route: relative to the place, `/` between its parts.
///
/// Methods may be called from several threads at once.
pub trait Target: Sync {
    /// Returns what the place is called in messages: a path or an address, never with a password in it.
    fn name(&self) -> String;

    /// Tells whether nothing at all stands there; a place that is not there yet is empty.
    fn is_empty(&self) -> Result<bool, Error>;

    /// Returns what stands at a path; nothing where nothing does.
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Tells whether anything stands at a path.
    fn exists(&self, path: &str) -> Result<bool, Error>;

    /// Puts a file at a path, over what stands there, whole or not at all; makes the folders on its way.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error>;

    /// Puts a file at a path where nothing stands, and tells whether it did; of two that try at once, one does.
    fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, Error>;

    /// Removes the file at a path, and the folders that this leaves empty; that nothing stands there is no failure.
    fn remove(&self, path: &str) -> Result<(), Error>;

    /// Returns the size of what stands at a path, where the place can tell cheaply.
    fn size(&self, _path: &str) -> Result<Size, Error> {
        Ok(Size::Untold)
    }

    /// Takes away what an interrupted run left beside its files in the folders of some paths.
    fn sweep(&self, _paths: &[&str]) -> Result<(), Error> {
        Ok(())
    }
}

/// The size of what stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// The place does not tell, so what the receipt says is believed.
    Untold,
    Absent,
    Bytes(u64),
}

/// What only a person, or the environment of the command, can say; asked for when it is needed and never kept.
pub trait Ask: Sync {
    /// Returns a secret: from an environment variable, or typed at the terminal; an error that names the variable where
    /// neither is to be had.
    fn secret(&self, variable: &str, what: &str) -> Result<String, Error>;

    /// Returns what an environment variable holds.
    fn variable(&self, name: &str) -> Option<String>;

    /// Asks a yes-or-no question at the terminal; `false` where nobody can answer.
    fn agree(&self, question: &str) -> bool;
}
