//! A sound value for every field of every kind of record, by which tests fill whole handbooks.

use handbook::record::Kind;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Text,
    Prose,
    Email,
    Phone,
    Web,
    Day,
    Number,
    /// A span of time.
    Period,
    /// One of a few words; this one will do.
    Word(&'static str),
    /// A reference to one of these kinds, a list of them where `many`.
    Ref(&'static [Kind], bool),
    /// Holders or backups.
    Holders,
    /// Whoever reads a list.
    Subscribers,
    /// Groups of keys of a shape of their own.
    Wanted,
    Gap,
    Leave,
    Skills,
    Acknowledged,
    Moment,
}

use Kind::{Access, Contact, Department, List, Page, Person, Resource, Role, Service};
use Takes::*;

const PERSON: &[Kind] = &[Person];
const ROLE: &[Kind] = &[Role];
const ROLE_OR_PERSON: &[Kind] = &[Role, Person];
const SERVICE: &[Kind] = &[Service];
const CONTACT: &[Kind] = &[Contact];
const PAGE: &[Kind] = &[Page];
const TOLD: &[Kind] = &[Role, Person, Department, List];

/// Every field of every kind beyond the common ones.
pub const FIELDS: &[(&str, &str, Takes)] = &[
    ("people", "title", Text),
    ("people", "department", Ref(&[Department], false)),
    ("people", "employment", Word("staff")),
    ("people", "email", Email),
    ("people", "phone", Phone),
    ("people", "start", Day),
    ("people", "end", Day),
    ("people", "leave", Leave),
    ("people", "skills", Skills),
    ("people", "system_user_id", Text),
    ("roles", "kind", Word("operational")),
    ("roles", "holders", Holders),
    ("roles", "backups", Holders),
    ("roles", "coverage", Wanted),
    ("roles", "accepted_gap", Gap),
    ("roles", "appointed_by", Ref(ROLE, false)),
    ("roles", "authority", Text),
    ("roles", "directory_label", Text),
    ("roles", "skills_required", Text),
    ("roles", "services", Ref(SERVICE, true)),
    ("roles", "access", Ref(&[Access], true)),
    ("roles", "lists_recommended", Ref(&[List], true)),
    ("roles", "conflicts_with", Ref(ROLE, true)),
    ("roles", "should_include", Ref(ROLE, true)),
    ("roles", "fallback_contact", Ref(CONTACT, false)),
    ("departments", "kind", Word("campus")),
    ("departments", "head", Ref(PERSON, false)),
    ("departments", "contact", Ref(CONTACT, false)),
    ("departments", "email", Email),
    ("departments", "phone", Phone),
    ("departments", "when_to_call", Text),
    ("services", "vendor", Text),
    ("services", "environment", Text),
    ("services", "status_page", Web),
    ("services", "used_by", Ref(&[Role, Department], true)),
    ("services", "depends_on", Ref(SERVICE, true)),
    ("services", "tier", Number),
    ("services", "longest_outage", Period),
    ("services", "outage_effect", Prose),
    ("services", "fallback", Ref(PAGE, false)),
    ("services", "report_to", Ref(&[Contact, Role, Department], true)),
    ("access", "kind", Word("account")),
    ("access", "service", Ref(SERVICE, false)),
    ("access", "holders", Holders),
    ("access", "backups", Holders),
    ("access", "coverage", Wanted),
    ("access", "accepted_gap", Gap),
    ("access", "application", Text),
    ("access", "kept_in", Text),
    ("access", "asked_from", Ref(ROLE, false)),
    ("access", "opened_by", Ref(ROLE_OR_PERSON, true)),
    ("access", "opened_when", Text),
    ("access", "rotated", Day),
    ("access", "review_by", Day),
    ("access", "expires", Day),
    ("lists", "kind", Word("announce")),
    ("lists", "purpose", Text),
    ("lists", "open", Word("yes")),
    ("lists", "subscribers", Subscribers),
    ("lists", "required_subscribers", Ref(ROLE_OR_PERSON, true)),
    ("lists", "recommended_for", Ref(&[Role, Department], true)),
    ("lists", "coverage", Wanted),
    ("lists", "accepted_gap", Gap),
    ("lists", "origin", Word("chosen")),
    ("lists", "posting_address", Email),
    ("lists", "subscribe_page", Web),
    ("lists", "archive_page", Web),
    ("topics", "forward_to", Ref(TOLD, true)),
    ("topics", "action", Text),
    ("topics", "document", Ref(&[Resource], false)),
    ("topics", "acknowledged", Acknowledged),
    ("topics", "catch_all", Word("no")),
    ("tasks", "every", Word("month")),
    ("tasks", "anchor", Text),
    ("tasks", "lead_time", Period),
    ("tasks", "expires_after", Period),
    ("tasks", "owner", Ref(ROLE, false)),
    ("tasks", "backup", Ref(ROLE, false)),
    ("tasks", "procedure", Ref(PAGE, false)),
    ("tasks", "consequence", Text),
    ("tasks", "last_done", Day),
    ("requests", "kind", Word("query")),
    ("requests", "asked_by", Ref(CONTACT, false)),
    ("requests", "asked_on", Day),
    ("requests", "due", Day),
    ("requests", "owner", Ref(ROLE, false)),
    ("requests", "answered_on", Day),
    ("requests", "answer", Prose),
    ("decisions", "what", Text),
    ("decisions", "decided_by", Ref(ROLE_OR_PERSON, true)),
    ("decisions", "on", Day),
    ("decisions", "announced_to", Ref(TOLD, true)),
    ("committees", "covers", Text),
    ("committees", "members", Holders),
    ("committees", "counterpart", Ref(CONTACT, false)),
    ("committees", "reports_to", Ref(ROLE, false)),
    ("committees", "meets", Text),
    ("contacts", "kind", Word("consortium")),
    ("contacts", "organisation", Text),
    ("contacts", "reached_for", Text),
    ("contacts", "email", Email),
    ("contacts", "phone", Phone),
    ("contacts", "hours", Text),
    ("contacts", "url", Web),
    ("resources", "url", Web),
    ("resources", "protected", Word("yes")),
    ("resources", "kept_by", Ref(ROLE, false)),
    ("agreements", "parties", Text),
    ("agreements", "signed", Day),
    ("agreements", "signed_by", Text),
    ("agreements", "filed_in", Text),
    ("agreements", "renews", Day),
    ("agreements", "owner", Ref(ROLE, false)),
    ("settings", "service", Ref(SERVICE, false)),
    ("settings", "why", Text),
    ("settings", "says_who", Text),
    ("settings", "source", Web),
    ("settings", "revised", Day),
    ("directory", "role", Ref(ROLE, false)),
    ("directory", "listed_name", Text),
    ("directory", "email", Email),
    ("directory", "phone", Phone),
    ("directory", "confirmed_on", Day),
    ("directory", "confirm_every", Period),
    ("directory", "kept_by", Ref(ROLE, false)),
    ("duties", "item", Number),
    ("duties", "level", Word("must")),
    ("duties", "statement", Text),
    ("duties", "met_by", Ref(Kind::ALL, true)),
    ("duties", "source", Text),
    ("events", "date", Day),
    ("events", "until", Day),
    ("events", "link", Web),
    ("events", "for", Ref(&[Role, Person, Department], true)),
    ("events", "announced_to", Ref(TOLD, true)),
    ("outages", "services", Ref(SERVICE, true)),
    ("outages", "from", Moment),
    ("outages", "until", Moment),
    ("outages", "announced_by", Text),
    ("outages", "effect", Prose),
];

/// Returns what a field of a kind takes.
pub fn takes(kind: Kind, key: &str) -> Takes {
    let found = FIELDS.iter().find(|(plural, known, _)| *plural == kind.plural() && *known == key);
    found.unwrap_or_else(|| panic!("{}.{key} has no value here", kind.plural())).2
}

#[test]
fn every_field_of_every_kind_has_a_value_here() {
    for kind in Kind::RECORDS {
        for field in kind.fields() {
            takes(*kind, field.key);
        }
    }
}
