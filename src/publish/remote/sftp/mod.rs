//! A folder on a server, over SFTP.
//!
//! A file is written under another name in its own folder and then renamed over the old one, so that a reader sees the
//! old or the new one, whole. A server without OpenSSH's rename loses the old file for a moment.

mod connect;
mod known;
mod login;
mod transfer;

use std::ops::AsyncFn;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use russh_sftp::client::error::Error as Cause;
use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};
use tokio::runtime::{Builder, Runtime};

use self::connect::{Access, Session};
use super::address::Address;
use super::retry::{Fault, beside, is_part, persist};
use super::secret;
use crate::error::Error;
use crate::publish::target::{Ask, Target};

/// A folder on an SFTP server.
pub struct Sftp {
    address: Address,
    access: Access,
    session: Mutex<Option<Arc<Session>>>,
    runtime: Runtime,
}

impl Sftp {
    /// Connects to the server of an address and makes the user known.
    pub fn open(address: Address, name: &str, ask: &dyn Ask) -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|cause| remote("connect to", &address.text, cause.to_string()))?;
        let access = Access {
            user: address.user.clone(),
            host: address.host.clone(),
            port: address.port.unwrap_or(22),
            home: ["HOME", "USERPROFILE"].into_iter().find_map(|name| ask.variable(name)).map(PathBuf::from),
            agent: ask.variable("SSH_AUTH_SOCK"),
            password: OnceLock::new(),
        };
        let sftp = Self { address, access, session: Mutex::new(None), runtime };
        let session = sftp.runtime.block_on(sftp.first(name, ask))?;
        *sftp.session.lock().expect("nobody panics with it") = Some(Arc::new(session));
        Ok(sftp)
    }

    /// Connects for the first time, when somebody can still be asked.
    async fn first(&self, name: &str, ask: &dyn Ask) -> Result<Session, Error> {
        let failed = |fault| match fault {
            Fault::Passing(cause) | Fault::Lasting(cause) => remote("connect to", &self.address.text, cause),
        };
        let mut connection = self.access.connect(Some(ask)).await.map_err(failed)?;
        if !login::with_keys(&self.access, &mut connection).await {
            let password = secret::password(&self.address, name, ask)?;
            // Typing takes time and unknown keys take patience: the server may have closed the door meanwhile.
            if connection.is_closed() {
                connection = self.access.connect(None).await.map_err(failed)?;
            }
            login::with_password(&self.access, &mut connection, &password).await.map_err(failed)?;
            self.access.password.get_or_init(|| password);
        }
        Session::start(connection).await.map_err(failed)
    }

    /// Returns the session, or a new one where it was lost.
    async fn session(&self) -> Result<Arc<Session>, Fault> {
        if let Some(session) = self.session.lock().expect("nobody panics with it").clone() {
            return Ok(session);
        }
        let mut connection = self.access.connect(None).await?;
        match self.access.password.get() {
            Some(password) => login::with_password(&self.access, &mut connection, password).await?,
            None if login::with_keys(&self.access, &mut connection).await => {}
            None => return Err(Fault::Lasting("the server does not take the key any more".to_owned())),
        }
        let session = Arc::new(Session::start(connection).await?);
        *self.session.lock().expect("nobody panics with it") = Some(session.clone());
        Ok(session)
    }

    /// Does something over the session, and once more over a new one where the old one was lost.
    fn attempt<T>(
        &self,
        doing: &'static str,
        path: &str,
        act: impl AsyncFn(&Session, usize) -> Result<T, Cause>,
    ) -> Result<T, Error> {
        let outcome = persist(|tries| {
            self.runtime.block_on(async {
                let session = self.session().await?;
                let outcome = tokio::select! {
                    outcome = act(&session, tries) => outcome,
                    () = session.lost() => Err(Cause::UnexpectedBehavior("it was closed".to_owned())),
                };
                match outcome {
                    Ok(value) => Ok(value),
                    Err(Cause::Status(status)) => Err(Fault::Lasting(plain(&status))),
                    Err(cause) => {
                        self.forget(&session);
                        Err(Fault::Passing(format!("the connection to the server was lost ({cause})")))
                    }
                }
            })
        });
        outcome.map_err(|cause| remote(doing, &self.address.at(path), cause))
    }

    /// Lets go of a session that was lost, unless another thread has a new one already.
    fn forget(&self, lost: &Arc<Session>) {
        let mut session = self.session.lock().expect("nobody panics with it");
        if session.as_ref().is_some_and(|session| Arc::ptr_eq(session, lost)) {
            *session = None;
        }
    }

    /// Returns the path on the server; one below `/~/` starts in the user's home.
    fn full(&self, path: &str) -> String {
        let top = match self.address.path.strip_prefix("/~") {
            Some("") => ".",
            Some(rest) if rest.starts_with('/') => &rest[1..],
            _ => &self.address.path,
        };
        match (top, path) {
            ("", "") => "/".to_owned(),
            (top, "") => top.to_owned(),
            (top, path) => format!("{top}/{path}"),
        }
    }
}

impl Target for Sftp {
    fn name(&self) -> String {
        self.address.text.clone()
    }

    fn is_empty(&self) -> Result<bool, Error> {
        let top = self.full("");
        self.attempt("look into", "", async |session, _| match transfer::names(&session.files, &top).await {
            Ok(names) => Ok(names.iter().all(|name| is_part(name))),
            Err(cause) if is_missing(&cause) => Ok(true),
            Err(cause) => Err(cause),
        })
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let full = self.full(path);
        self.attempt("read", path, async |session, _| match transfer::read(&session.files, &full).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(cause) if is_missing(&cause) => Ok(None),
            Err(cause) => Err(cause),
        })
    }

    fn exists(&self, path: &str) -> Result<bool, Error> {
        let full = self.full(path);
        self.attempt("look at", path, async |session, _| is_there(session, &full).await)
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let full = self.full(path);
        let bytes: Arc<[u8]> = bytes.into();
        self.attempt("write", path, async |session, _| {
            let part = beside(&full);
            let new = OpenFlags::CREATE | OpenFlags::EXCLUDE | OpenFlags::WRITE;
            let written = match transfer::write(&session.files, &part, new, &bytes).await {
                Ok(()) => replace(session, &part, &full).await,
                failed => failed,
            };
            let written = match written {
                Err(cause) => Err(explained(session, &part, bytes.len(), cause).await),
                written => written,
            };
            if written.is_err() {
                let _ = session.files.remove(&*part).await;
            }
            written
        })
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, Error> {
        let full = self.full(path);
        let shared: Arc<[u8]> = bytes.into();
        self.attempt("create", path, async |session, tries| {
            let new = OpenFlags::CREATE | OpenFlags::EXCLUDE | OpenFlags::WRITE;
            match transfer::write(&session.files, &full, new, &shared).await {
                Ok(()) => Ok(true),
                // What stands there after a lost connection may be what was sent over it.
                Err(Cause::Status(_)) if tries > 0 && is_there(session, &full).await? => {
                    Ok(transfer::read(&session.files, &full).await? == bytes)
                }
                Err(Cause::Status(status))
                    if status.status_code == StatusCode::Failure && is_there(session, &full).await? =>
                {
                    Ok(false)
                }
                Err(cause) => Err(explained(session, &full, bytes.len(), cause).await),
            }
        })
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        let full = self.full(path);
        self.attempt("remove", path, async |session, _| {
            match session.files.remove(&*full).await {
                Err(cause) if !is_missing(&cause) => return Err(cause),
                _ => {}
            }
            let mut folder = path;
            while let Some((above, _)) = folder.rsplit_once('/') {
                folder = above;
                match session.files.rmdir(self.full(folder)).await {
                    Err(cause @ Cause::Status(_)) if !is_missing(&cause) => break,
                    Err(Cause::Status(_)) | Ok(_) => {}
                    Err(cause) => return Err(cause),
                }
            }
            Ok(())
        })
    }
}

/// Renames a file over another.
async fn replace(session: &Session, from: &str, to: &str) -> Result<(), Cause> {
    if session.renames_over {
        return transfer::rename_over(&session.files, from, to).await;
    }
    if session.files.rename(from, to).await.is_err() {
        match session.files.remove(to).await {
            Err(cause) if !is_missing(&cause) => return Err(cause),
            _ => session.files.rename(from, to).await?,
        };
    }
    Ok(())
}

async fn is_there(session: &Session, full: &str) -> Result<bool, Cause> {
    match session.files.lstat(full).await {
        Ok(_) => Ok(true),
        Err(cause) if is_missing(&cause) => Ok(false),
        Err(cause) => Err(cause),
    }
}

fn is_missing(cause: &Cause) -> bool {
    matches!(cause, Cause::Status(status) if status.status_code == StatusCode::NoSuchFile)
}

/// Looks whether a write failed because the disk is full: the server itself says only that it failed.
async fn explained(session: &Session, path: &str, length: usize, cause: Cause) -> Cause {
    let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
    match cause {
        Cause::Status(mut status) if session.tells_space && status.status_code == StatusCode::Failure => {
            if let Ok(space) = session.files.statvfs(folder).await
                && space.blocks_avail.saturating_mul(space.fragment_size) <= length as u64
            {
                FULL.clone_into(&mut status.error_message);
            }
            Cause::Status(status)
        }
        cause => cause,
    }
}

const FULL: &str = "the server's disk is full";

/// Says what a server answered in plain words.
fn plain(status: &russh_sftp::protocol::Status) -> String {
    match status.status_code {
        StatusCode::PermissionDenied => "permission denied: the server does not let this user do that".to_owned(),
        StatusCode::NoSuchFile => "the server says that it is not there".to_owned(),
        StatusCode::OpUnsupported => "the server cannot do that".to_owned(),
        _ if status.error_message == FULL => FULL.to_owned(),
        _ if status.error_message.is_empty() => "the server refused without a reason".to_owned(),
        _ => format!("the server refused it: {}", status.error_message),
    }
}

fn remote(doing: &'static str, what: &str, cause: String) -> Error {
    Error::Remote { doing, what: what.to_owned(), cause }
}

/// Says nothing about a new file or folder: the server's own settings say who may read it.
fn as_usual() -> FileAttributes {
    FileAttributes::empty()
}
