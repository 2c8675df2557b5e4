//! Live tables: fenced blocks whose first word names a table and whose body says what it shows.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::parse::yaml::{self, Piece};
use crate::record::field::{Field, Fields, Item, Reader, Walk, fields, read_group};
use crate::record::node::{Content, Node};
use crate::record::target::Ref;
use crate::record::{Access, Cadence, Contact, Department, Role, RoleKind, Service, Task};
use crate::span::Span;

fields! {
    /// The state of roles on the day: those named, those of a kind, or all.
    pub struct CoverageTable {
        roles: Vec<Ref<Role>> => "Roles" / "Shown in a table of coverage",
        kind: Option<RoleKind> => "Kind",
    }
}

fields! {
    /// Who holds a role or an access on the day, and how to reach them.
    pub struct HoldersTable {
        role: Option<Ref<Role>> => "Role" / "Shown in a table of holders",
        access: Option<Ref<Access>> => "Access" / "Shown in a table of holders",
    }
}

fields! {
    /// Tasks: those named, those of a role, or those of a cadence.
    pub struct TasksTable {
        tasks: Vec<Ref<Task>> => "Tasks" / "Shown in a table of tasks",
        owner: Option<Ref<Role>> => "Owner" / "Shown in a table of tasks",
        every: Option<Cadence> => "Every",
    }
}

fields! {
    /// Contacts: those named, a department's, or a service's report path in order.
    pub struct ContactsTable {
        contacts: Vec<Ref<Contact>> => "Contacts" / "Shown in a table of contacts",
        department: Option<Ref<Department>> => "Department" / "Shown in a table of contacts",
        service: Option<Ref<Service>> => "Service" / "Shown in a table of contacts",
    }
}

fields! {
    /// What an outage of a service means: who is affected, what stops, what to do, whom to tell.
    pub struct OutageTable {
        service: Ref<Service> => "Service" / "Shown in an outage table",
    }
}

/// A live table.
#[derive(Clone, Debug)]
pub enum Live {
    Coverage(CoverageTable),
    Holders(HoldersTable),
    Tasks(TasksTable),
    Contacts(ContactsTable),
    Outage(OutageTable),
}

impl Walk for Live {
    fn walk<'a>(&'a self, see: &mut dyn FnMut(&'static Field, Item<'a>)) {
        match self {
            Self::Coverage(table) => table.walk(see),
            Self::Holders(table) => table.walk(see),
            Self::Tasks(table) => table.walk(see),
            Self::Contacts(table) => table.walk(see),
            Self::Outage(table) => table.walk(see),
        }
    }
}

impl Live {
    /// Tells whether a word names a live table.
    pub fn is_named(word: &str) -> bool {
        matches!(word, "coverage" | "holders" | "tasks" | "contacts" | "outage")
    }
}

/// A live table as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Written {
    /// The word that names it.
    pub word: String,
    pub code: String,
    /// Where the code starts in the file; nothing where its places in the file cannot be told.
    pub base: Option<usize>,
}

impl Written {
    /// Reads the table, of which the whole stands at a place; nothing when it cannot be shown, after saying why.
    pub(in crate::parse) fn read(&self, span: &Span, faults: &mut Vec<Diagnostic>) -> Option<Live> {
        let stands_for = if self.base.is_none() { Some(span) } else { None };
        let piece = Piece { file: &span.file, text: &self.code, base: self.base.unwrap_or_default(), stands_for };
        let mut reader = Reader::default();
        let node = match yaml::read(piece) {
            Ok(node) => node,
            Err(fault) => {
                faults.push(fault);
                return None;
            }
        };
        let live = match &*self.word {
            "coverage" => read(&node, &mut reader).map(Live::Coverage),
            "holders" => read(&node, &mut reader).map(Live::Holders),
            "tasks" => read(&node, &mut reader).map(Live::Tasks),
            "contacts" => read(&node, &mut reader).map(Live::Contacts),
            _ => read(&node, &mut reader).map(Live::Outage),
        };
        faults.append(&mut reader.diagnostics);
        live
    }
}

fn read<T: Fields>(node: &Node, reader: &mut Reader) -> Option<T> {
    let empty = Node { span: node.span.clone(), content: Content::Map(Vec::new()) };
    read_group(if matches!(node.content, Content::Empty) { &empty } else { node }, reader)
}
