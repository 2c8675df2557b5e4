//! Places on the network: SFTP, WebDAV and S3, each behind the same [`Target`].
//!
//! Nothing here prints or asks by itself: what only a person can say comes through [`Ask`]. A password is never taken
//! from an address, never shown and never written down. What may pass by itself (a lost connection, a busy server) is
//! tried again a few times; what will not is said at once, in plain words.

use crate::error::Error;
use crate::publish::target::{Ask, Target};

#[cfg(feature = "remote")]
mod address;
#[cfg(feature = "remote")]
mod http;
#[cfg(feature = "remote")]
mod retry;
#[cfg(feature = "remote")]
mod s3;
#[cfg(feature = "remote")]
mod secret;
#[cfg(feature = "remote")]
mod sftp;
#[cfg(feature = "remote")]
mod webdav;

/// Opens the place at an address: `sftp://user@host[:port]/path`, `webdavs://user@host[:port]/path`, `webdav://` for a
/// server on this computer, or `s3://bucket/prefix?endpoint=https://host&region=name`, both options to be left out at will.
/// The name is the one that the settings give the place; it says which variable may hold its password.
#[cfg(feature = "remote")]
pub fn open(to: &str, name: &str, ask: &dyn Ask) -> Result<Box<dyn Target>, Error> {
    use address::{Address, Scheme};

    let address = Address::parse(to)?;
    match address.scheme {
        Scheme::Sftp => Ok(Box::new(sftp::Sftp::open(address, name, ask)?)),
        Scheme::WebDav { https } => Ok(Box::new(webdav::WebDav::open(address, https, name, ask)?)),
        Scheme::S3 => Ok(Box::new(s3::S3::open(address, ask)?)),
    }
}

/// Refuses every address: this `handbook` was built without the feature `remote`.
#[cfg(not(feature = "remote"))]
pub fn open(to: &str, _name: &str, _ask: &dyn Ask) -> Result<Box<dyn Target>, Error> {
    Err(Error::Usage(format!(
        "this `handbook` was built to publish to folders only, not to `{}`; install it anew without `--no-default-features`",
        without_password(to)
    )))
}

/// Returns an address for a message, without what stands before its host.
fn without_password(to: &str) -> String {
    match (to.find("://"), to.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://…{}", &to[..scheme], &to[at..]),
        (None, Some(at)) => format!("…{}", &to[at..]),
        _ => to.to_owned(),
    }
}
