//! Connections, each with everything it needs set.

use std::path::Path;

use diesel::{
    Connection as _, PgConnection, QueryResult, SqliteConnection, connection::SimpleConnection as _,
};

use super::{Conn, DatabaseUrl};

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The reads of requests; the engine refuses to write.
    Reading,
    /// The writes of requests.
    Writing,
    /// A command: it may take its time.
    Command,
}

/// Opens a connection; a file and its folders are made where they are missing.
///
/// # Errors
/// When the database cannot be reached or is not one of ours.
pub fn connect(url: &DatabaseUrl, purpose: Purpose) -> anyhow::Result<Conn> {
    match url {
        DatabaseUrl::Sqlite(path) => Ok(Conn::Sqlite(file(path, purpose)?)),
        DatabaseUrl::Postgresql(address) => {
            let mut conn = PgConnection::establish(address)
                .map_err(|error| anyhow::anyhow!("cannot reach {url}: {}", one_line(&error)))?;
            prepare_postgresql(&mut conn, purpose)
                .map_err(|error| anyhow::anyhow!("cannot use {url}: {}", one_line(&error)))?;
            Ok(Conn::Postgresql(conn))
        }
    }
}

/// Opens a database that is there already for a command that only looks, and leaves a file as it
/// is: a mere copy is not turned to WAL.
///
/// # Errors
/// When it is not there or cannot be reached.
pub fn connect_as_is(url: &DatabaseUrl) -> anyhow::Result<Conn> {
    let DatabaseUrl::Sqlite(path) = url else {
        return connect(url, Purpose::Command);
    };
    let address = path.to_str().filter(|_| path.is_file());
    let address =
        address.ok_or_else(|| anyhow::anyhow!("there is no database at {}", path.display()))?;
    let mut conn = SqliteConnection::establish(address)?;
    conn.batch_execute("PRAGMA busy_timeout = 5000")?;
    Ok(Conn::Sqlite(conn))
}

fn file(path: &Path, purpose: Purpose) -> anyhow::Result<SqliteConnection> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)
            .map_err(|error| anyhow::anyhow!("cannot make {}: {error}", folder.display()))?;
    }
    let mut conn = SqliteConnection::establish(&path.display().to_string())
        .map_err(|error| anyhow::anyhow!("cannot open {}: {error}", path.display()))?;
    // The busy timeout stands first: switching to WAL may itself meet a lock.
    conn.batch_execute(
        "PRAGMA busy_timeout = 5000;
         PRAGMA foreign_keys = ON;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;",
    )
    .and_then(|()| match purpose {
        Purpose::Reading => {
            conn.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -16000")
        }
        // Seldom and much at a time: a page that changed often is folded in once.
        Purpose::Writing => {
            conn.batch_execute("PRAGMA cache_size = -64000; PRAGMA wal_autocheckpoint = 4000")
        }
        Purpose::Command => Ok(()),
    })
    .map_err(|error| anyhow::anyhow!("{} is not a database of ours: {error}", path.display()))?;
    Ok(conn)
}

/// A request that waits longer than this for the database gets an error instead, and a server
/// that vanished amid a transaction does not hold its locks for ever. Every transaction takes its
/// locks by name (see [`super::lock`]), for which READ COMMITTED is right.
fn prepare_postgresql(conn: &mut PgConnection, purpose: Purpose) -> QueryResult<()> {
    conn.batch_execute(
        "SET default_transaction_isolation = 'read committed';
         SET idle_in_transaction_session_timeout = '30s';
         SET client_min_messages = 'warning'",
    )?;
    match purpose {
        Purpose::Reading => conn
            .batch_execute("SET statement_timeout = '10s'; SET default_transaction_read_only = on"),
        Purpose::Writing => conn.batch_execute("SET statement_timeout = '10s'"),
        Purpose::Command => conn.batch_execute(
            "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0",
        ),
    }
}

fn one_line(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
