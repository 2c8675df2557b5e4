//! Fields that refer: the kinds a reference may mean are part of the field's type.

use std::marker::PhantomData;
use std::ops::Deref;

use super::audience::Cut;
use super::field::{Item, Reader, Value};
use super::node::Node;
use super::reference::Reference;
use super::shape::Shape;
use super::value::scalar;
use super::{Kind, Record};

/// The kinds a field's references may mean.
pub trait Targets {
    const KINDS: &'static [Kind];
}

impl<T: Record> Targets for T {
    const KINDS: &'static [Kind] = &[T::KIND];
}

/// Any record and any page.
#[derive(Clone, Copy, Debug)]
pub struct Anything;
impl Targets for Anything {
    const KINDS: &'static [Kind] = Kind::ALL;
}

/// A page: a procedure or a page of the guide.
#[derive(Clone, Copy, Debug)]
pub struct PageTarget;
impl Targets for PageTarget {
    const KINDS: &'static [Kind] = &[Kind::Page];
}

macro_rules! several {
    ($($target:ident),*) => {
        impl<$($target: Record),*> Targets for ($($target,)*) {
            const KINDS: &'static [Kind] = &[$($target::KIND),*];
        }
    };
}
several!(A, B);
several!(A, B, C);
several!(A, B, C, D);

/// A reference to one of certain kinds.
#[derive(Clone, Debug)]
pub struct Ref<T>(Reference, PhantomData<T>);

impl<T> Deref for Ref<T> {
    type Target = Reference;
    fn deref(&self) -> &Reference {
        &self.0
    }
}

impl<T: Targets> Value for Ref<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = scalar(node, "the id of a record", reader)?;
        match Reference::parse(text, node.span.clone(), T::KINDS) {
            Ok(reference) => match reference.wrong_kind(T::KINDS) {
                // It stays, meaning nothing, so that nobody says the field is missing.
                Some(fault) => {
                    reader.fault(fault);
                    Some(Self(Reference { kinds: &[], ..reference }, PhantomData))
                }
                None => Some(Self(reference, PhantomData)),
            },
            Err(fault) => {
                reader.fault(fault);
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Reference(T::KINDS)
    }

    fn items<'a>(&'a self, see: &mut dyn FnMut(Item<'a>)) {
        see(Item::Reference(&self.0));
    }

    fn cut(&mut self, cut: &Cut<'_>) {
        if let Some(kind) = (cut.hides)(&self.0) {
            self.0.hide(kind);
        }
    }

    fn is_neutral(&self) -> bool {
        self.0.hidden
    }
}
