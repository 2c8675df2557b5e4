//! The consortium wanted an answer by a day that has passed.

use super::Check;
use crate::coverage::standing::{Asked, request};
use crate::diagnostic::Diagnostic;
use crate::record::Request;
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, record) in check.handbook.all::<Request>() {
        if let (Asked::Overdue(due), Some(written)) = (request(record, check.day), &record.due) {
            let message = format!("the request `{}` was to be answered by {}", entry.key.id, long(due));
            let hint = format!("answer it and write `answered_on: {}`, or ask for more time and set `due`", check.day);
            diagnostics.push(Diagnostic::new("request-overdue", written.span.clone(), message).hint(hint));
        }
    }
}
