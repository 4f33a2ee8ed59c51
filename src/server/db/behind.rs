//! What is written behind the answer, on `PostgreSQL`: one change after another, in the order they
//! were handed over, each tried again while the database is away.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::{mpsc, oneshot};

use super::pool::Pool;
use crate::{error::AppError, server::engine::Conn};

/// Changes that may wait; more are lost, and said to be.
const QUEUE: usize = 16_384;
/// How long a change is tried while the database is away.
const TRYING: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(250);

type Work = Arc<dyn Fn(&mut Conn) -> Result<(), AppError> + Send + Sync>;

enum Message {
    Work(Work),
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
            while let Some(message) = waiting.recv().await {
                match message {
                    Message::Work(work) => write(&pool, work).await,
                    Message::Mark(done) => {
                        // Whoever asked may have gone away.
                        let _ = done.send(());
                    }
                }
            }
        });
        Self(queue)
    }

    pub(super) fn hand_over<F>(&self, work: F)
    where
        F: Fn(&mut Conn) -> Result<(), AppError> + Send + Sync + 'static,
    {
        if self.0.try_send(Message::Work(Arc::new(work))).is_err() {
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

async fn write(pool: &Pool, work: Work) {
    let begun = Instant::now();
    loop {
        let again = Arc::clone(&work);
        match pool.write(move |conn| again(conn)).await {
            Ok(()) => return,
            Err(AppError::Unavailable) if begun.elapsed() < TRYING => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => {
                tracing::error!(%error, "a change written behind was lost");
                return;
            }
        }
    }
}
