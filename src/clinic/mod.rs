//! The clinic itself: its name, address, time zone and opening hours; the first start.

pub mod api;
pub mod hours;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod store;
#[cfg(feature = "server")]
mod zones;
