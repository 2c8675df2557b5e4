//! More people hold something than somebody has allowed.

use super::Check;
use crate::coverage::{State, in_words};
use crate::diagnostic::Diagnostic;
use crate::record::Kind;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for kind in Kind::STAFFED {
        check.each_depth(*kind, |key, place, depth| {
            let Some(maximum) = depth.maximum.filter(|_| depth.state == State::Over) else { return };
            let (does, list) = if *kind == Kind::List { ("read", "subscribers") } else { ("hold", "holders") };
            let most = in_words(maximum);
            let message =
                format!("more people {does} the {} `{}` than are allowed, {most} at most", kind.singular(), key.id);
            let hint = format!("take somebody out under `{list}`, or allow more with `maximum` under `coverage`");
            diagnostics.push(Diagnostic::new("too-many-holders", place.clone(), message).hint(hint));
        });
    }
}
