//! Markdown events → HTML that stands on its own: no inline style, no bare ids, no header without a scope.

mod block;
mod footnote;
mod heading;
mod link;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::slug::Ids;
use super::{Body, HOLE_END, HOLE_START, Hole, address, raw};
use crate::diagnostic::Diagnostic;
use crate::parse::Parsed;
use crate::span::Span;
use footnote::Footnotes;

/// Turns a range of the text into a place in its file.
type Place<'a> = &'a dyn Fn(Range<usize>) -> Span;

/// Turns Markdown into a body.
pub fn write(text: &str, place: Place<'_>) -> Parsed<Body> {
    let clean: String;
    let text = if text.contains([HOLE_START, HOLE_END]) {
        clean = text.replace([HOLE_START, HOLE_END], "\u{fffd}");
        &clean
    } else {
        text
    };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    let mut events = Vec::with_capacity(text.len() / 8);
    events.extend(Parser::new_ext(text, options).into_offset_iter());
    let mut writer = Writer::new(text, place, &events);
    for at in 0..events.len() {
        writer.event(at);
    }
    writer.finish()
}

struct Writer<'a> {
    text: &'a str,
    place: Place<'a>,
    events: &'a [(Event<'a>, Range<usize>)],
    html: String,
    body: Body,
    diagnostics: Vec<Diagnostic>,
    ids: Ids,
    /// Where the open heading starts in the HTML, its chosen id, and its words so far.
    heading: Option<(usize, Option<String>, String)>,
    /// The open image: its address and its words so far.
    image: Option<(Option<usize>, Range<usize>, String)>,
    code: Option<(String, String, Range<usize>)>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Whether the words are an id that the reader does not see.
    hidden: bool,
    /// What closes each open link.
    links: Vec<&'static str>,
    footnotes: Footnotes,
    tasks: usize,
    own_html: bool,
    lead: Option<String>,
}

impl<'a> Writer<'a> {
    fn new(text: &'a str, place: Place<'a>, events: &'a [(Event<'a>, Range<usize>)]) -> Self {
        Self {
            text,
            place,
            events,
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
            links: Vec::new(),
            footnotes: Footnotes::default(),
            tasks: 0,
            own_html: false,
            lead: None,
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
            Event::InlineHtml(html) | Event::Html(html) => self.raw(html),
            Event::FootnoteReference(label) => self.footnote_mention(label),
            Event::SoftBreak => self.words(&CowStr::Borrowed("\n"), |html, text| html.push_str(text)),
            Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => self.html.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.tick_box(*done, at),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(text, escape),
        }
    }

    fn words(&mut self, text: &CowStr<'_>, write: impl FnOnce(&mut String, &str)) {
        if self.hidden {
            return;
        }
        if let Some((_, code, _)) = &mut self.code {
            code.push_str(text);
            return;
        }
        if let Some((_, _, alt)) = &mut self.image {
            alt.push_str(text);
            return;
        }
        if let Some((_, _, words)) = &mut self.heading {
            words.push_str(text);
        }
        if let Some(lead) = &mut self.lead
            && self.body.lead.is_empty()
        {
            lead.push_str(text);
        }
        write(&mut self.html, text);
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, at: usize) {
        let html = match tag {
            Tag::Paragraph => {
                self.check_heading_space(range);
                self.lead.get_or_insert_default();
                "<p>"
            }
            Tag::Heading { id, .. } => {
                self.heading = Some((self.html.len(), id.as_ref().map(ToString::to_string), String::new()));
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
                self.code = Some((language, String::new(), range.clone()));
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
                self.footnotes.aside = Some((label.to_string(), std::mem::take(&mut self.html)));
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
                let hole = self.hole(address::address(dest_url, &(self.place)(range.clone())), range);
                self.image = Some((hole, range.clone(), String::new()));
                ""
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => "",
        };
        self.html.push_str(html);
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
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
            TagEnd::Image => return self.close_image(),
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) | TagEnd::Superscript | TagEnd::Subscript => "",
        };
        self.html.push_str(html);
    }

    fn raw(&mut self, html: &str) {
        if !raw::is_comment(html) {
            self.own_html = true;
        }
        self.html.push_str(html);
    }

    fn finish(mut self) -> Parsed<Body> {
        self.write_footnotes();
        if self.own_html {
            self.clean_own_html();
        }
        self.html.shrink_to_fit();
        self.body.html = self.html;
        self.body.holes.shrink_to_fit();
        self.body.headings.shrink_to_fit();
        Parsed { document: self.body, diagnostics: self.diagnostics }
    }

    fn clean_own_html(&mut self) {
        let ids: BTreeSet<String> = self
            .body
            .headings
            .iter()
            .map(|heading| heading.id.clone())
            .chain((1..=self.tasks).map(|number| format!("task--{number}")))
            .chain(self.footnotes.mentions.iter().enumerate().flat_map(|(at, mentions)| {
                let number = at + 1;
                [format!("note--{number}"), format!("noted--{number}")]
                    .into_iter()
                    .chain((2..=*mentions).map(move |mention| format!("noted--{number}-{mention}")))
            }))
            .collect();
        let (html, addresses) = raw::clean(&self.html, ids, self.body.holes.len());
        self.html = html;
        for written in addresses {
            let range = self.text.find(&written).map_or(0..0, |at| at..at + written.len());
            let target = address::address(&written, &(self.place)(range.clone()));
            if self.hole(target, &range).is_none() {
                self.body.holes.push(Hole::Nowhere);
            }
        }
    }
}

/// Writes text so that HTML takes it for nothing but text.
pub fn escape(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}
