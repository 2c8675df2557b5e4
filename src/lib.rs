#![doc = include_str!("README.md")]

// The floors, lowest first: a module uses only those before it, and a test holds it to that.
pub mod source;
pub mod span;

pub mod diagnostic;

pub mod schedule;

pub mod record;

pub mod parse;

pub mod handbook;

pub mod coverage;

pub mod rules;
