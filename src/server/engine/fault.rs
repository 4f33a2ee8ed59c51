//! What the engines' errors mean.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind};

/// The name of the overlap guard on both engines: `SQLite`'s trigger raises it as its message,
/// `PostgreSQL`'s exclusion constraint bears it.
const NO_OVERLAP: &str = "no_overlap";

/// Whether the overlap guard refused.
pub fn is_overlap(info: &dyn DatabaseErrorInformation) -> bool {
    info.message() == NO_OVERLAP || info.constraint_name() == Some(NO_OVERLAP)
}

/// Whether nothing was done and the same work may go through at another try.
///
/// A deadlock and a timeout have no kind of their own in Diesel, so that they are known by
/// `PostgreSQL`'s English messages. Both are exceptions: locks are taken in one order.
pub fn is_transient(kind: &DatabaseErrorKind, info: &dyn DatabaseErrorInformation) -> bool {
    const MESSAGES: [&str; 9] = [
        "database is locked",
        "deadlock detected",
        "canceling statement due to",
        "terminating connection due to",
        "the database system is",
        "no connection to the server",
        "server closed the connection",
        "could not receive data from server",
        "SSL connection has been closed",
    ];
    matches!(
        kind,
        DatabaseErrorKind::SerializationFailure
            | DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
    ) || MESSAGES
        .iter()
        .any(|message| info.message().contains(message))
}
