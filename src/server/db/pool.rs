//! A pool of connections behind a gate.
//!
//! Requests wait for a connection at the gate, without a thread each; too many waiting, or one
//! waiting too long, is refused. A lost connection is replaced, and work that nothing came of is
//! tried again, a bounded number of times.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::{
    Connection,
    connection::TransactionManager,
    r2d2::{self, ManageConnection, R2D2Connection as _},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use crate::{
    error::AppError,
    server::{
        engine::{Conn, DatabaseUrl, Purpose, commit, connect},
        faults, request_id,
    },
};

/// How long a request waits at the gate at most.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many wait at the gate at most; more are refused at once.
const WAITING: usize = 16_384;
/// How long a new connection may take.
const CONNECTING: Duration = Duration::from_secs(3);
/// How often work is tried, and how old it may be for another try.
const TRIES: u32 = 3;
const TRYING: Duration = Duration::from_secs(5);

type Manager = <Conn as Connection>::TransactionManager;

/// See the module; cheap to clone.
#[derive(Clone)]
pub(super) struct Pool {
    /// Nothing once they were let go of.
    connections: Arc<Mutex<Option<r2d2::Pool<Source>>>>,
    gate: Arc<Semaphore>,
    /// Places for those at the gate and those beyond it.
    places: Arc<Semaphore>,
    size: u32,
    shared: bool,
}

/// What came of a try.
enum Try<T> {
    /// The work answered, and what it did is done or undone as it answered.
    Answered(Result<T, AppError>),
    /// Nothing came of it; it may be tried again.
    Nothing,
    /// Nobody knows whether it was committed.
    Unknown,
}

impl Pool {
    /// A pool of `size` connections, with one open; `users` knows of each as long as it is there.
    pub(super) fn open(
        url: &DatabaseUrl,
        purpose: Purpose,
        size: u32,
        users: &TaskTracker,
    ) -> anyhow::Result<Self> {
        let source = Source {
            url: url.clone(),
            purpose,
            losses: Arc::default(),
            user: users.token(),
        };
        let connections = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(CONNECTING)
            .test_on_check_out(true)
            .build(source)?;
        Ok(Self {
            connections: Arc::new(Mutex::new(Some(connections))),
            gate: Arc::new(Semaphore::new(usize::try_from(size)?)),
            places: Arc::new(Semaphore::new(WAITING)),
            size,
            shared: url.is_shared(),
        })
    }

    /// Runs `work` without a transaction.
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        self.run(move |conn| Try::Answered(work(conn))).await
    }

    /// Runs short `work` without a transaction: on a file here and now, if a connection is free.
    pub(super) async fn look_up<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        if !self.shared
            && let Some(mut kept) = self.connections()?.try_get()
        {
            return work(&mut kept.conn);
        }
        self.read(work).await
    }

    /// Runs `work` in a transaction.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        self.run(move |conn| transact(conn, &work)).await
    }

    /// Lets those in who wait, then nobody any more.
    pub(super) async fn close(&self) {
        // The gate lets in by order of arrival, so that this is behind all who wait.
        if let Ok(_all) = self.gate.acquire_many(self.size).await {
            self.gate.close();
        }
    }

    /// Lets go of the connections, of those in use when they are given back.
    pub(super) fn disconnect(&self) {
        self.slot().take();
    }

    fn connections(&self) -> Result<r2d2::Pool<Source>, AppError> {
        self.slot().clone().ok_or(AppError::Unavailable)
    }

    fn slot(&self) -> MutexGuard<'_, Option<r2d2::Pool<Source>>> {
        // Whoever panicked with it has left it whole.
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    async fn run<T, F>(&self, attempt: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Try<T> + Send + 'static,
    {
        let permits = self.enter().await?;
        let (connections, shared) = (self.connections()?, self.shared);
        let request = request_id::current();
        let task = tokio::task::spawn_blocking(move || {
            let _permits = permits;
            let begun = Instant::now();
            request_id::within(request, || {
                (0..TRIES)
                    .take_while(|_| begun.elapsed() < TRYING)
                    .find_map(|_| try_once(&connections, shared, &attempt).transpose())
                    .unwrap_or(Err(AppError::Unavailable))
            })
        });
        task.await.map_err(|error| faults::internal(&error))?
    }

    async fn enter(&self) -> Result<(OwnedSemaphorePermit, OwnedSemaphorePermit), AppError> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| AppError::Unavailable)?;
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.gate).acquire_owned()).await;
        match turn {
            Ok(Ok(turn)) => Ok((place, turn)),
            _ => Err(AppError::Unavailable),
        }
    }
}

/// One try on one connection; nothing when it is worth another.
fn try_once<T>(
    connections: &r2d2::Pool<Source>,
    shared: bool,
    attempt: &impl Fn(&mut Conn) -> Try<T>,
) -> Result<Option<T>, AppError> {
    let mut kept = connections.get().map_err(|error| {
        tracing::warn!(%error, "no connection to the database");
        AppError::Unavailable
    })?;
    let tried = attempt(&mut kept.conn);
    let failed = !matches!(&tried, Try::Answered(Ok(_)));
    // What else may have gone wrong: the connection itself. Then every error is only that.
    if failed && shared && (kept.conn.is_broken() || kept.conn.ping().is_err()) {
        kept.lost = true;
        connections_lost(&kept);
        return match tried {
            Try::Unknown => Err(AppError::Unavailable),
            Try::Answered(_) | Try::Nothing => Ok(None),
        };
    }
    match tried {
        Try::Answered(Err(AppError::Unavailable)) if shared => Ok(None),
        Try::Answered(answer) => answer.map(Some),
        Try::Nothing => Ok(None),
        Try::Unknown => Err(AppError::Unavailable),
    }
}

/// One transaction around `work`.
fn transact<T>(conn: &mut Conn, work: &impl Fn(&mut Conn) -> Result<T, AppError>) -> Try<T> {
    if let Err(error) = Manager::begin_transaction(conn) {
        tracing::warn!(%error, "a transaction could not begin");
        return Try::Nothing;
    }
    let answer = catch_unwind(AssertUnwindSafe(|| work(conn)))
        .unwrap_or_else(|_| Err(faults::internal(&"a write panicked")));
    let ended = match &answer {
        Ok(_) => commit(conn),
        Err(_) => Manager::rollback_transaction(conn),
    };
    match (answer, ended) {
        (Ok(_), Err(error)) => {
            tracing::error!(%error, "a change was not committed");
            Try::Unknown
        }
        // A rollback that fails is one that the engine does by itself.
        (answer, _) => Try::Answered(answer),
    }
}

/// A connection in the pool.
struct Kept {
    conn: Conn,
    /// It was found to be gone.
    lost: bool,
    /// The number of losses when it was last known to be well.
    losses: u64,
    all_losses: Arc<AtomicU64>,
    /// After the connection, which is closed first.
    _user: TaskTrackerToken,
}

fn connections_lost(kept: &Kept) {
    kept.all_losses.fetch_add(1, Ordering::Relaxed);
}

/// Makes connections. Where one is lost, others are likely to be: each is tried before it is
/// used again.
struct Source {
    url: DatabaseUrl,
    purpose: Purpose,
    losses: Arc<AtomicU64>,
    /// Connections are also made in threads of the pool's own.
    user: TaskTrackerToken,
}

impl ManageConnection for Source {
    type Connection = Kept;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Kept, Self::Error> {
        let losses = self.losses.load(Ordering::Relaxed);
        let conn = connect(&self.url, self.purpose).map_err(|error| {
            let error = diesel::ConnectionError::BadConnection(error.to_string());
            diesel::r2d2::Error::ConnectionError(error)
        })?;
        Ok(Kept {
            conn,
            lost: false,
            losses,
            all_losses: Arc::clone(&self.losses),
            _user: self.user.clone(),
        })
    }

    fn is_valid(&self, kept: &mut Kept) -> Result<(), Self::Error> {
        let losses = self.losses.load(Ordering::Relaxed);
        if kept.losses != losses {
            kept.conn.ping().map_err(diesel::r2d2::Error::QueryError)?;
            kept.losses = losses;
        }
        Ok(())
    }

    fn has_broken(&self, kept: &mut Kept) -> bool {
        kept.lost || std::thread::panicking() || kept.conn.is_broken()
    }
}
