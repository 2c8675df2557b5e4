//! Publishes a site to a place where others read it: only what differs travels, and only what is ours is ever removed.
//!
//! 1. [`address`] says what sort of place a target names.
//! 2. [`place`] reads what was published there before: the receipt, and what an interrupted run left unsure.
//! 3. [`render`] makes every page once, and hashes it; those that are still made from the same, as [`notes`] say, it leaves.
//!    Before that, a text that did not change is known by its outline, which is noted too, and is not read again.
//! 4. [`plan`] compares the two, and [`words`] says in plain words what will change.
//! 5. [`apply`] locks the place, puts and removes file by file so that no reader meets a dead link, and leaves the new
//!    receipt. What it replaces in a folder is [`kept`] for a way back.
//!
//! A zip is made anew as a whole by [`archive`].

pub mod address;
pub mod apply;
pub mod archive;
pub mod folder;
pub mod kept;
pub mod lock;
pub mod notes;
pub mod place;
pub mod plan;
pub mod receipt;
pub mod remote;
pub mod render;
pub mod target;
pub mod words;

use std::path::PathBuf;

use crate::error::Error;

/// Returns the refusal to publish to a place.
fn refused(name: &str, why: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::Refused { path: PathBuf::from(name), why: why.into(), hint: hint.into() }
}
