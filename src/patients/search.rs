//! Searching the list of patients, page by page.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::PatientRow;
use crate::{
    appointments::model::Paged,
    error::AppError,
    form::{Input, optional_number},
};

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{auth::Role, server::Auth};

/// `POST /api/patients/search`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchForm {
    /// Words of a name, digits of a number, a date of birth.
    pub q: String,
    /// Which page of what is found; the first unless given.
    #[serde(deserialize_with = "optional_number")]
    pub page: Option<i64>,
}

/// The list of patients as `GET /api/patients` gives it, but what is searched for goes in the body: what tells who a
/// patient is stands in no address.
#[post("/api/patients/search", auth: Auth)]
pub async fn search(form: Input<SearchForm>) -> Result<Paged<PatientRow>, AppError> {
    let Input(SearchForm { q, page }) = form;
    auth.require(&[Role::Admin, Role::FrontDesk, Role::Doctor])?;
    let scope = auth.scope()?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let page = page.and_then(|page| u32::try_from(page).ok()).unwrap_or(1);
    app.db
        .read(move |conn| Ok(store::page(conn, &settings, scope, &q, page, now)?))
        .await
}
