//! What the two engines say differently, with one function for each difference, and nowhere else.
//!
//! Stores are written once, against [`Conn`]. Where SQL or behaviour must differ, a function here
//! decides; its callers do not know on which engine they run. `docs/decisions/engines.md` tells why.

mod conn;
mod connect;
mod fault;
mod integrity;
mod locks;
mod migrations;
mod numbers;
pub(super) mod rows;
mod search;
pub(super) mod table;
mod transactions;
mod url;

pub use conn::{Conn, MultiBackend};
pub use connect::{Purpose, connect, connect_as_is, fold_log};
pub use fault::{is_overlap, is_transient};
pub use integrity::{damage, lines, missing_guards};
pub use locks::{Lock, lock};
pub use migrations::{Migrated, migrate};
pub use numbers::counts_without_gaps;
pub use search::{Condition, holding};
pub use table::TABLES;
pub use transactions::{begin_writing, commit, exclusively, snapshot};
pub use url::DatabaseUrl;

/// An empty database of this program's version, for a unit test.
#[cfg(test)]
pub(crate) fn in_memory() -> Conn {
    let mut conn = connect(&DatabaseUrl::Sqlite(":memory:".into()), Purpose::Command).unwrap();
    migrate(&mut conn).unwrap();
    conn
}
