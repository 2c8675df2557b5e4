//! What changed between two versions of a handbook, as JSON.

use serde::Serialize;

use crate::handbook::{Difference, What};

/// A record that is not what it was.
#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    what: &'static str,
    changes: Vec<Change<'a>>,
}

/// A value of a field that is not what it was.
#[derive(Serialize)]
struct Change<'a> {
    field: &'static str,
    label: &'static str,
    before: Option<&'a str>,
    now: Option<&'a str>,
}

/// Returns the differences as JSON, a line break after it.
pub fn differences_json(differences: &[Difference]) -> String {
    super::json(&differences.iter().map(row).collect::<Vec<_>>())
}

fn row(difference: &Difference) -> Row<'_> {
    let (what, changes) = match &difference.what {
        What::Added => ("added", &[][..]),
        What::Removed => ("removed", &[][..]),
        What::Changed(changes) => ("changed", &changes[..]),
    };
    let changes = changes.iter().map(|change| Change {
        field: change.field.key,
        label: change.field.label,
        before: change.before.as_deref(),
        now: change.now.as_deref(),
    });
    Row {
        kind: difference.key.kind.singular(),
        id: &difference.key.id,
        name: &difference.name,
        what,
        changes: changes.collect(),
    }
}
