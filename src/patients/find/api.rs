//! Finding a patient.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::Hit;
use crate::{
    error::AppError,
    form::{Input, checkbox, optional_number},
};

#[cfg(feature = "server")]
use std::collections::BTreeMap;

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{
    auth::Role,
    form::Flash,
    server::{Auth, wire::FLASH},
};

/// Where what is typed is sent. It goes in the body: what tells who a patient is stands in no address, which
/// proxies write into their logs and browsers into their history.
pub const FIND: &str = "/api/patients/find";

/// The longest text that is looked for.
#[cfg(feature = "server")]
const LONGEST: usize = 200;

/// `POST /api/patients/find`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FindForm {
    /// What is typed.
    pub q: String,
    /// How many are wanted at most; 20 unless given.
    #[serde(deserialize_with = "optional_number")]
    pub limit: Option<i64>,
    /// What is typed is kept in the session for the next page: the one a form without JavaScript stands on, which
    /// shows who is found.
    #[serde(deserialize_with = "checkbox")]
    pub keep: bool,
}

/// The patients who fit what was typed, the best first, at most 20: by name in whatever order and with a slip in
/// each word, by a part of the telephone number, by the day or year of birth, by the number of an appointment. A
/// doctor finds patients who have or had an appointment with them.
#[post("/api/patients/find", auth: Auth)]
pub async fn find(form: Input<FindForm>) -> Result<Vec<Hit>, AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin, Role::FrontDesk, Role::Doctor])?;
    let scope = auth.scope()?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let q: String = form.q.chars().take(LONGEST).collect();
    let limit = form
        .limit
        .map_or(store::MOST, |limit| usize::try_from(limit).unwrap_or(1));
    if form.keep {
        keep(&auth, &q).await?;
    }
    app.db
        .read(move |conn| {
            let limit = limit.clamp(1, store::MOST);
            Ok(store::find(conn, &settings, scope, &q, limit, now)?)
        })
        .await
}

/// Leaves what is typed for the next page, as a form that was refused does.
#[cfg(feature = "server")]
async fn keep(auth: &Auth, q: &str) -> Result<(), AppError> {
    let flash = Flash {
        action: FIND.to_owned(),
        values: BTreeMap::from([("q".to_owned(), q.to_owned())]),
        ..Flash::default()
    };
    auth.session.session.insert(FLASH, flash).await?;
    Ok(())
}
