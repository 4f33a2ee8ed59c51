//! Time: opening hours, the free times that follow from them, and a doctor's schedule.

pub mod api;
pub mod availability_api;
pub mod day_api;
pub mod hours;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod free;
#[cfg(feature = "server")]
pub mod slots;
