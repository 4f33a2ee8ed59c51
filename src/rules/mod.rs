//! What free times follow from: visit types, rooms, working hours, exceptions and the policy.
//!
//! [`model::Rules`] holds all of them at once; a server keeps them in memory and reads them anew
//! when `clinic.rules_version` has grown. Whoever changes one calls [`store::changed`].

pub mod exceptions;
pub mod forms;
pub mod hours;
pub(crate) mod keyed;
pub mod model;
pub mod policy;
pub mod reason;
pub mod rooms;
pub mod visit_types;

#[cfg(feature = "server")]
pub mod store;
