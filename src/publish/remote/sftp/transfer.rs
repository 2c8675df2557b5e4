//! Whole files over an SFTP session.

use std::sync::Arc;

use russh_sftp::client::RawSftpSession;
use russh_sftp::client::error::Error as Cause;
use russh_sftp::protocol::{OpenFlags, Packet, StatusCode};
use tokio::task::JoinSet;

use super::{as_usual, is_missing};

/// How much is asked for at once; a server that gives less is asked again.
const READ: u32 = 255 * 1024;

/// How much every server takes at once.
const WRITE: usize = 32 * 1024;

/// How many writes are under way at once.
const WRITES: usize = 32;

/// How often a folder may vanish again while a file is put into it.
const FOLDERS: usize = 4;

/// Reads a file.
pub async fn read(files: &RawSftpSession, path: &str) -> Result<Vec<u8>, Cause> {
    let handle = files.open(path, OpenFlags::READ, as_usual()).await?.handle;
    let mut bytes = Vec::new();
    let outcome = loop {
        match files.read(&*handle, bytes.len() as u64, READ).await {
            Ok(more) => bytes.extend_from_slice(&more.data),
            Err(Cause::Status(status)) if status.status_code == StatusCode::Eof => break Ok(()),
            Err(cause) => break Err(cause),
        }
    };
    let closed = files.close(handle).await;
    outcome.and(closed.map(|_| bytes))
}

/// Writes a file, and makes the folders on its way.
pub async fn write(files: &Arc<RawSftpSession>, path: &str, how: OpenFlags, bytes: &Arc<[u8]>) -> Result<(), Cause> {
    let mut tries = 0;
    let handle = loop {
        match files.open(path, how, as_usual()).await {
            Ok(handle) => break handle.handle,
            Err(cause) if is_missing(&cause) && tries < FOLDERS => make_folders(files, path).await?,
            Err(cause) => return Err(cause),
        }
        tries += 1;
    };
    let written = write_all(files, &handle, bytes).await;
    let closed = files.close(handle).await;
    written.and(closed.map(drop))
}

async fn write_all(files: &Arc<RawSftpSession>, handle: &str, bytes: &Arc<[u8]>) -> Result<(), Cause> {
    let mut under_way = JoinSet::new();
    for start in (0..bytes.len()).step_by(WRITE) {
        if under_way.len() == WRITES
            && let Some(done) = under_way.join_next().await
        {
            done.expect("writing does not panic")?;
        }
        let (files, handle, bytes) = (files.clone(), handle.to_owned(), bytes.clone());
        under_way.spawn(async move {
            let end = bytes.len().min(start + WRITE);
            files.write(handle, start as u64, bytes[start..end].to_vec()).await
        });
    }
    while let Some(done) = under_way.join_next().await {
        done.expect("writing does not panic")?;
    }
    Ok(())
}

/// Makes the folders above a path that are not there.
async fn make_folders(files: &RawSftpSession, path: &str) -> Result<(), Cause> {
    let ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).collect();
    // The lowest folder that is there already is looked for from below: above it this user may not even look.
    let mut missing = Vec::new();
    for end in ends.into_iter().rev() {
        match files.stat(&path[..end]).await {
            Ok(_) => break,
            Err(cause) if is_missing(&cause) => missing.push(end),
            Err(cause) => return Err(cause),
        }
    }
    for end in missing.into_iter().rev() {
        if let Err(cause) = files.mkdir(&path[..end], as_usual()).await {
            // Another thread may have made it a moment ago.
            files.stat(&path[..end]).await.map_err(|_| cause)?;
        }
    }
    Ok(())
}

/// Renames a file over another, by OpenSSH's addition to the protocol.
pub async fn rename_over(files: &RawSftpSession, from: &str, to: &str) -> Result<(), Cause> {
    let mut paths = Vec::new();
    for path in [from, to] {
        paths.extend_from_slice(&u32::try_from(path.len()).expect("a path is short").to_be_bytes());
        paths.extend_from_slice(path.as_bytes());
    }
    match files.extended("posix-rename@openssh.com", paths).await? {
        Packet::Status(status) if status.status_code == StatusCode::Ok => Ok(()),
        Packet::Status(status) => Err(Cause::Status(status)),
        _ => Err(Cause::UnexpectedPacket),
    }
}

/// Returns the names in a folder.
pub async fn names(files: &RawSftpSession, folder: &str) -> Result<Vec<String>, Cause> {
    let handle = files.opendir(folder).await?.handle;
    let mut names = Vec::new();
    let outcome = loop {
        match files.readdir(&*handle).await {
            Ok(more) => names.extend(more.files.into_iter().map(|file| file.filename)),
            Err(Cause::Status(status)) if status.status_code == StatusCode::Eof => break Ok(()),
            Err(cause) => break Err(cause),
        }
    };
    let closed = files.close(handle).await;
    outcome?;
    closed?;
    names.retain(|name| name != "." && name != "..");
    Ok(names)
}
