//! The way to the database: [`Db::read`] and [`Db::write`].
//!
//! On `SQLite` every write goes through one writer thread ([`writer`]), which has one `fsync` serve
//! many callers; on `PostgreSQL` writes run side by side on a pool of connections ([`pool`]). Reads
//! come from a pool on both. Callers cannot tell: an answer means that the change is durable.

mod behind;
mod pool;
mod writer;

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use super::engine::{Conn, DatabaseUrl, Purpose, connect, migrate};
use crate::error::AppError;
use behind::Behind;
use pool::Pool;
use writer::Writer;

/// Connections for reading a file: as many as can be busy at once.
const FILE_READERS: u32 = 4;
/// Connections of one server to `PostgreSQL`, for reads and for writes.
const READERS: u32 = 6;
const WRITERS: u32 = 10;
/// How long a server that stops waits for `PostgreSQL` to take what is left.
const CLOSING: Duration = Duration::from_millis(1500);
/// How long it then waits for connections that are in use or being made.
const DISCONNECTING: Duration = Duration::from_millis(500);

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    url: DatabaseUrl,
    readers: Pool,
    writes: Writes,
    committed: Arc<Notify>,
    /// Whatever has a connection or makes one, in whichever thread.
    users: TaskTracker,
}

enum Writes {
    /// One after another, many to a commit.
    Batched(Writer),
    /// Side by side, each its own transaction.
    Pooled(Pool, Behind),
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Db").field(&self.0.url).finish()
    }
}

impl Db {
    /// Opens the database, making a file and its folders where they are missing, and migrates it.
    /// Called within a Tokio runtime.
    ///
    /// # Errors
    /// When it cannot be reached or a migration fails.
    pub fn open(url: &DatabaseUrl) -> anyhow::Result<Self> {
        migrate(&mut connect(url, Purpose::Command)?)?;
        let (committed, users) = (Arc::<Notify>::default(), TaskTracker::new());
        let (readers, writes) = match url {
            DatabaseUrl::Sqlite(path) => {
                let writer = Writer::start(url, path, Arc::clone(&committed))?;
                (FILE_READERS, Writes::Batched(writer))
            }
            DatabaseUrl::Postgresql(_) => {
                let pool = Pool::open(url, Purpose::Writing, WRITERS, &users)?;
                (READERS, Writes::Pooled(pool.clone(), Behind::start(pool)))
            }
        };
        Ok(Self(Arc::new(Inner {
            url: url.clone(),
            readers: Pool::open(url, Purpose::Reading, readers, &users)?,
            writes,
            committed,
            users,
        })))
    }

    /// Where the database is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.0.url
    }

    /// Nudged after each commit to a file. `PostgreSQL` tells of commits itself, also of others'.
    pub fn committed(&self) -> &Notify {
        &self.0.committed
    }

    /// Runs `work` on a reading connection, off the async threads. It may run again, when a
    /// connection was lost under it.
    ///
    /// # Errors
    /// What `work` answers, or [`AppError::Unavailable`] when no connection is free in time.
    pub async fn read<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        self.0.readers.read(work).await
    }

    /// [`Db::read`] for a row or two by their keys, which every request begins with: from a file
    /// they are read in less time than another thread takes to wake up.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn look_up<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        self.0.readers.look_up(work).await
    }

    /// Runs `work` in a transaction; the answer comes after the commit. It may run again when
    /// nothing came of the first try, so that it must do nothing but change the database.
    ///
    /// # Errors
    /// What `work` answers (its changes are undone), or [`AppError::Unavailable`] when too many
    /// wait already, the server is stopping, the database is away, or the commit failed.
    pub async fn write<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        match &self.0.writes {
            Writes::Batched(writer) => writer.write(work).await,
            Writes::Pooled(pool, _) => pool.write(work).await,
        }
    }

    /// Hands `work` to the database without waiting. What was handed over before [`Db::close`] is
    /// done by it, unless the database is away.
    pub fn write_behind<F>(&self, work: F)
    where
        F: Fn(&mut Conn) -> Result<(), AppError> + Send + Sync + 'static,
    {
        match &self.0.writes {
            Writes::Batched(writer) => writer.write_behind(work),
            Writes::Pooled(_, behind) => behind.hand_over(work),
        }
    }

    /// Waits until what was handed over by [`Db::write_behind`] so far is written, or will be
    /// before anything that is written from now on.
    pub async fn catch_up(&self) {
        if let Writes::Pooled(_, behind) = &self.0.writes {
            behind.catch_up().await;
        }
    }

    /// Does what is queued, then takes no more writes. A database that is away is not waited for.
    pub async fn close(&self) {
        match &self.0.writes {
            Writes::Batched(writer) => writer.close().await,
            Writes::Pooled(pool, behind) => {
                let closing = async {
                    behind.catch_up().await;
                    pool.close().await;
                };
                if tokio::time::timeout(CLOSING, closing).await.is_err() {
                    tracing::error!("the database does not answer: what was to be written is lost");
                }
            }
        }
    }

    /// Lets go of all connections, and waits until they are closed: a connection that is used or made while the
    /// program ends finds the library that encrypts it taken apart. Nothing is read or written any more.
    pub async fn disconnect(&self) {
        self.0.readers.disconnect();
        if let Writes::Pooled(pool, _) = &self.0.writes {
            pool.disconnect();
        }
        self.0.users.close();
        let closed = tokio::time::timeout(DISCONNECTING, self.0.users.wait()).await;
        if closed.is_err() {
            tracing::warn!("connections to the database were cut off");
        }
    }

    /// For whoever has a connection of its own: kept until that is closed, [`Db::disconnect`] waits for it.
    pub fn user(&self) -> TaskTrackerToken {
        self.0.users.token()
    }
}
