//! The preview: the handbook on this machine's own address, each page rendered when a browser asks for it.
//!
//! 1. `door` takes connections and gives each a seat for one request; `head` reads and judges what is asked.
//! 2. `answer` answers, from the edition that is shown and never from a path joined from an address.
//! 3. `stage` holds that edition, which is swapped as a whole, and lets browsers wait for the next one.
//! 4. `live` puts the script into pages on their way out and tells it what is wrong.

mod answer;
mod door;
mod head;
mod live;
mod stage;

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::sync::Arc;

use crate::error::Error;

pub use answer::content_type;
pub use stage::{Marks, Stage};

/// The port that is tried first where none is asked for.
const PORT: u16 = 4747;
/// How many ports after it are tried.
const NEXT: u16 = 50;

/// A preview that runs until the process ends.
pub struct Preview {
    pub port: u16,
    pub stage: Arc<Stage>,
}

/// Starts to serve what a stage shows, on loopback alone: at the port asked for, or the next that is free.
pub fn start(stage: Stage, port: Option<u16>) -> Result<Preview, Error> {
    let listeners = bind(port.unwrap_or(PORT))?;
    let at = |error| Error::Address { port: port.unwrap_or(PORT), cause: error };
    let port = listeners[0].local_addr().map_err(at)?.port();
    let stage = Arc::new(stage);
    door::open(listeners, port, stage.clone()).map_err(at)?;
    Ok(Preview { port, stage })
}

/// Listens on the first free port from one on, at both of the machine's own addresses where it has both.
fn bind(wanted: u16) -> Result<Vec<TcpListener>, Error> {
    let mut port = wanted;
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => {
                let port = listener.local_addr().map_or(port, |address| address.port());
                let other = TcpListener::bind((Ipv6Addr::LOCALHOST, port));
                return Ok([Some(listener), other.ok()].into_iter().flatten().collect());
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port - wanted < NEXT && port < u16::MAX => {
                port += 1;
            }
            Err(error) => return Err(Error::Address { port: wanted, cause: error }),
        }
    }
}
