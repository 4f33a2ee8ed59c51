//! Asking who is registered already.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{Duplicate, Newcomer};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{auth::Role, form::validate, patients::model::Checked, server::Auth};

/// The records that may be of somebody who is being registered, the likeliest first, at most 5. What is not yet
/// typed to its end counts for nothing.
#[post("/api/patients/duplicates", auth: Auth)]
pub async fn like(form: Input<Newcomer>) -> Result<Vec<Duplicate>, AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin, Role::FrontDesk])?;
    let app = &auth.app;
    let today = app.settings().await?.local(app.now()).date();
    let Ok(full_name) = validate::full_name(&form.full_name) else {
        return Ok(Vec::new());
    };
    let person = Checked {
        full_name,
        contact_number: validate::contact_number(&form.contact_number).unwrap_or_default(),
        email: String::new(),
        date_of_birth: validate::date_of_birth(&form.date_of_birth, today).ok(),
    };
    app.db
        .read(move |conn| Ok(store::like(conn, &person)?))
        .await
}
