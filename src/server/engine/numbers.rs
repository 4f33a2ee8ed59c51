//! How the engines number rows.

use super::Conn;

/// Whether rows of a table that nothing is ever deleted from are numbered 1, 2, 3 without gaps,
/// so that the highest number is their count. `PostgreSQL` leaves out the numbers of what was
/// undone, and some after a crash.
pub fn counts_without_gaps(conn: &Conn) -> bool {
    matches!(conn, Conn::Sqlite(_))
}
