//! Holds: a time kept for a few minutes for whoever is about to book it, or for half an hour for
//! whom it is offered to. They stand among the occupancies, so that the database guards them as it
//! does appointments.

pub mod api;
pub mod model;

#[cfg(feature = "server")]
pub mod store;
