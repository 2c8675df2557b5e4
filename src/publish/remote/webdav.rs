//! A folder on a WebDAV server.
//!
//! A file is put in its place directly. Apache, nginx, lighttpd and Nextcloud take a whole file in before they rename it
//! over the old one; to be moved over it from another name would be worse, for Apache and Nextcloud remove the old file
//! first, and a reader meets none. Of two who create a file at once, one gets the lock on it; a server without locks is
//! asked to put the file only where none is.

use std::sync::atomic::{AtomicBool, Ordering};

use data_encoding::BASE64;

use super::address::{Address, decoded, encoded};
use super::http::{Answer, Client, refused};
use super::retry::{Fault, persist};
use super::secret;
use crate::error::Error;
use crate::publish::target::{Ask, Target};

/// A folder on a WebDAV server.
pub struct WebDav {
    address: Address,
    client: Client,
    /// The address of the folder, as requests have it, without a slash at its end.
    top: String,
    /// Where the path starts in it.
    start: usize,
    /// Whether the server has locks, as far as is known.
    locks: AtomicBool,
}

impl WebDav {
    /// Logs in to the server of an address.
    pub fn open(address: Address, https: bool, name: &str, ask: &dyn Ask) -> Result<Self, Error> {
        let password = secret::password(&address, name, ask)?;
        let login = BASE64.encode(format!("{}:{password}", address.user).as_bytes());
        let client = Client::new(&address.host, Some(format!("Basic {login}")));
        let scheme = if https { "https" } else { "http" };
        let host = format!("{scheme}://{}", address.authority());
        let (top, start) = (format!("{host}{}", encoded(&address.path)), host.len());
        let dav = Self { address, client, top, start, locks: AtomicBool::new(true) };
        dav.attempt("connect to", "", |_| dav.list("", "0").map(drop))?;
        Ok(dav)
    }

    fn attempt<T>(
        &self,
        doing: &'static str,
        path: &str,
        act: impl FnMut(usize) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        persist(act).map_err(|cause| Error::Remote { doing, what: self.address.at(path), cause })
    }

    fn url(&self, path: &str) -> String {
        if path.is_empty() { format!("{}/", self.top) } else { format!("{}/{}", self.top, encoded(path)) }
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, Fault> {
        self.client.send(method, &self.url(path), headers, body)
    }

    /// Sends a request that needs the folder of a path, and again when the folders on the way have been made.
    fn send_into(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, Fault> {
        let answer = self.send(method, path, headers, body)?;
        if !matches!(answer.status, 404 | 409) {
            return Ok(answer);
        }
        let url = self.url(path);
        self.make(&url[..url.rfind('/').unwrap_or(self.start)])?;
        self.send(method, path, headers, body)
    }

    /// Makes the folder at an address, and those above it.
    fn make(&self, url: &str) -> Result<(), Fault> {
        if self.makes(url)? {
            return Ok(());
        }
        match url.rfind('/').filter(|at| *at >= self.start) {
            Some(above) => self.make(&url[..above])?,
            None => return Err(Fault::Lasting("the server has no WebDAV folder at this address".to_owned())),
        }
        match self.makes(url)? {
            true => Ok(()),
            false => Err(Fault::Lasting("the server does not let this user make the folder".to_owned())),
        }
    }

    /// Makes a folder, and tells whether it is there now; not where the one above it is missing.
    fn makes(&self, url: &str) -> Result<bool, Fault> {
        let url = format!("{url}/");
        let answer = self.client.send("MKCOL", &url, &[], b"")?;
        match answer.status {
            200..300 | 405 => Ok(true),
            404 | 409 => Ok(false),
            // Another thread may have made it a moment ago.
            _ if self.client.send("PROPFIND", &url, &[("Depth", "0")], b"")?.status == 207 => Ok(true),
            _ => Err(refused(&answer)),
        }
    }

    /// Returns the paths that a folder holds, itself among them; nothing where it is not there.
    fn list(&self, path: &str, depth: &str) -> Result<Option<Vec<String>>, Fault> {
        let headers = [("Depth", depth), ("Content-Type", "application/xml; charset=utf-8")];
        let answer = self.send("PROPFIND", path, &headers, ASK_KIND)?;
        match answer.status {
            207 => Ok(Some(addresses(&answer.text()))),
            404 | 410 => Ok(None),
            _ => Err(refused(&answer)),
        }
    }

    fn fetch(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let answer = self.send("GET", path, &[], b"")?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 | 410 => Ok(None),
            _ => Err(refused(&answer)),
        }
    }

    /// Creates a file under a lock, and tells whether it did; nothing where the server has no locks.
    fn create_locked(&self, path: &str, bytes: &[u8]) -> Result<Option<bool>, Fault> {
        // A lock that is forgotten goes by itself.
        let headers = [("Timeout", "Second-60"), ("Depth", "0"), ("Content-Type", "application/xml; charset=utf-8")];
        let answer = self.send_into("LOCK", path, &headers, LOCK)?;
        let token = match (answer.status, answer.header("Lock-Token")) {
            (200..300, Some(token)) => token.to_owned(),
            (423, _) => return Ok(Some(false)),
            (401 | 507, _) => return Err(refused(&answer)),
            _ => return Ok(None),
        };
        // Locking a name makes an empty file of it, on some servers.
        let created = match self.fetch(path) {
            Ok(Some(bytes)) if !bytes.is_empty() => Ok(false),
            Ok(_) => self.send("PUT", path, &[("If", &format!("({token})"))], bytes).and_then(|answer| {
                match answer.status {
                    200..300 => Ok(true),
                    // Apache gives a lock to two who ask at the very same time, and keeps the later one.
                    412 | 423 => Ok(false),
                    _ => Err(refused(&answer)),
                }
            }),
            Err(fault) => Err(fault),
        };
        let _ = self.send("UNLOCK", path, &[("Lock-Token", &token)], b"");
        created.map(Some)
    }
}

impl Target for WebDav {
    fn name(&self) -> String {
        self.address.text.clone()
    }

    fn is_empty(&self) -> Result<bool, Error> {
        self.attempt("look into", "", |_| {
            let own = decoded(&self.top);
            let held = self.list("", "1")?.unwrap_or_default();
            Ok(held.iter().all(|path| own.ends_with(path.trim_end_matches('/'))))
        })
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        self.attempt("read", path, |_| self.fetch(path))
    }

    fn exists(&self, path: &str) -> Result<bool, Error> {
        self.attempt("look at", path, |_| Ok(self.list(path, "0")?.is_some()))
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.attempt("write", path, |_| {
            let answer = self.send_into("PUT", path, &[], bytes)?;
            if matches!(answer.status, 200..300) { Ok(()) } else { Err(refused(&answer)) }
        })
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, Error> {
        self.attempt("create", path, |tries| {
            // What stands there after a lost connection may be what was sent over it.
            if let Some(there) = self.fetch(path)?.filter(|there| !there.is_empty()) {
                return Ok(tries > 0 && there == bytes);
            }
            if self.locks.load(Ordering::Relaxed) {
                match self.create_locked(path, bytes)? {
                    Some(created) => return Ok(created),
                    None => self.locks.store(false, Ordering::Relaxed),
                }
            }
            let answer = self.send_into("PUT", path, &[("If-None-Match", "*")], bytes)?;
            match answer.status {
                200..300 => Ok(true),
                412 => Ok(false),
                _ => Err(refused(&answer)),
            }
        })
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        self.attempt("remove", path, |_| {
            let answer = self.send("DELETE", path, &[], b"")?;
            if !matches!(answer.status, 200..300 | 404 | 410) {
                return Err(refused(&answer));
            }
            let mut folder = path;
            while let Some((above, _)) = folder.rsplit_once('/') {
                folder = above;
                // A server removes a folder with all that it holds: only one that holds nothing is named to it.
                let slashed = format!("{folder}/");
                match self.list(&slashed, "1")? {
                    Some(held) if held.len() != 1 => break,
                    Some(_) => drop(self.send("DELETE", &slashed, &[], b"")?),
                    None => {}
                }
            }
            Ok(())
        })
    }
}

const ASK_KIND: &[u8] = br#"<?xml version="1.0" encoding="utf-8"?>
<propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>"#;

const LOCK: &[u8] = br#"<?xml version="1.0" encoding="utf-8"?>
<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>handbook</owner></lockinfo>"#;

/// Returns the addresses in the answer to a listing: what stands in its elements `href`, in plain characters.
fn addresses(xml: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in xml.split('<').filter(|piece| !piece.starts_with('/')) {
        let Some((tag, text)) = piece.split_once('>') else { continue };
        let name = tag.split_whitespace().next().unwrap_or_default();
        if name.rsplit(':').next() == Some("href") {
            let text = text.trim().replace("&amp;", "&");
            found.push(decoded(&text));
        }
    }
    found
}
