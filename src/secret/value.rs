//! What may be a secret, and what only stands where one could: a placeholder, a policy, an ordinary word.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words that follow "the password is" and give nothing away.
const ORDINARY: &str = "\
    a about above accepted added after all also always an and annually another any anybody anyone anywhere are as \
    ask asked at available based be because been before being below between bitwarden blank both box but by call \
    campus can cannot case changed changes chosen click close confidential correct could create customer daily dead \
    default desk different difficult disabled do does done each easy eight either elsewhere email emailed empty \
    enabled encrypted enter envelope every everybody everyone everywhere expired expires facilities false few field \
    first five fixed for forgotten found four free from get given gone good group handed has have he held here hers \
    hidden his holder holders hook how if important impossible in incorrect individual inside into invalid is it its \
    just keep keepass keepassxc keeper kept keyring known lapsed last lastpass later length less like limited locked \
    login long longer lost made may might mine missing monthly more most must my n/a na name necessary need needed \
    needs never new next nil nine no nobody none not nothing now nowhere null obsolete of off offline old on once \
    one online only optional or our ours out over page paper password passwords pending permanent personal phone \
    please possible posted press printed private protected public read ready reception reference rejected required \
    reset reused revoked right rotated safe same saved sealed second secret secrets secure security see sent set \
    seven shared she short should shown similar since single six so somebody someone something somewhere soon still \
    stored string strong systems taken tba tbd temporary ten text than that the their theirs them then there these \
    they third this those three through to today told too true twelve twenty twice two typed undefined under unique \
    unknown unless unnecessary until up upon us used user username usual valid vault vaults very via was we weak \
    weekly well were what when where which while who whoever why will with within without would write written wrong \
    yearly yes yet you your yours";

/// The same, one by one. They never change.
static ORDINARY_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| ORDINARY.split_whitespace().collect());

/// Endings of words that say how something is.
const ENDINGS: [&str; 14] =
    ["ed", "able", "ible", "ly", "ing", "less", "ful", "ive", "ial", "ical", "ant", "ent", "ous", "ual"];

/// Tells whether a word is one that gives nothing away.
pub fn is_ordinary(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    ORDINARY_WORDS.contains(&*word)
}

/// Tells whether a word says how something is, and so is hardly a password.
pub fn describes(word: &str) -> bool {
    let word = word.to_lowercase();
    ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Tells whether something stands where a secret would, and is none.
pub fn is_placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    let letters: Vec<char> = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    let opens = ["<", "{", "[[", "((", "%(", "!", "&", "…", "...", "#{", "os.", "process.", "env.", "env["];
    let variable = value.strip_prefix('$').is_some_and(|name| {
        name.starts_with(['{', '(']) || name.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '0'..='9'))
    });
    let named = [
        "your",
        "example",
        "placeholder",
        "replace",
        "changeme",
        "redacted",
        "dummy",
        "insert",
        "secret-here",
        "getenv",
    ];
    let same = letters.iter().all(|c| *c == letters[0] || *c == 'x');
    opens.iter().any(|open| lower.starts_with(open)) && !strong_behind(value)
        || variable
        || value.starts_with('%') && value.ends_with('%') && value.len() > 2
        || letters.len() < 2
        || same && !letters.iter().all(char::is_ascii_digit)
        || lower.contains("xxxxxx")
        || named.iter().any(|word| lower.contains(word))
        || lower.ends_with(['…'])
        || lower.ends_with("...")
        || lower.contains("://")
        || is_constant(value)
        || is_day(value)
}

/// Tells whether a mark at the start is part of a password: `!abc123` but not `!secret`.
fn strong_behind(value: &str) -> bool {
    value.starts_with(['!', '&']) && value.chars().any(|c| c.is_ascii_digit())
}

/// Tells whether a value is words in capitals that say what belongs there: `PASSWORD-OF-THE-DESK`.
fn is_constant(value: &str) -> bool {
    let capitals = value.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '-' | '_' | '.'));
    let says = ["KEY", "PASS", "SECRET", "TOKEN", "HERE", "PIN", "CODE", "VALUE", "USER"];
    capitals && says.iter().any(|word| value.contains(word))
}

/// Tells whether a value is a day or a time.
fn is_day(value: &str) -> bool {
    let shape: String = value.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    matches!(
        &*shape,
        "0000-00-00"
            | "00/00/0000"
            | "0/00/0000"
            | "00.00.0000"
            | "0:00"
            | "00:00"
            | "0000/00"
            | "000-000-0000"
            | "000-0000"
            | "00-00-0000"
    )
}

/// Tells whether something is so mixed that no sentence would hold it by chance.
pub fn is_mixed(value: &str) -> bool {
    let chars: Vec<char> = value.chars().collect();
    let digit = chars.iter().any(char::is_ascii_digit);
    let letter = chars.iter().any(|c| c.is_alphabetic());
    let sign = chars.iter().any(|c| "!@#$%^&*+=?~".contains(*c));
    let hump = chars.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase());
    chars.len() >= 4 && !is_mail(value) && !value.contains('/') && letter && (digit || sign || hump)
}

fn is_mail(value: &str) -> bool {
    value.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.ends_with('.'))
}

/// Tells whether something is a code of digits: `4711#`, `24-6-38`.
pub fn is_code(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let rest = value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'#' | b'*'));
    (3..=12).contains(&digits) && rest && !is_day(value)
}

/// Tells whether something is as random as keys are, or as mixed as a password, by what it would be.
pub fn is_random(value: &str, what: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    match what {
        "a password" | "a password in an address" => !is_ordinary(value),
        "the key of an `Authorization` line" => value.len() >= 8 && (digits > 0 || value.ends_with('=')),
        _ => digits >= 2 && letters >= 2 && variety(value) >= 3.0 && !is_path(value),
    }
}

/// Tells whether a value is words or an address rather than a key.
fn is_path(value: &str) -> bool {
    value.contains("%3A")
        || value.contains("%2F")
        || value
            .split(['-', '_'])
            .filter(|part| part.len() > 2)
            .all(|part| part.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Returns how many bits a character of a value is worth (Shannon's entropy of its letters).
pub fn variety(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    value.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let all = value.len() as f64;
    counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / all).map(|part| -part * part.log2()).sum()
}
