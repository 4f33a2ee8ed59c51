//! Several servers on one `PostgreSQL` database: requests jump between them, one of them dies,
//! the database goes away, and nobody outside can tell how many there are.
#![cfg(feature = "server")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod balancer;
mod database;
mod group;
mod live;
mod outages;
#[path = "../process/mod.rs"]
mod process;
mod together;
