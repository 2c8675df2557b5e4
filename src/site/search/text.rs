//! The words of a body as a reader sees them, section by section.

use std::borrow::Cow;

use crate::parse::markdown::{Body, Hole, Part};
use crate::site::{Site, fill};

/// Returns the text before the first heading and that below each heading, the headings themselves left out.
///
/// Live tables are left out too: they show records, which are found by themselves.
pub fn sections(site: &Site, body: &Body) -> Vec<String> {
    let mut reader =
        Reader { body, sections: vec![String::new(); body.headings.len() + 1], at: 0, inside: Inside::Text };
    for part in body.parts() {
        match part {
            Part::Html(html) => reader.html(html),
            Part::Hole(Hole::TitleOf(link)) if matches!(reader.inside, Inside::Text) => {
                reader.sections[reader.at].push_str(&fill::title(site, body, *link));
            }
            Part::Hole(_) => {}
        }
    }
    reader.sections
}

struct Reader<'a> {
    body: &'a Body,
    sections: Vec<String>,
    at: usize,
    inside: Inside,
}

enum Inside {
    Text,
    Heading,
    /// A tag so far, the quote that is open in it, and whether it stands in a heading.
    Tag(String, Option<char>, bool),
}

/// Tags that may stand in the middle of a word.
const WITHIN_WORDS: [&str; 12] = ["a", "abbr", "b", "code", "del", "em", "i", "mark", "span", "strong", "sub", "sup"];

impl Reader<'_> {
    fn html(&mut self, mut rest: &str) {
        while !rest.is_empty() {
            if let Inside::Tag(tag, quote, in_heading) = &mut self.inside {
                let end = rest.char_indices().find(|(_, c)| match (&quote, c) {
                    (None, '>') => true,
                    (None, '"' | '\'') => {
                        *quote = Some(*c);
                        false
                    }
                    (Some(open), c) => {
                        if *open == *c {
                            *quote = None;
                        }
                        false
                    }
                    _ => false,
                });
                let Some((end, _)) = end else {
                    tag.push_str(rest);
                    return;
                };
                tag.push_str(&rest[..end]);
                let (tag, in_heading) = (std::mem::take(tag), *in_heading);
                self.tag(&tag, in_heading);
                rest = &rest[end + 1..];
                continue;
            }
            let end = rest.find('<').unwrap_or(rest.len());
            let in_heading = matches!(self.inside, Inside::Heading);
            if !in_heading {
                self.sections[self.at].push_str(&decoded(&rest[..end]));
            }
            if end == rest.len() {
                return;
            }
            self.inside = Inside::Tag(String::new(), None, in_heading);
            rest = &rest[end + 1..];
        }
    }

    fn tag(&mut self, tag: &str, in_heading: bool) {
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        let is_heading = matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
        if is_heading && !tag.starts_with('/') {
            let later = self.body.headings.iter().skip(self.at);
            if let Some(ahead) = later.into_iter().position(|heading| tag.contains(&format!("id=\"{}\"", heading.id))) {
                self.at += ahead + 1;
                self.inside = Inside::Heading;
                return;
            }
        }
        if !in_heading && !WITHIN_WORDS.contains(&name) {
            self.sections[self.at].push(' ');
        }
        self.inside = if in_heading && !is_heading { Inside::Heading } else { Inside::Text };
    }
}

/// Returns HTML without tags as the text that it stands for.
fn decoded(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return Cow::Borrowed(html);
    }
    let text = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    Cow::Owned(text.replace("&nbsp;", " ").replace("&amp;", "&"))
}

/// Returns the beginning of a text, about so many letters at most, cut between words.
pub fn beginning(text: &str, letters: usize) -> String {
    let mut start = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count() + 1;
        if count > 0 && count + length > letters {
            break;
        }
        if count > 0 {
            start.push(' ');
        }
        start.push_str(word);
        count += length;
    }
    start
}
