//! A doctor is away, or the clinic closed, when visits are booked: whom it concerns, which other
//! times there are, and the way to move them or to have the patients choose.
//!
//! Nothing is stored about it but whom the clinic has asked. The list is worked out from the
//! booked appointments and the rules each time, so that nobody is forgotten: who is on it stays
//! there until there is another time, or none is needed any more.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
mod proposals;
#[cfg(feature = "server")]
mod proposed;
#[cfg(feature = "server")]
pub mod steps;
#[cfg(feature = "server")]
pub mod store;

pub use pages::DisplacedNotice;
