//! Markdown events → HTML that stands on its own: no inline style, no bare ids, no header without a scope.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use super::live::Live;
use super::slug::{Ids, slug};
use super::{Body, HOLE_END, HOLE_START, Heading, Hole, Link, Target, address, highlight, raw};
use crate::diagnostic::Diagnostic;
use crate::parse::Parsed;
use crate::parse::yaml::Piece;
use crate::span::{Span, Spanned};

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
    let events: Vec<_> = Parser::new_ext(text, options).into_offset_iter().collect();
    let mut writer = Writer { text, place, events: &events, ..Writer::new(place, &events) };
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

#[derive(Default)]
struct Footnotes {
    /// Labels in the order of their first mention.
    order: Vec<String>,
    mentions: Vec<usize>,
    /// The text of each, as HTML, by label.
    texts: Vec<(String, String)>,
    /// The page's HTML, put aside while a note is written.
    aside: Option<(String, String)>,
}

impl Footnotes {
    fn number(&mut self, label: &str) -> usize {
        if let Some(at) = self.order.iter().position(|known| known == label) {
            return at + 1;
        }
        self.order.push(label.to_owned());
        self.mentions.push(0);
        self.order.len()
    }
}

impl<'a> Writer<'a> {
    fn new(place: Place<'a>, events: &'a [(Event<'a>, Range<usize>)]) -> Self {
        Self {
            text: "",
            place,
            events,
            html: String::new(),
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
            Event::Text(text) => self.words(text, |html, text| escape(html, text)),
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
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(text, |html, text| escape(html, text)),
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

    /// Adds a hole for an address, or says why there is none.
    fn hole(&mut self, target: Result<Target, Diagnostic>, range: &Range<usize>) -> Option<usize> {
        match target {
            Ok(target) => {
                self.body.holes.push(Hole::Address(Link { target, span: (self.place)(range.clone()) }));
                Some(self.body.holes.len() - 1)
            }
            Err(fault) => {
                self.diagnostics.push(fault);
                None
            }
        }
    }

    fn mark(&mut self, hole: usize) {
        let _ = write!(self.html, "{HOLE_START}{hole}{HOLE_END}");
    }

    fn open_link(&mut self, kind: LinkType, written: &str, title: &str, range: &Range<usize>) {
        let wiki = matches!(kind, LinkType::WikiLink { .. });
        let piped = matches!(kind, LinkType::WikiLink { has_pothole: true });
        let target_range = if wiki { inner(self.text, range) } else { range.clone() };
        let span = (self.place)(target_range.clone());
        let target = match kind {
            _ if wiki => address::reference(written, &span),
            LinkType::Email => Ok(Target::Web(format!("mailto:{written}"))),
            _ => address::address(written, &span),
        };
        let web = matches!(&target, Ok(Target::Web(address)) if address.starts_with("http"));
        let Some(hole) = self.hole(target, &target_range) else {
            self.links.push("");
            return;
        };
        self.html.push_str("<a href=\"");
        self.mark(hole);
        self.html.push_str(if web { "\" class=\"web\"" } else { "\"" });
        if !title.is_empty() {
            self.html.push_str(" title=\"");
            escape(&mut self.html, title);
            self.html.push('"');
        }
        self.html.push('>');
        self.links.push("</a>");
        if wiki && !piped {
            // What stands between the brackets is an id; the reader gets the title of what it names.
            self.body.holes.push(Hole::TitleOf(hole));
            self.mark(self.body.holes.len() - 1);
            self.hidden = true;
        }
    }

    fn close_image(&mut self) {
        let Some((hole, range, alt)) = self.image.take() else { return };
        if alt.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::new(
                    "image-without-words",
                    (self.place)(range),
                    "this image has no words for who cannot see it",
                )
                .hint("write what it shows between the brackets: `![The desk calendar](…)`"),
            );
        }
        let Some(hole) = hole else { return escape(&mut self.html, &alt) };
        self.html.push_str("<img loading=\"lazy\" src=\"");
        self.mark(hole);
        self.html.push_str("\" alt=\"");
        escape(&mut self.html, &alt);
        self.html.push_str("\">");
    }

    fn close_heading(&mut self, level: HeadingLevel, range: &Range<usize>) {
        let Some((start, chosen, text)) = self.heading.take() else { return };
        let span = (self.place)(range.start..range.start + self.text[range.clone()].trim_end().len());
        let text = text.trim().to_owned();
        let inner = self.html.split_off(start);
        if level == HeadingLevel::H1
            && self.body.title.is_none()
            && self.body.headings.is_empty()
            && self.html.trim().is_empty()
        {
            self.body.title = Some(text);
            return;
        }
        let id = match chosen {
            Some(chosen) => {
                let id = slug(&chosen);
                if !self.ids.take(&id) {
                    let fault = Diagnostic::new(
                        "duplicate-heading",
                        span.clone(),
                        format!("`#{id}` is given to two headings of this page"),
                    );
                    self.diagnostics.push(fault.hint("choose another word, or leave it out"));
                }
                id
            }
            None => self.ids.give(&text),
        };
        let level = (level as u8).max(2);
        let last = self.body.headings.last().map_or(1, |heading| heading.level);
        if level > last + 1 {
            let fault = format!(
                "this heading is two levels below the one before it (`{}` after `{}`)",
                "#".repeat(level.into()),
                "#".repeat(last.into())
            );
            self.diagnostics.push(
                Diagnostic::new("heading-jump", span.clone(), fault)
                    .hint(format!("write `{}`", "#".repeat(usize::from(last) + 1))),
            );
        }
        let _ = write!(
            self.html,
            "<h{level} id=\"{id}\">{inner} <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section\">#</a></h{level}>\n"
        );
        self.body.headings.push(Heading { level, id, text, span });
    }

    fn open_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, word) = match kind {
            None => return self.html.push_str("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        let _ = write!(self.html, "<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-word\">{word}</p>\n");
    }

    fn close_code(&mut self) {
        let Some((language, code, range)) = self.code.take() else { return };
        if Live::is_named(&language) {
            let body_start = self.text[range.clone()].find('\n').map_or(range.end, |at| range.start + at + 1);
            let span = (self.place)(range.clone());
            let base = span.start as usize + (body_start - range.start);
            let piece = Piece { file: &span.file.clone(), text: &code, base };
            if let Some(live) = Live::parse(&language, piece, &mut self.diagnostics) {
                self.body.holes.push(Hole::Live(Spanned { value: live, span }));
                self.mark(self.body.holes.len() - 1);
                self.html.push('\n');
            }
            return;
        }
        self.html.push_str("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.html.push_str(" class=\"language-");
            escape(&mut self.html, &language);
            self.html.push('"');
        }
        self.html.push('>');
        self.html.push_str(&highlight::highlight(&language, &code));
        self.html.push_str("</code></pre>\n");
    }

    fn open_table(&mut self, at: usize) {
        self.html.push_str("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table: ");
        let head = self.events[at..].iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::TableHead)));
        let mut first = true;
        for (event, _) in head {
            match event {
                Event::Text(text) | Event::Code(text) => escape(&mut self.html, text),
                Event::Start(Tag::TableCell) if !std::mem::take(&mut first) => self.html.push_str(", "),
                _ => {}
            }
        }
        self.html.push_str("\"><table>\n");
    }

    fn open_cell(&mut self) -> &'static str {
        let right = matches!(self.columns.get(self.column), Some(Alignment::Right));
        let centre = matches!(self.columns.get(self.column), Some(Alignment::Center));
        match (self.in_head, right, centre) {
            (true, false, false) => "<th scope=\"col\">",
            (true, true, _) => "<th scope=\"col\" class=\"right\">",
            (true, _, true) => "<th scope=\"col\" class=\"centre\">",
            (false, false, false) => "<td>",
            (false, true, _) => "<td class=\"right\">",
            (false, _, true) => "<td class=\"centre\">",
        }
    }

    fn tick_box(&mut self, done: bool, at: usize) {
        self.tasks += 1;
        let _ = write!(
            self.html,
            "<input type=\"checkbox\" id=\"task--{}\"{} aria-label=\"",
            self.tasks,
            if done { " checked" } else { "" }
        );
        for (event, _) in &self.events[at + 1..] {
            match event {
                Event::Text(text) | Event::Code(text) => escape(&mut self.html, text),
                Event::SoftBreak => self.html.push(' '),
                Event::End(TagEnd::Item | TagEnd::Paragraph) | Event::Start(Tag::List(_)) => break,
                _ => {}
            }
        }
        self.html.push_str("\"> ");
    }

    fn footnote_mention(&mut self, label: &str) {
        let number = self.footnotes.number(label);
        self.footnotes.mentions[number - 1] += 1;
        let mention = self.footnotes.mentions[number - 1];
        let id = if mention == 1 { format!("noted--{number}") } else { format!("noted--{number}-{mention}") };
        let _ = write!(
            self.html,
            "<sup class=\"mention\"><a id=\"{id}\" href=\"#note--{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        );
    }

    fn close_footnote(&mut self) {
        if let Some((label, page)) = self.footnotes.aside.take() {
            let text = std::mem::replace(&mut self.html, page);
            self.footnotes.texts.push((label, text));
        }
    }

    fn write_footnotes(&mut self) {
        if self.footnotes.order.is_empty() {
            return;
        }
        self.html.push_str("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (at, label) in self.footnotes.order.iter().enumerate() {
            let number = at + 1;
            let text = self.footnotes.texts.iter().find(|(known, _)| known == label).map_or("", |(_, text)| text);
            let back = format!(
                " <a class=\"back\" href=\"#noted--{number}\" aria-label=\"Back to footnote {number} in the text\">↩</a>"
            );
            let text = match text.trim_end().strip_suffix("</p>") {
                Some(start) => format!("{start}{back}</p>"),
                None => format!("{text}{back}"),
            };
            let _ = writeln!(self.html, "<li id=\"note--{number}\">{text}</li>");
        }
        self.html.push_str("</ol></section>\n");
    }

    fn raw(&mut self, html: &str) {
        if !raw::is_comment(html) {
            self.own_html = true;
        }
        self.html.push_str(html);
    }

    /// Reports `##Like this`, which Markdown takes for words.
    fn check_heading_space(&mut self, range: &Range<usize>) {
        let line = self.text[range.clone()].lines().next().unwrap_or_default();
        let marks = line.len() - line.trim_start_matches('#').len();
        if (2..=6).contains(&marks) && line[marks..].starts_with(|c: char| !c.is_whitespace()) {
            let span = (self.place)(range.start..range.start + line.len());
            let fault = Diagnostic::new("heading-space", span, "a heading needs a space behind its `#`");
            self.diagnostics.push(fault.hint(format!("write `{} {}`", &line[..marks], &line[marks..])));
        }
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

/// Returns the range of the id in `[[id]]` or `[[id|words]]`.
fn inner(text: &str, range: &Range<usize>) -> Range<usize> {
    let written = &text[range.clone()];
    let start = range.start + if written.starts_with("[[") { 2 } else { 0 };
    let end = written.find(['|', ']']).map_or(range.end, |at| range.start + at);
    start..end.max(start)
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
