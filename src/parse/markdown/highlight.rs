//! Colour for code, by class: comments, strings, numbers, keys and keywords of the few languages a handbook shows.
//!
//! A grammar engine costs half a millisecond a block here and five megabytes in the program; these lines cost
//! microseconds, and a class too few is no fault.

use super::escape;

/// What sets a language apart from the others.
struct Language {
    names: &'static [&'static str],
    /// What starts a comment that ends with the line.
    comment: Option<&'static str>,
    /// Whether a word before `:` or `=` at the start of a line is a key.
    keys: bool,
    keywords: &'static [&'static str],
    markup: bool,
}

const PLAIN: Language = Language { names: &[], comment: None, keys: false, keywords: &[], markup: false };

const LANGUAGES: &[Language] = &[
    Language {
        names: &["yaml", "yml"],
        comment: Some("#"),
        keys: true,
        keywords: &["true", "false", "yes", "no", "null"],
        ..PLAIN
    },
    Language {
        names: &["toml", "ini", "conf", "properties"],
        comment: Some("#"),
        keys: true,
        keywords: &["true", "false"],
        ..PLAIN
    },
    Language { names: &["json"], keys: true, keywords: &["true", "false", "null"], ..PLAIN },
    Language {
        names: &["sh", "shell", "bash", "console", "powershell", "bat", "cmd"],
        comment: Some("#"),
        keywords: &[
            "if", "then", "else", "fi", "for", "in", "do", "done", "cd", "put", "get", "ls", "sftp", "ssh", "exit",
            "bye",
        ],
        ..PLAIN
    },
    Language {
        names: &["sql"],
        comment: Some("--"),
        keywords: &[
            "select", "from", "where", "and", "or", "not", "in", "is", "null", "order", "group", "by", "having",
            "join", "left", "on", "as", "filter", "case", "when", "then", "else", "end", "count", "sum", "distinct",
            "between", "like", "union",
        ],
        ..PLAIN
    },
    Language {
        names: &["python", "py", "javascript", "js", "rust", "r"],
        comment: Some("#"),
        keywords: &[
            "def", "return", "import", "from", "if", "else", "for", "while", "in", "let", "const", "fn", "function",
            "true", "false", "None",
        ],
        ..PLAIN
    },
    Language { names: &["xml", "html", "svg"], markup: true, ..PLAIN },
];

/// Returns code as HTML, with classes where the language is known.
pub fn highlight(language: &str, code: &str) -> String {
    let name = language.to_ascii_lowercase();
    let mut html = String::with_capacity(code.len() * 2);
    match LANGUAGES.iter().find(|language| language.names.contains(&name.as_str())) {
        None => escape(&mut html, code),
        Some(language) if language.markup => markup(&mut html, code),
        Some(language) => code.split_inclusive('\n').for_each(|line| write_line(&mut html, language, line)),
    }
    html
}

fn span(html: &mut String, class: &str, text: &str) {
    html.push_str("<span class=\"hl-");
    html.push_str(class);
    html.push_str("\">");
    escape(html, text);
    html.push_str("</span>");
}

fn write_line(html: &mut String, language: &Language, line: &str) {
    let mut rest = line;
    if language.keys
        && let Some(length) = key_length(line)
    {
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        html.push_str(&line[..indent]);
        span(html, "key", &line[indent..length]);
        rest = &line[length..];
    }
    while let Some(first) = rest.chars().next() {
        let boundary = line.len() == rest.len() || line[..line.len() - rest.len()].ends_with([' ', '\t', '(', ',']);
        let (class, length) = if boundary && language.comment.is_some_and(|mark| rest.starts_with(mark)) {
            ("comment", rest.trim_end_matches('\n').len())
        } else if first == '"' || first == '\'' {
            ("string", rest[1..].find([first, '\n']).map_or(rest.len(), |end| end + 2))
        } else if first.is_alphanumeric() {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
            (word_class(language, &rest[..length]), length)
        } else {
            ("", first.len_utf8())
        };
        let (token, tail) = rest.split_at(length.min(rest.len()));
        if class.is_empty() {
            escape(html, token)
        } else {
            span(html, class, token)
        }
        rest = tail;
    }
}

fn word_class(language: &Language, word: &str) -> &'static str {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        "number"
    } else if language.keywords.iter().any(|keyword| keyword.eq_ignore_ascii_case(word)) {
        "keyword"
    } else {
        ""
    }
}

/// Returns how far the key at the start of a line reaches, indentation and list mark included.
fn key_length(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches([' ', '-']).len();
    let rest = &line[indent..];
    let end = rest.find([':', '='])?;
    let key = rest[..end].trim_end();
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-.\"".contains(c));
    plain.then_some(indent + key.len())
}

fn markup(html: &mut String, code: &str) {
    let mut rest = code;
    while let Some(open) = rest.find('<') {
        escape(html, &rest[..open]);
        let comment = rest[open..].starts_with("<!--");
        let close = if comment { "-->" } else { ">" };
        let end = rest[open..].find(close).map_or(rest.len(), |at| open + at + close.len());
        span(html, if comment { "comment" } else { "key" }, &rest[open..end]);
        rest = &rest[end..];
    }
    escape(html, rest);
}
