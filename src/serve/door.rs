//! The front door: takes connections, reads what they ask within limits, and has it answered.
//!
//! A browser opens connections in advance, a client may send a byte a second or never read: none of them holds what
//! another needs.
//!
//! 1. There are [`SEATS`] at the door. Where all are taken, the one leaves that has said nothing for longest, then the
//!    one that waits for news for longest, then the one that takes longest to read.
//! 2. What is asked must have arrived in [`HEAD_TIME`], in at most [`HEAD_SIZE`] bytes.
//! 3. Every connection is for one answer.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::answer::{self, Answer};
use super::head::{self, Refusal};
use super::live;
use super::stage::{Stage, lock};

/// How many connections are at the door at once. With a file for each, this stays below 64 open files.
const SEATS: usize = 24;
/// How many of them may wait for news.
const WAITING: usize = 12;

const HEAD_SIZE: usize = 16 * 1024;
const HEAD_TIME: Duration = Duration::from_secs(10);
/// A reader that takes nothing for this long is given up.
const WRITE_TIME: Duration = Duration::from_secs(10);
/// The longest wait for news; less than what browsers and proxies give up after.
const NEWS_TIME: Duration = Duration::from_secs(25);
/// How often it is looked whether who waits is still there.
const LOOK: Duration = Duration::from_millis(250);
/// Who has a seat has it for this long whatever happens: nobody is sent away who was only not yet heard, or who reads as
/// fast as others.
const SAFE_SILENT: Duration = Duration::from_millis(60);
const SAFE_READING: Duration = Duration::from_millis(600);

/// The door of one preview.
struct Door {
    port: u16,
    stage: Arc<Stage>,
    seats: Mutex<Seats>,
    freed: Condvar,
}

#[derive(Default)]
struct Seats {
    taken: BTreeMap<u64, Seat>,
    next: u64,
}

struct Seat {
    stream: Arc<TcpStream>,
    doing: Doing,
    since: Instant,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    /// Has not yet said what is wanted, or has been answered.
    Silent,
    /// Waits for news.
    Waiting,
    /// Reads the answer.
    Reading,
}

/// Opens the door at some listeners, which all have the same port.
pub fn open(listeners: Vec<TcpListener>, port: u16, stage: Arc<Stage>) -> io::Result<()> {
    let door = Arc::new(Door { port, stage, seats: Mutex::default(), freed: Condvar::new() });
    for listener in listeners {
        let door = door.clone();
        thread::Builder::new().name("door".to_owned()).spawn(move || door.take(&listener))?;
    }
    Ok(())
}

impl Door {
    /// Takes connections for ever; one that cannot be taken is no reason to stop.
    fn take(self: &Arc<Self>, listener: &TcpListener) {
        loop {
            match listener.accept() {
                Ok((stream, _)) => self.admit(stream),
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(_) => {
                    // No more files can be opened: somebody has to leave.
                    lock(&self.seats).make_room();
                    thread::sleep(SAFE_SILENT / 4);
                }
            }
        }
    }

    /// Gives a connection a seat, once there is one, and a thread that serves it.
    fn admit(self: &Arc<Self>, stream: TcpStream) {
        let stream = Arc::new(stream);
        let mut seats = lock(&self.seats);
        while seats.taken.len() >= SEATS {
            seats.make_room();
            let waited = self.freed.wait_timeout(seats, SAFE_SILENT / 4);
            (seats, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        let number = seats.next;
        seats.next += 1;
        let seat = Seat { stream: stream.clone(), doing: Doing::Silent, since: Instant::now() };
        seats.taken.insert(number, seat);
        drop(seats);
        let guest = Guest { door: self.clone(), number, stream: stream.clone() };
        let serve = move || drop(guest.serve());
        // Where no thread can be started, the guest is told so and has left its seat already.
        if thread::Builder::new().name("guest".to_owned()).spawn(serve).is_err() {
            let _ = answer::refuse(head::BUSY).send(&mut &*stream, false);
        }
    }
}

/// A connection, which leaves its seat however it ends.
struct Guest {
    door: Arc<Door>,
    number: u64,
    stream: Arc<TcpStream>,
}

impl Drop for Guest {
    fn drop(&mut self) {
        lock(&self.door.seats).taken.remove(&self.number);
        self.door.freed.notify_all();
    }
}

impl Guest {
    /// Serves one request; whatever goes wrong with the connection ends it.
    fn serve(&self) -> io::Result<()> {
        let stream = &*self.stream;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_TIME))?;
        let asked = match read_head(stream)? {
            Some(Ok(head)) => head::judge(&head, self.door.port),
            Some(Err(refusal)) => Err(refusal),
            None => return Ok(()),
        };
        self.is(Doing::Reading);
        let (answer, head_only): (Answer, bool) = match asked {
            Ok(asked) => {
                if let Some(epoch) = live::awaited(&asked)
                    && !self.await_news(&epoch)?
                {
                    return Ok(());
                }
                (answer::answer(&self.door.stage, &asked), asked.head_only)
            }
            Err(refusal) => (answer::refuse(refusal), false),
        };
        answer.send(&mut { stream }, head_only)?;
        self.is(Doing::Silent);
        close(stream)
    }

    fn is(&self, doing: Doing) {
        if let Some(seat) = lock(&self.door.seats).taken.get_mut(&self.number) {
            (seat.doing, seat.since) = (doing, Instant::now());
        }
    }

    /// Waits until there is news since an epoch, or long enough; tells whether there is still somebody to be told.
    fn await_news(&self, epoch: &str) -> io::Result<bool> {
        let waiting = lock(&self.door.seats).taken.values().filter(|seat| seat.doing == Doing::Waiting).count();
        if waiting >= WAITING {
            return Ok(true);
        }
        self.is(Doing::Waiting);
        let started = Instant::now();
        self.stream.set_nonblocking(true)?;
        while !self.door.stage.wait(epoch, LOOK) && started.elapsed() < NEWS_TIME {
            match self.stream.peek(&mut [0]) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                _ => return Ok(false),
            }
        }
        self.stream.set_nonblocking(false)?;
        self.is(Doing::Reading);
        Ok(true)
    }
}

impl Seats {
    /// Sends somebody away, where anybody has had a seat for long enough.
    fn make_room(&self) {
        let longest = |doing, safe| {
            let these = self.taken.values().filter(|seat| seat.doing == doing && seat.since.elapsed() >= safe);
            these.min_by_key(|seat| seat.since)
        };
        let leaves = longest(Doing::Silent, SAFE_SILENT)
            .or_else(|| longest(Doing::Waiting, SAFE_SILENT))
            .or_else(|| longest(Doing::Reading, SAFE_READING));
        if let Some(seat) = leaves {
            let _ = seat.stream.shutdown(Shutdown::Both);
        }
    }
}

/// Reads until the empty line that ends a head; nothing where the connection ends before it began.
fn read_head(mut stream: &TcpStream) -> io::Result<Option<Result<Vec<u8>, Refusal>>> {
    let started = Instant::now();
    let mut head = Vec::new();
    let mut piece = [0; 2048];
    loop {
        let left = HEAD_TIME.saturating_sub(started.elapsed());
        if left.is_zero() {
            return Ok((!head.is_empty()).then_some(Err(head::SLOW)));
        }
        stream.set_read_timeout(Some(left))?;
        let count = match stream.read(&mut piece) {
            Ok(0) => return Ok(None),
            Ok(count) => count,
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => continue,
            Err(error) => return Err(error),
        };
        let looked = head.len().saturating_sub(3);
        head.extend_from_slice(&piece[..count]);
        if let Some(end) = head[looked..].windows(4).position(|end| end == b"\r\n\r\n") {
            head.truncate(looked + end + 4);
            return Ok(Some(if head.len() > HEAD_SIZE { Err(head::LONG) } else { Ok(head) }));
        }
        if head.len() > HEAD_SIZE {
            return Ok(Some(Err(head::LONG)));
        }
        if head.windows(2).any(|end| end == b"\n\n") {
            return Ok(Some(Err(head::MALFORMED)));
        }
    }
}

/// Ends a connection so that what was sent arrives, also where something came that nobody read.
fn close(mut stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let started = Instant::now();
    let mut rest = [0; 4096];
    loop {
        let left = LOOK.saturating_sub(started.elapsed());
        if left.is_zero() {
            return Ok(());
        }
        stream.set_read_timeout(Some(left))?;
        if stream.read(&mut rest)? == 0 {
            return Ok(());
        }
    }
}
