//! The matrix of lists and people: who reads, who must and does not, to whom a list is recommended.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Seen;
use super::days::Dated;
use super::link::{self, Link};
use super::table::{self, Days, Stated};
use crate::coverage::Presence;
use crate::coverage::readers::{Standing, readers};
use crate::record::reference::Key;

/// Lists by people.
#[derive(Serialize)]
pub struct Lists {
    /// Who stands across; nobody where there are too many, and the lists of people serve instead.
    people: Vec<Link>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    link: Link,
    states: Vec<Dated<Stated>>,
    /// One for each person: nothing, or how they stand to the list.
    cells: Vec<Option<Cell>>,
    /// The same as a list, for narrow screens.
    people: Vec<Reader>,
}

#[derive(Serialize)]
struct Reader {
    link: Link,
    cell: Cell,
}

/// How somebody stands to a list: a letter, a symbol and words.
#[derive(Serialize)]
struct Cell {
    /// The word by which it is coloured.
    class: &'static str,
    letter: &'static str,
    symbol: &'static str,
    part: &'static str,
    words: String,
    here: bool,
    days: Option<Days>,
}

pub fn matrix(seen: Seen<'_>) -> Lists {
    let site = seen.site;
    let lists = readers(&site.handbook, &site.coverage);
    let stands = |standing: &Standing| standing.reading().is_some();
    let mut named: Vec<&Key> =
        lists.values().flatten().filter(|(_, standing)| stands(standing)).map(|(person, _)| person).collect();
    table::by_surname(seen, &mut named);
    let row = |(list, people): (&Key, &BTreeMap<Key, Standing>)| {
        let cells = named.iter().map(|person| people.get(person).and_then(|standing| cell(seen, standing))).collect();
        let of_list = named.iter().filter_map(|person| Some((*person, cell(seen, people.get(person)?)?)));
        let reader = |(person, cell): (&Key, Cell)| Reader { link: link::link(site, person), cell };
        Row {
            link: link::link(site, list),
            states: table::states(seen, list),
            cells,
            people: of_list.map(reader).collect(),
        }
    };
    let mut rows: Vec<Row> = lists.iter().map(row).collect();
    rows.sort_by_cached_key(|row| row.link.title.to_lowercase());
    let mut people: Vec<Link> = named.iter().map(|person| link::link(site, person)).collect();
    if people.len() > table::WIDEST {
        people.clear();
        rows.iter_mut().for_each(|row| row.cells.clear());
    }
    Lists { people, rows }
}

fn cell(seen: Seen<'_>, standing: &Standing) -> Option<Cell> {
    let reading = standing.reading()?;
    let member = standing.named.as_ref();
    let presence = member.map_or(Presence::Here, |member| member.presence);
    let words =
        table::why_not(presence).map_or_else(|| reading.word().to_owned(), |why| format!("{}, {why}", reading.word()));
    let here = matches!(presence, Presence::Here | Presence::Withheld);
    // Whoever must read it is missing when they do not, and no days tell of that.
    let days = member.filter(|_| !standing.required).and_then(|member| table::days_of(seen, member));
    let (class, letter, symbol, part) = (reading.class(), reading.letter(), reading.symbol(), reading.word());
    Some(Cell { class, letter, symbol, part, words, here, days })
}
