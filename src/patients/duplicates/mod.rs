//! Who is registered already, while somebody is being registered: one person should have one record.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod rule;
#[cfg(feature = "server")]
pub mod store;
