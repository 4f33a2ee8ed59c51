//! Appointments that repeat: planned with every date looked at first, booked all or none, and
//! moved or cancelled from one of them on.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
mod moving;
#[cfg(feature = "server")]
mod plan;
#[cfg(feature = "server")]
mod store;

pub use pages::SeriesOf;
