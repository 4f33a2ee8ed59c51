//! The policy: what patients may book online, and when they may cancel.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod store;
