//! A connection that is told that something has changed, and not what: for screens that may not know more.

use std::time::Duration;

use axum::extract::ws::{Message as Frame, WebSocket};
use tokio::{
    sync::broadcast::error::RecvError,
    time::{MissedTickBehavior, interval, timeout},
};

use super::{
    batch,
    boards::Subscription,
    model::Message,
    wire::{Opening, Socket},
};
use crate::server::AppState;

/// How often it is looked at whether the other side still may listen.
const LOOK: Duration = Duration::from_secs(2);
/// Changes that come close together are told as one.
const TOGETHER: Duration = Duration::from_millis(100);
/// How long one message may take to leave.
const PATIENCE: Duration = Duration::from_secs(10);

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
    opening.open(move |mut socket| async move {
        let mut stopping = app.boards.stopping();
        tokio::select! {
            () = ring(&app, &mut socket, heard, may) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
        // Who has gone need not be told that it is over.
        let _ = timeout(PATIENCE, socket.send(Frame::Close(None))).await;
    })
}

/// Rings until one side has enough.
async fn ring<F, Fut>(app: &AppState, socket: &mut WebSocket, mut heard: Subscription, may: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = bool>,
{
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            // A change that was missed is as good as one that came.
            tiding = heard.tidings.recv() => match tiding {
                Err(RecvError::Closed) => return,
                Ok(_) | Err(RecvError::Lagged(_)) => {
                    tokio::time::sleep(TOGETHER).await;
                    heard = app.boards.subscribe(None);
                    if !tell(socket, &heard).await {
                        return;
                    }
                }
            },
            _ = look.tick() => {
                if !may().await {
                    return;
                }
            }
            said = socket.recv() => {
                if !matches!(said, Some(Ok(_))) {
                    return;
                }
            }
        }
    }
}

/// Says that there is something new; false when the other side has gone.
async fn tell(socket: &mut WebSocket, heard: &Subscription) -> bool {
    let text = batch::text(&[Message::Reload(heard.sequence.clone())]);
    matches!(
        timeout(PATIENCE, socket.send(Frame::Text(text))).await,
        Ok(Ok(()))
    )
}
