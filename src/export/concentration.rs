//! Where it hangs on one person, and who carries how much, as CSV.

use super::table;
use crate::coverage::Coverage;
use crate::coverage::concentration::{by_kind, loads, singles};
use crate::handbook::Handbook;

/// Returns what exactly one person can do as CSV, what would stop most first.
pub fn single_points_csv(handbook: &Handbook, coverage: &Coverage) -> String {
    let heads =
        ["kind", "id", "name", "state", "person", "services", "tasks", "duties", "procedures", "roles", "weight"];
    let rows = singles(handbook, coverage).into_iter().map(|single| {
        let stops = &single.stops;
        let counts = [&stops.services, &stops.tasks, &stops.duties, &stops.procedures, &stops.roles].map(Vec::len);
        let mut row = vec![
            single.key.kind.singular().to_owned(),
            single.key.id.to_string(),
            handbook.title(&single.key).to_owned(),
            coverage.depths[&single.key].state.word().to_owned(),
            handbook.title(&single.person).to_owned(),
        ];
        row.extend(counts.iter().chain([&stops.weight()]).map(usize::to_string));
        row
    });
    table(&heads, rows)
}

/// Returns how much hangs on each person as CSV, the most first.
pub fn load_csv(handbook: &Handbook, coverage: &Coverage) -> String {
    let heads =
        ["id", "name", "roles alone", "access alone", "lists alone", "first backup", "roles", "access", "lists"];
    let rows = loads(handbook, coverage).into_iter().map(|load| {
        let first = [load.first_backup.len()];
        let counts = by_kind(&load.alone).into_iter().chain(first).chain(by_kind(&load.named));
        let name = handbook.title(&load.person).to_owned();
        [load.person.id.to_string(), name].into_iter().chain(counts.map(|count| count.to_string())).collect()
    });
    table(&heads, rows)
}
