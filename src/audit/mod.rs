//! The audit trail: who did what to which record, when and from where. Append-only: the
//! database itself refuses to change or delete an entry.

pub mod api;
pub mod model;
pub use model::{Action, Entity, Entry};

#[cfg(feature = "server")]
pub mod store;
