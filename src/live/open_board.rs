//! A board that is open: one connection, told what concerns it until one side has enough.

use std::{future::pending, time::Duration};

use axum::extract::ws::{CloseFrame, Message as Frame, Utf8Bytes, WebSocket, close_code};
use tokio::{
    sync::{broadcast::error::RecvError, watch},
    time::{Instant, MissedTickBehavior, interval_at, sleep_until},
};

use super::{
    batch::{Batch, View},
    boards::{Subscription, Tiding},
    frames::{BEAT, Gone, say, send},
    model::{Message, Sequence},
};
use crate::server::AppState;

/// Beats without a word after which the other side is taken for dead.
const SILENCE: u32 = 3;
/// When all boards have to load again they do so one after another, so many of them a second.
const LOADS_A_SECOND: u32 = 50;
/// However many there are, the last one does so by then.
const LONGEST_TURN: Duration = Duration::from_secs(24);

/// What a board is opened with.
pub(super) struct OpenBoard {
    pub(super) app: AppState,
    pub(super) view: View,
    pub(super) subscription: Subscription,
    /// Whether its reader has lost the right to it.
    pub(super) over: watch::Receiver<bool>,
    /// Whether the server is stopping. A server waits for who holds one, and so also for a board whose connection
    /// has been promised but is not there yet.
    pub(super) stopping: watch::Receiver<bool>,
}

impl OpenBoard {
    /// Serves the board until it is closed.
    pub(super) async fn serve(mut self, mut socket: WebSocket) {
        let (mut stopping, mut over) = (self.stopping.clone(), self.over.clone());
        let (signed_out, code) = tokio::select! {
            // Whoever has lost the right is told nothing more, however much there is to tell.
            biased;
            // A guard that is gone guards nobody: the server is stopping.
            _ = over.wait_for(|over| *over) => (true, close_code::POLICY),
            _ = stopping.wait_for(|stop| *stop) => (false, close_code::RESTART),
            Gone = self.tell(&mut socket) => return,
        };
        let leave = async {
            if signed_out {
                say(&mut socket, Message::SignedOut).await?;
            }
            let reason = Utf8Bytes::default();
            send(&mut socket, Frame::Close(Some(CloseFrame { code, reason }))).await
        };
        // Who does not listen any more need not be told.
        let _: Result<(), Gone> = leave.await;
    }

    /// Tells what happens until the other side has gone.
    async fn tell(&mut self, socket: &mut WebSocket) -> Gone {
        match self.try_tell(socket).await {
            Ok(()) | Err(Gone) => Gone,
        }
    }

    async fn try_tell(&mut self, socket: &mut WebSocket) -> Result<(), Gone> {
        let mut at = self.subscription.sequence.clone();
        say(socket, Message::Hello(at.clone())).await?;
        for missed in std::mem::take(&mut self.subscription.missed) {
            pass_on(socket, &missed, self.view, &mut at).await?;
        }
        // When it is this board's turn to load again, if it has to.
        let mut due: Option<Instant> = None;
        let mut beats = interval_at(Instant::now() + BEAT, BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut silent = 0;
        loop {
            tokio::select! {
                tiding = self.subscription.tidings.recv() => match tiding {
                    Ok(Tiding::Changes(batch)) => pass_on(socket, &batch, self.view, &mut at).await?,
                    Ok(Tiding::Reload(batch)) => {
                        pass_on(socket, &batch, self.view, &mut at).await?;
                        due = due.or_else(|| Some(self.turn()));
                    }
                    Ok(Tiding::Anew) => due = due.or_else(|| Some(self.turn())),
                    Err(RecvError::Lagged(_)) => {
                        due = None;
                        at = self.reload(socket).await?;
                    }
                    Err(RecvError::Closed) => return Ok(()),
                },
                () = reached(due) => {
                    due = None;
                    at = self.reload(socket).await?;
                }
                heard = socket.recv() => match heard {
                    Some(Ok(_)) => silent = 0,
                    Some(Err(_)) | None => return Err(Gone),
                },
                _ = beats.tick() => {
                    if silent == SILENCE {
                        return Err(Gone);
                    }
                    silent += 1;
                    send(socket, Frame::Ping(axum::body::Bytes::new())).await?;
                    say(socket, Message::Hello(at.clone())).await?;
                }
            }
        }
    }

    /// A moment by chance within the time that all boards take to load again.
    fn turn(&self) -> Instant {
        let boards = u32::try_from(self.app.boards.open()).unwrap_or(u32::MAX);
        let all = Duration::from_secs(1) * boards / LOADS_A_SECOND;
        Instant::now() + all.min(LONGEST_TURN).mul_f64(rand::random())
    }

    /// Has the board load again, and goes on from now.
    async fn reload(&mut self, socket: &mut WebSocket) -> Result<Sequence, Gone> {
        self.subscription = self.app.boards.subscribe(None);
        let at = self.subscription.sequence.clone();
        say(socket, Message::Reload(at.clone())).await?;
        Ok(at)
    }
}

/// Tells of what is next for a board that is at `at`. What belongs to an epoch that it does not know is in what it
/// loads when it is its turn.
async fn pass_on(
    socket: &mut WebSocket,
    batch: &Batch,
    view: View,
    at: &mut Sequence,
) -> Result<(), Gone> {
    if batch.epoch() != at.epoch {
        return Ok(());
    }
    at.number = batch.last();
    send(socket, Frame::Text(batch.text(view))).await
}

/// Waits for a moment; for ever, if there is none.
async fn reached(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}
