//! A gap was approved until a day that has passed, and it is still there.

use super::Check;
use crate::coverage::State;
use crate::diagnostic::Diagnostic;
use crate::record::Kind;
use crate::schedule::long;

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for kind in Kind::STAFFED {
        check.each_depth(*kind, |key, place, depth| {
            let Some(until) = depth.lapsed(check.day).filter(|_| matches!(depth.state, State::Gap | State::Thin))
            else {
                return;
            };
            let message = format!("the gap in `{}` was approved until {}, and it is still there", key.id, long(until));
            let hint = "fill it, or have it approved again with a later `until`";
            diagnostics.push(Diagnostic::new("lapsed-acceptance", place.clone(), message).hint(hint));
        });
    }
}
