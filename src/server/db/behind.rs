//! What is written behind the answer, on `PostgreSQL`: in the order it was handed over, what waits
//! in one transaction, tried again while the database is away. Where a connection is lost amid a
//! commit, that is at least once: of two evils an entry too many in the trail is the lesser.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use diesel::Connection as _;
use tokio::sync::{mpsc, oneshot};

use super::pool::Pool;
use crate::{
    error::AppError,
    server::{engine::Conn, faults},
};

/// Changes that may wait; more are lost, and said to be.
const QUEUE: usize = 16_384;
/// Changes that share a transaction at most.
const BATCH: usize = 256;
/// How old a change may become while the database is away.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(250);

type Work = Arc<dyn Fn(&mut Conn) -> Result<(), AppError> + Send + Sync>;

enum Message {
    /// To be done, and since when it waits.
    Work(Work, Instant),
    /// Answers once everything before it is done.
    Mark(oneshot::Sender<()>),
}

/// The queue of what is written behind.
pub(super) struct Behind(mpsc::Sender<Message>);

impl Behind {
    /// Starts the task that writes to `pool`, which ends with this.
    pub(super) fn start(pool: Pool) -> Self {
        let (queue, mut waiting) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let mut messages = Vec::new();
            while waiting.recv_many(&mut messages, BATCH).await > 0 {
                let mut batch = Vec::new();
                for message in messages.drain(..) {
                    match message {
                        Message::Work(work, since) => batch.push((work, since)),
                        Message::Mark(done) => {
                            write(&pool, std::mem::take(&mut batch)).await;
                            // Whoever asked may have gone away.
                            let _ = done.send(());
                        }
                    }
                }
                write(&pool, batch).await;
            }
        });
        Self(queue)
    }

    pub(super) fn hand_over<F>(&self, work: F)
    where
        F: Fn(&mut Conn) -> Result<(), AppError> + Send + Sync + 'static,
    {
        let message = Message::Work(Arc::new(work), Instant::now());
        if self.0.try_send(message).is_err() {
            tracing::error!("a change written behind was lost: the queue is full");
        }
    }

    /// Waits until everything handed over so far is done.
    pub(super) async fn catch_up(&self) {
        let (done, told) = oneshot::channel();
        if self.0.send(Message::Mark(done)).await.is_ok() {
            // The task ends only after this.
            let _ = told.await;
        }
    }
}

/// Writes a batch in one transaction, one that fails apart from the others.
async fn write(pool: &Pool, batch: Vec<(Work, Instant)>) {
    let Some(since) = batch.first().map(|(_, since)| *since) else {
        return;
    };
    let batch = Arc::new(batch);
    loop {
        let again = Arc::clone(&batch);
        let written = pool.write(move |conn| {
            for (work, _) in again.iter() {
                let contained = |conn: &mut Conn| {
                    catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or_else(|_| {
                        Err(faults::internal(&"a change written behind panicked"))
                    })
                };
                match conn.transaction(contained) {
                    Ok(()) => {}
                    // All of it once more.
                    Err(AppError::Unavailable) => return Err(AppError::Unavailable),
                    Err(error) => tracing::error!(%error, "a change written behind was lost"),
                }
            }
            Ok(())
        });
        match written.await {
            Ok(()) => return,
            Err(AppError::Unavailable) if since.elapsed() < PATIENCE => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => {
                let changes = batch.len();
                tracing::error!(%error, changes, "changes written behind were lost");
                return;
            }
        }
    }
}
