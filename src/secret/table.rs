//! What stands in a column headed "Password": in a table of Markdown, in one made of tabs, in a file of values.

use super::{Found, markup, prose, value};

/// Finds the secrets in the columns of a text.
pub fn scan(text: &str, found: &mut Vec<Found>) {
    let mut lines = Lines { text, at: 0 }.peekable();
    let mut first = true;
    while let Some((start, line)) = lines.next() {
        let marks = if first { &['|', '\t', ',', ';'][..] } else { &['|', '\t'] };
        first = false;
        let Some(mark) = marks.iter().copied().find(|mark| line.contains(*mark)) else { continue };
        let cells = cells(start, line, mark);
        let headed = cells.iter().enumerate().find_map(|(column, (at, end))| {
            prose::heading(bare(&text[*at..*end])).map(|(what, rule)| (column, what, rule))
        });
        let Some((column, what, rule)) = headed.filter(|_| cells.len() > 1) else { continue };
        let ruled = |line: &str| line.contains("--") && line.bytes().all(|byte| b"|-: \t>".contains(&byte));
        if mark == '|' && !lines.peek().is_some_and(|(_, next)| ruled(next)) {
            continue;
        }
        while let Some((start, line)) = lines.next_if(|(_, line)| line.contains(mark)) {
            if ruled(line) {
                continue;
            }
            let Some((at, end)) = self::cells(start, line, mark).get(column).copied() else { continue };
            let cell = &text[at..end];
            let inner = bare(cell);
            if is_secret(inner) {
                let at = at + cell.find(inner).unwrap_or_default();
                found.push(Found { rule, what, range: at..at + inner.len() });
            }
        }
    }
}

/// Tells whether a cell below such a heading holds what the heading says.
fn is_secret(cell: &str) -> bool {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let one = words.len() == 1 && cell.len() >= 3 && !value::is_ordinary(cell) && !cell.starts_with('[');
    let mixed = words.len() <= 3 && words.iter().any(|word| value::is_mixed(word) || value::is_code(word));
    (one || mixed && !words.iter().any(|word| value::is_ordinary(word))) && !value::is_placeholder(cell)
}

/// Returns a cell without blanks, emphasis and quotation marks around it.
fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    let start = markup::skip(cell);
    cell[start..].trim_end_matches(['*', '_', '`', '"', '\''])
}

/// Returns where the cells of a line start and end.
fn cells(start: usize, line: &str, mark: char) -> Vec<(usize, usize)> {
    let inner = if mark == '|' { line.trim_end().trim_end_matches('|') } else { line };
    let lead =
        if mark == '|' { inner.find('|').filter(|at| inner[..*at].trim_matches(['>', ' ']).is_empty()) } else { None };
    let mut at = start + lead.map_or(0, |at| at + 1);
    let end = start + inner.len();
    let mut cells = Vec::new();
    for cell in line[at - start..end - start.min(end)].split(mark) {
        cells.push((at, at + cell.len()));
        at += cell.len() + 1;
    }
    cells
}

/// The lines of a text with where each starts.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').unwrap_or(rest.len());
        let start = self.at;
        self.at += length + 1;
        Some((start, &rest[..length]))
    }
}
