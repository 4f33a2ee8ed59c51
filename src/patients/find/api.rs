//! Finding a patient.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::Hit;
use crate::error::AppError;

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{auth::Role, server::Auth};

/// The longest text that is looked for.
#[cfg(feature = "server")]
const LONGEST: usize = 200;

/// The patients who fit what was typed, the best first, at most 20: by name in whatever order and with a slip in
/// each word, by a part of the telephone number, by the day or year of birth, by the number of an appointment. A
/// doctor finds patients who have or had an appointment with them.
#[get("/api/patients/find?q&limit", auth: Auth)]
pub async fn find(q: Option<String>, limit: Option<u32>) -> Result<Vec<Hit>, AppError> {
    auth.require(&[Role::Admin, Role::FrontDesk, Role::Doctor])?;
    let scope = auth.scope()?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let q: String = q.unwrap_or_default().chars().take(LONGEST).collect();
    let limit = limit.map_or(store::MOST, |limit| {
        usize::try_from(limit).unwrap_or(store::MOST)
    });
    app.db
        .read(move |conn| {
            let limit = limit.clamp(1, store::MOST);
            Ok(store::find(conn, &settings, scope, &q, limit, now)?)
        })
        .await
}
