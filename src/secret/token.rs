//! Keys that their shape gives away, whatever stands around them.

use std::sync::LazyLock;

use regex::Regex;

use super::{Found, value};

/// How each of them begins.
pub const HINTS: &str = r"l[78]xx|-----BEGIN|://[^\s/@]+:[^\s/@]+@|[?&](?i:[a-z_-]*(?:key|token|sig|signature|pass|password|passwd|pwd|secret)=)|(?i:authorization)|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[a-z]-|xapp-|hooks\.slack\.com|AIza|eyJ[A-Za-z0-9_-]|SG\.|[sr]k_(?:live|test)_|npm_[A-Za-z0-9]|sk-|dop_v1_|hf_[A-Za-z]|WIFI:|93\d\dCN|\s-u ?\S+:|ya29\.|GOCSPX|AccountKey";

/// A kind of key. The last group that took part in the match is the secret.
struct Shape {
    rule: &'static str,
    what: &'static str,
    pattern: &'static str,
    /// Whether anything random enough counts, or the shape alone says all.
    sure: bool,
}

const fn shape(rule: &'static str, what: &'static str, pattern: &'static str, sure: bool) -> Shape {
    Shape { rule, what, pattern, sure }
}

/// The shapes, the surest first. `\b` and not look-around keeps them linear.
const SHAPES: &[Shape] = &[
    shape("api-key", "an API key of Alma", r"\b(l[78]xx[0-9a-f]{24,64})\b", true),
    shape("private-key", "a private key", r"(-----BEGIN[ A-Z0-9_-]*PRIVATE KEY(?: BLOCK)?-----)", true),
    shape("access-token", "an access key of Amazon", r"\b((?:AKIA|ASIA)[A-Z2-7]{16})\b", true),
    shape("access-token", "a token of GitHub", r"\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b", true),
    shape("access-token", "a token of GitLab", r"\b(glpat-[A-Za-z0-9_-]{20,64})", true),
    shape("access-token", "a token of Slack", r"\b(xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{20,})", true),
    shape("access-token", "a webhook of Slack", r"hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/]{20,})", true),
    shape(
        "access-token",
        "a key of Google",
        r"\b(AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,64})",
        true,
    ),
    shape("access-token", "a signed token", r"\b(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,})", true),
    shape("access-token", "a key of SendGrid", r"\b(SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,})", true),
    shape("access-token", "a key of Stripe", r"\b([sr]k_(?:live|test)_[A-Za-z0-9]{16,})\b", true),
    shape("access-token", "a token of npm", r"\b(npm_[A-Za-z0-9]{36})\b", true),
    shape(
        "access-token",
        "a key of an AI service",
        r"\b(sk-(?:[a-z]{2,8}-)?(?:[a-z0-9]{2,8}-)?[A-Za-z0-9_-]{32,}|hf_[A-Za-z]{30,40})\b",
        false,
    ),
    shape("access-token", "a token of DigitalOcean", r"\b(dop_v1_[0-9a-f]{64})\b", true),
    shape("access-token", "a key of Azure", r"AccountKey=([A-Za-z0-9+/=]{40,})", true),
    shape(
        "access-token",
        "the key of an `Authorization` line",
        r#"(?i:authorization)["']?\s{0,3}[:=]\s{0,3}["']?(?i:basic|bearer|token|apikey|api-key)\s{1,3}["']?([A-Za-z0-9+/=._~-]{8,})"#,
        false,
    ),
    shape(
        "password-in-address",
        "a password in an address",
        r#"[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/@:<>"'`]*:([^\s/@<>"'`]+)@"#,
        false,
    ),
    shape(
        "password-in-address",
        "a password in an address",
        r#"[?&;](?i:pass|password|passwd|pwd|pin)=([^\s&#<>"'`)\]]{4,})"#,
        false,
    ),
    shape(
        "password-in-address",
        "a key in an address",
        r#"[?&;](?i:(?:[a-z]{0,12}[_-]?)?(?:api_?-?key|wskey|secret|token|sig|signature)|key)=([^\s&#<>"'`)\]]{12,})"#,
        false,
    ),
    shape("password-in-text", "a password of the Wi-Fi", r"WIFI:[^\n]*?\bP:([^;\s]{3,});", true),
    shape("password-in-text", "a SIP2 login", r"\b93\d\dCN[^|\s]{0,60}\|CO([^|\s]{2,60})\|", true),
    shape("password-in-text", "a password", r#"\s-u ?["']?[A-Za-z0-9._@-]{1,60}:([^\s"'`]{3,})"#, false),
];

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    // Classes and word boundaries are those of ASCII, which keeps the patterns small.
    let pattern = |shape: &Shape| {
        let ascii = shape.pattern.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]");
        Regex::new(&ascii)
    };
    SHAPES.iter().map(|shape| pattern(shape).expect("the pattern is sound")).collect()
});

/// Finds every key of a known shape.
pub fn scan(text: &str, found: &mut Vec<Found>) {
    for (shape, pattern) in SHAPES.iter().zip(&*PATTERNS) {
        for captures in pattern.captures_iter(text) {
            let secret = captures.get(1).expect("every shape has one group");
            if !value::is_placeholder(secret.as_str()) && (shape.sure || value::is_random(secret.as_str(), shape.what))
            {
                let more = if shape.rule == "private-key" { body(&text[secret.end()..]) } else { 0 };
                found.push(Found { rule: shape.rule, what: shape.what, range: secret.start()..secret.end() + more });
            }
        }
    }
}

/// Finds the keys that nothing else looks like, for files that are no texts.
pub fn unmistakable(text: &str, found: &mut Vec<Found>) {
    let known = ["an API key of Alma", "a private key", "an access key of Amazon"];
    if ["l7xx", "l8xx", "-----BEGIN", "AKIA", "ASIA"].iter().any(|hint| text.contains(hint)) {
        scan(text, found);
        found.retain(|found| known.contains(&found.what));
    }
}

/// Returns the length of what follows the first line of a private key, its last line included; nothing where it has none.
fn body(rest: &str) -> usize {
    const END: &str = "-----END";
    let end = rest.find("-----").filter(|end| rest[*end..].starts_with(END)).map(|end| end + END.len());
    end.map_or(0, |end| rest[end..].find('\n').map_or(rest.len(), |line| end + line))
}
