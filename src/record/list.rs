//! Mailing lists, and who reads them for the library.

use super::field::{Reader, Value, as_group, fields, read_short};
use super::node::Node;
use super::staffing::{AcceptedGap, Wanted};
use super::target::Ref;
use super::value::{Day, Email, Text, Url, YesNo, words};
use super::{Department, Person, Role};

fields! {
    /// A mailing list and who reads it for the library.
    pub struct List {
        kind: ListKind => Public "Kind",
        purpose: Option<Text> => Public "Purpose",
        open: Option<YesNo> => Public "Open to everybody",
        subscribers: Vec<Subscriber> => Staff "Subscribers" / "Reads lists",
        required_subscribers: Vec<Ref<(Role, Person)>> => Staff "Must read it" / "Must read lists",
        recommended_for: Vec<Ref<(Role, Department)>> => Staff "Recommended for" / "Lists recommended",
        coverage: Option<Wanted> => Staff "Readers needed",
        accepted_gap: Option<AcceptedGap> => Staff "Accepted gap" / "Approved gaps in lists",
        origin: Option<Origin> => Staff "Subscription",
        posting_address: Option<Email> => Staff "Address for messages",
        subscribe_page: Option<Url> => Public "Where to subscribe",
        archive_page: Option<Url> => Public "Archive",
    }
}

words! {
    /// Whether people answer on it.
    pub enum ListKind { Announce = "announce", Discuss = "discuss" }
}

words! {
    /// Whether the consortium subscribes people itself.
    pub enum Origin { Automatic = "automatic", Chosen = "chosen" }
}

fields! {
    /// A person, or whoever holds a role, who reads a list.
    pub struct Subscriber {
        to: Ref<(Person, Role)> => Staff "Subscriber",
        from: Option<Day> => Staff "since",
        until: Option<Day> => Staff "until",
    }
}

/// A plain reference stands for a subscriber without days.
impl Value for Subscriber {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        read_short("to", node, reader)
    }

    as_group!("to");
}
