//! Whether a folder lies where changes made by others are not told: on a network share, or another system's disk.

use std::fs;
use std::path::{Component, Path, Prefix};

/// Returns in words what the folder lies on, where that does not tell of changes.
pub fn kind(root: &Path) -> Option<String> {
    let path = fs::canonicalize(root).ok()?;
    if let Some(Component::Prefix(prefix)) = path.components().next()
        && matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    {
        return Some("this is a network share".to_owned());
    }
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    of_mounts(&mounts, &path).map(|kind| format!("this is a share of kind {kind}"))
}

/// The kinds of file system on which others write: from a server, from the host of a virtual machine, from a program.
const SHARED: [&str; 11] = ["9p", "afs", "ceph", "cifs", "drvfs", "fuse", "ncpfs", "nfs", "nfs4", "smb3", "vboxsf"];

/// Returns the kind of the file system a path lies on, where it is a share; by the table of mounts that Linux keeps.
fn of_mounts<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mount = |line: &'a str| {
        let (before, after) = line.split_once(" - ")?;
        let at = before.split(' ').nth(4)?.replace("\\040", " ");
        Some((at, after.split(' ').next()?))
    };
    let over = mounts.lines().filter_map(mount).filter(|(at, _)| path.starts_with(at));
    let (_, kind) = over.max_by_key(|(at, _)| at.len())?;
    (SHARED.contains(&kind) || kind.starts_with("fuse.")).then_some(kind)
}
