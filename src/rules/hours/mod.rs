//! Working hours: a doctor's own week, or the clinic's.

pub mod api;
pub mod change;
pub mod form;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod preview;
#[cfg(feature = "server")]
pub mod store;
