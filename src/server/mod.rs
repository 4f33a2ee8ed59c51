//! The server: command line, configuration, database, and the layers around the router.

pub mod app_state;
pub mod auth_extract;
pub mod backup;
pub mod bench_data;
pub mod bench_live;
pub mod bench_search;
pub mod bench_slots;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod copy;
pub mod csp;
pub mod db;
pub mod demo;
pub mod engine;
pub mod faults;
pub mod first_admin;
pub mod headers;
pub mod import;
pub mod instant;
pub mod once;
pub mod outage;
pub mod page_cache;
pub mod request_id;
pub mod router;
pub mod schema;
pub mod serve;
pub mod session_store;
pub mod throttle;
pub mod wire;

pub use app_state::AppState;
pub use auth_extract::{Actor, Auth, Scope};
pub use db::Db;
pub use engine::{Conn, MultiBackend};
pub use instant::Instant;
