//! What is told of a record in the list of results, and the words by which else it is found. All of it comes from the
//! handbook as the audience sees it, and stands on the record's own page.

use std::collections::BTreeMap;

use super::text;
use crate::coverage::{Depth, Part, State};
use crate::parse::Entry;
use crate::record::Kind;
use crate::record::field::{Item, Walk};
use crate::record::reference::Key;
use crate::schedule;
use crate::site::Site;

/// What is told of a record, and the text that is searched besides.
pub struct Facts {
    pub shown: String,
    pub text: String,
}

/// The roles that each person holds or stands in for today, as words.
pub type Roles = BTreeMap<Key, Vec<String>>;

/// At most this many people stand in one line.
const MOST: usize = 4;

/// Fields that tell how much is needed, or that a page shows in other words or not at all.
const UNSEARCHED: [&str; 7] =
    ["system_user_id", "holders", "backups", "subscribers", "coverage", "accepted_gap", "acknowledged"];

pub fn roles(site: &Site) -> Roles {
    let mut roles = Roles::new();
    for (key, depth) in site.coverage.of_kind(Kind::Role) {
        for member in depth.members.iter().filter(|member| member.is_current() && !member.person.id.is_empty()) {
            let title = site.handbook.title(key);
            let words = match member.part {
                Part::Backup => format!("{title} (backup)"),
                _ => title.to_owned(),
            };
            roles.entry(member.person.clone()).or_default().push(words);
        }
    }
    roles
}

pub fn facts(site: &Site, entry: &Entry, roles: &Roles) -> Facts {
    let fields = fields(site, entry);
    let depth = site.coverage.depths.get(&entry.key);
    let mut shown: Vec<String> = Vec::new();
    let people = depth.map(|depth| members(site, depth)).unwrap_or_default();
    if let Some(depth) = depth.filter(|depth| depth.state != State::Withheld) {
        shown.push(match people.is_empty() {
            true => depth.state.word().to_owned(),
            false => format!("{}: {}", depth.state.word(), listed(&people)),
        });
    }
    for key in told(entry.key.kind) {
        let values: Vec<&str> = fields.iter().filter(|(field, _)| field == key).map(|(_, text)| &**text).collect();
        if !values.is_empty() {
            shown.push(values.join(", "));
        }
    }
    let held = roles.get(&entry.key).filter(|_| entry.key.kind == Kind::Person);
    shown.extend(held.map(|held| listed(held)));
    let summary = entry.common.summary.as_ref().map(|summary| summary.value.clone());
    if shown.is_empty() {
        shown.extend(summary.clone());
    }
    let searched = fields.into_iter().filter(|(key, _)| !UNSEARCHED.contains(key)).map(|(_, text)| text);
    let prose = entry.prose.values().flat_map(|body| text::sections(site, body));
    let headings = entry.prose.values().flat_map(|body| body.headings.iter().map(|heading| heading.text.clone()));
    let held = held.into_iter().flatten().cloned();
    let all = searched.chain(summary).chain(prose).chain(headings).chain(people).chain(held);
    Facts { shown: shown.join(" · "), text: all.collect::<Vec<_>>().join("\n") }
}

/// Returns the fields that are told of a record of a kind, in order.
fn told(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Person => &["title", "phone", "email"],
        Kind::Department => &["head", "phone", "email", "when_to_call"],
        Kind::Service => &["status_page", "report_to"],
        Kind::Access => &["service", "asked_from"],
        Kind::List => &["posting_address", "purpose"],
        Kind::Topic => &["forward_to", "action"],
        Kind::Task => &["every", "owner", "backup"],
        Kind::Request => &["due", "owner", "answered_on"],
        Kind::Decision => &["on", "what"],
        Kind::Committee => &["members", "counterpart", "meets"],
        Kind::Contact => &["reached_for", "phone", "email", "hours"],
        Kind::Resource => &["url", "kept_by"],
        Kind::Agreement => &["parties", "renews", "owner"],
        Kind::Setting => &["service", "says_who"],
        Kind::DirectoryEntry => &["listed_name", "email", "phone"],
        Kind::Duty => &["statement"],
        Kind::Event => &["date", "until"],
        Kind::Outage => &["services", "from", "until"],
        _ => &[],
    }
}

/// Returns who is named for something today, each by name.
fn members(site: &Site, depth: &Depth) -> Vec<String> {
    let named = depth.members.iter().filter(|member| member.is_current() && !member.person.id.is_empty());
    named
        .map(|member| match member.part {
            Part::Backup => format!("{} (backup)", site.handbook.title(&member.person)),
            _ => site.handbook.title(&member.person).to_owned(),
        })
        .collect()
}

fn listed(words: &[String]) -> String {
    let first = words.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    match words.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Returns the values of a record as words, each with the key of its field; what is written in Markdown is left out.
fn fields(site: &Site, entry: &Entry) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    entry.record.walker().walk(&mut |field, item| {
        fields.extend(words(site, item).map(|words| (field.key, words)));
    });
    fields
}

fn words(site: &Site, item: Item<'_>) -> Option<String> {
    Some(match item {
        Item::Text(text) => text.value.clone(),
        Item::Email(text) | Item::Phone(text) => text.to_owned(),
        Item::Url(address) => {
            address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/').to_owned()
        }
        Item::Day(day) => schedule::long(day.value),
        Item::Moment(moment) => schedule::long_moment(moment.value),
        Item::Period(period) => period.to_string(),
        Item::Anchor(anchor) => anchor.to_string(),
        Item::Word(word) => word.replace('-', " "),
        Item::Number(number) => number.to_string(),
        Item::Reference(reference) => {
            let key = site.handbook.resolve(reference).filter(|key| !key.id.is_empty() && !reference.hidden)?;
            site.handbook.title(&key).to_owned()
        }
        Item::Group(group) => self::group(site, group)?,
        Item::Prose(_) | Item::YesNo(_) => return None,
    })
}

fn group(site: &Site, group: &dyn Walk) -> Option<String> {
    let mut all = Vec::new();
    group.walk(&mut |_, item| all.extend(words(site, item)));
    (!all.is_empty()).then(|| all.join(", "))
}
