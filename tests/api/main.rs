//! The server from its front door: real router, real database file, one clinic a test.
#![cfg(feature = "server")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "../common/mod.rs"]
mod common;

mod audit;
mod auth;
mod booking;
mod database;
mod documentation;
mod downloads;
mod first_start;
mod indexes;
mod pages;
mod people;
mod permissions;
mod sessions;
mod settings;
mod wire;
