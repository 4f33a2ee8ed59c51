//! What the screen shows, and word of when that changes.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::WaitingRoom;
use crate::{
    error::AppError,
    live::wire::{Opening, Socket},
};

#[cfg(feature = "server")]
use super::model;
#[cfg(feature = "server")]
use crate::{
    desk,
    live::bell,
    screens::{model::ScreenKind, store},
    server::{Auth, Scope},
};

/// What the waiting room is shown: no names of patients, at most their initials, and no ids.
#[get("/api/waiting-room/{token}", auth: Auth)]
pub async fn waiting_room(token: String) -> Result<WaitingRoom, AppError> {
    let app = &auth.app;
    let screen = store::admit(app, &auth.address, ScreenKind::WaitingRoom, &token).await?;
    let (settings, now) = (app.settings().await?, app.now());
    let date = settings.local(now).date();
    app.db
        .read(move |conn| {
            let shows = store::shows(conn, screen)?;
            let board = desk::store::board(conn, &settings, Scope::Clinic, date, now)?;
            Ok(model::seen(
                &board,
                shows,
                &settings.clinic.name,
                settings.local(now),
            ))
        })
        .await
}

/// A WebSocket on which the server says each time that there may be something new to read, and nothing
/// more. It closes when the link is revoked.
#[get("/api/waiting-room/{token}/live", auth: Auth)]
pub async fn live(token: String, opening: Opening) -> Result<Socket, AppError> {
    let (app, address) = (auth.app.clone(), auth.address.clone());
    store::admit(&app, &address, ScreenKind::WaitingRoom, &token).await?;
    let asked = app.clone();
    let may = move || {
        let (app, address, token) = (asked.clone(), address.clone(), token.clone());
        async move {
            let admitted = store::admit(&app, &address, ScreenKind::WaitingRoom, &token).await;
            admitted != Err(AppError::NotFound)
        }
    };
    bell::open(&app, opening, may).ok_or(AppError::Malformed)
}
