//! Rooms, for admins.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::RoomForm;
use crate::{error::AppError, form::Input, rules::model::Room};

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    auth::Role,
    error::FieldErrors,
    rules,
    server::{
        Auth,
        engine::{self, Lock},
    },
};

/// Every room, by name.
#[get("/api/admin/rooms", auth: Auth)]
pub async fn list() -> Result<Vec<Room>, AppError> {
    auth.require(&[Role::Admin])?;
    auth.app
        .db
        .read(|conn| Ok(rules::store::load_rooms(conn)?))
        .await
}

/// Adds a room and gives its id.
#[post("/api/admin/rooms", auth: Auth)]
pub async fn add(form: Input<RoomForm>) -> Result<i64, AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let mut errors = FieldErrors::default();
    let Some((name, active)) = form.check(&mut errors) else {
        return Err(errors.into_error());
    };
    let (app, actor) = (auth.app.clone(), auth.actor());
    let notice = format!("{name} is added.");
    let id = app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            store::check(conn, None, &name, active)?;
            let id = store::create(conn, &name, active)?;
            rules::store::changed(conn)?;
            let entity = Some(Entity::Room(id));
            audit::store::record(conn, &actor, Action::RoomAdded, entity, &name)?;
            Ok(id)
        })
        .await?;
    app.forget_settings();
    auth.leads_to("/admin/rooms", &notice);
    Ok(id)
}

/// Renames a room, or takes it in or out of use. Visits booked there stay there.
#[post("/api/admin/rooms/{id}", auth: Auth)]
pub async fn change(id: i64, form: Input<RoomForm>) -> Result<(), AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let mut errors = FieldErrors::default();
    let Some((name, active)) = form.check(&mut errors) else {
        return Err(errors.into_error());
    };
    let (app, actor) = (auth.app.clone(), auth.actor());
    let notice = format!("{name} is saved.");
    app.db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            store::check(conn, Some(id), &name, active)?;
            if !store::update(conn, id, form.version, &name, active)? {
                return Err(AppError::conflict(
                    "Somebody else has changed this room meanwhile. Reload the page to see how, then make your change again.",
                ));
            }
            rules::store::changed(conn)?;
            let state = if active { "in use" } else { "out of use" };
            let detail = format!("{name}, {state}");
            let entity = Some(Entity::Room(id));
            audit::store::record(conn, &actor, Action::RoomChanged, entity, &detail)?;
            Ok(())
        })
        .await?;
    app.forget_settings();
    auth.leads_to("/admin/rooms", &notice);
    Ok(())
}
