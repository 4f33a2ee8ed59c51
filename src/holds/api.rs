//! Keeping a time while it is being booked.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{Hold, HoldForm};
use crate::{
    error::AppError,
    form::{Input, Nothing},
};

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{
    appointments::{
        booking::{for_patient, with_nearest},
        links::{BookPath, MovePath},
        placing::Wish,
    },
    error::FieldErrors,
    server::{Auth, Scope},
};

/// Keeps a free time for five minutes. What was kept for the patient before is given up.
#[post("/api/holds", auth: Auth)]
pub async fn place(form: Input<HoldForm>) -> Result<Hold, AppError> {
    let Input(form) = form;
    let mut errors = FieldErrors::default();
    let (patient_id, audience) = for_patient(&auth, form.patient_id, &mut errors)?;
    if form.doctor_id.is_none() {
        errors.add("doctor_id", "Choose a doctor.");
    }
    let start = errors.check(
        "starts_at",
        form.starts_at
            .trim()
            .parse::<jiff::Timestamp>()
            .map_err(|_| "Choose a time."),
    );
    let (Some(patient_id), Some(doctor_id), Some(starts_at)) = (patient_id, form.doctor_id, start)
    else {
        return Err(errors.into_error());
    };
    let wish = Wish {
        patient_id,
        doctor_id,
        visit_type_id: form.visit_type_id,
        starts_at,
        audience,
        overbook: None,
    };
    let app = auth.app.clone();
    let settings = app.settings().await?;
    let (actor, scope) = (auth.actor(), auth.scope()?);
    let (wished, moved) = (wish.clone(), form.appointment_id);
    let kept = app
        .db
        .write(move |conn| {
            if let Some(moved) = moved {
                // Theirs to move, or not there at all.
                crate::appointments::store::find(conn, &settings, scope, moved)?;
            }
            let until = actor.at.checked_add(store::KEPT).unwrap_or(actor.at);
            let id = store::place(conn, &settings, &actor, &wish, until, false, moved)?;
            store::find(conn, &settings, id, None, actor.at)
        })
        .await;
    let hold = with_nearest(&auth, &wished, kept).await?;
    auth.leads_to(&review(&hold, &form), "");
    Ok(hold)
}

/// The page on which what was chosen is confirmed.
#[cfg(feature = "server")]
fn review(hold: &Hold, form: &HoldForm) -> String {
    match form.appointment_id {
        Some(id) => MovePath {
            id,
            doctor_id: Some(hold.doctor_id),
            date: None,
            start: Some(hold.starts_at),
        }
        .to_string(),
        None => BookPath {
            doctor_id: hold.doctor_id,
            visit_type_id: hold.visit_type_id,
            date: None,
            start: Some(hold.starts_at),
            patient_id: form.patient_id,
        }
        .to_string(),
    }
}

/// What is kept for a patient: themselves, or the one that staff name.
#[get("/api/holds/mine?patient_id", auth: Auth)]
pub async fn mine(patient_id: Option<i64>) -> Result<Option<Hold>, AppError> {
    let mut errors = FieldErrors::default();
    let (patient_id, _) = for_patient(&auth, patient_id, &mut errors)?;
    let patient_id = patient_id.ok_or_else(|| errors.into_error())?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| Ok(store::of_patient(conn, &settings, patient_id, now)?))
        .await
}

/// Whose holds the caller reaches: a patient's own, or everybody's.
#[cfg(feature = "server")]
fn reach(auth: &Auth) -> Result<Option<i64>, AppError> {
    match auth.scope()? {
        Scope::Patient(own) => Ok(Some(own)),
        Scope::Clinic => Ok(None),
        Scope::Doctor(_) => {
            auth.refused();
            Err(AppError::Forbidden)
        }
    }
}

/// Keeps a time for another five minutes.
#[post("/api/holds/{id}/extend", auth: Auth)]
pub async fn extend(id: i64, form: Input<Nothing>) -> Result<Hold, AppError> {
    let Input(Nothing {}) = form;
    let patient_id = reach(&auth)?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .write(move |conn| store::extend(conn, &settings, id, patient_id, now))
        .await
}

/// Gives a time back; one that is gone already is no error.
#[post("/api/holds/{id}/release", auth: Auth)]
pub async fn release(id: i64, form: Input<Nothing>) -> Result<(), AppError> {
    let Input(Nothing {}) = form;
    let patient_id = reach(&auth)?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .write(
            move |conn| match store::find(conn, &settings, id, patient_id, now) {
                Ok(_) => Ok(store::release(conn, id)?),
                Err(AppError::NotFound) => Ok(()),
                Err(error) => Err(error),
            },
        )
        .await
}
