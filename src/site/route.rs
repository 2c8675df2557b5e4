//! Routes: where a page stands on the site, as a path from its top.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use crate::record::Kind;
use crate::record::reference::Key;

/// The longest part of a route, in bytes; file systems take 255, with room for a temporary name.
const LONGEST: usize = 200;

/// Tells whether a character has no width or turns the direction of writing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

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

    /// Returns the route of the outage sheet of a service.
    pub fn outage_sheet(service: &Key) -> Self {
        Self::new(format!("outage/{}.html", service.id))
    }

    /// Returns the route of a month's sheet, by a day of the month.
    pub fn month(month: Date) -> Self {
        Self::new(format!("calendar/{}.html", month.strftime("%Y-%m")))
    }

    /// Returns the route of the calendar file of a role.
    pub fn calendar_of(role: &Key) -> Self {
        Self::new(format!("{}/{}.ics", role.kind.plural(), role.id))
    }

    /// Returns the route of the sheet by which a person or a role is handed over.
    pub fn handover(key: &Key) -> Self {
        Self::new(format!("handover/{}/{}.html", key.kind.plural(), key.id))
    }

    /// Returns the route of a folder's own page.
    pub fn index(folder: &str) -> Self {
        Self::new(format!("{folder}/index.html"))
    }

    /// Returns the route that a path in an address means: that of a folder means the folder's own page.
    pub fn of_address(path: &str) -> Self {
        match path.is_empty() || path.ends_with('/') {
            true => Self::new(format!("{path}index.html")),
            false => Self::new(path),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns why some system would refuse a part of the route as the name of a file.
    pub fn unusable(&self) -> Option<&'static str> {
        // Nearly all are made of these alone, and need no look at each character.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
        let is_plain = self.0.bytes().all(plain);
        self.0.split('/').find_map(|part| {
            let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
            let port =
                ["com", "lpt"].iter().any(|port| matches!(stem.strip_prefix(port), Some(rest) if rest.len() == 1));
            if part.len() > LONGEST {
                Some("it is too long")
            } else if port || matches!(&*stem, "con" | "prn" | "aux" | "nul") {
                Some("Windows keeps this name for a device")
            } else if part.ends_with(['.', ' ']) {
                Some("it ends with a dot or a space")
            } else if is_plain {
                None
            } else if part.contains(['<', '>', ':', '"', '|', '?', '*', '\\']) || part.contains(char::is_control) {
                Some("it holds a character that Windows does not allow")
            } else if part.contains(is_invisible) {
                Some("it holds a character that nobody can see")
            } else {
                None
            }
        })
    }

    /// Returns the way from the page up to the site's top: `../` for each folder it lies in.
    pub fn up(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// Returns the route as it stands in an address: whatever an address cannot hold is written as `%20` and the like.
    pub fn encoded(&self) -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
        if self.0.bytes().all(plain) {
            return self.0.to_string();
        }
        let mut address = String::with_capacity(self.0.len());
        for byte in self.0.bytes() {
            match byte {
                byte if plain(byte) => address.push(char::from(byte)),
                other => address.push_str(&format!("%{other:02X}")),
            }
        }
        address
    }

    /// Returns the route as a file system sees it that keeps neither letter case nor the form of accents apart.
    pub fn folded(&self) -> String {
        match self.0.is_ascii() {
            true => self.0.to_ascii_lowercase(),
            false => self.0.nfc().collect::<String>().to_lowercase(),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
