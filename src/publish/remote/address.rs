//! The address of a place on the network, taken apart. The only place that names the URL crates.

use percent_encoding::percent_decode_str;
use url::Url;

use super::without_password;
use crate::error::Error;

/// How a place is spoken to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Sftp,
}

/// An address of a place; it holds no password.
pub struct Address {
    pub scheme: Scheme,
    /// The address as it was given, for messages, without a slash or a query at its end.
    pub text: String,
    pub user: String,
    pub host: String,
    pub port: Option<u16>,
    /// The path in plain characters, without a slash at its end; empty for the top.
    pub path: String,
}

impl Address {
    /// Takes an address apart, and refuses one that cannot be used: with the reason and the way out.
    pub fn parse(to: &str) -> Result<Self, Error> {
        let shown = without_password(to);
        let unusable = |why: &str| Error::Usage(format!("the address `{shown}` cannot be used: {why}"));
        let url = Url::parse(to).map_err(|_| unusable("write it as `sftp://user@host/path`"))?;
        let scheme = match url.scheme() {
            "sftp" => Scheme::Sftp,
            _ => return Err(unusable("it must start with `sftp://`")),
        };
        if url.password().is_some() {
            return Err(unusable(
                "it holds a password, which others could read in the settings, in the history of commands or in a log; \
                 leave the password out: it is asked for, or taken from the variable `HANDBOOK_PASSWORD`",
            ));
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| unusable("it names no host"))?;
        if url.fragment().is_some() {
            return Err(unusable("write a `#` in a path as `%23`"));
        }
        if url.query().is_some() {
            return Err(unusable("write a `?` in a path as `%3F`"));
        }
        if url.username().is_empty() {
            return Err(unusable("it names no user; write `user@` before the host"));
        }
        let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let path = plain(url.path());
        if path.split('/').any(|part| part == "..") {
            return Err(unusable("its path may not hold `..`"));
        }
        Ok(Self {
            scheme,
            text: to.split('?').next().unwrap_or_default().trim_end_matches('/').to_owned(),
            user: plain(url.username()),
            host: plain(host.trim_start_matches('[').trim_end_matches(']')),
            port: url.port(),
            path: path.trim_end_matches('/').to_owned(),
        })
    }

    /// Returns the address of a path at this place, for messages.
    pub fn at(&self, path: &str) -> String {
        if path.is_empty() { self.text.clone() } else { format!("{}/{path}", self.text) }
    }
}
