//! The database: a pool for reads, one writer thread for writes.
//!
//! Every write goes through [`Db::write`]. The writer takes what is waiting, runs each job in a
//! savepoint of one `BEGIN IMMEDIATE .. COMMIT` and answers after the commit, so that one
//! `fsync` serves many callers and an answer means that the change is on disk.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::Duration,
};

use diesel::{
    Connection, SqliteConnection,
    connection::{SimpleConnection, TransactionManager},
    r2d2::{ConnectionManager, CustomizeConnection, Pool},
};
use tokio::sync::{mpsc, oneshot};

use super::request_id;
use crate::error::AppError;

/// The connection that every store function takes.
pub type Conn = SqliteConnection;

/// Jobs that may wait for the writer; more are refused with [`AppError::Unavailable`].
const QUEUE: usize = 1024;
/// Jobs that share one commit at most, which bounds how long the first waits for the last.
const BATCH: usize = 256;
/// Connections for reading.
const READERS: u32 = 4;

/// Answers one caller once the fate of its batch is known.
type Reply = Box<dyn FnOnce(Result<(), AppError>) + Send>;
type Job = Box<dyn FnOnce(&mut Conn) -> Reply + Send>;

enum Message {
    Job(Job),
    Stop,
}

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    readers: Pool<ConnectionManager<Conn>>,
    writer: mpsc::Sender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
    path: PathBuf,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Db").field(&self.0.path).finish()
    }
}

impl Db {
    /// Opens the database at `path`, making the file and its folders, and migrates it.
    ///
    /// # Errors
    /// When the file cannot be opened or a migration fails.
    pub fn open(path: &std::path::Path) -> anyhow::Result<Self> {
        let mut conn = connect(path)?;
        super::migrations::run(&mut conn)?;
        Self::with_writer(conn, path)
    }

    fn with_writer(conn: Conn, path: &std::path::Path) -> anyhow::Result<Self> {
        let readers = Pool::builder()
            .max_size(READERS)
            .min_idle(Some(1))
            .connection_timeout(Duration::from_secs(5))
            .test_on_check_out(false)
            .connection_customizer(Box::new(Pragmas))
            .build(ConnectionManager::new(path.display().to_string()))?;
        let (writer, jobs) = mpsc::channel(QUEUE);
        let file = path.to_owned();
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || write_loop(conn, &file, jobs))?;
        Ok(Self(Arc::new(Inner {
            readers,
            writer,
            thread: Mutex::new(Some(thread)),
            path: path.to_owned(),
        })))
    }

    /// Where the database file is.
    pub fn path(&self) -> &std::path::Path {
        &self.0.path
    }

    /// Runs `work` on a reading connection, off the async threads.
    ///
    /// # Errors
    /// What `work` answers, or [`AppError::Unavailable`] when no connection is free in time.
    pub async fn read<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        let (inner, request) = (Arc::clone(&self.0), request_id::current());
        let task = tokio::task::spawn_blocking(move || {
            let mut conn = inner.readers.get().map_err(|error| {
                tracing::warn!(%error, "no reading connection");
                AppError::Unavailable
            })?;
            request_id::within(request, || work(&mut conn))
        });
        task.await
            .map_err(|error| crate::server::faults::internal(&error))?
    }

    /// Runs `work` in the writer's transaction; the answer comes after the commit.
    ///
    /// # Errors
    /// What `work` answers (its changes are undone), or [`AppError::Unavailable`] when the queue
    /// is full, the server is stopping, or the commit failed.
    pub async fn write<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        self.enqueue(job(work, move |result| {
            // The caller may have gone away; its change stands all the same.
            let _ = tell.send(result);
        }))?;
        told.await.map_err(|_| AppError::Unavailable)?
    }

    /// Hands `work` to the writer without waiting. What was handed over before
    /// [`Db::close`] is done by it.
    pub fn write_behind<F>(&self, work: F)
    where
        F: FnOnce(&mut Conn) -> Result<(), AppError> + Send + 'static,
    {
        let job = job(work, |result| {
            if let Err(error) = result {
                tracing::error!(%error, "a change written behind was lost");
            }
        });
        if self.enqueue(job).is_err() {
            tracing::error!("a change written behind was lost: the queue is full");
        }
    }

    fn enqueue(&self, job: Job) -> Result<(), AppError> {
        self.0
            .writer
            .try_send(Message::Job(job))
            .map_err(|_| AppError::Unavailable)
    }

    /// Does what is queued, then stops the writer. Later writes are refused.
    pub async fn close(&self) {
        if self.0.writer.send(Message::Stop).await.is_err() {
            return;
        }
        let thread = self.0.thread.lock().ok().and_then(|mut slot| slot.take());
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the writer did not end well");
            }
        }
    }
}

/// Wraps typed work and its typed answer into a job the writer can keep in a list.
fn job<T, F, R>(work: F, reply: R) -> Job
where
    T: Send + 'static,
    F: FnOnce(&mut Conn) -> Result<T, AppError> + Send + 'static,
    R: FnOnce(Result<T, AppError>) + Send + 'static,
{
    let request = request_id::current();
    Box::new(move |conn| {
        // A panic must not unwind through Diesel's transaction: it would leave the depth wrong,
        // after which callers are told "done" while nothing is durable.
        let result = conn.transaction(|conn| {
            request_id::within(request, || {
                catch_unwind(AssertUnwindSafe(|| work(conn)))
                    .unwrap_or_else(|_| Err(crate::server::faults::internal(&"a write panicked")))
            })
        });
        Box::new(move |committed| reply(committed.and(result)))
    })
}

fn write_loop(mut conn: Conn, path: &std::path::Path, mut jobs: mpsc::Receiver<Message>) {
    let mut stop = false;
    while !stop {
        let Some(Message::Job(first)) = jobs.blocking_recv() else {
            break;
        };
        let mut replies = Vec::new();
        let outcome = conn.immediate_transaction(|conn| {
            let mut next = Some(first);
            while let Some(job) = next.take() {
                replies.push(job(conn));
                if depth(conn) != Some(1) {
                    return Err(crate::server::faults::internal(
                        &"a write left its savepoint open",
                    ));
                }
                if replies.len() < BATCH {
                    match jobs.try_recv() {
                        Ok(Message::Job(job)) => next = Some(job),
                        Ok(Message::Stop) => stop = true,
                        Err(_) => {}
                    }
                }
            }
            Ok(())
        });
        if outcome.is_err() || depth(&mut conn).is_some() {
            match connect(path) {
                Ok(fresh) => conn = fresh,
                Err(error) => tracing::error!(%error, "the writer could not reopen the database"),
            }
        }
        for reply in replies {
            reply(outcome.clone().map_err(|_| AppError::Unavailable));
        }
    }
    // Leaves a database of one file for whoever copies it.
    if let Err(error) = conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(%error, "the write-ahead log was not folded in");
    }
}

fn depth(conn: &mut Conn) -> Option<u32> {
    type Manager = <Conn as Connection>::TransactionManager;
    Manager::transaction_manager_status_mut(conn)
        .transaction_depth()
        .ok()
        .flatten()
        .map(std::num::NonZeroU32::get)
}

/// Opens one connection with everything it needs set.
///
/// # Errors
/// When the file or its folder cannot be made or opened.
pub fn connect(path: &std::path::Path) -> anyhow::Result<Conn> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)
            .map_err(|error| anyhow::anyhow!("cannot make {}: {error}", folder.display()))?;
    }
    let mut conn = Conn::establish(&path.display().to_string())
        .map_err(|error| anyhow::anyhow!("cannot open {}: {error}", path.display()))?;
    set_pragmas(&mut conn).map_err(|error| {
        anyhow::anyhow!("{} is not a database of ours: {error}", path.display())
    })?;
    Ok(conn)
}

fn set_pragmas(conn: &mut Conn) -> diesel::QueryResult<()> {
    // The busy timeout stands first: switching to WAL may itself meet a lock.
    conn.batch_execute(
        "PRAGMA busy_timeout = 5000;
         PRAGMA foreign_keys = ON;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;",
    )
}

#[derive(Debug)]
struct Pragmas;

impl CustomizeConnection<Conn, diesel::r2d2::Error> for Pragmas {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), diesel::r2d2::Error> {
        set_pragmas(conn).map_err(diesel::r2d2::Error::QueryError)
    }
}
