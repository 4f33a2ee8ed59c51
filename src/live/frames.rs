//! What a server sends on a live connection, and how often at least.

use std::time::Duration;

use axum::extract::ws::{Message as Frame, WebSocket};
use tokio::time::timeout;

use super::{batch, model::Message};

/// How often both sides hear from one another when nothing happens.
pub(super) const BEAT: Duration = Duration::from_secs(15);
/// How long one message may take to leave.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a connection ends: the other side has gone.
pub(super) struct Gone;

/// Says one thing.
pub(super) async fn say(socket: &mut WebSocket, message: Message) -> Result<(), Gone> {
    send(socket, Frame::Text(batch::text(&[message]))).await
}

/// Sends a frame, if it leaves in time.
pub(super) async fn send(socket: &mut WebSocket, frame: Frame) -> Result<(), Gone> {
    match timeout(PATIENCE, socket.send(frame)).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Gone),
    }
}
