//! Appointments: booking, cancelling, reading them; the calendar file and the export.

pub mod pages;

#[cfg(feature = "server")]
pub mod download;
#[cfg(feature = "server")]
pub mod ics;
