//! Pages that need no account, each behind a link with a secret of its own: the screen in the waiting
//! room, and the kiosk at which patients check themselves in.

pub mod api;
pub mod kiosk;
pub mod model;
pub mod pages;
pub mod waiting_room;

#[cfg(feature = "server")]
pub mod store;
