//! Addresses as they are written in a link: what they lead to, and which are not followed.

use super::Target;
use crate::diagnostic::Diagnostic;
use crate::record::reference::Reference;
use crate::record::target::{Anything, Targets};
use crate::span::Span;

/// The schemes a link may have.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Reads what stands between `[[` and `]]`: a reference, with `#heading` behind it or alone.
pub fn reference(written: &str, span: &Span) -> Result<Target, Diagnostic> {
    let (id, heading) = match written.split_once('#') {
        Some((id, heading)) => (id.trim(), Some(heading.trim().to_owned())),
        None => (written.trim(), None),
    };
    if let ("", Some(heading)) = (id, &heading) {
        return Ok(Target::Heading(heading.clone()));
    }
    let id = id.strip_suffix(".md").unwrap_or(id);
    Reference::parse(id, span.clone(), Anything::KINDS).map(|reference| Target::Record { reference, heading })
}

/// Reads the address of a link or an image.
pub fn address(written: &str, span: &Span) -> Result<Target, Diagnostic> {
    let written = written.trim();
    if let Some(heading) = written.strip_prefix('#') {
        return Ok(Target::Heading(decoded(heading)));
    }
    let scheme =
        written.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '?', '#', '.']));
    if let Some(scheme) = scheme {
        let known = SCHEMES.contains(&scheme.to_ascii_lowercase().as_str());
        return if known { Ok(Target::Web(written.to_owned())) } else { Err(refused(written, span)) };
    }
    if written.starts_with(['/', '\\']) || written.contains(|c: char| c.is_control()) {
        return Err(refused(written, span));
    }
    let (path, heading) = match written.split_once('#') {
        Some((path, heading)) => (path, Some(decoded(heading))),
        None => (written, None),
    };
    Ok(Target::File { path: decoded(path), heading })
}

fn refused(written: &str, span: &Span) -> Diagnostic {
    Diagnostic::new("unsafe-link", span.clone(), format!("`{written}` is an address that a handbook does not link to"))
        .hint("link to `https://…`, `mailto:…`, `tel:…`, a heading `#…`, or a file by its path from this one; a path on a drive goes in `code`")
}

/// Undoes `%20` and the like.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = (*first == b'%').then(|| tail.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
