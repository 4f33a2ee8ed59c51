//! Time: opening hours, the free times that follow from them, and a doctor's schedule.

pub mod hours;
pub mod pages;

#[cfg(feature = "server")]
pub mod slots;
