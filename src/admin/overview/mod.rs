//! The clinic at a glance: today, the coming days, what has just happened, what needs a hand.

pub mod api;
pub mod model;

#[cfg(feature = "server")]
pub mod store;
