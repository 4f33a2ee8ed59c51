//! Booking, moving and cancelling appointments, and the steps of a visit.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{Appointment, BookForm, CancelForm, RescheduleForm, StatusForm};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    course,
    model::Status,
    placing::{self, Overbook, Wish},
    store,
};
#[cfg(feature = "server")]
use crate::{
    error::FieldErrors,
    form::validate,
    patients,
    rules::model::Audience,
    schedule::free,
    server::{Auth, Scope},
};

/// How many free times are offered in the place of one that is taken.
#[cfg(feature = "server")]
const NEAREST: usize = 6;
/// Days around a time that is taken in which others are looked for.
#[cfg(feature = "server")]
const AROUND: i64 = 14;

/// Books a free time. What was kept for the patient by a hold is given up for it.
///
/// A patient books for themselves; front desk and admin name the patient, and may book a time that
/// is not free, if they say why. A doctor may do the latter with their own time, for patients who
/// have or had an appointment with them.
#[post("/api/appointments", auth: Auth)]
pub async fn book(form: Input<BookForm>) -> Result<Appointment, AppError> {
    let Input(form) = form;
    let mut errors = FieldErrors::default();
    let scope = auth.scope()?;
    let own_time = matches!(scope, Scope::Doctor(own) if form.doctor_id == Some(own))
        && !form.overbook_reason.trim().is_empty();
    let (patient_id, audience) = if own_time && form.patient_id.is_some() {
        (form.patient_id, Audience::Staff)
    } else {
        for_patient(&auth, form.patient_id, &mut errors)?
    };
    if form.doctor_id.is_none() {
        errors.add("doctor_id", "Choose a doctor.");
    }
    let start = start(&form.starts_at, &mut errors);
    let reason = errors.check("reason", validate::reason(&form.reason));
    let overbook = overbook(&auth, &form.overbook_reason, audience, &mut errors)?;
    errors.finish()?;
    let (Some(patient_id), Some(doctor_id), Some(starts_at), Some(reason)) =
        (patient_id, form.doctor_id, start, reason)
    else {
        return Err(AppError::Malformed);
    };
    let wish = Wish {
        patient_id,
        doctor_id,
        visit_type_id: form.visit_type_id,
        starts_at,
        audience,
        overbook,
    };
    let settings = auth.app.settings().await?;
    let (actor, wished) = (auth.actor(), wish.clone());
    let booked = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            if own_time {
                patients::store::find_within(conn, scope, wish.patient_id)?;
            }
            let reason = reason.as_deref().unwrap_or_default();
            let id = placing::book(conn, &settings, &actor, &wish, reason, None)?;
            Ok(store::find(conn, &settings, Scope::Clinic, id)?)
        })
        .await;
    let appointment = with_nearest(&auth, &wished, booked).await?;
    auth.leads_to(
        &format!("/appointments/{}", appointment.id),
        &format!("Booked. The number is {}.", appointment.number()),
    );
    Ok(appointment)
}

/// For whom a time is asked for, and whether the policy holds: a patient asks for themselves,
/// front desk and admin name the patient.
///
/// # Errors
/// [`AppError::Forbidden`] for doctors, and for patients who name somebody else.
#[cfg(feature = "server")]
pub fn for_patient(
    auth: &Auth,
    named: Option<i64>,
    errors: &mut FieldErrors,
) -> Result<(Option<i64>, Audience), AppError> {
    match (auth.scope()?, named) {
        (Scope::Clinic, Some(id)) => Ok((Some(id), Audience::Staff)),
        (Scope::Clinic, None) => {
            errors.add("patient_id", "Choose the patient.");
            Ok((None, Audience::Staff))
        }
        (Scope::Patient(own), None) => Ok((Some(own), Audience::Patient)),
        (Scope::Patient(own), Some(id)) if id == own => Ok((Some(own), Audience::Patient)),
        (Scope::Patient(_) | Scope::Doctor(_), _) => {
            auth.refused();
            Err(AppError::Forbidden)
        }
    }
}

#[cfg(feature = "server")]
fn start(text: &str, errors: &mut FieldErrors) -> Option<jiff::Timestamp> {
    errors.check(
        "starts_at",
        text.trim()
            .parse::<jiff::Timestamp>()
            .map_err(|_| "Choose a time."),
    )
}

/// Staff's reason to take a time that is not free; none when they gave none, or one that cannot
/// be kept.
#[cfg(feature = "server")]
fn overbook(
    auth: &Auth,
    reason: &str,
    audience: Audience,
    errors: &mut FieldErrors,
) -> Result<Option<Overbook>, AppError> {
    let reason = errors.check("overbook_reason", validate::reason(reason));
    if audience == Audience::Patient && reason.as_ref().is_some_and(Option::is_some) {
        auth.refused();
        return Err(AppError::Forbidden);
    }
    Ok(reason.flatten().map(Overbook::OnPurpose))
}

/// Tells whoever was too late which times near theirs are still free.
///
/// # Errors
/// The error that was given, or the database does not answer.
#[cfg(feature = "server")]
pub async fn with_nearest<T>(
    auth: &Auth,
    wish: &Wish,
    answer: Result<T, AppError>,
) -> Result<T, AppError> {
    use jiff::ToSpan as _;
    if !matches!(answer, Err(AppError::SlotTaken { .. })) {
        return answer;
    }
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    let wish = wish.clone();
    let nearest = auth
        .app
        .db
        .read(move |conn| {
            let offer = settings
                .rules
                .offer(wish.doctor_id, wish.visit_type_id, wish.audience);
            let Some(visit) = offer else {
                return Ok(Vec::new());
            };
            let day = settings.local(wish.starts_at).date();
            let days = (
                day.saturating_sub(AROUND.days()),
                day.saturating_add(AROUND.days()),
            );
            let (doctor_id, audience) = (wish.doctor_id, wish.audience);
            let mut free =
                free::free_slots(conn, &settings, doctor_id, &visit, audience, days, now)?;
            free.sort_by_key(|span| span.start.as_second().abs_diff(wish.starts_at.as_second()));
            free.truncate(NEAREST);
            free.sort_unstable();
            Ok(free
                .into_iter()
                .map(|span| free::slot(span, &settings))
                .collect())
        })
        .await?;
    Err(AppError::SlotTaken { nearest })
}

/// The version that a form carries.
#[cfg(feature = "server")]
fn version(seen: Option<i64>) -> Option<i32> {
    seen.map(|version| i32::try_from(version).unwrap_or(-1))
}

/// Gives an appointment another time, and maybe another doctor or kind: a patient one of their
/// own until the cut-off, front desk and admin any. Number and history stay; the old time is free
/// at once.
#[post("/api/appointments/{id}/reschedule", auth: Auth)]
pub async fn reschedule(id: i64, form: Input<RescheduleForm>) -> Result<Appointment, AppError> {
    let Input(form) = form;
    let scope = auth.scope()?;
    let audience = match scope {
        Scope::Patient(_) => Audience::Patient,
        Scope::Clinic => Audience::Staff,
        Scope::Doctor(_) => {
            auth.refused();
            return Err(AppError::Forbidden);
        }
    };
    let mut errors = FieldErrors::default();
    let start = start(&form.starts_at, &mut errors);
    let overbook = overbook(&auth, &form.overbook_reason, audience, &mut errors)?;
    errors.finish()?;
    let starts_at = start.ok_or(AppError::Malformed)?;
    let settings = auth.app.settings().await?;
    let before = {
        let settings = settings.clone();
        auth.app
            .db
            .read(move |conn| Ok(store::find(conn, &settings, scope, id)?))
            .await?
    };
    let wish = Wish {
        patient_id: before.patient_id,
        doctor_id: form.doctor_id.unwrap_or(before.doctor_id),
        visit_type_id: form.visit_type_id.or(before.visit_type_id),
        starts_at,
        audience,
        overbook,
    };
    let (actor, wished, seen) = (auth.actor(), wish.clone(), version(form.version));
    let moved = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            placing::reschedule(conn, &settings, &actor, scope, id, seen, &wish, "")?;
            Ok(store::find(conn, &settings, scope, id)?)
        })
        .await;
    let appointment = with_nearest(&auth, &wished, moved).await?;
    auth.app.freed.notify_one();
    auth.leads_to(
        &format!("/appointments/{id}"),
        &format!("Moved to {}.", appointment.starts_at.words()),
    );
    Ok(appointment)
}

/// Takes a step of a visit (arrived, checked in, done, did not come, entered in error, or back):
/// doctors with theirs, front desk and admin with any.
#[post("/api/appointments/{id}/status", auth: Auth)]
pub async fn step(id: i64, form: Input<StatusForm>) -> Result<Appointment, AppError> {
    let Input(form) = form;
    let scope = auth.scope()?;
    if matches!(scope, Scope::Patient(_)) {
        auth.refused();
        return Err(AppError::Forbidden);
    }
    let to = Status::from_key(form.status.trim())
        .ok_or_else(|| AppError::field("status", "There is no such status."))?;
    let settings = auth.app.settings().await?;
    let (actor, seen) = (auth.actor(), version(form.version));
    let appointment = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            course::step(conn, &settings, &actor, scope, id, seen, to)?;
            Ok(store::find(conn, &settings, scope, id)?)
        })
        .await?;
    auth.app.freed.notify_one();
    auth.leads_to(
        &format!("/appointments/{id}"),
        &format!("The status is now: {}.", appointment.status.words()),
    );
    Ok(appointment)
}

/// Cancels an appointment: a patient one of their own until the cut-off, a doctor one of theirs
/// with a reason, front desk and admin any. After the cut-off it is marked late.
#[post("/api/appointments/{id}/cancel", auth: Auth)]
pub async fn cancel(id: i64, form: Input<CancelForm>) -> Result<Appointment, AppError> {
    let Input(form) = form;
    let scope = auth.scope()?;
    let reason =
        validate::reason(&form.reason).map_err(|message| AppError::field("reason", message))?;
    if matches!(scope, Scope::Doctor(_)) && reason.is_none() {
        return Err(AppError::field(
            "reason",
            "Say why, so that the front desk can tell the patient.",
        ));
    }
    let settings = auth.app.settings().await?;
    let (actor, seen) = (auth.actor(), version(form.version));
    let appointment = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            let reason = reason.as_deref().unwrap_or_default();
            course::cancel(conn, &settings, &actor, scope, id, seen, reason)?;
            Ok(store::find(conn, &settings, scope, id)?)
        })
        .await?;
    auth.app.freed.notify_one();
    auth.leads_to(
        &format!("/appointments/{id}"),
        "The appointment is cancelled.",
    );
    Ok(appointment)
}
