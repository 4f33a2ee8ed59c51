//! Patients: finding, registering, reading and changing their records.

pub mod api;
pub mod duplicates;
pub mod find;
pub mod merge;
pub mod model;
pub mod pages;
pub mod search;

#[cfg(feature = "server")]
pub mod store;
