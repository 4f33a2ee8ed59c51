//! Rooms: where visits take place that need one.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod store;
