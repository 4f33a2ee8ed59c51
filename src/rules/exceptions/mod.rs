//! Exceptions from ordinary hours: time off, extra hours, closures of the clinic.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
mod calendar;
#[cfg(feature = "server")]
mod closures;
#[cfg(feature = "server")]
pub mod store;
#[cfg(feature = "server")]
mod yearly;
