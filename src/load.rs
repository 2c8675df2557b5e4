//! Reads a handbook from the disk: every text once, attachments by name, and nothing that is not a regular file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::parse;
use crate::source::{SourcePath, Sources};
use crate::span::Span;

/// The largest text that is read, in bytes.
const LARGEST: u64 = 5 * 1024 * 1024;

/// Returns the folder that holds `content/`: the one given, or the nearest at or above another.
pub fn find_root(given: Option<&Path>, here: &Path) -> Result<PathBuf, Error> {
    let holds = |folder: &Path| folder.join("content").is_dir();
    match given {
        Some(root) if holds(root) => Ok(root.to_owned()),
        Some(root) => Err(Error::NoHandbook { at: root.to_owned() }),
        None => here
            .ancestors()
            .find(|folder| holds(folder))
            .map(Path::to_owned)
            .ok_or_else(|| Error::NoHandbook { at: here.to_owned() }),
    }
}

/// Reads all sources below a root, and says which files are left out and why.
pub fn load(root: &Path) -> Result<(Sources, Vec<Diagnostic>), Error> {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    for folder in ["content", "themes"] {
        let top = root.join(folder);
        if !top.is_dir() {
            continue;
        }
        let walk = WalkDir::new(&top).follow_links(false).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_debris(entry)) {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&top).to_owned();
                Error::at("read", path)(error.into())
            })?;
            let Some(path) = source_path(root, entry.path()) else {
                faults.push(not_utf8_name(root, &entry));
                continue;
            };
            let kind = entry.file_type();
            if kind.is_file() {
                files.push((path, entry.into_path()));
            } else if !kind.is_dir() && entry.depth() > 0 {
                faults.push(special(&path, kind.is_symlink()));
            }
        }
    }
    let stray =
        |path: &SourcePath| path.in_content().is_some_and(|inside| !inside.starts_with("files/")) && !is_text(path);
    faults.extend(files.iter().filter(|(path, _)| stray(path)).map(|(path, _)| parse::unplaced(path)));
    files.retain(|(path, _)| !stray(path));
    let (texts, attachments): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_text(path));
    let read: Vec<_> = texts
        .into_par_iter()
        .map(|(path, file)| read(&file, &path).map(|text| (path, text)))
        .collect::<Result<_, _>>()?;
    let mut sources = Sources { attachments: attachments.into_iter().collect(), ..Sources::default() };
    for (path, text) in read {
        match text {
            Ok(text) => drop(sources.texts.insert(path, text)),
            Err(fault) => faults.push(fault),
        }
    }
    Ok((sources, faults))
}

/// Tells whether a file is what an editor, a system or a version control leaves lying about.
fn is_debris(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || name.ends_with(".tmp")
        || matches!(&*name, "Thumbs.db" | "desktop.ini")
}

/// Texts are read; everything below `content/files/`, and what a theme holds beside its templates, is copied as it is.
fn is_text(path: &SourcePath) -> bool {
    let name = path.as_str().to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match path.in_content() {
        Some(inside) => !inside.starts_with("files/") && ends(&[".md", ".markdown", ".yaml", ".yml"]),
        None => ends(&[".html"]),
    }
}

fn source_path(root: &Path, path: &Path) -> Option<SourcePath> {
    let parts: Option<Vec<&str>> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    Some(SourcePath::new(parts?.join("/")))
}

fn not_utf8_name(root: &Path, entry: &DirEntry) -> Diagnostic {
    let shown = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
    Diagnostic::new(
        "not-utf8",
        Span::whole(&SourcePath::new(shown)),
        "the name of this file cannot be read and it is left out",
    )
    .hint("rename it, with letters that every system knows")
}

fn special(path: &SourcePath, link: bool) -> Diagnostic {
    let what = if link { "a link to another file or folder" } else { "no regular file" };
    Diagnostic::new("special-file", Span::whole(path), format!("this is {what} and is left out"))
        .hint("put the file itself here")
}

/// Reads one text: without a byte order mark, lines ended by `\n`.
fn read(file: &Path, path: &SourcePath) -> Result<Result<Arc<str>, Diagnostic>, Error> {
    let size = fs::metadata(file).map_err(Error::at("read", file))?.len();
    if size > LARGEST {
        let fault = Diagnostic::new(
            "too-large",
            Span::whole(path),
            format!("this file has {} MB and is left out", size / 1_000_000),
        );
        return Ok(Err(fault.hint("texts have at most 5 MB; split it, or put it below `content/files/`")));
    }
    let bytes = fs::read(file).map_err(Error::at("read", file))?;
    Ok(decode(bytes, path))
}

fn decode(bytes: Vec<u8>, path: &SourcePath) -> Result<Arc<str>, Diagnostic> {
    let fault = |message: String| {
        Diagnostic::new("not-utf8", Span::whole(path), message)
            .hint("save it again as UTF-8: in Notepad, “Save as”, “Encoding: UTF-8”")
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(fault("this file is saved as UTF-16 and is left out".to_owned()));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        fault(format!("this file is not saved as UTF-8 (line {line}) and is left out"))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() })
}
