//! Merging records, and undoing it.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{Comparison, Merge, MergeForm};
use crate::{
    error::AppError,
    form::{Input, Nothing},
    patients::duplicates::model::Duplicate,
};

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{
    auth::Role,
    patients::{duplicates, store as patients},
    server::Auth,
};

/// The roles that merge records.
#[cfg(feature = "server")]
const KEEPERS: &[Role] = &[Role::Admin, Role::FrontDesk];

/// Records that may be of the same person as this one, the likeliest first, at most 5.
#[get("/api/patients/{id}/lookalikes", auth: Auth)]
pub async fn lookalikes(id: i64) -> Result<Vec<Duplicate>, AppError> {
    auth.require(KEEPERS)?;
    auth.app
        .db
        .read(move |conn| {
            let patient = patients::unmerged(conn, id)?;
            let person = store::person(&patient);
            let mut found = duplicates::store::like(conn, &person)?;
            found.retain(|each| each.id != id);
            Ok(found)
        })
        .await
}

/// This record and another one side by side, before they are merged.
#[get("/api/patients/{id}/merge?with", auth: Auth)]
pub async fn compare(id: i64, with: Option<i64>) -> Result<Comparison, AppError> {
    auth.require(KEEPERS)?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    let with = with.ok_or_else(|| AppError::field("merged_id", "Choose the other record."))?;
    let compared = auth
        .app
        .db
        .read(move |conn| store::compare(conn, &settings, id, with, now))
        .await?;
    for id in [id, with] {
        auth.viewed_patient(id);
    }
    Ok(compared)
}

/// The merges into this record that stand, the latest first.
#[get("/api/patients/{id}/merges", auth: Auth)]
pub async fn list(id: i64) -> Result<Vec<Merge>, AppError> {
    auth.require(KEEPERS)?;
    let settings = auth.app.settings().await?;
    auth.app
        .db
        .read(move |conn| store::of(conn, &settings, id))
        .await
}

/// Merges another record into this one: its visits, its requests and, if only it has one that may sign in, its
/// account.
#[post("/api/patients/{id}/merge", auth: Auth)]
pub async fn merge(id: i64, form: Input<MergeForm>) -> Result<Merge, AppError> {
    let Input(form) = form;
    auth.require(KEEPERS)?;
    let merged = form
        .merged_id
        .filter(|merged| *merged != id)
        .ok_or_else(|| AppError::field("merged_id", "Choose the other record."))?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    let made = auth
        .app
        .db
        .write(move |conn| {
            let made = store::merge(conn, &settings, &actor, id, merged, &form)?;
            store::find(conn, &settings, made)
        })
        .await?;
    auth.leads_to(&format!("/patients/{id}"), "The two records are one now.");
    Ok(made)
}

/// Undoes a merge: both records are as they were. What was booked since stays where it is, unless it came of what
/// goes back.
#[post("/api/merges/{id}/undo", auth: Auth)]
pub async fn undo(id: i64, form: Input<Nothing>) -> Result<Merge, AppError> {
    let Input(Nothing {}) = form;
    auth.require(KEEPERS)?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    let undone = auth
        .app
        .db
        .write(move |conn| {
            store::undo(conn, &actor, id)?;
            store::find(conn, &settings, id)
        })
        .await?;
    auth.leads_to(
        &format!("/patients/{}", undone.kept_id),
        "The merge is undone.",
    );
    Ok(undone)
}
