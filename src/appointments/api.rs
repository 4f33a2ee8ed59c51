//! Reading appointments; what changes them is in [`super::booking`].

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    ),
    expect(
        clippy::too_many_arguments,
        reason = "the filter of a list, as its address has it"
    )
)]

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Appointment, AppointmentList, DoctorName, HistoryEntry};
use crate::{error::AppError, rules::reason::Reason};

#[cfg(feature = "server")]
use super::{
    history,
    listing::{self, Range},
    model::{Sort, Status},
    standing, store,
};
#[cfg(feature = "server")]
use crate::{
    auth::Role,
    error::FieldErrors,
    form::validate,
    rules::reason::standing_reasons,
    server::{Auth, Scope, app_state::Settings},
};

/// A patient's own appointments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mine {
    /// To come and not cancelled, the soonest first; at most [`COMING_SHOWN`].
    pub upcoming: Vec<Appointment>,
    /// A page of the rest, the latest first.
    pub past: Vec<Appointment>,
    /// The page's number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many past appointments there are on all of them.
    pub total: u64,
}

/// How many appointments to come a patient is shown.
pub const COMING_SHOWN: i64 = 100;

/// The appointments the reader may see, filtered and paged. `from` and `to` are days
/// (`YYYY-MM-DD`, both included), `sort` is `soonest` or `latest`.
#[get("/api/appointments?from&to&doctor_id&patient_id&status&sort&page", auth: Auth)]
pub async fn list(
    from: Option<String>,
    to: Option<String>,
    doctor_id: Option<i64>,
    patient_id: Option<i64>,
    status: Option<String>,
    sort: Option<String>,
    page: Option<u32>,
) -> Result<AppointmentList, AppError> {
    let scope = auth.scope()?;
    let settings = auth.app.settings().await?;
    let range = Range {
        doctor_id,
        patient_id,
        ..read_range(&settings, from.as_deref(), to.as_deref(), status.as_deref())?
    };
    let sort = Sort::from_key(sort.as_deref().unwrap_or_default());
    auth.app
        .db
        .read(move |conn| {
            Ok(listing::page(
                conn,
                &settings,
                scope,
                range,
                sort,
                page.unwrap_or(1),
            )?)
        })
        .await
}

/// The doctors by whom the clinic's appointments can be filtered: all there are or were.
#[get("/api/appointments/doctors", auth: Auth)]
pub async fn doctors() -> Result<Vec<DoctorName>, AppError> {
    auth.require(&[Role::Admin, Role::FrontDesk])?;
    auth.app.db.read(|conn| Ok(listing::doctors(conn)?)).await
}

/// Reads the days and the status of a filter; what is empty does not filter.
///
/// # Errors
/// [`AppError::Invalid`] naming the field.
#[cfg(feature = "server")]
pub(super) fn read_range(
    settings: &Settings,
    from: Option<&str>,
    to: Option<&str>,
    status: Option<&str>,
) -> Result<Range, AppError> {
    use jiff::civil::Date;
    let mut errors = FieldErrors::default();
    let mut day = |name: &str, text: Option<&str>| {
        let text = text.and_then(validate::optional)?;
        errors.check(
            name,
            text.parse::<Date>()
                .map_err(|_| "Give a day as YYYY-MM-DD."),
        )
    };
    let (from, to) = (day("from", from), day("to", to));
    let status = status.and_then(validate::optional).and_then(|key| {
        errors.check(
            "status",
            Status::from_key(key).ok_or("There is no such status."),
        )
    });
    errors.finish()?;
    let mut range = Range::all();
    range.status = status;
    if let Some(from) = from {
        range.from = settings.day_start(from);
    }
    if let Some(to) = to {
        range.to = settings.day_range(to, to).1;
    }
    Ok(range)
}

/// A patient's own appointments: those to come, and a page of the past ones.
#[get("/api/appointments/mine?page", auth: Auth)]
pub async fn mine(page: Option<u32>) -> Result<Mine, AppError> {
    let user = auth.require(&[Role::Patient])?;
    let scope = Scope::Patient(user.patient_id.ok_or(AppError::Forbidden)?);
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| {
            let coming = Range::between(now, jiff::Timestamp::MAX);
            let gone = Range::between(jiff::Timestamp::MIN, now);
            let coming =
                listing::in_range(conn, &settings, scope, coming, Sort::Soonest, COMING_SHOWN)?;
            let gone = listing::page(
                conn,
                &settings,
                scope,
                gone,
                Sort::Latest,
                page.unwrap_or(1),
            )?;
            let (upcoming, cancelled): (Vec<_>, Vec<_>) = coming
                .into_iter()
                .partition(|appointment| appointment.status.takes_time());
            // What was cancelled before its time stands before the past, on the first page.
            let mut past: Vec<_> = if gone.page == 1 {
                cancelled.into_iter().rev().collect()
            } else {
                Vec::new()
            };
            past.extend(gone.items);
            Ok(Mine {
                upcoming,
                past,
                page: gone.page,
                pages: gone.pages,
                total: gone.total,
            })
        })
        .await
}

/// One appointment.
#[get("/api/appointments/{id}", auth: Auth)]
pub async fn get(id: i64) -> Result<Appointment, AppError> {
    let scope = auth.scope()?;
    let settings = auth.app.settings().await?;
    let appointment = auth
        .app
        .db
        .read(move |conn| Ok(store::find(conn, &settings, scope, id)?))
        .await?;
    if !matches!(scope, Scope::Patient(_)) {
        auth.viewed_patient(appointment.patient_id);
    }
    Ok(appointment)
}

/// Every step of an appointment, the first one first.
#[get("/api/appointments/{id}/history", auth: Auth)]
pub async fn history(id: i64) -> Result<Vec<HistoryEntry>, AppError> {
    let (scope, reader) = (auth.scope()?, auth.user()?.id);
    let settings = auth.app.settings().await?;
    auth.app
        .db
        .read(move |conn| {
            store::find(conn, &settings, scope, id)?;
            Ok(history::of(conn, &settings, scope, reader, id)?)
        })
        .await
}

/// Why a patient cannot book online, whatever the time; nothing when they can. Staff name the
/// patient.
#[get("/api/booking/standing?patient_id", auth: Auth)]
pub async fn standing(patient_id: Option<i64>) -> Result<Vec<Reason>, AppError> {
    let mut errors = FieldErrors::default();
    let (patient_id, _) = super::booking::for_patient(&auth, patient_id, &mut errors)?;
    let patient_id = patient_id.ok_or_else(|| errors.into_error())?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| {
            let policy = &settings.rules.policy;
            let standing = standing::of(conn, policy, patient_id, now)?;
            Ok(standing.map_or_else(Vec::new, |standing| standing_reasons(policy, &standing)))
        })
        .await
}
