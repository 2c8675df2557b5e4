//! The kinds of record: one file each, and one line in the registry below.
//!
//! What is the same for all of them is written once: [`field`] declares, reads and walks over fields, [`value`] holds the
//! types a field may have, [`shape`] says to programs what may stand in a field, [`mod@reference`] what an id may mean, [`target`] what a field may refer to, [`staffing`] who holds something and how many are needed.

pub mod audience;
pub mod field;
pub mod node;
pub mod reference;
pub mod shape;
pub mod staffing;
pub mod target;
pub mod value;

mod access;
mod agreement;
mod committee;
mod contact;
mod decision;
mod department;
mod directory;
mod duty;
mod event;
mod list;
mod outage;
mod person;
mod request;
mod resource;
mod role;
mod service;
mod setting;
mod task;
mod topic;

pub use access::{Access, AccessKind};
pub use agreement::Agreement;
pub use committee::Committee;
pub use contact::{Contact, ContactKind};
pub use decision::Decision;
pub use department::{Department, DepartmentKind};
pub use directory::DirectoryEntry;
pub use duty::{Duty, Level};
pub use event::Event;
pub use list::{List, Subscriber};
pub use outage::Outage;
pub use person::{Employment, Leave, Person, Skill};
pub use request::Request;
pub use resource::Resource;
pub use role::{Role, RoleKind};
pub use service::Service;
pub use setting::Setting;
pub use task::{Cadence, Task};
pub use topic::Topic;

use audience::{Cut, Reach};
use field::{Fields, Item, Map, Reader, Walk, fields};
use reference::Reference;
use value::{Prose, Text};

fields! {
    /// What every record has.
    pub struct Common {
        name: Text => Public "Name",
        summary: Option<Text> => Public "Summary",
        notes: Option<Prose> => Staff "Notes",
        audience: Option<Text> => Liaison "Audience",
        tags: Vec<Text> => Public "Tags",
    }
}

/// A kind of record.
pub trait Record: Fields {
    const KIND: Kind;
    /// Returns the record as this kind, when it is of this kind.
    fn of(record: &AnyRecord) -> Option<&Self>;
}

/// What a kind is called.
struct Words {
    singular: &'static str,
    plural: &'static str,
    title: &'static str,
    group: &'static str,
    /// The widest audience that sees records of the kind.
    reach: Reach,
    about: &'static str,
}

/// Lists every kind: its type, the word for one, the name of its file and folder, its title, where it stands in the
/// contents of the site, the widest audience that sees it, and what it holds.
macro_rules! registry {
    ($($type:ident $singular:literal $plural:literal $title:literal $group:literal $reach:ident $about:literal;)*) => {
        /// The kinds of record, and pages beside them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($type,)* Page }

        impl Kind {
            pub const ALL: &'static [Kind] = &[$(Kind::$type,)* Kind::Page];
            /// The kinds that people hold or read, and whose depth is judged.
            pub const STAFFED: &'static [Kind] = &[Kind::Role, Kind::Access, Kind::List];
            /// Every kind of record, without pages.
            pub const RECORDS: &'static [Kind] = &[$(Kind::$type),*];
            const WORDS: &'static [Words] = &[
                $(Words { singular: $singular, plural: $plural, title: $title, group: $group, reach: Reach::$reach, about: $about },)*
                Words {
                    singular: "page",
                    plural: "pages",
                    title: "Pages",
                    group: "Handbook",
                    reach: Reach::Public,
                    about: "Procedures and other pages.",
                },
            ];
        }

        /// A record of any kind.
        #[derive(Clone, Debug)]
        pub enum AnyRecord { $($type($type)),* }

        impl AnyRecord {
            /// Reads the fields of a kind; nothing when one that must be there is not.
            pub fn read(kind: Kind, map: &Map<'_>, reader: &mut Reader) -> Option<Self> {
                match kind {
                    $(Kind::$type => <$type as Fields>::read(map, reader).map(Self::$type),)*
                    Kind::Page => None,
                }
            }

            pub fn walker(&self) -> &dyn Walk {
                match self { $(Self::$type(record) => record),* }
            }

            /// Empties what an audience does not see.
            pub fn cut(&mut self, cut: &Cut<'_>) {
                match self { $(Self::$type(record) => Fields::cut(record, cut)),* }
            }

            fn kind(&self) -> Kind {
                match self { $(Self::$type(_) => Kind::$type),* }
            }
        }

        $(impl Record for $type {
            const KIND: Kind = Kind::$type;
            fn of(record: &AnyRecord) -> Option<&Self> {
                match record { AnyRecord::$type(record) => Some(record), _ => None }
            }
        })*

        impl Kind {
            /// Returns the fields of a kind beyond the common ones.
            pub fn fields(self) -> &'static [field::Field] {
                match self { $(Self::$type => <$type as Fields>::FIELDS,)* Self::Page => &[] }
            }
        }
    };
}

registry! {
    Person "person" "people" "People" "Who does what" Staff "Who works here, and who outside is named in this handbook.";
    Role "role" "roles" "Roles" "Who does what" Public "What somebody must answer for, who holds it, and who steps in.";
    Department "department" "departments" "Departments" "Who does what" Public "Parts of the library and of the campus, and when to call them.";
    Service "service" "services" "Services" "Systems" Public "What the library runs on, who uses it, and what stops without it.";
    Access "access" "access" "Access" "Systems" Staff "Accounts, permissions, keys and folders: who holds them and where the secret is kept.";
    List "list" "lists" "Mailing lists" "Communication" Public "Lists that carry announcements and discussion, and who reads them for the library.";
    Topic "topic" "topics" "Topics" "Communication" Staff "Kinds of announcement, and to whom each is passed on.";
    Task "task" "tasks" "Tasks" "Work" Staff "Work that returns, how often, and who does it.";
    Request "request" "requests" "Requests" "Work" Staff "What the consortium has asked of the library, and by when.";
    Decision "decision" "decisions" "Decisions" "Work" Staff "What was decided, by whom, and who was told.";
    Committee "committee" "committees" "Committees" "Communication" Public "Committees of the consortium and who sits on them.";
    Contact "contact" "contacts" "Contacts" "Who does what" Public "Whom to reach outside, and for what.";
    Resource "resource" "resources" "Resources" "Records" Public "Documents and pages worth knowing.";
    Agreement "agreement" "agreements" "Agreements" "Records" Staff "What the library has signed, and where it is filed.";
    Setting "setting" "settings" "Settings not to be changed" "Systems" Staff "Settings that look harmless and are not.";
    DirectoryEntry "directory" "directory" "Directory" "Communication" Staff "What the consortium's directory says of the library.";
    Duty "duty" "duties" "Duties" "Records" Staff "What the consortium expects, and where each is met.";
    Event "event" "events" "Events" "Communication" Public "Training, meetings and programmes of the consortium.";
    Outage "outage" "outages" "Planned outages" "Systems" Public "Downtime that is announced.";
}

impl AnyRecord {
    /// Returns the widest audience that sees the record, whatever it says itself.
    pub fn reach(&self) -> Reach {
        match self {
            // That somebody works for the library as a student is an education record.
            Self::Person(person) if person.employment == Some(Employment::Student) => Reach::Supervisors,
            other => other.kind().reach(),
        }
    }
}

impl Kind {
    fn words(self) -> &'static Words {
        &Self::WORDS[self as usize]
    }

    /// The word for one of them, as it stands in references: `role`.
    pub fn singular(self) -> &'static str {
        self.words().singular
    }

    /// The word for one of them with its article: `a role`, `an access`.
    pub fn one(self) -> String {
        let word = self.singular();
        format!("{} {word}", if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" })
    }

    /// The name of its data file and of its folder on the site: `roles`.
    pub fn plural(self) -> &'static str {
        self.words().plural
    }

    pub fn title(self) -> &'static str {
        self.words().title
    }

    /// The heading it stands under in the contents of the site.
    pub fn group(self) -> &'static str {
        self.words().group
    }

    /// The widest audience that sees records of the kind.
    pub fn reach(self) -> Reach {
        self.words().reach
    }

    /// One sentence on what the kind holds.
    pub fn about(self) -> &'static str {
        self.words().about
    }

    pub fn by_plural(word: &str) -> Option<Self> {
        Self::RECORDS.iter().copied().find(|kind| kind.plural() == word)
    }

    pub fn by_singular(word: &str) -> Option<Self> {
        Self::RECORDS.iter().copied().find(|kind| kind.singular() == word)
    }

    /// Returns the kind as a list of one.
    pub fn alone(self) -> &'static [Self] {
        &Self::ALL[self as usize..=self as usize]
    }
}

/// Calls with every reference of a record, wherever it stands, and with the field that holds it.
pub fn references<'a>(record: &'a dyn Walk, see: &mut dyn FnMut(&'static field::Field, &'a Reference)) {
    record.walk(&mut |field, item| match item {
        Item::Reference(reference) => see(field, reference),
        Item::Group(group) => references(group, &mut |_, reference| see(field, reference)),
        _ => {}
    });
}
