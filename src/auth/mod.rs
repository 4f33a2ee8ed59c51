//! Accounts: registering, signing in and out, passwords, and where one is signed in.

pub mod model;
pub use model::{Me, Role};

pub mod account_api;
pub mod api;
pub mod pages;
pub mod password_policy;
pub mod unlock_api;

#[cfg(feature = "server")]
pub mod backend;
#[cfg(feature = "server")]
pub mod hashing;
#[cfg(feature = "server")]
pub mod store;
