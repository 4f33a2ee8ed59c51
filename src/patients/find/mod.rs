//! Finding a patient while somebody waits: by name in whatever order and with a slip of the finger, by a part of
//! the telephone number, by the day of birth, by the number of an appointment.
//!
//! The engine's index of trigrams gives candidates ([`probe`]), and one rule ([`rank`]) says how well each of them
//! fits, so that both engines answer alike. `docs/decisions/search.md` tells why.

pub mod api;
pub mod birthday;
pub mod model;

#[cfg(feature = "server")]
pub mod key;
#[cfg(feature = "server")]
pub mod probe;
#[cfg(feature = "server")]
pub mod rank;
#[cfg(feature = "server")]
pub mod sought;
#[cfg(feature = "server")]
pub mod store;
