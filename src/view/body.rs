//! Bodies as a template shows them: HTML with every address and title filled in, and live tables between.

use serde::Serialize;

use super::Seen;
use super::live::{self, LiveTable};
use crate::parse::markdown::Body;
use crate::site::fill;

/// A stretch of a body: HTML that is safe to show, or a live table.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stretch {
    Html(String),
    Live(LiveTable),
}

/// Returns a body with its holes filled in.
pub fn body(seen: Seen<'_>, body: &Body) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let rest = fill::fill(seen.site, &seen.route.up(), body, |html, table| {
        stretches.push(Stretch::Html(html));
        stretches.push(Stretch::Live(live::table(seen, table)));
    });
    if !rest.is_empty() {
        stretches.push(Stretch::Html(rest));
    }
    stretches
}
