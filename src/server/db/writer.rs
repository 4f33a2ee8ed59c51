//! The one writer of a file.
//!
//! The writer takes what is waiting, runs each job in a savepoint of one `BEGIN IMMEDIATE ..
//! COMMIT` and answers after the commit, so that one `fsync` serves many callers and an answer
//! means that the change is on disk.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use diesel::{Connection, connection::TransactionManager};
use tokio::sync::{Notify, mpsc, oneshot};

use crate::{
    error::AppError,
    server::{
        engine::{Conn, DatabaseUrl, Purpose, begin_writing, commit, connect, fold_log},
        faults, request_id,
    },
};

/// Jobs that may wait for the writer, a few seconds' work; more are refused with
/// [`AppError::Unavailable`].
const QUEUE: usize = 16_384;
/// Jobs that share one commit at most, which bounds how long the first waits for the last.
const BATCH: usize = 256;
/// A write-ahead log longer than this many bytes is folded in, readers or not.
const LONG_LOG: u64 = 64 * 1024 * 1024;
/// Folding in waits so long for readers at most, and is not tried again sooner.
const FOLD_WAIT: Duration = Duration::from_millis(200);
const FOLD_PAUSE: Duration = Duration::from_secs(1);

/// Answers one caller once the fate of its batch is known.
type Reply = Box<dyn FnOnce(Result<(), AppError>) + Send>;
type Job = Box<dyn FnOnce(&mut Conn) -> Reply + Send>;

enum Message {
    Job(Job),
    Stop,
}

/// The queue of the writer thread.
pub(super) struct Writer {
    jobs: mpsc::Sender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread on a connection of its own; it nudges `committed` after each commit.
    pub(super) fn start(
        url: &DatabaseUrl,
        path: &Path,
        committed: Arc<Notify>,
    ) -> anyhow::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let desk = Desk {
            conn: connect(url, Purpose::Writing)?,
            url: url.clone(),
            log: log_of(path),
            folded: None,
            committed,
        };
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || desk.work(queue))?;
        Ok(Self {
            jobs,
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, AppError>
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

    pub(super) fn write_behind<F>(&self, work: F)
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
        self.jobs
            .try_send(Message::Job(job))
            .map_err(|_| AppError::Unavailable)
    }

    /// Does what is queued, then stops the thread. Later writes are refused.
    pub(super) async fn close(&self) {
        if self.jobs.send(Message::Stop).await.is_err() {
            return;
        }
        let thread = self.thread.lock().ok().and_then(|mut slot| slot.take());
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
                    .unwrap_or_else(|_| Err(faults::internal(&"a write panicked")))
            })
        });
        Box::new(move |committed| reply(committed.and(result)))
    })
}

/// Where the writer sits.
struct Desk {
    conn: Conn,
    url: DatabaseUrl,
    /// The write-ahead log.
    log: PathBuf,
    /// When the log was last folded in, or that was tried.
    folded: Option<Instant>,
    committed: Arc<Notify>,
}

impl Desk {
    fn work(mut self, mut jobs: mpsc::Receiver<Message>) {
        let mut stop = false;
        while !stop {
            let Some(Message::Job(first)) = jobs.blocking_recv() else {
                break;
            };
            let mut replies = Vec::new();
            let outcome = self.batch(first, &mut jobs, &mut replies, &mut stop);
            if outcome.is_err() || depth(&mut self.conn) != Some(0) {
                match connect(&self.url, Purpose::Writing) {
                    Ok(fresh) => self.conn = fresh,
                    Err(error) => {
                        tracing::error!(%error, "the writer could not reopen the database");
                    }
                }
            }
            if outcome.is_ok() {
                self.committed.notify_one();
            }
            for reply in replies {
                reply(outcome.clone());
            }
            self.shorten_log();
        }
        // Leaves a database of one file for whoever copies it.
        self.fold();
    }

    /// Runs what is waiting in one transaction.
    fn batch(
        &mut self,
        first: Job,
        jobs: &mut mpsc::Receiver<Message>,
        replies: &mut Vec<Reply>,
        stop: &mut bool,
    ) -> Result<(), AppError> {
        let conn = &mut self.conn;
        if let Err(error) = begin_writing(conn) {
            // The job goes unrun, of which its caller hears as its reply is dropped.
            tracing::error!(%error, "a batch could not begin");
            return Err(AppError::Unavailable);
        }
        let mut next = Some(first);
        while let Some(job) = next.take() {
            replies.push(job(conn));
            if depth(conn) != Some(1) {
                tracing::error!("a write left its savepoint open");
                return Err(AppError::Unavailable);
            }
            if replies.len() < BATCH {
                match jobs.try_recv() {
                    Ok(Message::Job(job)) => next = Some(job),
                    Ok(Message::Stop) => *stop = true,
                    Err(_) => {}
                }
            }
        }
        commit(conn).map_err(|error| {
            tracing::error!(%error, "a batch was not committed");
            AppError::Unavailable
        })
    }

    /// Folds a long log in. `SQLite` does so by itself after a commit, but only as far as no reader
    /// looks, and begins the log anew only when none does: under readers without a pause it would
    /// grow for ever. This waits for the readers of the moment; those that come later read the
    /// folded pages and are not held up.
    fn shorten_log(&mut self) {
        let long = std::fs::metadata(&self.log).is_ok_and(|log| log.len() > LONG_LOG);
        let lately = self.folded.is_some_and(|at| at.elapsed() < FOLD_PAUSE);
        if long && !lately {
            self.folded = Some(Instant::now());
            self.fold();
        }
    }

    fn fold(&mut self) {
        match fold_log(&mut self.conn, FOLD_WAIT) {
            Ok(true) => {}
            Ok(false) => tracing::info!("the write-ahead log is in use and was not folded in"),
            Err(error) => tracing::warn!(%error, "the write-ahead log was not folded in"),
        }
    }
}

/// How deep in transactions the connection is; nothing when it is broken.
fn depth(conn: &mut Conn) -> Option<u32> {
    type Manager = <Conn as Connection>::TransactionManager;
    Manager::transaction_manager_status_mut(conn)
        .transaction_depth()
        .ok()
        .map(|depth| depth.map_or(0, std::num::NonZeroU32::get))
}

/// The file beside a database that holds what is not folded in yet.
fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log)
}
