//! A connection to an SFTP server, from the first packet to the open session.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use russh::client::{self, Handle, Handler};
use russh::keys::{PublicKey, PublicKeyOrCertificate};
use russh_sftp::client::{Config as SftpConfig, RawSftpSession};
use tokio::time::{sleep, timeout};

use super::known::Known;
use crate::publish::remote::retry::{CONNECT, Fault, IDLE};
use crate::publish::target::Ask;

/// What is needed to connect, and to connect again without asking anybody anything.
pub struct Access {
    pub user: String,
    pub host: String,
    pub port: u16,
    /// The folder that holds `.ssh`.
    pub home: Option<PathBuf>,
    /// The socket of the SSH agent, where the environment names one.
    pub agent: Option<String>,
    /// The password, once it was needed.
    pub password: OnceLock<String>,
}

/// An open session.
pub struct Session {
    pub files: Arc<RawSftpSession>,
    /// Whether the server can rename a file over another.
    pub renames_over: bool,
    /// Whether the server says how full its disk is.
    pub tells_space: bool,
    /// It ends with this.
    connection: Handle<Visitor>,
}

/// Looks at the key that the server shows, and remembers it where it is not known.
pub struct Visitor {
    known: Arc<Known>,
    unknown: Arc<Mutex<Option<PublicKey>>>,
}

impl Handler for Visitor {
    type Error = russh::Error;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        let key = shown.public_key();
        let known = self.known.contains(&key);
        if !known {
            *self.unknown.lock().expect("nobody panics with it") = Some(key);
        }
        Ok(known)
    }
}

impl Access {
    /// Connects to the server; an unknown one is asked about where somebody can answer.
    pub async fn connect(&self, ask: Option<&dyn Ask>) -> Result<Handle<Visitor>, Fault> {
        match self.greet().await? {
            Ok(connection) => return Ok(connection),
            Err((known, key)) => known.judge(&key, ask).map_err(Fault::Lasting)?,
        }
        match self.greet().await? {
            Ok(connection) => Ok(connection),
            Err(_) => Err(Fault::Lasting("the server showed two different keys, one after the other".to_owned())),
        }
    }

    /// Connects to the server, or returns the key that it showed and that is not known.
    async fn greet(&self) -> Result<Result<Handle<Visitor>, (Arc<Known>, PublicKey)>, Fault> {
        let known = Known::read(self.home.as_deref(), &self.host, self.port).map_err(Fault::Lasting)?;
        let (known, unknown) = (Arc::new(known), Arc::new(Mutex::new(None)));
        let mut config = client::Config {
            keepalive_interval: Some(Duration::from_secs(15)),
            keepalive_max: 4,
            nodelay: true,
            ..Default::default()
        };
        config.preferred.key = known.prefer(&config.preferred.key).into();
        let visitor = Visitor { known: known.clone(), unknown: unknown.clone() };
        let connecting = client::connect(Arc::new(config), (&*self.host, self.port), visitor);
        let result = timeout(CONNECT, connecting).await;
        if let Some(key) = unknown.lock().expect("nobody panics with it").take() {
            return Ok(Err((known, key)));
        }
        match result {
            Ok(Ok(connection)) => Ok(Ok(connection)),
            Ok(Err(cause)) => Err(unreachable(&cause, &self.host, self.port)),
            Err(_) => Err(Fault::Passing(format!("the server {} does not answer at port {}", self.host, self.port))),
        }
    }
}

impl Session {
    /// Waits until the connection is lost. A request that was under way at that moment may never hear of it.
    pub async fn lost(&self) {
        while !self.connection.is_closed() {
            sleep(Duration::from_millis(200)).await;
        }
    }

    /// Opens a session for files over a connection that knows its user.
    pub async fn start(connection: Handle<Visitor>) -> Result<Self, Fault> {
        let closed =
            |cause: russh::Error| Fault::Passing(format!("the server gives no access to files by SFTP ({cause})"));
        let channel = connection.channel_open_session().await.map_err(closed)?;
        channel.request_subsystem(true, "sftp").await.map_err(closed)?;
        let config = SftpConfig { request_timeout_secs: IDLE.as_secs(), ..SftpConfig::default() };
        let files = RawSftpSession::new_with_config(channel.into_stream(), config);
        let version = files.init().await.map_err(|cause| {
            Fault::Lasting(format!("the server gives this user no access to files by SFTP ({cause})"))
        })?;
        let can = |what: &str| version.extensions.contains_key(what);
        Ok(Self {
            files: Arc::new(files),
            renames_over: can("posix-rename@openssh.com"),
            tells_space: can("statvfs@openssh.com"),
            connection,
        })
    }
}

/// Says why no connection came about.
fn unreachable(cause: &russh::Error, host: &str, port: u16) -> Fault {
    use std::io::ErrorKind;
    match cause {
        russh::Error::IO(cause) => match cause.kind() {
            ErrorKind::ConnectionRefused => Fault::Passing(format!("there is no server at {host}, port {port}")),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::TimedOut => {
                Fault::Passing(format!("{host} cannot be reached from here; is the network or the VPN on?"))
            }
            _ if cause.raw_os_error().is_none() && cause.kind() != ErrorKind::UnexpectedEof => {
                Fault::Lasting(format!("there is no server called {host}"))
            }
            _ => Fault::Passing(format!("the connection to {host} broke off: {cause}")),
        },
        russh::Error::NoCommonAlgo { kind, .. } => Fault::Lasting(format!(
            "the server knows no method of encryption ({kind:?}) that is still held safe; those who run it must renew it"
        )),
        russh::Error::Version => Fault::Lasting(format!("what answers at {host}, port {port} is no SSH server")),
        cause => Fault::Passing(format!("the server {host} broke off the greeting: {cause}")),
    }
}
