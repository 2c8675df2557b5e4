//! Watches the files of a handbook and tells when they have changed.
//!
//! Events are hints, the disk is the truth:
//!
//! 1. An event, or a tick of some seconds, starts a round; a round waits until it has been quiet for a moment.
//! 2. The files that were named are looked at, or all of them where anything but a file was named.
//! 3. What looks half saved is given a little longer.
//! 4. A change that no event told of means that events do not come here; then the disk is asked at short intervals.

mod ears;
mod share;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::load::{Disk, Look};
use crate::source::SourcePath;
use ears::{Ears, Hint};

/// A round ends when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(12);
/// A round of events that do not stop is cut off here.
const LONGEST_ROUND: Duration = Duration::from_millis(500);
/// A file that a program holds open for writing is waited for this long.
const LONGEST_SAVE: Duration = Duration::from_secs(2);
/// A file that has gone, or of which only the beginning is there, or that is new and empty, is believed after this.
const PATIENCE: Duration = Duration::from_millis(300);
/// How long after a look at the disk its events may still come.
const LATE: Duration = Duration::from_millis(250);
/// While events come the disk is looked at this often all the same; where none come, this often.
const TICK: Duration = Duration::from_secs(2);
const INTERVAL: Duration = Duration::from_millis(400);
/// Two looks at a disk that agree this far apart mean that nobody is writing.
const APART: Duration = Duration::from_millis(120);

/// How changes are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The system tells of them.
    Events,
    /// The disk is asked, and why.
    Polling(String),
}

/// What a round brought.
#[derive(Debug)]
pub enum News {
    Nothing,
    /// These files have changed, and when the first sign of it was seen.
    Changed(Vec<SourcePath>, Instant),
    /// The disk cannot be read; what was read last stands.
    Trouble(Error),
}

/// A watch over a handbook's folders.
pub struct Watch {
    root: PathBuf,
    disk: Disk,
    mode: Mode,
    ears: Option<Ears>,
    /// What a look at the whole disk takes.
    cost: Duration,
    /// How many changes came without an event.
    silent: u32,
}

/// What was heard in a round.
struct Heard {
    /// When the first of it was heard.
    since: Instant,
    files: BTreeSet<PathBuf>,
    /// Whether more may have happened than to these files.
    everything: bool,
    /// Whether nothing was heard at all.
    tick: bool,
}

impl Watch {
    /// Starts to watch below a root, of which the disk was just read; `ask` is whether to ask the disk in any case.
    pub fn start(root: &Path, disk: Disk, ask: bool) -> Self {
        let polling = match ask {
            true => Some("as asked".to_owned()),
            false => share::kind(root),
        };
        let mut watch =
            Self { root: root.to_owned(), disk, mode: Mode::Events, ears: None, cost: Duration::ZERO, silent: 0 };
        match polling {
            Some(why) => watch.mode = Mode::Polling(why),
            None => watch.listen(),
        }
        watch
    }

    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// Waits for something to happen, at most a few seconds, and returns what has changed.
    pub fn news(&mut self) -> News {
        let heard = self.hear();
        match self.look(&heard) {
            Ok(changes) if changes.is_empty() => News::Nothing,
            Ok(changes) => News::Changed(changes, heard.since),
            Err(error) => {
                if !heard.tick {
                    thread::sleep(APART);
                }
                News::Trouble(error)
            }
        }
    }

    /// Starts to listen anew; where that cannot be, the disk is asked.
    fn listen(&mut self) {
        match Ears::open(&self.root) {
            Ok(ears) => self.ears = Some(ears),
            Err(why) => self.poll(why),
        }
    }

    fn poll(&mut self, why: String) {
        self.ears = None;
        self.mode = Mode::Polling(why);
    }

    /// Waits for the first event and for the quiet after it.
    fn hear(&self) -> Heard {
        let all = || Heard { since: Instant::now(), files: BTreeSet::new(), everything: true, tick: false };
        let Some(ears) = &self.ears else {
            thread::sleep(INTERVAL.max(self.cost * 10));
            return all();
        };
        let Some(hint) = ears.hear(TICK.max(self.cost * 50)) else {
            return Heard { tick: true, ..all() };
        };
        let mut heard = Heard { everything: false, ..all() };
        let mut open = BTreeSet::new();
        heard.note(hint, &mut open);
        loop {
            let (pause, end) = match open.is_empty() {
                true => (QUIET, LONGEST_ROUND),
                false => (LONGEST_SAVE, LONGEST_SAVE),
            };
            let left = end.saturating_sub(heard.since.elapsed());
            match ears.hear(pause.min(left)) {
                Some(hint) => heard.note(hint, &mut open),
                None => return heard,
            }
        }
    }

    /// Looks at the disk, takes over what is there, and returns what is new.
    fn look(&mut self, heard: &Heard) -> Result<Vec<SourcePath>, Error> {
        if !heard.everything
            && let Look::Changed(changes) = self.disk.look_at(heard.files.iter().map(PathBuf::as_path))?
        {
            return Ok(changes);
        }
        // Before the look, so that nothing happens between the two unheard.
        self.keep_listening();
        let started = Instant::now();
        let mut next = self.disk.again()?;
        self.cost = started.elapsed();
        let mut changes = next.changes(&self.disk);
        if heard.tick && !changes.is_empty() {
            self.mind_silence();
        }
        if !changes.is_empty() && (self.ears.is_none() || next.is_half_saved(&changes, &self.disk)) {
            next = self.settled(next)?;
            changes = next.changes(&self.disk);
        }
        self.disk = next;
        Ok(changes)
    }

    /// Looks again until nobody seems to be writing.
    fn settled(&self, first: Disk) -> Result<Disk, Error> {
        let started = Instant::now();
        let mut before = first;
        loop {
            thread::sleep(APART);
            let next = before.again()?;
            let quiet = next.changes(&before).is_empty();
            let whole = started.elapsed() >= PATIENCE || !next.is_half_saved(&next.changes(&self.disk), &self.disk);
            if quiet && whole || started.elapsed() >= LONGEST_SAVE {
                return Ok(next);
            }
            before = next;
        }
    }

    /// Listens anew where a folder was put in the place of one that was listened to.
    fn keep_listening(&mut self) {
        if self.ears.as_ref().is_some_and(|ears| !ears.are_at(&self.root)) {
            self.listen();
        }
    }

    /// Draws the conclusion from a change that no event told of: listens anew, and the second time no longer.
    fn mind_silence(&mut self) {
        if self.ears.as_ref().is_none_or(|ears| ears.hear(LATE).is_some()) {
            return;
        }
        self.silent += 1;
        match self.silent {
            1 => self.listen(),
            _ => self.poll("the system does not tell of changes here".to_owned()),
        }
    }
}

impl Heard {
    fn note(&mut self, hint: Hint, open: &mut BTreeSet<PathBuf>) {
        match hint {
            Hint::Writing(file) => {
                self.files.insert(file.clone());
                open.insert(file);
            }
            Hint::Written(file) => {
                open.remove(&file);
                self.files.insert(file);
            }
            Hint::Touched(file) => drop(self.files.insert(file)),
            Hint::Everything => self.everything = true,
        }
    }
}
