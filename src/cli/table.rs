//! Tables in a terminal of the usual width: words wrapped in their columns, a state by its symbol, its word and a colour.

use crate::coverage::{Footing, State};
use crate::diagnostic::Style;

/// The widest line, in characters.
pub const WIDTH: usize = 80;

/// Words in a column of a width.
pub struct Cell<'a> {
    pub text: &'a str,
    pub width: usize,
    pub tone: Tone,
}

/// How words are painted.
#[derive(Clone, Copy)]
pub enum Tone {
    Plain,
    Strong,
    Quiet,
    State(State),
}

impl Tone {
    /// Returns the number by which a terminal knows the colour.
    fn number(self) -> Option<&'static str> {
        Some(match self {
            Self::Plain => return None,
            Self::Strong => "1",
            Self::Quiet | Self::State(State::Withheld) => "2",
            Self::State(State::Covered) => "32",
            Self::State(State::Thin) => "33",
            Self::State(State::Gap) => "31",
            Self::State(State::Over) => "35",
            Self::State(State::Accepted) => "36",
        })
    }

    /// Returns words in the colour, where the terminal shows any.
    pub fn paint(self, words: &str, style: Style) -> String {
        match self.number().filter(|_| style == Style::Colour && !words.is_empty()) {
            Some(number) => format!("\u{1b}[{number}m{words}\u{1b}[0m"),
            None => words.to_owned(),
        }
    }
}

/// Returns a row of a table, as many lines as its longest cell needs; `indent` spaces stand before each.
pub fn row(indent: usize, cells: &[Cell<'_>], style: Style) -> String {
    let columns: Vec<Vec<String>> = cells.iter().map(|cell| wrapped(cell.text, cell.width)).collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or_default();
    let mut text = String::new();
    for at in 0..height {
        let mut line = " ".repeat(indent);
        // Spaces wait until something stands behind them.
        let mut spaces = 0;
        for (cell, column) in cells.iter().zip(&columns) {
            let words = column.get(at).map_or("", String::as_str);
            if !words.is_empty() {
                line.push_str(&" ".repeat(spaces));
                line.push_str(&cell.tone.paint(words, style));
                spaces = 0;
            }
            spaces += cell.width.saturating_sub(words.chars().count()) + 2;
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Returns a state as it stands in a table: its symbol and its word.
pub fn footing(of: Footing) -> String {
    format!("{} {}", of.symbol(), of.word())
}

/// Breaks words into lines of a width; what is longer than a line is broken where the line ends.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut column = 0;
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().filter(|letter| !letter.is_control()).collect();
        for (at, part) in letters.chunks(width.max(1)).enumerate() {
            if at > 0 || column > 0 && column + 1 + part.len() > width {
                lines.push(String::new());
                column = 0;
            }
            let line = lines.last_mut().expect("there is a line");
            if column > 0 {
                line.push(' ');
                column += 1;
            }
            line.extend(part);
            column += part.len();
        }
    }
    lines
}
