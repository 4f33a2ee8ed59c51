//! The server from its front door: real router, real database file, one clinic a test.
#![cfg(feature = "server")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../process/socket.rs"]
mod socket;

mod appointments;
mod audit;
mod board;
mod booking;
mod booking_pages;
mod calendar;
mod cancelling;
mod copying;
mod database;
mod days;
mod displaced;
mod doctors;
mod documentation;
mod downloads;
mod encounters;
mod finding;
mod first_start;
mod forms;
mod gaps;
mod guard;
mod holding;
mod indexes;
mod kiosk;
mod live;
mod logging_in;
mod merging;
mod moving;
mod offline;
mod outages;
mod pages;
mod patients;
mod permissions;
mod prints;
mod protection;
mod registering;
mod repeating;
mod rules;
mod schema;
mod screens;
mod series;
mod sessions;
mod settings;
mod staff;
mod unlocking;
mod waitlist;
mod walk_in;
mod wire;
