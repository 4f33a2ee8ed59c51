//! The day of the whole clinic.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::Board;
use crate::error::AppError;

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{
    auth::Role,
    form::validate,
    server::{Auth, app_state::Settings},
};

/// A day (`YYYY-MM-DD`, today unless given) as the front desk works on it; a doctor's own part of it.
#[get("/api/desk?date", auth: Auth)]
pub async fn board(date: Option<String>) -> Result<Board, AppError> {
    auth.require(&[Role::Admin, Role::FrontDesk, Role::Doctor])?;
    let scope = auth.scope()?;
    let app = &auth.app;
    let (settings, sequence) = app.settings_and_sequence().await?;
    let now = app.now();
    let date = day_asked_for(&settings, date.as_deref(), now)?;
    let board = app
        .db
        .read(move |conn| {
            let mut board = store::board(conn, &settings, scope, date, now)?;
            store::add_offers(&mut board, &settings, now);
            Ok(board)
        })
        .await?;
    Ok(Board { sequence, ..board })
}

/// The day that is meant: today unless one is given.
#[cfg(feature = "server")]
fn day_asked_for(
    settings: &Settings,
    date: Option<&str>,
    now: jiff::Timestamp,
) -> Result<jiff::civil::Date, AppError> {
    match date.and_then(validate::optional) {
        None => Ok(settings.local(now).date()),
        Some(text) => text
            .parse()
            .map_err(|_| AppError::field("date", "Give a day as YYYY-MM-DD.")),
    }
}
