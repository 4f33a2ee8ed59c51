//! What every test of the server stands on: a clinic in a real database behind the real
//! router, and people who use it the way browsers, scripts and our own clients do.

mod actors;
mod app;
mod client;
mod page;
pub(crate) mod postgresql;
mod records;
mod reply;

pub(crate) use actors::{Doctor, Patient};
pub(crate) use app::{PASSWORD, TestApp, password_hash};
pub(crate) use client::{Client, HOST};
pub(crate) use page::{alert, field_error, field_value, h1};
pub(crate) use records::Visit;
pub(crate) use reply::Reply;

/// An instant written as in RFC 3339.
pub(crate) fn instant(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}
