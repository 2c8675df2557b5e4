//! Carries out a plan: locks the place, puts and removes file by file, and leaves the new receipt.
//!
//! 1. The lock says who publishes and which files are touched, so that a run that is cut off can be made whole.
//! 2. New files come before the pages that link to them, the home page last, then what is no more goes away.
//! 3. The receipt is put where the one before is still there, and the lock goes.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::kept::Kept;
use super::lock::{self, LOCK, Lock};
use super::place::{Place, refuse_newer};
use super::plan::{Plan, Step};
use super::receipt::{RECEIPT, Receipt};
use super::target::Target;
use crate::error::Error;

/// Where the bytes of a file come from.
pub type Bytes<'a, 's> = &'a (dyn Fn(&str) -> Result<Cow<'s, [u8]>, Error> + Sync + 'a);

/// All that it takes to carry out a plan.
pub struct Run<'a, 's> {
    pub target: &'a dyn Target,
    pub place: &'a Place,
    pub plan: &'a Plan,
    pub lock: Lock,
    /// What will be said of the place.
    pub receipt: &'a Receipt,
    pub bytes: Bytes<'a, 's>,
    /// Where that which is replaced is kept.
    pub kept: Option<&'a Kept>,
    /// Told after each file.
    pub done: &'a (dyn Fn() + Sync),
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub files: usize,
    pub bytes: usize,
    pub removed: usize,
}

impl Run<'_, '_> {
    /// Publishes. A failure before anything was changed leaves no lock behind; one after that leaves it, with its journal.
    pub fn go(&self) -> Result<Sent, Error> {
        let touched = AtomicBool::new(self.place.left.is_some());
        lock::take(self.target, &self.lock, self.place.left.as_ref())?;
        let sent = self.locked(&touched);
        if sent.is_ok() || !touched.load(Ordering::SeqCst) {
            let unlocked = self.target.remove(LOCK);
            return sent.and_then(|sent| unlocked.map(|()| sent));
        }
        sent
    }

    fn locked(&self, touched: &AtomicBool) -> Result<Sent, Error> {
        refuse_newer(self.target, self.place.before.generation)?;
        let paths: Vec<&str> = self.lock.files.iter().chain(self.receipt.files.keys()).map(|path| &**path).collect();
        self.target.sweep(&paths)?;
        if let Some(kept) = self.kept {
            kept.begin(&self.place.before)?;
        }
        self.plan.clearing.iter().try_for_each(|step| self.remove(step, touched))?;
        let bytes = AtomicUsize::new(0);
        for steps in self.plan.puts.values() {
            steps.par_iter().try_for_each(|step| self.put(step, touched, &bytes))?;
        }
        // A page that goes away may link to a file that does.
        let (pages, others): (Vec<&Step>, Vec<&Step>) =
            self.plan.removals.iter().partition(|step| step.path.ends_with(".html"));
        for steps in [pages, others] {
            steps.par_iter().try_for_each(|step| self.remove(step, touched))?;
        }
        for path in &self.plan.recheck {
            if !self.target.exists(path)? {
                self.target.put(path, &(self.bytes)(path)?)?;
            }
        }
        refuse_newer(self.target, self.place.before.generation)?;
        touched.store(true, Ordering::SeqCst);
        self.target.put(RECEIPT, &self.receipt.to_json())?;
        Ok(Sent {
            files: self.plan.puts.values().map(Vec::len).sum(),
            bytes: bytes.into_inner(),
            removed: self.plan.clearing.len() + self.plan.removals.len(),
        })
    }

    fn put(&self, step: &Step, touched: &AtomicBool, total: &AtomicUsize) -> Result<(), Error> {
        let bytes = (self.bytes)(&step.path)?;
        self.keep(step)?;
        self.target.put(&step.path, &bytes)?;
        touched.store(true, Ordering::SeqCst);
        total.fetch_add(bytes.len(), Ordering::Relaxed);
        (self.done)();
        Ok(())
    }

    fn remove(&self, step: &Step, touched: &AtomicBool) -> Result<(), Error> {
        self.keep(step)?;
        self.target.remove(&step.path)?;
        touched.store(true, Ordering::SeqCst);
        (self.done)();
        Ok(())
    }

    /// Keeps what a step replaces, where it is what the receipt says.
    fn keep(&self, step: &Step) -> Result<(), Error> {
        match (self.kept, self.place.before.files.get(&step.path)) {
            (Some(kept), Some(listed)) => kept.keep(self.target, self.place.before.generation, &step.path, listed),
            _ => Ok(()),
        }
    }
}
