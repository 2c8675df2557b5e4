//! Mailing lists, and who reads them for the library.

use super::field::{Item, Reader, Value, fields, read_short};
use super::node::Node;
use super::staffing::{AcceptedGap, Wanted};
use super::target::Ref;
use super::value::{Day, Email, Text, Url, YesNo, words};
use super::{Department, Person, Role};

fields! {
    /// A mailing list and who reads it for the library.
    pub struct List {
        kind: ListKind => "Kind",
        purpose: Option<Text> => "Purpose",
        open: Option<YesNo> => "Open to everybody",
        subscribers: Vec<Subscriber> => "Subscribers" / "Reads lists",
        required_subscribers: Vec<Ref<(Role, Person)>> => "Must read it" / "Must read lists",
        recommended_for: Vec<Ref<(Role, Department)>> => "Recommended for" / "Lists recommended",
        coverage: Option<Wanted> => "Readers needed",
        accepted_gap: Option<AcceptedGap> => "Accepted gap" / "Approved gaps in lists",
        origin: Option<Origin> => "Subscription",
        posting_address: Option<Email> => "Address for messages",
        subscribe_page: Option<Url> => "Where to subscribe",
        archive_page: Option<Url> => "Archive",
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
        to: Ref<(Person, Role)> => "Subscriber",
        from: Option<Day> => "since",
        until: Option<Day> => "until",
    }
}

/// A plain reference stands for a subscriber without days.
impl Value for Subscriber {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        read_short("to", node, reader)
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Group(self));
    }
}
