//! Nothing says how a problem of the system, or of the network, is reported to the consortium and to the people who run
//! the network.
//!
//! A procedure says in its head of what it `reports` problems, and links to a contact of kind `consortium` and to one of
//! kind `network`. Only a handbook that names a contact of its consortium is asked.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::parse::{Page, Problem, Status};
use crate::record::reference::Key;
use crate::record::{Contact, ContactKind, Kind};

/// The two places to which each procedure must lead.
const PLACES: [(ContactKind, &str); 2] =
    [(ContactKind::Consortium, "the consortium"), (ContactKind::Network, "the people who run the network")];

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let handbook = check.handbook;
    let contacts = |kind: ContactKind| {
        let all = handbook.all::<Contact>().filter(move |(_, contact)| contact.kind == Some(kind));
        all.map(|(entry, _)| entry)
    };
    let Some(consortium) = contacts(ContactKind::Consortium).next() else { return };
    if handbook.of_kind(Kind::Service).next().is_none() {
        return;
    }
    let leads = |page: &Page, kind| contacts(kind).any(|entry| links(check, &page.key, &entry.key));
    for (word, problem) in Problem::ALL {
        let what = match problem {
            Problem::System => "a system",
            Problem::Connectivity => "the network",
        };
        let about = |page: &&Page| page.front.reports.contains(problem) && page.status() == Status::Current;
        let pages: Vec<&Page> = handbook.pages().filter(about).collect();
        if pages.is_empty() {
            let message = format!("no procedure says how a problem of {what} is reported");
            let hint = format!("write one, and put `reports: [{}]` into its head", word);
            let fault = Diagnostic::new("problem-without-procedure", consortium.span.clone(), message);
            diagnostics.push(fault.hint(hint));
        }
        // Several procedures may share the work; one of them has to lead to both places.
        if pages.iter().any(|page| PLACES.iter().all(|(kind, _)| leads(page, *kind))) {
            continue;
        }
        for page in pages {
            for (kind, place) in PLACES.iter().filter(|(kind, _)| !leads(page, *kind)) {
                let message = format!(
                    "“{}” says how a problem of {what} is reported, and not how to reach {place}",
                    page.title()
                );
                let hint = format!("link to a contact of kind `{}`, as in `[[contact:…]]`", kind.word());
                diagnostics.push(Diagnostic::new("problem-without-procedure", page.span.clone(), message).hint(hint));
            }
        }
    }
}

fn links(check: &Check<'_>, page: &Key, contact: &Key) -> bool {
    check.handbook.backlinks(contact).iter().any(|link| link.from == *page)
}
