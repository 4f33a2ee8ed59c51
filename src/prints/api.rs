//! What is put together for paper alone.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::DaySheet;
use crate::error::AppError;

#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    auth::Role,
    desk,
    form::validate,
    server::Auth,
};

/// The day sheet (`YYYY-MM-DD`, today unless given), of one doctor where one is named; a doctor's own
/// for a doctor. It is put on record, since paper leaves the house.
#[get("/api/prints/day?date&doctor_id", auth: Auth)]
pub async fn day_sheet(date: Option<String>, doctor_id: Option<i64>) -> Result<DaySheet, AppError> {
    use jiff::civil::Date;
    auth.require(&[Role::Doctor, Role::FrontDesk, Role::Admin])?;
    let (app, scope) = (&auth.app, auth.scope()?);
    let (settings, now) = (app.settings().await?, app.now());
    let date = match date.as_deref().and_then(validate::optional) {
        None => settings.local(now).date(),
        Some(text) => text
            .parse::<Date>()
            .map_err(|_| AppError::field("date", "Give a day as YYYY-MM-DD."))?,
    };
    let sheet = app
        .db
        .read(move |conn| {
            let board = desk::store::board(conn, &settings, scope, date, now)?;
            Ok(DaySheet::of(&board, doctor_id, settings.local(now)))
        })
        .await?;
    let actor = auth.actor();
    app.db.write_behind(move |conn| {
        let entity = doctor_id.map(Entity::Doctor);
        let detail = date.to_string();
        audit::store::record(conn, &actor, Action::DaySheetPrinted, entity, &detail)?;
        Ok(())
    });
    Ok(sheet)
}
