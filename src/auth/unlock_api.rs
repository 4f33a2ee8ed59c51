//! Unlocking a client that was locked while its session went on.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{Me, UnlockForm};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    hashing::{self, Verdict},
    store,
};
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    server::Auth,
};

/// Checks the password of whoever is signed in; the session stays as it is. Guessing is slowed down as at
/// the log-in.
#[post("/api/session/unlock", auth: Auth)]
pub async fn unlock(form: Input<UnlockForm>) -> Result<Me, AppError> {
    let Input(form) = form;
    let user = auth.signed_in()?.clone();
    if form.password.is_empty() {
        return Err(AppError::field("password", "Enter your password."));
    }
    let app = auth.app.clone();
    let (attempt, now, throttle) = (
        auth.attempt(Some(&user.username)),
        app.now(),
        app.config.throttle,
    );
    let (name, begun) = (user.username.clone(), attempt.clone());
    let account = app
        .db
        .write(move |conn| {
            let account = store::find_account(conn, &name)?;
            if let Some(account) = account.as_ref().filter(|_| throttle) {
                let known = audit::store::has_signed_in_from(conn, account.id, &begun.address)?;
                begun.begin(conn, known, now)?;
            }
            Ok(account)
        })
        .await?;
    let hash = account
        .filter(|account| account.active)
        .map(|account| account.password_hash);
    if hashing::verify(&app, form.password, hash).await? == Verdict::Wrong {
        let (actor, entity) = (auth.actor(), Entity::User(user.id));
        app.db.write_behind(move |conn| {
            Ok(audit::store::record(
                conn,
                &actor,
                Action::UnlockFailed,
                Some(entity),
                "",
            )?)
        });
        return Err(AppError::field("password", "That is not your password."));
    }
    if throttle {
        app.db
            .write(move |conn| Ok(attempt.succeeded(conn)?))
            .await?;
    }
    Ok(user.me())
}
