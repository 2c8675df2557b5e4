//! "Did you mean": the nearest of the words that would have been right.

/// Returns the hint that names the word nearest to what was written, when one is near enough.
///
/// Near means at most a third of the letters differ (Damerau-Levenshtein, swapped neighbours count once), or one word
/// contains the other's parts: `amara` finds `amara-okafor`.
pub fn did_you_mean<'a>(written: &str, right: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(written, right).map(|word| format!("did you mean `{word}`?"))
}

/// Nobody misspells a longer word, in bytes, and comparing it would take long.
const LONGEST: usize = 200;

/// Returns the nearest word, when one is near enough.
pub fn nearest<'a>(written: &str, right: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST {
        return None;
    }
    let written = written.to_lowercase();
    let limit = (written.chars().count() / 3).max(1);
    right
        .into_iter()
        .filter_map(|word| {
            let lower = word.to_lowercase();
            // Comparing letter by letter is dear, and in vain where the lengths are too far apart.
            let close = written.len().abs_diff(lower.len()) <= limit;
            let distance = if close { strsim::osa_distance(&written, &lower) } else { usize::MAX };
            let distance = if distance > limit && shares_a_part(&written, &lower) { limit } else { distance };
            (distance <= limit).then_some((distance, word))
        })
        .min()
        .map(|(_, word)| word)
}

/// Tells whether one of two ids is a part of the other, as in `amara` and `amara-okafor`, or ends the other's path.
fn shares_a_part(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let last = |path: &str| path.rsplit('/').next().map(str::to_owned);
    short.len() >= 3 && long.split(['-', '/', ' ']).any(|part| part == short)
        || short.contains('/') && long.ends_with(short)
        || long.contains('/') && last(long) == last(short)
}
