//! Markdown events → HTML that stands on its own: no inline style, no bare ids, no header without a scope.

mod block;
mod footnote;
mod heading;
mod hiding;
mod label;
mod link;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::origin::Origin;
use super::slug::Ids;
use super::{Body, HOLE_END, HOLE_START, Hole, Html, Reading, Target, address, raw};
use crate::diagnostic::Diagnostic;
use crate::parse::Parsed;
use footnote::Footnotes;
use hiding::Hiding;

/// What a text may hold beyond plain Markdown.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_WIKILINKS);

/// Turns Markdown into a body.
pub fn write(text: &str, origin: &Origin<'_>, reading: Reading<'_>) -> Parsed<Body> {
    let mut events = Vec::with_capacity(text.len() / 8);
    events.extend(Parser::new_ext(text, OPTIONS).into_offset_iter());
    let mut writer = Writer::new(text, origin, &events, reading);
    for at in 0..events.len() {
        writer.event(at);
    }
    writer.finish()
}

/// Cleaning takes long where thousands of tags lie inside each other.
const MOST_TAGS: usize = 5_000;

struct Writer<'a> {
    text: &'a str,
    origin: &'a Origin<'a>,
    events: &'a [(Event<'a>, Range<usize>)],
    reading: Reading<'a>,
    html: String,
    body: Body,
    diagnostics: Vec<Diagnostic>,
    ids: Ids,
    heading: Option<OpenHeading>,
    image: Option<OpenImage>,
    code: Option<OpenCode>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Whether the words are an id that the reader does not see.
    hidden: bool,
    /// What is open and not to be shown.
    hiding: Option<Hiding>,
    /// Whether something that is not shown does not end where it should, so that nothing can be shown.
    torn: bool,
    /// What closes each open link.
    links: Vec<&'static str>,
    footnotes: Footnotes,
    tasks: usize,
    /// The ids that were given away, which are the only ones a text may have.
    given: BTreeSet<String>,
    own_html: bool,
    /// How many tags the text brought along.
    own_tags: usize,
    lead: Option<String>,
    /// A block of HTML, which comes line by line, as far as it has come.
    block: String,
}

/// A heading whose end is not reached yet.
struct OpenHeading {
    /// Where it starts in the HTML.
    start: usize,
    /// An id chosen by hand.
    chosen: Option<String>,
    words: String,
}

/// An image whose end is not reached yet; what stands inside becomes its words.
struct OpenImage {
    /// Whether it lies on the web, from where no page loads anything.
    away: bool,
    hole: Option<usize>,
    range: Range<usize>,
    words: String,
    /// How many more images are open inside.
    inside: usize,
}

/// A block of code whose end is not reached yet.
struct OpenCode {
    language: String,
    code: String,
    range: Range<usize>,
    /// The event that opens it.
    at: usize,
}

impl<'a> Writer<'a> {
    fn new(
        text: &'a str,
        origin: &'a Origin<'a>,
        events: &'a [(Event<'a>, Range<usize>)],
        reading: Reading<'a>,
    ) -> Self {
        Self {
            text,
            origin,
            events,
            reading,
            html: String::with_capacity(text.len() * 2),
            body: Body::default(),
            diagnostics: Vec::new(),
            ids: Ids::default(),
            heading: None,
            image: None,
            code: None,
            columns: Vec::new(),
            column: 0,
            in_head: false,
            hidden: false,
            hiding: None,
            torn: false,
            links: Vec::new(),
            footnotes: Footnotes::default(),
            tasks: 0,
            given: BTreeSet::new(),
            own_html: false,
            own_tags: 0,
            lead: None,
            block: String::new(),
        }
    }

    fn event(&mut self, at: usize) {
        let (event, range) = &self.events[at];
        match event {
            Event::Start(tag) => self.start(tag, range, at),
            Event::End(tag) => self.end(*tag, range),
            Event::Text(text) => self.words(text, escape),
            Event::Code(text) => self.words(text, |html, text| {
                html.push_str("<code>");
                escape(html, text);
                html.push_str("</code>");
            }),
            Event::InlineHtml(html) | Event::Html(html) if self.reading.whole => self.raw(html, range),
            Event::InlineHtml(html) => self.raw_cut(html, range),
            Event::Html(html) => self.raw_line(html, range, at),
            Event::FootnoteReference(label) => self.footnote_mention(label),
            Event::SoftBreak => self.words(&CowStr::Borrowed("\n"), |html, text| html.push_str(text)),
            Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => self.html.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.tick_box(*done, at),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(text, escape),
        }
    }

    fn words(&mut self, text: &CowStr<'_>, write: impl FnOnce(&mut String, &str)) {
        if self.hidden || self.hiding.is_some() {
            return;
        }
        if let Some(open) = &mut self.code {
            open.code.push_str(text);
            return;
        }
        if let Some(image) = &mut self.image {
            image.words.push_str(text);
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.words.push_str(text);
        }
        if let Some(lead) = &mut self.lead
            && self.body.lead.is_empty()
        {
            lead.push_str(text);
        }
        write(&mut self.html, text);
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, at: usize) {
        if self.starts_hidden(tag, range) {
            return;
        }
        if let Some(image) = &mut self.image {
            image.inside += usize::from(matches!(tag, Tag::Image { .. }));
            return;
        }
        let html = match tag {
            Tag::Paragraph => {
                self.check_heading_space(range);
                self.lead.get_or_insert_default();
                "<p>"
            }
            Tag::Heading { id, .. } => {
                let chosen = id.as_ref().map(ToString::to_string);
                self.heading = Some(OpenHeading { start: self.html.len(), chosen, words: String::new() });
                ""
            }
            Tag::BlockQuote(kind) => {
                self.open_quote(*kind);
                ""
            }
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some(OpenCode { language, code: String::new(), range: range.clone(), at });
                ""
            }
            Tag::List(Some(1)) => "<ol>\n",
            Tag::List(Some(first)) => {
                let _ = writeln!(self.html, "<ol start=\"{first}\">");
                ""
            }
            Tag::List(None) => "<ul>\n",
            Tag::Item if matches!(self.events.get(at + 1), Some((Event::TaskListMarker(_), _))) => {
                "<li class=\"task\">"
            }
            Tag::Item => "<li>",
            Tag::FootnoteDefinition(label) => {
                self.footnotes.aside.push((label.to_string(), std::mem::take(&mut self.html)));
                ""
            }
            Tag::DefinitionList => "<dl>\n",
            Tag::DefinitionListTitle => "<dt>",
            Tag::DefinitionListDefinition => "<dd>",
            Tag::Table(columns) => {
                self.columns.clone_from(columns);
                self.open_table(at);
                ""
            }
            Tag::TableHead => {
                (self.in_head, self.column) = (true, 0);
                "<thead><tr>"
            }
            Tag::TableRow => {
                self.column = 0;
                "<tr>"
            }
            Tag::TableCell => self.open_cell(),
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Strikethrough => "<del>",
            Tag::Link { link_type, dest_url, title, .. } => {
                self.open_link(*link_type, dest_url, title, range);
                ""
            }
            Tag::Image { dest_url, .. } => {
                self.open_image(dest_url, range);
                ""
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => "",
        };
        self.html.push_str(html);
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        if self.ends_hidden(tag) {
            return;
        }
        if let Some(image) = &mut self.image {
            match (tag, image.inside) {
                (TagEnd::Image, 0) => self.close_image(),
                (TagEnd::Image, _) => image.inside -= 1,
                _ => {}
            }
            return;
        }
        let html = match tag {
            TagEnd::Paragraph => {
                if let (Some(lead), true) = (&self.lead, self.body.lead.is_empty()) {
                    self.body.lead.clone_from(lead);
                }
                "</p>\n"
            }
            TagEnd::Heading(level) => return self.close_heading(level, range),
            TagEnd::BlockQuote(None) => "</blockquote>\n",
            TagEnd::BlockQuote(Some(_)) => "</div>\n",
            TagEnd::CodeBlock => return self.close_code(),
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::FootnoteDefinition => return self.close_footnote(),
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::Table => "</tbody></table></div>\n",
            TagEnd::TableHead => {
                self.in_head = false;
                "</tr></thead>\n<tbody>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell => {
                self.column += 1;
                if self.in_head { "</th>" } else { "</td>" }
            }
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Link => {
                self.hidden = false;
                self.links.pop().unwrap_or_default()
            }
            TagEnd::Image | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) | TagEnd::Superscript | TagEnd::Subscript => {
                ""
            }
        };
        self.html.push_str(html);
    }

    fn raw(&mut self, html: &str, range: &Range<usize>) {
        if raw::is_comment(html) {
            return;
        }
        self.own_html = true;
        self.own_tags += html.matches('<').count();
        if self.own_tags > MOST_TAGS {
            return escape(&mut self.html, html);
        }
        let shows = |anchor: &(Range<usize>, raw::Anchor)| match &anchor.1 {
            raw::Anchor::Image(written) => Some(address::address(written, &self.origin.span(range))),
            _ => None,
        };
        if raw::anchors(html).iter().filter_map(shows).any(|target| matches!(target, Ok(Target::Web(_)))) {
            self.image_from_elsewhere(range);
        }
        let (shown, refused) = raw::tags_as_words(html);
        self.html.push_str(&raw::without_marks(&shown));
        for tag in refused {
            let place = self.origin.span(&(range.start + tag.start..(range.start + tag.end).min(range.end)));
            let fault =
                Diagnostic::new("unknown-tag", place, format!("`{}` is no tag that a page may hold", &html[tag]));
            self.diagnostics
                .push(fault.hint("if it is meant as words, write it between backticks: `` `<like this>` ``"));
        }
    }

    /// Says that a page brings along more tags than are cleaned.
    fn check_own_tags(&mut self) {
        if self.own_tags > MOST_TAGS {
            let message =
                format!("this page holds more than {MOST_TAGS} tags of its own, and the rest are shown as words");
            let fault = Diagnostic::new("unknown-tag", self.origin.span(&(0..0)), message);
            self.diagnostics
                .push(fault.hint("write it in Markdown, or put the file below `content/files/` and link to it"));
        }
    }

    fn finish(mut self) -> Parsed<Body> {
        self.torn |= self.hiding.is_some();
        if self.torn {
            return Parsed::new(Body::withheld(), self.diagnostics);
        }
        self.write_footnotes();
        self.check_own_tags();
        if self.own_html {
            self.clean_own_html();
        }
        // A copy is as large as the text; shrinking may leave up to twice as much in use.
        self.body.html = Html::made(self.html.as_str().into());
        self.body.holes.shrink_to_fit();
        self.body.headings.shrink_to_fit();
        Parsed::new(self.body, self.diagnostics)
    }

    fn clean_own_html(&mut self) {
        let (html, addresses) = raw::clean(&self.html, std::mem::take(&mut self.given), self.body.holes.len());
        self.html = html;
        let mut searched = 0;
        for written in addresses {
            let found = ["=\"", "='", "="].iter().find_map(|before| {
                let at = searched + self.text[searched..].find(&format!("{before}{written}"))? + before.len();
                Some(at..at + written.len())
            });
            let range = found.unwrap_or(0..0);
            searched = range.end.max(searched);
            let target = address::address(&written, &self.origin.span(&range));
            if self.hole(target, &range).is_none() {
                self.body.holes.push(Hole::Nowhere);
            }
        }
    }
}

/// Writes text so that HTML takes it for nothing but text.
pub fn escape(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = special(rest.as_bytes()) {
        html.push_str(&rest[..at]);
        let special = rest[at..].chars().next().expect("a byte was found there");
        match special {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            HOLE_START | HOLE_END => html.push('\u{fffd}'),
            other => html.push(other),
        }
        rest = &rest[at + special.len_utf8()..];
    }
    html.push_str(rest);
}

/// Returns where the first byte stands that may have to be written in another way.
fn special(bytes: &[u8]) -> Option<usize> {
    // 0xEE is the first byte of the characters that mark a hole, among others.
    const SPECIAL: [u8; 6] = [b'&', b'<', b'>', b'"', b'\'', 0xee];
    // Sixteen side by side, without a look at which it is, take a few steps.
    let holds = |chunk: &[u8; 16]| {
        let mut found = [0; 16];
        for special in SPECIAL {
            found.iter_mut().zip(chunk).for_each(|(found, byte)| *found |= u8::from(*byte == special));
        }
        u128::from_ne_bytes(found) != 0
    };
    let (chunks, _) = bytes.as_chunks::<16>();
    let start = 16 * chunks.iter().take_while(|chunk| !holds(chunk)).count();
    bytes[start..].iter().position(|byte| SPECIAL.contains(byte)).map(|at| start + at)
}
