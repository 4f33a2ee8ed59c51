//! Connections, each with everything it needs set.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use diesel::{
    Connection as _, PgConnection, QueryResult, QueryableByName, RunQueryDsl as _,
    SqliteConnection, connection::SimpleConnection as _, result::Error, sql_query,
    sql_types::Integer,
};

use super::{Conn, DatabaseUrl, is_transient};

/// How long a new file is tried, and the pause between two tries.
const WAL_PATIENCE: Duration = Duration::from_secs(5);
const WAL_PAUSE: Duration = Duration::from_millis(5);
/// How long a file's connection waits for another's lock, in milliseconds.
const BUSY_TIMEOUT: &str = "PRAGMA busy_timeout = 5000";

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The reads of requests; the engine refuses to write.
    Reading,
    /// The writes of requests.
    Writing,
    /// A command: it may take its time.
    Command,
    /// To be told what happens. Nothing is asked on it, so that the system has to see whether the other side lives.
    Listening,
}

/// Opens a connection; a file and its folders are made where they are missing.
///
/// # Errors
/// When the database cannot be reached or is not one of ours.
pub fn connect(url: &DatabaseUrl, purpose: Purpose) -> anyhow::Result<Conn> {
    match url {
        DatabaseUrl::Sqlite(path) => Ok(Conn::Sqlite(file(path, purpose)?)),
        DatabaseUrl::Postgresql(address) => {
            let address = match purpose {
                Purpose::Listening => watched(address),
                Purpose::Reading | Purpose::Writing | Purpose::Command => address.clone(),
            };
            let mut conn = PgConnection::establish(&address)
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
    conn.batch_execute(BUSY_TIMEOUT)?;
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
    conn.batch_execute(BUSY_TIMEOUT)
        .and_then(|()| turn_to_wal(&mut conn))
        .and_then(|()| conn.batch_execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL"))
        .and_then(|()| match purpose {
            Purpose::Reading => {
                conn.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -16000")
            }
            // Seldom and much at a time: a page that changed often is folded in once.
            Purpose::Writing => {
                conn.batch_execute("PRAGMA cache_size = -64000; PRAGMA wal_autocheckpoint = 4000")
            }
            Purpose::Command | Purpose::Listening => Ok(()),
        })
        .map_err(|error| {
            anyhow::anyhow!("{} is not a database of ours: {error}", path.display())
        })?;
    Ok(conn)
}

/// Several programs may meet a new file at once. For this one change `SQLite` does not wait, busy
/// timeout or not.
fn turn_to_wal(conn: &mut SqliteConnection) -> QueryResult<()> {
    let begun = Instant::now();
    loop {
        match conn.batch_execute("PRAGMA journal_mode = WAL") {
            Err(Error::DatabaseError(kind, info))
                if is_transient(&kind, &*info) && begun.elapsed() < WAL_PATIENCE =>
            {
                std::thread::sleep(WAL_PAUSE);
            }
            turned => return turned,
        }
    }
}

/// Folds the write-ahead log of a file into it and begins it anew, waiting so long for readers at
/// most; tells whether it could. `PostgreSQL` does so by itself.
///
/// # Errors
/// When the database does not answer.
pub fn fold_log(conn: &mut Conn, wait: Duration) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Folded {
        #[diesel(sql_type = Integer)]
        busy: i32,
    }
    let Conn::Sqlite(file) = conn else {
        return Ok(true);
    };
    let wait = wait.as_millis();
    file.batch_execute(&format!("PRAGMA busy_timeout = {wait}"))?;
    let folded = sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result::<Folded>(file);
    file.batch_execute(BUSY_TIMEOUT)?;
    Ok(folded?.busy == 0)
}

/// A request that waits longer than this for the database gets an error instead, and a server
/// that vanished amid a transaction does not hold its locks for ever. What is decided upon is
/// locked by name (see [`super::lock`]) or compared by its version, for which READ COMMITTED is
/// right; who waits for a lock for long leaves the connection to others and tries again.
fn prepare_postgresql(conn: &mut PgConnection, purpose: Purpose) -> QueryResult<()> {
    conn.batch_execute(
        "SET default_transaction_isolation = 'read committed';
         SET idle_in_transaction_session_timeout = '30s';
         SET client_min_messages = 'warning'",
    )?;
    match purpose {
        Purpose::Reading => conn
            .batch_execute("SET statement_timeout = '10s'; SET default_transaction_read_only = on"),
        Purpose::Writing => {
            conn.batch_execute("SET statement_timeout = '10s'; SET lock_timeout = '2s'")
        }
        Purpose::Command | Purpose::Listening => conn.batch_execute(
            "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0",
        ),
    }
}

/// With these a machine that vanished is noticed within some ten seconds, also by who never asks it anything, and
/// one that does not answer is not waited for.
const WATCHED: [(&str, &str); 5] = [
    ("connect_timeout", "5"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "10000"),
];

/// An address with [`WATCHED`], as far as it does not say otherwise itself.
fn watched(address: &str) -> String {
    let (_, rest) = address.split_once("://").unwrap_or_default();
    // A password may hold a question mark, and everything up to the last `@` before the path is name and password.
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let place = format!("{host}/{path}");
    let named = place.split_once('?').map(|(_, parameters)| parameters);
    let says = |name: &str| {
        let mut parameters = named.unwrap_or_default().split('&');
        parameters.any(|each| each.split('=').next() == Some(name))
    };
    let mut joint = match named {
        None => "?",
        Some("") => "",
        Some(_) => "&",
    };
    let mut watched = address.to_owned();
    for (name, value) in WATCHED.into_iter().filter(|(name, _)| !says(name)) {
        watched.extend([joint, name, "=", value]);
        joint = "&";
    }
    watched
}

fn one_line(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_has_the_other_side_watched_unless_the_address_says_otherwise() {
        let all = "connect_timeout=5&keepalives_idle=5&keepalives_interval=2&keepalives_count=3&tcp_user_timeout=10000";
        for (address, joint) in [
            ("postgresql://db/clinic", "?"),
            ("postgresql://db", "?"),
            ("postgresql://db/clinic?", ""),
            ("postgresql://ann:s3?cret@db/clinic", "?"),
            ("postgresql:///clinic?host=/run/pg&user=ann", "&"),
            ("postgresql://db?keepalives=1", "&"),
        ] {
            assert_eq!(watched(address), format!("{address}{joint}{all}"));
        }
        let own = "postgresql://db/clinic?tcp_user_timeout=3000&keepalives_idle=60";
        assert_eq!(
            watched(own),
            format!("{own}&connect_timeout=5&keepalives_interval=2&keepalives_count=3")
        );
    }
}
