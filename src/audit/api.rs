//! Reading the audit trail.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::Entry;
use crate::{appointments::model::Paged, error::AppError};

#[cfg(feature = "server")]
use super::{
    Action,
    store::{self, Filter},
};
#[cfg(feature = "server")]
use crate::{auth::Role, error::FieldErrors, form::validate, server::Auth};

/// The audit trail, the newest entry first: of the account that signs in as `user`, of one kind
/// of `action`, where they are given.
#[get("/api/audit?user&action&page", auth: Auth)]
pub async fn list(
    user: Option<String>,
    action: Option<String>,
    page: Option<u32>,
) -> Result<Paged<Entry>, AppError> {
    auth.require(&[Role::Admin])?;
    let settings = auth.app.settings().await?;
    let mut errors = FieldErrors::default();
    let action = action
        .as_deref()
        .and_then(validate::optional)
        .and_then(|key| {
            errors.check(
                "action",
                Action::from_key(key).ok_or("There is no such action."),
            )
        });
    errors.finish()?;
    auth.app
        .db
        .read(move |conn| {
            let user_id = match user.as_deref().and_then(validate::optional) {
                None => None,
                Some(name) => match store::account(conn, name) {
                    Ok(id) => Some(id),
                    Err(diesel::result::Error::NotFound) => return Ok(nothing()),
                    Err(error) => return Err(error.into()),
                },
            };
            Ok(store::page(
                conn,
                &settings,
                Filter { user_id, action },
                page.unwrap_or(1),
            )?)
        })
        .await
}

/// What somebody unknown has done.
#[cfg(feature = "server")]
fn nothing() -> Paged<Entry> {
    Paged {
        items: Vec::new(),
        page: 1,
        pages: 1,
        total: 0,
    }
}
