//! Self check-in: the code that goes with an appointment, and the kiosk that takes it.

pub mod api;
pub mod code;
pub mod code_api;
pub mod pages;

#[cfg(feature = "server")]
pub mod check_in;
#[cfg(feature = "server")]
mod qr;

pub use pages::CheckInCodeCard;
