//! Nobody who is here reads a mailing list for the library.

use super::Check;
use crate::coverage::State;
use crate::diagnostic::Diagnostic;
use crate::record::Kind;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    check.each_depth(Kind::List, |key, place, depth| {
        if depth.state != State::Gap {
            return;
        }
        let people = match depth.depth {
            0 => "nobody who is here today reads it".to_owned(),
            _ if !depth.held => "nobody of the library's own staff who is here today reads it".to_owned(),
            some => format!("{some} read it, {} are needed", depth.minimum),
        };
        let message = format!("the list `{}` has too few readers: {people}", key.id);
        let fault = Diagnostic::new("list-without-subscriber", place.clone(), message)
            .hint("name a person or a role under `subscribers`, such as `role:ishare-liaison`");
        diagnostics.push(check.with_duties(fault, key));
    });
}
