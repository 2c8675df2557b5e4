//! Reads a handbook as it was at a revision that git keeps. Nothing is checked out, and nothing is changed.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::file::{LARGEST, decode, is_text};
use crate::error::Error;
use crate::source::{SourcePath, Sources};

/// A file of a revision.
struct Kept {
    object: String,
    path: SourcePath,
}

/// Returns the texts of the handbook below a root as they were at a revision, and the revision's short name. What could not
/// be read then is left out.
pub fn at_revision(root: &Path, revision: &str) -> Result<(Sources, String), Error> {
    let unknown = |why: &str| {
        let message = format!(
            "`{revision}` is neither a folder with a handbook nor a revision of the one in `{}`{why}\n  help: name a folder \
             that holds an earlier `content/`, or a revision such as `HEAD~1`; `git log` lists them",
            root.display()
        );
        Error::Usage(message)
    };
    // Nothing that looks like an option reaches git.
    if revision.is_empty() || revision.starts_with('-') {
        return Err(unknown(""));
    }
    let commit = ask(root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
    let commit = commit.map_err(|said| unknown(&said))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listed = ask(root, &["ls-tree", "-r", "-z", "-l", &commit, "--", "content"])?.map_err(|said| unknown(&said))?;
    let kept: Vec<Kept> = listed.split(|byte| *byte == 0).filter_map(kept).collect();
    if kept.is_empty() {
        return Err(unknown(": at that revision there is no `content/` here"));
    }
    let short = commit.chars().take(10).collect();
    Ok((contents(root, &kept)?, short))
}

fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    git
}

/// Asks git for something; returns its answer, or what it said went wrong.
fn ask(root: &Path, words: &[&str]) -> Result<Result<Vec<u8>, String>, Error> {
    let output = git(root).args(words).stdin(Stdio::null()).output().map_err(missing)?;
    let said = String::from_utf8_lossy(&output.stderr).trim().replace("fatal: ", "");
    let said = said.lines().next().map(|line| format!(": git says: {line}")).unwrap_or_default();
    Ok(if output.status.success() { Ok(output.stdout) } else { Err(said) })
}

fn missing(cause: std::io::Error) -> Error {
    match cause.kind() {
        std::io::ErrorKind::NotFound => Error::Usage(
            "the command `git` is not there, and only it can read a revision\n  help: install it, or name a folder that holds \
             an earlier `content/`"
                .to_owned(),
        ),
        _ => Error::at("run", "git")(cause),
    }
}

/// Reads one line of the list: `100644 blob 1f2e… 1234<tab>content/data/roles.yaml`. Links and other repositories are left
/// out, and so is what is no text or too large.
fn kept(line: &[u8]) -> Option<Kept> {
    let (head, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
    let [mode, "blob", object, size] = head.split_whitespace().collect::<Vec<_>>()[..] else { return None };
    let path = SourcePath::new(path);
    let small = size.parse::<u64>().is_ok_and(|size| size <= LARGEST);
    (mode.starts_with("100") && small && is_text(&path)).then(|| Kept { object: object.to_owned(), path })
}

fn contents(root: &Path, kept: &[Kept]) -> Result<Sources, Error> {
    let broken = Error::at("read a revision with", "git");
    let mut git = git(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(missing)?;
    let ask = git.stdin.take().expect("the pipe was asked for");
    let answer = BufReader::new(git.stdout.take().expect("the pipe was asked for"));
    let read = each(ask, answer, kept);
    let ended = git.wait();
    match (read, ended) {
        (Ok(sources), Ok(_)) => Ok(sources),
        (Err(cause), _) | (_, Err(cause)) => Err(broken(cause)),
    }
}

/// Asks for one file after the other, so that neither side ever waits for the other to read.
fn each(mut ask: impl Write, mut answer: impl BufRead, kept: &[Kept]) -> std::io::Result<Sources> {
    let mut sources = Sources::default();
    for Kept { object, path } in kept {
        writeln!(ask, "{object}")?;
        ask.flush()?;
        let mut head = String::new();
        answer.read_line(&mut head)?;
        let size = head.split_whitespace().nth(2).and_then(|size| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| std::io::Error::other(format!("it answers `{}`", head.trim())))?;
        let mut bytes = vec![0; size + 1];
        answer.read_exact(&mut bytes)?;
        bytes.pop();
        if let Ok(text) = decode(bytes, path) {
            sources.texts.insert(path.clone(), text);
        }
    }
    Ok(sources)
}
