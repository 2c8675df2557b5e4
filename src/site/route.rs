//! Routes: where a page stands on the site, as a path from its top.

use std::fmt;
use std::sync::Arc;

use crate::record::Kind;
use crate::record::reference::Key;

/// A path from the site's top, such as `roles/login-security.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route(Arc<str>);

impl Route {
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// Returns the route of a record or a page.
    pub fn of(key: &Key) -> Self {
        match key.kind {
            Kind::Page => Self::new(format!("{}.html", key.id)),
            kind => Self::new(format!("{}/{}.html", kind.plural(), key.id)),
        }
    }

    /// Returns the route of a folder's own page.
    pub fn index(folder: &str) -> Self {
        Self::new(format!("{folder}/index.html"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the way from the page up to the site's top: `../` for each folder it lies in.
    pub fn up(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// Returns the route as it stands in an address: whatever an address cannot hold is written as `%20` and the like.
    pub fn encoded(&self) -> String {
        let mut address = String::with_capacity(self.0.len());
        for byte in self.0.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                    address.push(char::from(byte))
                }
                other => address.push_str(&format!("%{other:02X}")),
            }
        }
        address
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
