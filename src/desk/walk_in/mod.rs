//! One dialog for whoever calls and whoever stands at the counter: who it is, when they are seen, done.

pub mod api;
pub mod model;
pub mod pages;

mod fields;
mod person;

#[cfg(feature = "server")]
pub mod store;

pub use pages::{NewVisit, NewVisitPage};
