//! The connection of a live board.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::wire::{Opening, Socket};
use crate::error::AppError;

#[cfg(feature = "server")]
use super::{batch::View, model::Sequence, open_board::OpenBoard};
#[cfg(feature = "server")]
use crate::{
    auth::Role,
    form::validate,
    server::{Auth, Scope, session_store},
};

/// Boards that one server holds open at most: many more than it was measured with.
#[cfg(feature = "server")]
const MOST: usize = 5_000;

/// Opens a WebSocket on which the server tells what changes on a day (`YYYY-MM-DD`, today unless given), as
/// lists of [`Message`](super::model::Message); a doctor is told of what is the doctor's own, on any day. A board
/// that was loaded at a sequence is told what it has missed since.
#[get("/api/live?date&epoch&number", auth: Auth)]
pub async fn live(
    date: Option<String>,
    epoch: Option<String>,
    number: Option<u64>,
    opening: Opening,
) -> Result<Socket, AppError> {
    let user = auth.require(&[Role::Admin, Role::FrontDesk, Role::Doctor])?;
    let scope = auth.scope()?;
    let app = auth.app.clone();
    let date = match date.as_deref().and_then(validate::optional) {
        None => app.settings().await?.local(app.now()).date(),
        Some(text) => text
            .parse()
            .map_err(|_| AppError::field("date", "Give a day as YYYY-MM-DD."))?,
    };
    let view = match scope {
        Scope::Clinic => View::Day(date),
        Scope::Doctor(id) => View::Doctor(id),
        Scope::Patient(_) => return Err(AppError::Forbidden),
    };
    let session = auth.session.session.id().ok_or(AppError::NotSignedIn)?;
    if app.boards.open() >= MOST {
        return Err(AppError::Unavailable);
    }
    let known = epoch
        .zip(number)
        .map(|(epoch, number)| Sequence { epoch, number });
    let board = OpenBoard {
        view,
        over: app
            .boards
            .guard
            .admit(session_store::stored_id(&session), user),
        stopping: app.boards.stopping(),
        subscription: app.boards.subscribe(known.as_ref()),
        app: app.clone(),
    };
    opening
        .open(move |socket| board.serve(socket))
        .ok_or(AppError::Malformed)
}
