//! Calendars: the days of doctors drawn to scale, why a time is not free, and how full a month is.

pub mod api;
pub mod layout;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod store;
