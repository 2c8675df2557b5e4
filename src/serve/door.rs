//! The front door: takes connections, reads what they ask within limits, refuses what it should, and passes the rest on.
//!
//! The HTTP library behind it waits for ever on a connection that says nothing and stops at the first one it cannot take.
//! So it sees only whole, sound requests, one to a connection, and few at a time. A browser that opens connections in
//! advance, a client that sends a byte a second or never reads holds nothing that another needs:
//!
//! 1. Of the connections at the door there are at most [`SEATS`]; a new one takes the seat of the one that has kept
//!    silent for longest.
//! 2. What is asked must have arrived in [`HEAD_TIME`], in at most [`HEAD_SIZE`] bytes.
//! 3. Who waits for news waits here, and is passed on when there are some.
//! 4. An answer of up to [`BUFFER`] bytes is taken over whole, so that a slow reader keeps only the door waiting.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::answer::{Back, SECURITY};
use super::head::{self, Asked, Refusal};
use super::live;
use super::stage::{Stage, lock};

/// How many connections are at the door at once. With what is behind it, this stays below 64 open files.
const SEATS: usize = 16;
/// How many of them may wait for news, and how many are passed on at once, long answers and all.
const WAITING: usize = 8;
const PASSING: usize = 4;
const LONG_PASSING: usize = 2;

const HEAD_SIZE: usize = 16 * 1024;
const HEAD_TIME: Duration = Duration::from_secs(10);
/// A reader that takes nothing for this long is given up.
const WRITE_TIME: Duration = Duration::from_secs(10);
/// The longest wait for news; less than what browsers and proxies give up after.
const NEWS_TIME: Duration = Duration::from_secs(25);
/// How often it is looked whether who waits is still there.
const LOOK: Duration = Duration::from_millis(250);
/// How often the library is asked before it is given up.
const KNOCKS: usize = 12;
const BUFFER: usize = 4 * 1024 * 1024;

/// The door of one preview.
struct Door {
    port: u16,
    stage: Arc<Stage>,
    back: Back,
    seats: Mutex<Seats>,
    freed: Condvar,
}

#[derive(Default)]
struct Seats {
    taken: BTreeMap<u64, Seat>,
    next: u64,
    passing: usize,
    long: usize,
}

struct Seat {
    stream: Arc<TcpStream>,
    doing: Doing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    /// Has not yet said what is wanted.
    Asking,
    /// Waits for news.
    Waiting,
    Answering,
}

/// Opens the door at some listeners, which all have the same port.
pub fn open(listeners: Vec<TcpListener>, port: u16, stage: Arc<Stage>, back: Back) -> io::Result<()> {
    let door = Arc::new(Door { port, stage, back, seats: Mutex::default(), freed: Condvar::new() });
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
                    make_room(&mut lock(&self.seats));
                    thread::sleep(Duration::from_millis(20));
                }
            }
        }
    }

    /// Gives a connection a seat, once there is one, and a thread that serves it.
    fn admit(self: &Arc<Self>, stream: TcpStream) {
        let stream = Arc::new(stream);
        let mut seats = lock(&self.seats);
        while seats.taken.len() >= SEATS {
            make_room(&mut seats);
            let waited = self.freed.wait_timeout(seats, LOOK);
            (seats, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        let number = seats.next;
        seats.next += 1;
        seats.taken.insert(number, Seat { stream: stream.clone(), doing: Doing::Asking });
        drop(seats);
        let door = self.clone();
        let serve = move || {
            let guest = Guest { door, number, stream };
            // Whatever goes wrong with a connection ends that connection.
            let _ = guest.door.serve(number, &guest.stream);
        };
        if thread::Builder::new().name("guest".to_owned()).spawn(serve).is_err() {
            lock(&self.seats).taken.remove(&number);
        }
    }

    fn serve(&self, number: u64, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_TIME))?;
        let asked = match read_head(stream)? {
            Some(Ok(head)) => head::judge(&head, self.port),
            Some(Err(refusal)) => Err(refusal),
            None => return Ok(()),
        };
        let answer = match asked {
            Ok(asked) => {
                if let Some(epoch) = live::awaited(&asked)
                    && !self.await_news(number, stream, &epoch)?
                {
                    return Ok(());
                }
                self.pass_on(number, stream, asked)?
            }
            Err(refusal) => refuse(refusal),
        };
        { stream }.write_all(&answer)?;
        close(stream)
    }

    /// Waits until there is news since an epoch, or long enough; tells whether there is still somebody to be told.
    fn await_news(&self, number: u64, stream: &TcpStream, epoch: &str) -> io::Result<bool> {
        let mut seats = lock(&self.seats);
        let waiting = seats.taken.values().filter(|seat| seat.doing == Doing::Waiting).count();
        if waiting >= WAITING {
            return Ok(true);
        }
        if let Some(seat) = seats.taken.get_mut(&number) {
            seat.doing = Doing::Waiting;
        }
        drop(seats);
        let started = Instant::now();
        stream.set_nonblocking(true)?;
        while !self.stage.wait(epoch, LOOK) && started.elapsed() < NEWS_TIME {
            match stream.peek(&mut [0]) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                _ => return Ok(false),
            }
        }
        stream.set_nonblocking(false)?;
        Ok(true)
    }

    /// Has a request answered by the library behind the door, and returns the answer, or the end of a long one.
    fn pass_on(&self, number: u64, stream: &TcpStream, asked: Asked) -> io::Result<Vec<u8>> {
        let mut seats = lock(&self.seats);
        if let Some(seat) = seats.taken.get_mut(&number) {
            seat.doing = Doing::Answering;
        }
        while seats.passing >= PASSING {
            seats = self.freed.wait(seats).unwrap_or_else(PoisonError::into_inner);
        }
        seats.passing += 1;
        drop(seats);
        let mut pass = Pass { door: self, long: false };
        let mut answer = Vec::new();
        let Some(mut back) = self.knock(&asked) else { return Ok(refuse(head::BUSY)) };
        (&mut back).take(BUFFER as u64).read_to_end(&mut answer)?;
        if answer.is_empty() {
            return Ok(refuse(head::BUSY));
        }
        if answer.len() == BUFFER {
            if !pass.lengthen() {
                return Ok(refuse(head::BUSY));
            }
            { stream }.write_all(&answer)?;
            io::copy(&mut back, &mut { stream })?;
            answer.clear();
        }
        Ok(answer)
    }

    /// Puts a request to the library, again where it has to be started anew first.
    fn knock(&self, asked: &Asked) -> Option<TcpStream> {
        for _ in 0..KNOCKS {
            if let Ok(back) = self.back.ask(asked.clone()) {
                return Some(back);
            }
            thread::sleep(LOOK / 4);
        }
        None
    }
}

/// The right to be passed on, given back when it is dropped.
struct Pass<'a> {
    door: &'a Door,
    long: bool,
}

impl Pass<'_> {
    /// Asks for the right to take long, which few may have at once.
    fn lengthen(&mut self) -> bool {
        let mut seats = lock(&self.door.seats);
        self.long = seats.long < LONG_PASSING;
        seats.long += usize::from(self.long);
        self.long
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut seats = lock(&self.door.seats);
        seats.passing -= 1;
        seats.long -= usize::from(self.long);
        drop(seats);
        self.door.freed.notify_all();
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
        let _ = self.stream.shutdown(Shutdown::Both);
        lock(&self.door.seats).taken.remove(&self.number);
        self.door.freed.notify_all();
    }
}

/// Sends away whoever has kept silent for longest, or has waited for news for longest.
fn make_room(seats: &mut Seats) {
    let first = |doing| seats.taken.values().find(|seat| seat.doing == doing);
    if let Some(seat) = first(Doing::Asking).or_else(|| first(Doing::Waiting)) {
        let _ = seat.stream.shutdown(Shutdown::Both);
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
            return Ok(Some(Ok(head)));
        }
        if head.len() > HEAD_SIZE {
            return Ok(Some(Err(head::LONG)));
        }
    }
}

fn refuse(refusal: Refusal) -> Vec<u8> {
    let Refusal { status, reason, words } = refusal;
    let allow = if status == 405 { "Allow: GET, HEAD\r\n" } else { "" };
    let length = words.len() + 1;
    format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n{allow}{SECURITY}Connection: close\r\n\r\n{words}\n"
    )
    .into_bytes()
}

/// Ends a connection so that what was sent arrives, also where something came that nobody read.
fn close(mut stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(LOOK))?;
    let mut rest = [0; 4096];
    for _ in 0..16 {
        if stream.read(&mut rest)? == 0 {
            break;
        }
    }
    Ok(())
}
