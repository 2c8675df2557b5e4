//! A task says when it is due in a way that does not go with how often it comes round.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::record::{Cadence, Task};

pub fn run(check: &Check<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (entry, task) in check.handbook.all::<Task>().filter(|(_, task)| !task.anchor_fits()) {
        let (hint, instead) = match task.every {
            Cadence::Day => ("take `anchor` away: it is due on every working day", "every working day"),
            Cadence::Week => ("write a weekday, such as `anchor: monday`", "each Friday"),
            Cadence::Month => {
                ("write a day of the month, such as `anchor: 15`; 31 is its last day", "the last day of each month")
            }
            Cadence::Term => (
                "write `term-start`, `term-end`, or one as in `2 weeks before term-start`",
                "the last day of each term",
            ),
            Cadence::Year => ("write month and day, such as `anchor: \"07-01\"`", "31 December"),
            Cadence::Event => continue,
        };
        let every = task.every.word();
        let message = format!(
            "the anchor of the task `{}` does not go with `every: {every}`, so it is due on {instead}",
            entry.key.id
        );
        diagnostics.push(Diagnostic::new("unfit-anchor", entry.span.clone(), message).hint(hint));
    }
}
