//! The address of a place on the network, taken apart. The only place that names the URL crates.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use super::without_password;
use crate::error::Error;

/// How a place is spoken to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Sftp,
    /// WebDAV over HTTPS, or over HTTP to this computer itself.
    WebDav {
        https: bool,
    },
    S3,
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
    /// What stands after the `?`; only an address of S3 has options.
    options: Vec<(String, String)>,
}

impl Address {
    /// Takes an address apart, and refuses one that cannot be used: with the reason and the way out.
    pub fn parse(to: &str) -> Result<Self, Error> {
        let shown = without_password(to);
        let unusable = |why: &str| Error::Usage(format!("the address `{shown}` cannot be used: {why}"));
        let url = Url::parse(to).map_err(|_| unusable("write it as `sftp://user@host/path`"))?;
        let scheme = match url.scheme() {
            "sftp" => Scheme::Sftp,
            "webdavs" => Scheme::WebDav { https: true },
            "webdav" => Scheme::WebDav { https: false },
            "s3" => Scheme::S3,
            _ => return Err(unusable("it must start with `sftp://`, `webdavs://` or `s3://`")),
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
        if url.query().is_some() && scheme != Scheme::S3 {
            return Err(unusable("write a `?` in a path as `%3F`"));
        }
        if scheme == (Scheme::WebDav { https: false }) && !is_here(host) {
            return Err(unusable("the password would travel readable for everybody on the way; write `webdavs://`"));
        }
        if url.username().is_empty() && scheme != Scheme::S3 {
            return Err(unusable("it names no user; write `user@` before the host"));
        }
        let path = decoded(url.path());
        if path.split('/').any(|part| part == "..") {
            return Err(unusable("its path may not hold `..`"));
        }
        if let Some((name, _)) = url.query_pairs().find(|(name, _)| !matches!(&**name, "endpoint" | "region")) {
            return Err(unusable(&format!("it knows the options `endpoint` and `region`, not `{name}`")));
        }
        Ok(Self {
            scheme,
            text: to.split('?').next().unwrap_or_default().trim_end_matches('/').to_owned(),
            user: decoded(url.username()),
            host: decoded(host).trim_matches(['[', ']']).to_owned(),
            port: url.port(),
            path: path.trim_end_matches('/').to_owned(),
            options: url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
        })
    }

    /// Returns an option of the address.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// Returns the host and port, as an address has them.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        self.port.map_or(host.clone(), |port| format!("{host}:{port}"))
    }

    /// Returns the address of a path at this place, for messages.
    pub fn at(&self, path: &str) -> String {
        if path.is_empty() { self.text.clone() } else { format!("{}/{path}", self.text) }
    }
}

/// Returns the address of a web server, taken apart.
pub fn web(address: &str) -> Option<Url> {
    Url::parse(address).ok().filter(|url| matches!(url.scheme(), "https" | "http") && url.password().is_none())
}

/// Everything is encoded in an address but what never needs it.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// Returns a path as an address has it.
pub fn encoded(path: &str) -> String {
    utf8_percent_encode(path, KEPT).to_string()
}

/// Returns a path in plain characters.
pub fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// Tells whether a host is this computer itself: nobody listens on the way there.
pub fn is_here(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1" | "[::1]")
}
