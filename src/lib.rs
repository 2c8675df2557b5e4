#![doc = include_str!("README.md")]

// The floors, lowest first: a module uses only those before it, and a test holds it to that.
pub mod digest;
pub mod source;
pub mod span;

pub mod diagnostic;

pub mod schedule;

pub mod secret;

pub mod record;

pub mod parse;

pub mod handbook;

pub mod coverage;

pub mod rules;

pub mod site;

pub mod export;

pub mod view;

pub mod theme;

pub mod edition;

pub mod error;

#[expect(clippy::disallowed_methods, reason = "an edge")]
pub mod load;

#[expect(clippy::disallowed_methods, reason = "an edge")]
pub mod write;

#[expect(clippy::disallowed_methods, reason = "an edge")]
pub mod paper;

#[expect(clippy::disallowed_methods, reason = "an edge")]
pub mod watch;

#[expect(clippy::disallowed_methods, reason = "an edge")]
pub mod serve;

#[expect(clippy::disallowed_methods, reason = "an edge")]
pub mod publish;

#[expect(clippy::disallowed_methods, reason = "an edge")]
pub mod cli;
