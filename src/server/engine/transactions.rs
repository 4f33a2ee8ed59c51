//! Transactions of a kind of their own.

use diesel::{
    Connection, QueryResult,
    connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager},
    result::Error,
};

use super::{Conn, Lock, lock};

type Manager = <Conn as Connection>::TransactionManager;

/// Begins a transaction that will write.
///
/// # Errors
/// When the database does not answer, or somebody else writes for too long.
pub fn begin_writing(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        // A deferred transaction that comes to write later would not wait for its turn.
        Conn::Sqlite(file) => {
            AnsiTransactionManager::begin_transaction_sql(file, "BEGIN IMMEDIATE")
        }
        Conn::Postgresql(server) => AnsiTransactionManager::begin_transaction(server),
    }
}

/// Commits.
///
/// # Errors
/// When the database did not: what the transaction did is undone, or the connection is lost and
/// nobody knows.
pub fn commit(conn: &mut Conn) -> QueryResult<()> {
    let Conn::Postgresql(server) = conn else {
        return Manager::commit_transaction(conn);
    };
    // A COMMIT after a failed statement undoes the transaction and is answered like any other.
    // A statement before it, in the same message, is what fails.
    let committed = server.batch_execute("SELECT; COMMIT");
    if committed.is_err() {
        // What went wrong is told; the server undoes the transaction with or without being asked.
        let _ = AnsiTransactionManager::rollback_transaction(server);
    }
    committed
}

/// Runs `work` in a transaction that no other of its kind runs beside: commands that migrate,
/// fill, copy or import.
///
/// # Errors
/// What `work` answers (its changes are undone), or when the database does not answer.
pub fn exclusively<T, E: From<Error>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    begin_writing(conn)?;
    let done = match lock(conn, &[Lock::Schema]) {
        Ok(()) => work(conn),
        Err(error) => Err(error.into()),
    };
    end(conn, done)
}

/// Runs `work` in a transaction that sees everything as of one moment and changes nothing.
///
/// # Errors
/// What `work` answers, or when the database does not answer.
pub fn snapshot<T, E: From<Error>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    match conn {
        Conn::Sqlite(file) => {
            file.batch_execute("PRAGMA query_only = ON")?;
            AnsiTransactionManager::begin_transaction(file)?;
        }
        Conn::Postgresql(server) => AnsiTransactionManager::begin_transaction_sql(
            server,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        )?,
    }
    let done = work(conn);
    let done = end(conn, done);
    if let Conn::Sqlite(file) = conn {
        file.batch_execute("PRAGMA query_only = OFF")?;
    }
    done
}

fn end<T, E: From<Error>>(conn: &mut Conn, done: Result<T, E>) -> Result<T, E> {
    if done.is_ok() {
        commit(conn)?;
    } else {
        Manager::rollback_transaction(conn)?;
    }
    done
}
