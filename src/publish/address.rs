//! `to` of a target → what sort of place it names.

use std::path::{Path, PathBuf};

use crate::error::Error;

/// Where a target publishes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Folder(PathBuf),
    /// A zip file that is made anew each time.
    Zip(PathBuf),
    /// A place on the network, by its whole address: `sftp:`, `webdav:`, `webdavs:` or `s3:`.
    Remote(String),
}

const KINDS: &str = "a folder, `zip:FILE`, `sftp://…`, `webdavs://…` or `s3://…`";

const SHAREPOINT: &str = "SharePoint Online shows no HTML pages; it offers them for download, so a handbook cannot be \
read there\n  help: sync the document library with OneDrive and publish into the synced folder with `to: zip:FILE`, for \
colleagues who unpack it; or publish to a folder on a share, or to the campus web server";

/// Reads the address of a target; `root` holds the handbook, `home` is the user's own folder.
pub fn parse(to: &str, root: &Path, home: Option<&Path>) -> Result<Address, Error> {
    if is_sharepoint(to) {
        return Err(Error::Usage(format!("`{}` is on SharePoint: {SHAREPOINT}", without_secret(to))));
    }
    if let Some(file) = to.strip_prefix("zip:") {
        return path(file, root, home).map(Address::Zip);
    }
    let Some((scheme, _)) = to.split_once("://") else {
        return path(to, root, home).map(Address::Folder);
    };
    let problem = match &*scheme.to_ascii_lowercase() {
        "sftp" | "webdav" | "webdavs" | "s3" if has_secret(to) => "has a password in it; take it out",
        "sftp" | "webdav" | "webdavs" | "s3" => return Ok(Address::Remote(to.to_owned())),
        "http" | "https" => "is where the handbook is read, which does not say how to put files there",
        "file" => "is written in the way of a browser; write the path of the folder alone",
        _ => "is no address that can be published to",
    };
    let shown = without_secret(to);
    Err(Error::Usage(format!("`{shown}` {problem}\n  help: `to` is {KINDS}; ask your IT which of them you may use")))
}

/// Returns an address that can be shown.
fn without_secret(to: &str) -> String {
    match (to.split_once("://"), user_info(to)) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        _ => to.to_owned(),
    }
}

/// Tells whether an address has a password in it: `scheme://user:secret@host`.
fn has_secret(to: &str) -> bool {
    user_info(to).is_some_and(|(user, _)| user.split_once(':').is_some_and(|(_, secret)| !secret.is_empty()))
}

/// Returns what stands before and behind the `@` of an address; a password may hold an `@` or a `/` of its own.
fn user_info(to: &str) -> Option<(&str, &str)> {
    to.split_once("://")?.1.rsplit_once('@')
}

fn is_sharepoint(to: &str) -> bool {
    let to = to.to_ascii_lowercase().replace('\\', "/");
    let host = to.split("://").last().unwrap_or_default().trim_start_matches('/');
    let host = host.split(['/', '@', ':']).next().unwrap_or_default();
    host.ends_with(".sharepoint.com")
}

/// Returns a path as it stands in `to`: absolute, from the user's own folder, or from the handbook's.
fn path(to: &str, root: &Path, home: Option<&Path>) -> Result<PathBuf, Error> {
    let drive = matches!(to.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    if to.trim().is_empty() {
        return Err(Error::Usage(format!("`to` names no place\n  help: it is {KINDS}")));
    }
    if !cfg!(windows) && (drive || to.starts_with("\\\\")) {
        return Err(Error::Usage(format!(
            "`{to}` is a place of Windows, which this computer does not know\n  help: publish from a Windows computer, or write the path by which this one reaches the share"
        )));
    }
    match (to.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\'])), home) {
        (Some(rest), Some(home)) => Ok(home.join(rest.trim_start_matches(['/', '\\']))),
        (Some(_), None) => Err(Error::Usage(format!("`{to}` starts in your own folder, and this computer names none"))),
        (None, _) => Ok(root.join(to)),
    }
}
