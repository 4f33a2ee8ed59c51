//! How the engines number rows.

use diesel::{QueryResult, connection::SimpleConnection as _};

use super::Conn;

/// Whether rows of a table that nothing is ever deleted from are numbered 1, 2, 3 without gaps,
/// so that the highest number is their count. `PostgreSQL` leaves out the numbers of what was
/// undone, and some after a crash.
pub fn counts_without_gaps(conn: &Conn) -> bool {
    matches!(conn, Conn::Sqlite(_))
}

/// Has a table continue after its highest number, once rows were brought in with numbers of their
/// own. `SQLite` does so by itself.
///
/// # Errors
/// When the database refuses.
pub fn continue_numbers(conn: &mut Conn, table: &str) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgresql(server) => server.batch_execute(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'),
                           coalesce((SELECT max(id) FROM {table}), 0) + 1, false)"
        )),
    }
}
