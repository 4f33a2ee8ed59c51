//! Planning, booking, moving and cancelling series.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{CancelForm, MoveForm, PlannedMove, Preview, Series, SeriesForm};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    model::{Rule, TIMES, dates},
    moving,
    plan::{self, With},
    store,
};
#[cfg(feature = "server")]
use crate::{
    appointments::{booking::for_patient, placing::Wish},
    doctors,
    error::FieldErrors,
    form::validate,
    patients,
    rules::model::Audience,
    server::{Auth, Scope, app_state::Settings},
};

/// Looks at each date of a series before it is booked: which are free, and what there is in the
/// place of the others.
#[post("/api/series/preview", auth: Auth)]
pub async fn preview(form: Input<SeriesForm>) -> Result<Preview, AppError> {
    let Input(form) = form;
    // Staff may plan before they know for whom.
    let (patient_id, audience) = for_patient(&auth, form.patient_id, &mut FieldErrors::default())?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    let mut errors = FieldErrors::default();
    let rule = Rule::read(&form.every, &form.unit, &form.times, &mut errors);
    let first = plan::reading(&form.starts_at, &settings.zone);
    let first = errors.check("starts_at", first);
    let Some(doctor_id) = form.doctor_id else {
        errors.add("doctor_id", "Choose a doctor.");
        return Err(errors.into_error());
    };
    let offer = settings
        .rules
        .offer(doctor_id, form.visit_type_id, audience);
    let visit = errors.check("visit_type_id", offer.ok_or(NOT_OFFERED));
    let (Some(rule), Some(first), Some(visit)) = (rule, first, visit) else {
        return Err(errors.into_error());
    };
    let starts: Vec<_> = dates(first, rule)
        .into_iter()
        .filter_map(|reading| plan::instant(&settings.zone, reading))
        .collect();
    let with = With {
        doctor_id,
        patient_id,
        visit,
        audience,
    };
    let preview = auth
        .app
        .db
        .read(move |conn| {
            let doctor = doctors::store::active(conn, doctor_id)?;
            let patient = patient_id.map(|id| patients::store::unmerged(conn, id));
            Ok(Preview {
                doctor_name: doctor.full_name,
                patient_name: patient.transpose()?.map(|patient| patient.full_name),
                visit_type: with.visit.name.clone(),
                rule,
                dates: plan::plan(conn, &settings, &with, &starts, now)?,
            })
        })
        .await?;
    if let (Audience::Staff, Some(id)) = (audience, patient_id) {
        auth.viewed_patient(id);
    }
    Ok(preview)
}

/// Books a series: every time that was chosen, or none.
#[post("/api/series", auth: Auth)]
pub async fn book(form: Input<SeriesForm>) -> Result<Series, AppError> {
    let Input(form) = form;
    let mut errors = FieldErrors::default();
    let (patient_id, audience) = for_patient(&auth, form.patient_id, &mut errors)?;
    let doctor_id = errors.check("doctor_id", form.doctor_id.ok_or("Choose a doctor."));
    let rule = Rule::read(&form.every, &form.unit, &form.times, &mut errors);
    let starts = starts(&form, &mut errors);
    let reason = errors.check("reason", validate::reason(&form.reason));
    let (Some(patient_id), Some(doctor_id), Some(rule), Some(reason)) =
        (patient_id, doctor_id, rule, reason)
    else {
        return Err(errors.into_error());
    };
    errors.finish()?;
    let Some(&starts_at) = starts.first() else {
        return Err(AppError::field("starts", TOO_FEW));
    };
    let wish = Wish {
        patient_id,
        doctor_id,
        visit_type_id: form.visit_type_id,
        starts_at,
        audience,
        overbook: None,
    };
    let settings = auth.app.settings().await?;
    let actor = auth.actor();
    let booked = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            let reason = reason.as_deref().unwrap_or_default();
            let id = store::book(conn, &settings, &actor, &wish, rule, &starts, reason)?;
            Ok(store::find(conn, &settings, Scope::Clinic, id)?)
        })
        .await?;
    if let Some(first) = booked.visits.first() {
        auth.leads_to(
            &format!("/appointments/{}", first.id),
            &format!("{} appointments are booked.", booked.visits.len()),
        );
    }
    Ok(booked)
}

#[cfg(feature = "server")]
const NOT_OFFERED: &str = "This doctor does not offer that kind of visit.";
#[cfg(feature = "server")]
const TOO_FEW: &str = "A series has at least two visits. A single one is booked on its own.";

/// The times that were chosen, in order.
#[cfg(feature = "server")]
fn starts(form: &SeriesForm, errors: &mut FieldErrors) -> Vec<jiff::Timestamp> {
    let chosen = form.chosen(errors);
    let read: Result<Vec<jiff::Timestamp>, _> = chosen.iter().map(|text| text.parse()).collect();
    let read = read.map_err(|_| "Give each time as RFC 3339, such as 2026-12-01T09:30:00+01:00.");
    let Some(mut starts) = errors.check("starts", read) else {
        return Vec::new();
    };
    starts.sort();
    starts.dedup();
    if starts.len() < usize::from(*TIMES.start()) {
        errors.add("starts", TOO_FEW);
    } else if starts.len() > usize::from(*TIMES.end()) {
        errors.add(
            "starts",
            format!("A series has at most {} visits.", TIMES.end()),
        );
    }
    starts
}

/// A series, with those of its visits that the reader may see.
#[get("/api/series/{id}", auth: Auth)]
pub async fn get(id: i64) -> Result<Series, AppError> {
    let scope = auth.scope()?;
    let settings = auth.app.settings().await?;
    auth.app
        .db
        .read(move |conn| Ok(store::find(conn, &settings, scope, id)?))
        .await
}

/// Where an appointment of a series and those after it would come if this one began at another
/// time, and what is in the way.
#[post("/api/series/{id}/move/preview", auth: Auth)]
pub async fn preview_move(id: i64, form: Input<MoveForm>) -> Result<Vec<PlannedMove>, AppError> {
    let Input(form) = form;
    let (scope, audience) = mover(&auth)?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    let (from, new) = (form.from_appointment_id, new_time(&form, &settings)?);
    auth.app
        .db
        .read(move |conn| {
            let visits = moving::following(conn, &settings, scope, id, from, now)?;
            moving::preview_move(conn, &settings, audience, visits, new, now)
        })
        .await
}

/// Gives an appointment of a series another time, and those after it the same change of day and
/// time: all or none.
#[post("/api/series/{id}/move", auth: Auth)]
pub async fn move_following(id: i64, form: Input<MoveForm>) -> Result<Series, AppError> {
    let Input(form) = form;
    let who = mover(&auth)?;
    let settings = auth.app.settings().await?;
    let (from, new) = (form.from_appointment_id, new_time(&form, &settings)?);
    let version = form
        .version
        .map(|version| i32::try_from(version).unwrap_or(-1));
    let actor = auth.actor();
    let moved = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            let visits = moving::following(conn, &settings, who.0, id, from, actor.at)?;
            moving::move_all(conn, &settings, &actor, who, visits, new, version)?;
            Ok(store::find(conn, &settings, who.0, id)?)
        })
        .await?;
    auth.app.freed.notify_one();
    auth.leads_to(&first_path(from, &moved), "The appointments are moved.");
    Ok(moved)
}

/// Who moves appointments, and whether the policy holds: as for a single one, not doctors.
#[cfg(feature = "server")]
fn mover(auth: &Auth) -> Result<(Scope, Audience), AppError> {
    match auth.scope()? {
        scope @ Scope::Clinic => Ok((scope, Audience::Staff)),
        scope @ Scope::Patient(_) => Ok((scope, Audience::Patient)),
        Scope::Doctor(_) => {
            auth.refused();
            Err(AppError::Forbidden)
        }
    }
}

/// The new time of the first that moves.
#[cfg(feature = "server")]
fn new_time(form: &MoveForm, settings: &Settings) -> Result<jiff::civil::DateTime, AppError> {
    plan::reading(&form.starts_at, &settings.zone)
        .map_err(|message| AppError::field("starts_at", message))
}

/// The page of the first of those that were changed.
#[cfg(feature = "server")]
fn first_path(from: Option<i64>, series: &Series) -> String {
    let first = from.or_else(|| series.visits.first().map(|visit| visit.id));
    first.map_or_else(
        || "/appointments".to_owned(),
        |id| format!("/appointments/{id}"),
    )
}

/// Cancels an appointment of a series and those after it: all or none.
#[post("/api/series/{id}/cancel", auth: Auth)]
pub async fn cancel_following(id: i64, form: Input<CancelForm>) -> Result<Series, AppError> {
    let Input(form) = form;
    let scope = auth.scope()?;
    let from = form.from_appointment_id;
    let reason =
        validate::reason(&form.reason).map_err(|message| AppError::field("reason", message))?;
    if matches!(scope, Scope::Doctor(_)) && reason.is_none() {
        return Err(AppError::field(
            "reason",
            "Say why, so that the front desk can tell the patient.",
        ));
    }
    let settings = auth.app.settings().await?;
    let actor = auth.actor();
    let left = auth
        .app
        .db
        .write(move |conn| {
            let visits = moving::following(conn, &settings, scope, id, from, actor.at)?;
            let reason = reason.as_deref().unwrap_or_default();
            moving::cancel_all(conn, &settings, &actor, scope, &visits, reason)?;
            Ok(store::find(conn, &settings, scope, id)?)
        })
        .await?;
    auth.app.freed.notify_one();
    auth.leads_to(&first_path(from, &left), "The appointments are cancelled.");
    Ok(left)
}
