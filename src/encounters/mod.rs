//! What happens in the house on the day of a visit: the patient comes, waits, is called into a room, sees
//! the doctor, and goes.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
pub mod flow;
#[cfg(feature = "server")]
pub mod open;
#[cfg(feature = "server")]
pub mod store;
#[cfg(feature = "server")]
pub mod undo;
