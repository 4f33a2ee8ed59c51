//! Links to screens, for admins.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{NewScreen, Screen, ScreenForm};
use crate::{
    error::AppError,
    form::{Input, Nothing},
};

#[cfg(feature = "server")]
use super::{model::ScreenKind, store};
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    auth::Role,
    error::FieldErrors,
    server::Auth,
};

/// Every link, those that are open first.
#[get("/api/admin/screens", auth: Auth)]
pub async fn list() -> Result<Vec<Screen>, AppError> {
    auth.require(&[Role::Admin])?;
    let settings = auth.app.settings().await?;
    auth.app
        .db
        .read(move |conn| Ok(store::all(conn, &settings)?))
        .await
}

/// Makes a link and tells it, this once.
#[post("/api/admin/screens", auth: Auth)]
pub async fn add(form: Input<ScreenForm>) -> Result<NewScreen, AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let mut errors = FieldErrors::default();
    let Some((kind, shows, name)) = form.check(&mut errors) else {
        return Err(errors.into_error());
    };
    let (app, actor) = (auth.app.clone(), auth.actor());
    let token = store::new_token();
    let (kept, called) = (token.clone(), name.clone());
    let id = app
        .db
        .write(move |conn| {
            let (by, at) = (actor.user_id, actor.at);
            let id = store::create(conn, kind, shows, &called, &kept, by, at)?;
            let detail = match kind {
                ScreenKind::WaitingRoom => format!("{called}, {}, {}", kind.key(), shows.key()),
                ScreenKind::Kiosk => format!("{called}, {}", kind.key()),
            };
            let entity = Some(Entity::Screen(id));
            audit::store::record(conn, &actor, Action::ScreenAdded, entity, &detail)?;
            Ok(id)
        })
        .await?;
    let home = app.config.base_url.as_deref().unwrap_or_default();
    let link = format!("{home}{}", kind.path(&token));
    auth.leads_to(
        "/admin/screens",
        &format!("The link of {name}, shown only now: {link}"),
    );
    Ok(NewScreen {
        id,
        kind,
        name,
        link,
    })
}

/// Closes a link for good: within seconds its screen shows nothing any more, and its kiosk takes no code from now on.
#[post("/api/admin/screens/{id}/revoke", auth: Auth)]
pub async fn revoke(id: i64, form: Input<Nothing>) -> Result<(), AppError> {
    let Input(Nothing {}) = form;
    auth.require(&[Role::Admin])?;
    let actor = auth.actor();
    auth.app
        .db
        .write(move |conn| {
            if let Some(name) = store::revoke(conn, id, actor.at)? {
                let entity = Some(Entity::Screen(id));
                audit::store::record(conn, &actor, Action::ScreenRevoked, entity, &name)?;
            }
            Ok(())
        })
        .await?;
    auth.leads_to("/admin/screens", "The link is revoked.");
    Ok(())
}
