//! The waiting list, which fills itself: what comes free is offered to who waits for it.
//!
//! Whoever frees time writes an opening in the same transaction; [`fill::run`] takes openings one
//! after another, finds who is first in [`line`] for it and offers it with a hold that keeps the
//! time until the patient answers. Declined or out of time, it becomes an opening again.

pub mod api;
pub mod form;
pub mod model;
pub mod pages;

mod terms;
mod views;

#[cfg(feature = "server")]
pub mod fill;
#[cfg(feature = "server")]
pub mod join;
#[cfg(feature = "server")]
pub mod line;
#[cfg(feature = "server")]
pub mod list;
#[cfg(feature = "server")]
pub mod offers;
#[cfg(feature = "server")]
pub mod store;

#[cfg(feature = "server")]
mod by_hand;
#[cfg(feature = "server")]
mod ending;
#[cfg(feature = "server")]
mod entries;
#[cfg(feature = "server")]
mod offered;
#[cfg(feature = "server")]
mod openings;

pub use pages::Offers;
