//! Many who want the same time at once, on both engines: exactly one gets it. The others are told
//! so, with times that are free, and the database holds what it should.
//!
//! Once as real clients of a real server, a connection each; once as threads that call the code
//! behind it, without the queueing of a server before them; and once as a long random run, of
//! bookings and of the steps of today's visits, whose history is replayed against a sequential model.
#![cfg(feature = "server")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod clients;
#[path = "../process/day/mod.rs"]
mod day;
mod floor;
#[path = "../process/mod.rs"]
mod process;
mod random;
mod replay;
mod threads;
mod today;
