//! Finding, registering and changing patients.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::{
    duplicates::model::RegisterForm,
    model::{EditForm, Patient, PatientRow},
};
use crate::{appointments::model::Paged, error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{duplicates, merge, store};
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    auth::Role,
    error::FieldErrors,
    server::{
        Auth, Scope,
        engine::{self, Lock},
    },
};

/// The roles that keep patients' records.
#[cfg(feature = "server")]
const KEEPERS: &[Role] = &[Role::Admin, Role::FrontDesk];

/// Patients by name: those whom every word of `q` finds by name, telephone number or date of
/// birth. A doctor finds patients who have or had an appointment with them.
#[get("/api/patients?q&page", auth: Auth)]
pub async fn list(q: Option<String>, page: Option<u32>) -> Result<Paged<PatientRow>, AppError> {
    auth.require(&[Role::Admin, Role::FrontDesk, Role::Doctor])?;
    let scope = auth.scope()?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let q = q.unwrap_or_default();
    app.db
        .read(move |conn| {
            Ok(store::page(
                conn,
                &settings,
                scope,
                &q,
                page.unwrap_or(1),
                now,
            )?)
        })
        .await
}

/// A patient's record: of their own, or for those who treat or serve them.
#[get("/api/patients/{id}", auth: Auth)]
pub async fn get(id: i64) -> Result<Patient, AppError> {
    let scope = auth.scope()?;
    let patient = auth
        .app
        .db
        .read(move |conn| Ok(store::find_within(conn, scope, id)?))
        .await?;
    if !matches!(scope, Scope::Patient(_)) {
        // Through the number of one that was merged into it, it is this record that is seen.
        auth.viewed_patient(patient.id);
    }
    Ok(patient)
}

/// Registers a patient who has no account. Who may be registered already is refused at `anyway`, unless that is set.
#[post("/api/patients", auth: Auth)]
pub async fn register(form: Input<RegisterForm>) -> Result<Patient, AppError> {
    let Input(form) = form;
    auth.require(KEEPERS)?;
    let app = &auth.app;
    let today = app.settings().await?.local(app.now()).date();
    let mut errors = FieldErrors::default();
    let anyway = form.anyway;
    let Some(details) = form.details().check(today, false, &mut errors) else {
        return Err(errors.into_error());
    };
    let actor = auth.actor();
    let patient = app
        .db
        .write(move |conn| {
            duplicates::store::refuse(conn, &details, anyway)?;
            let id = store::create(conn, None, &details, actor.at)?;
            audit::store::record(
                conn,
                &actor,
                Action::PatientRegistered,
                Some(Entity::Patient(id)),
                "",
            )?;
            Ok(store::find(conn, id)?)
        })
        .await?;
    auth.leads_to(
        &format!("/patients/{}", patient.id),
        "The patient is registered.",
    );
    Ok(patient)
}

/// Changes a patient's details.
#[post("/api/patients/{id}", auth: Auth)]
pub async fn change(id: i64, form: Input<EditForm>) -> Result<Patient, AppError> {
    let Input(form) = form;
    auth.require(KEEPERS)?;
    let app = &auth.app;
    let today = app.settings().await?.local(app.now()).date();
    let version = form.version;
    let mut errors = FieldErrors::default();
    let Some(details) = form.details().check(today, false, &mut errors) else {
        return Err(errors.into_error());
    };
    let actor = auth.actor();
    let patient = app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Patient(id)])?;
            merge::store::unmerged(conn, id)?;
            if !store::update(conn, id, version, &details)? {
                return Err(AppError::conflict(
                    "Somebody has changed this patient's details meanwhile. Please look at them again.",
                ));
            }
            audit::store::record(conn, &actor, Action::PatientChanged, Some(Entity::Patient(id)), "")?;
            Ok(store::find(conn, id)?)
        })
        .await?;
    auth.leads_to(&format!("/patients/{id}"), "The details are saved.");
    Ok(patient)
}
