//! Accounts, for admins: adding staff, disabling and enabling, new temporary passwords.

pub mod api;
pub mod model;
pub use model::NewAccount;

#[cfg(feature = "server")]
pub mod credentials;
#[cfg(feature = "server")]
pub mod store;
