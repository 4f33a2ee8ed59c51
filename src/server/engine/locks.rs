//! Who waits for whom.
//!
//! `SQLite` has one writer, which is every lock at once. On `PostgreSQL` writers run side by side,
//! so that a transaction which reads something in order to decide takes the lock of it first.

use diesel::{
    QueryResult, RunQueryDsl as _,
    sql_types::{Array, BigInt},
};

use super::Conn;

/// What only one transaction at a time decides about. A transaction that takes several takes
/// them in the order of this list, and of their numbers, or two might wait for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    /// A request with that key: its repetition waits for its answer.
    Request(i64),
    /// The tables themselves.
    Schema,
    /// Whether the clinic has been set up, its settings, and who administers it.
    Administration,
    /// A doctor's time, and whether they see patients.
    Doctor(i64),
    /// A patient's time.
    Patient(i64),
    /// A room's time.
    Room(i64),
    /// The numbers of the queue on a day, counted from 1970.
    Queue(i64),
}

impl Lock {
    /// A number of its own for each lock: the kind in the upper byte.
    fn key(self) -> i64 {
        let (kind, id) = match self {
            Self::Schema => (1, 0),
            Self::Administration => (2, 0),
            Self::Doctor(id) => (3, id),
            Self::Patient(id) => (4, id),
            Self::Room(id) => (5, id),
            Self::Request(hash) => (6, hash),
            Self::Queue(day) => (7, day),
        };
        (kind << 56) | (id & ((1 << 56) - 1))
    }
}

/// Takes locks until the end of the transaction, waiting for whoever has them.
///
/// # Errors
/// When the database does not answer, or waiting took too long.
pub fn lock(conn: &mut Conn, locks: &[Lock]) -> QueryResult<()> {
    let Conn::Postgresql(server) = conn else {
        return Ok(());
    };
    let mut locks = locks.to_vec();
    locks.sort();
    let keys: Vec<i64> = locks.into_iter().map(Lock::key).collect();
    diesel::sql_query("SELECT pg_advisory_xact_lock(key) FROM unnest($1) AS key")
        .bind::<Array<BigInt>, _>(keys)
        .execute(server)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lock_has_its_own_number() {
        let locks = [
            Lock::Schema,
            Lock::Administration,
            Lock::Doctor(1),
            Lock::Doctor(2),
            Lock::Patient(1),
            Lock::Patient(2),
            Lock::Room(1),
            Lock::Request(1),
            Lock::Queue(1),
        ];
        let keys: std::collections::BTreeSet<_> = locks.map(Lock::key).into_iter().collect();
        assert_eq!(keys.len(), locks.len());
    }
}
