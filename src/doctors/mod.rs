//! Doctors: the directory anyone sees, and their administration.

pub mod admin_api;
pub mod api;
pub mod forms;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod admin_store;
#[cfg(feature = "server")]
pub mod store;
