//! What is shown: one edition at a time, swapped as a whole, with a number that browsers wait to change.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::live::mark;
use crate::diagnostic::{self, Diagnostic};
use crate::edition::Edition;
use crate::load::Disk;
use crate::site::Route;
use crate::source::SourcePath;

/// How many pages are kept as they last were without a fault.
const KEPT: usize = 64;

/// Holds what is shown.
pub struct Stage {
    shown: Mutex<Arc<Shown>>,
    changed: Condvar,
    good: Mutex<VecDeque<Good>>,
    /// Tells this run of the server from others.
    run: String,
}

/// An edition as it is shown.
pub struct Shown {
    pub edition: Arc<Edition>,
    /// Everything that is wrong with it, the templates on trial included.
    pub problems: Arc<Vec<Diagnostic>>,
    pub marks: Marks,
    /// Why what is shown is not what lies on the disk.
    pub trouble: Option<String>,
    /// Names this state of the handbook; no two are called the same.
    pub epoch: String,
    number: u64,
}

/// A page as it last was without a fault.
struct Good {
    route: Route,
    page: Vec<u8>,
    /// The file it is made from, where it is made from one.
    file: Option<SourcePath>,
}

/// What changes where a file does that is sent as it is.
#[derive(Clone, Debug)]
pub struct Marks {
    pub styles: String,
    pub files: String,
}

impl Marks {
    /// Returns the marks of a disk as it is.
    pub fn of(disk: &Disk) -> Self {
        let of = |start| mark(disk.stamps(start).collect::<Vec<_>>());
        Self { styles: of("themes/"), files: of("content/files/") }
    }
}

impl Stage {
    pub fn new(edition: Edition, marks: Marks) -> Self {
        let started = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let run = format!("{:x}", started.as_nanos());
        let problems = Arc::new(problems(&edition));
        let edition = Arc::new(edition);
        let shown = Shown { edition, problems, marks, trouble: None, epoch: format!("{run}-0"), number: 0 };
        Self { shown: Mutex::new(Arc::new(shown)), changed: Condvar::new(), good: Mutex::default(), run }
    }

    /// Returns what is shown now.
    pub fn shown(&self) -> Arc<Shown> {
        lock(&self.shown).clone()
    }

    /// Shows another edition from now on.
    pub fn show(&self, edition: Edition, marks: Marks) {
        let problems = Arc::new(problems(&edition));
        self.put(Arc::new(edition), problems, marks, None);
    }

    /// Says from now on why the disk cannot be read.
    pub fn trouble(&self, words: String) {
        let shown = self.shown();
        self.put(shown.edition.clone(), shown.problems.clone(), shown.marks.clone(), Some(words));
    }

    fn put(&self, edition: Arc<Edition>, problems: Arc<Vec<Diagnostic>>, marks: Marks, trouble: Option<String>) {
        let mut shown = lock(&self.shown);
        let number = shown.number + 1;
        let next = Shown { edition, problems, marks, trouble, epoch: format!("{}-{number}", self.run), number };
        let before = std::mem::replace(&mut *shown, Arc::new(next));
        drop(shown);
        self.changed.notify_all();
        // Taking a large handbook apart takes a while, and nobody should wait for it.
        drop(before);
    }

    /// Waits until something else is shown than at an epoch, at most so long; tells whether it is.
    pub fn wait(&self, epoch: &str, time: Duration) -> bool {
        let same = |shown: &mut Arc<Shown>| shown.epoch == epoch;
        let waited = self.changed.wait_timeout_while(lock(&self.shown), time, same);
        let (shown, _) = waited.unwrap_or_else(PoisonError::into_inner);
        shown.epoch != epoch
    }

    /// Keeps a page that was shown without a fault, with the file it is made from.
    pub fn keep(&self, route: &Route, page: &[u8], file: Option<SourcePath>) {
        let mut good = lock(&self.good);
        good.retain(|known| known.route != *route);
        good.push_back(Good { route: route.clone(), page: page.to_owned(), file });
        if good.len() > KEPT {
            good.pop_front();
        }
    }

    /// Returns a page as it last was without a fault.
    pub fn kept(&self, route: &Route) -> Option<Vec<u8>> {
        lock(&self.good).iter().find(|known| known.route == *route).map(|known| known.page.clone())
    }

    /// Returns the file that a page was made from when it last was without a fault.
    pub fn origin(&self, route: &Route) -> Option<SourcePath> {
        lock(&self.good).iter().find(|known| known.route == *route)?.file.clone()
    }
}

/// Returns everything that is wrong with an edition, what its own templates do on trial included.
fn problems(edition: &Edition) -> Vec<Diagnostic> {
    let mut all = [&edition.diagnostics[..], &edition.trial()].concat();
    diagnostic::sort(&mut all);
    all
}

/// Locks, also after a thread that held the lock has failed: what is held is swapped as a whole and always sound.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
