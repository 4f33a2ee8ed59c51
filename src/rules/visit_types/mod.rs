//! Visit types: what patients come for.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod store;
