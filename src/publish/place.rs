//! What is known of a place before anything is sent to it.

use std::collections::BTreeSet;

use super::lock::{self, Lock};
use super::receipt::{self, RECEIPT, Receipt};
use super::refused;
use super::target::Target;
use crate::error::Error;

/// A place as it was found.
#[derive(Debug, Default)]
pub struct Place {
    /// What was published there before; nothing, in generation 0, where nothing was.
    pub before: Receipt,
    /// Files of ours of which an interrupted run left nobody sure what stands there.
    pub unsure: BTreeSet<String>,
    /// The lock that is there, and may be taken over.
    pub left: Option<Lock>,
    /// Whether nothing at all stands there.
    pub empty: bool,
}

/// Looks at a place that a handbook is to be published to. A lock that `may_take` does not allow to be taken over, a place
/// that is neither empty nor ours, and the place of another handbook are refused.
pub fn look(target: &dyn Target, handbook: &str, may_take: &dyn Fn(&Lock) -> bool) -> Result<Place, Error> {
    let name = target.name();
    let left = lock::at(target)?;
    if let Some(lock) = &left {
        if !may_take(lock) {
            return Err(lock.refuse(&name));
        }
        lock.as_receipt().refuse_another(&name, handbook)?;
    }
    let receipt = Receipt::at(target)?;
    let empty = receipt.is_none() && left.is_none() && target.is_empty()?;
    if receipt.is_none() && left.is_none() && !empty {
        let hint = "empty it, or name another place under `to`";
        return Err(refused(&name, "it is not empty, and no handbook was published there before", hint));
    }
    let before = receipt.unwrap_or_default();
    before.refuse_another(&name, handbook)?;
    let unsure = left.as_ref().map(|lock| lock.files.clone()).unwrap_or_default();
    Ok(Place { before, unsure, left, empty })
}

/// Refuses to go on where somebody else published since a place was looked at.
pub fn refuse_newer(target: &dyn Target, generation: u64) -> Result<(), Error> {
    let now = match target.get(RECEIPT)? {
        Some(bytes) => receipt::generation(&target.name(), &bytes)?,
        None => 0,
    };
    if now == generation {
        return Ok(());
    }
    Err(refused(&target.name(), "somebody else published there in the meantime", "run `handbook publish` again"))
}
