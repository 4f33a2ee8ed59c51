//! A connection that is told that something has changed, and not what: for screens that may not know more.

use std::time::Duration;

use axum::extract::ws::{Message as Frame, WebSocket};
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, MissedTickBehavior, interval, interval_at},
};

use super::{
    boards::{Subscription, Tiding},
    frames::{BEAT, Gone, say, send},
    model::Message,
    wire::{Opening, Socket},
};
use crate::server::AppState;

/// How often it is looked at whether the other side still may listen.
const LOOK: Duration = Duration::from_secs(2);
/// Changes that come close together are told as one.
const TOGETHER: Duration = Duration::from_millis(100);

/// Answers that the connection is open, and rings on it with each change for as long as `may` says so;
/// nothing when the request was none for a connection.
pub fn open<F, Fut>(app: &AppState, opening: Opening, may: F) -> Option<Socket>
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = bool> + Send + 'static,
{
    let app = app.clone();
    // Before the other side knows of it, so that it misses nothing from then on.
    let heard = app.boards.subscribe(None);
    // And so that a server that stops waits also for one that is still being opened.
    let mut stopping = app.boards.stopping();
    opening.open(move |mut socket| async move {
        let there = tokio::select! {
            rung = ring(&app, &mut socket, heard, may) => rung.is_ok(),
            _ = stopping.wait_for(|stop| *stop) => true,
        };
        if there {
            // Who goes just now need not be told that it is over.
            let _: Result<(), Gone> = send(&mut socket, Frame::Close(None)).await;
        }
    })
}

/// Rings until one side has enough.
async fn ring<F, Fut>(
    app: &AppState,
    socket: &mut WebSocket,
    mut heard: Subscription,
    may: F,
) -> Result<(), Gone>
where
    F: Fn() -> Fut,
    Fut: Future<Output = bool>,
{
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut beats = interval_at(Instant::now() + BEAT, BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            // A change that was missed is as good as one that came.
            tiding = heard.tidings.recv() => match tiding {
                Err(RecvError::Closed) => return Ok(()),
                // What is kept for patients is on no screen.
                Ok(Tiding::Changes(batch)) if !batch.has_appointments() => {}
                Ok(_) | Err(RecvError::Lagged(_)) => {
                    tokio::time::sleep(TOGETHER).await;
                    heard = app.boards.subscribe(None);
                    say(socket, Message::Reload(heard.sequence.clone())).await?;
                }
            },
            _ = look.tick() => {
                if !may().await {
                    return Ok(());
                }
            }
            // A screen that hears nothing for long takes the connection for dead.
            _ = beats.tick() => say(socket, Message::Hello(heard.sequence.clone())).await?,
            said = socket.recv() => {
                if !matches!(said, Some(Ok(_))) {
                    return Err(Gone);
                }
            }
        }
    }
}
