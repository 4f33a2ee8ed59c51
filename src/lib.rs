//! Anteroom: a clinic's appointments.
//!
//! One folder a feature: `model` (shared types and pure rules), `api` (server functions),
//! `store` (queries, server only), `pages` (what people see). Layers point one way: pages, api,
//! store, schema. `ui` holds the widgets, `server` what surrounds the features on the server.
//! `docs/architecture.md` is the map.

pub mod admin;
pub mod app;
pub mod appointments;
pub mod audit;
pub mod auth;
pub mod calendar;
pub mod clinic;
pub mod clinic_time;
pub mod desk;
pub mod displaced;
pub mod doctors;
pub mod encounters;
pub mod error;
pub mod form;
pub mod holds;
pub mod live;
pub mod offline;
pub mod patients;
pub mod prints;
pub mod routes;
pub mod rules;
pub mod schedule;
pub mod screens;
pub mod series;
pub mod ui;
pub mod version;
pub mod waitlist;

#[cfg(any(feature = "desktop", test))]
pub mod desktop;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "web")]
pub mod web;
