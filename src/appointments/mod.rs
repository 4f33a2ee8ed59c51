//! Appointments: booking, cancelling, reading them; the calendar file and the export.

pub mod api;
pub mod booking;
pub mod links;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod course;
#[cfg(feature = "server")]
pub mod download;
#[cfg(feature = "server")]
pub mod history;
#[cfg(feature = "server")]
pub mod ics;
#[cfg(feature = "server")]
pub mod listing;
#[cfg(feature = "server")]
pub mod occupancy;
#[cfg(feature = "server")]
pub mod placing;
#[cfg(feature = "server")]
pub mod standing;
#[cfg(feature = "server")]
pub mod store;
