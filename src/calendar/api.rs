//! The days of doctors, why a time is not free, and how full a month is.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{Calendar, Explanation, Load};
use crate::error::AppError;

#[cfg(feature = "server")]
use super::{
    model::{MOST_DOCTORS, VisitChoice, Why, ids},
    store,
};
#[cfg(feature = "server")]
use crate::{
    appointments::{listing, placing::Wish},
    auth::Role,
    clinic_time::ClinicTime,
    desk::model::DoctorName,
    doctors,
    form::validate,
    patients,
    rules::{model::Audience, reason::Reason},
    schedule::{day_api::View, free},
    server::{Auth, Conn, Scope, app_state::Settings},
};
#[cfg(feature = "server")]
use jiff::civil::{Date, DateTime};

/// Whoever works with calendars: a doctor with their own.
#[cfg(feature = "server")]
const STAFF: &[Role] = &[Role::Doctor, Role::FrontDesk, Role::Admin];
/// Doctors that are shown unless some are named.
#[cfg(feature = "server")]
const FIRST_DOCTORS: usize = 4;

/// The day `date` (`YYYY-MM-DD`, today unless given), or with `view=week` its week, of these
/// doctors (ids apart by commas, at most 8): when they see patients, what is not as usual, their
/// visits, and times that are kept. A doctor has their own.
#[get("/api/calendar?date&view&doctors", auth: Auth)]
pub async fn calendar(
    date: Option<String>,
    view: Option<String>,
    doctors: Option<String>,
) -> Result<Calendar, AppError> {
    auth.require(STAFF)?;
    let scope = auth.scope()?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let date = match date.as_deref().and_then(validate::optional) {
        None => settings.local(now).date(),
        Some(text) => text
            .parse::<Date>()
            .map_err(|_| AppError::field("date", "Give a day as YYYY-MM-DD."))?,
    };
    let view = View::from_key(view.as_deref().unwrap_or_default());
    let wanted = ids(doctors.as_deref().unwrap_or_default())
        .map_err(|_| AppError::field("doctors", "Give ids apart by commas."))?;
    if wanted.len() > MOST_DOCTORS {
        let message = format!("Choose at most {MOST_DOCTORS} doctors.");
        return Err(AppError::field("doctors", message));
    }
    app.db
        .read(move |conn| {
            let choices = choices(conn, scope)?;
            let shown = shown(conn, scope, &choices, &wanted)?;
            let doctors = store::days(conn, &settings, scope, shown, view.days(date), now)?;
            Ok(Calendar {
                view,
                date,
                doctors,
                choices,
            })
        })
        .await
}

/// Whom somebody may choose from.
#[cfg(feature = "server")]
fn choices(conn: &mut Conn, scope: Scope) -> Result<Vec<DoctorName>, AppError> {
    let doctors = match scope {
        Scope::Doctor(id) => vec![doctors::store::find(conn, id)?],
        _ => doctors::store::directory(conn, "", "")?,
    };
    let named = doctors.into_iter().map(|doctor| DoctorName {
        id: doctor.id,
        name: doctor.full_name,
    });
    Ok(named.collect())
}

/// The doctors wanted, or the first there are.
#[cfg(feature = "server")]
fn shown(
    conn: &mut Conn,
    scope: Scope,
    choices: &[DoctorName],
    wanted: &[i64],
) -> Result<Vec<DoctorName>, AppError> {
    if wanted.is_empty() {
        return Ok(choices.iter().take(FIRST_DOCTORS).cloned().collect());
    }
    let mut shown = Vec::with_capacity(wanted.len());
    for id in wanted {
        let known = choices.iter().find(|doctor| doctor.id == *id);
        shown.push(match known {
            Some(doctor) => doctor.clone(),
            None => doctor_within(conn, scope, *id)?,
        });
    }
    Ok(shown)
}

/// A doctor whose time somebody may look at: a doctor at their own.
#[cfg(feature = "server")]
fn doctor_within(conn: &mut Conn, scope: Scope, id: i64) -> Result<DoctorName, AppError> {
    if matches!(scope, Scope::Doctor(own) if own != id) {
        return Err(AppError::NotFound);
    }
    let doctor = doctors::store::find(conn, id)?;
    Ok(DoctorName {
        id: doctor.id,
        name: doctor.full_name,
    })
}

/// Why a visit with that doctor cannot begin at `starts_at` (RFC 3339 with an offset, or what the
/// clinic's clock shows, as `2026-11-24T17:30`): every reason, none when the time is free. The
/// kind of visit is the first on offer unless given; of the patient it is asked whether they are
/// free as well. A doctor asks about their own time.
#[get("/api/explain?doctor_id&starts_at&visit_type_id&patient_id", auth: Auth)]
pub async fn explain(
    doctor_id: Option<i64>,
    starts_at: Option<String>,
    visit_type_id: Option<i64>,
    patient_id: Option<i64>,
) -> Result<Explanation, AppError> {
    auth.require(STAFF)?;
    let scope = auth.scope()?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let Some(doctor_id) = doctor_id else {
        return Err(AppError::field("doctor_id", "Name the doctor."));
    };
    let start = moment(&settings, starts_at.as_deref().unwrap_or_default()).ok_or_else(|| {
        AppError::field("starts_at", "Give a day and a time, as 2026-11-24T17:30.")
    })?;
    app.db
        .read(move |conn| {
            let doctor = doctor_within(conn, scope, doctor_id)?;
            if let Some(id) = patient_id {
                patients::store::find_within(conn, scope, id)?;
            }
            let rules = &settings.rules;
            let visit = rules
                .offer(doctor_id, visit_type_id, Audience::Staff)
                .ok_or_else(|| {
                    AppError::field("visit_type_id", "The doctor does not offer this.")
                })?;
            let audience = Audience::Staff;
            let wish = Wish {
                patient_id: patient_id.unwrap_or_default(), // nobody has the id 0
                doctor_id,
                visit_type_id: visit.id,
                starts_at: start,
                audience,
                overbook: None,
            };
            let reasons = free::explain_at(conn, &settings, &visit, &wish, now)?;
            let offered = rules.offered(doctor_id, audience).into_iter();
            let end = start
                .checked_add(jiff::SignedDuration::from_mins(visit.minutes.into()))
                .unwrap_or(start);
            Ok(Explanation {
                doctor_id,
                doctor_name: doctor.name,
                starts_at: settings.local(start),
                ends_at: settings.local(end),
                visit_type_id: visit.id,
                visit_types: offered
                    .map(|each| VisitChoice {
                        id: each.id,
                        name: each.name,
                        minutes: each.minutes,
                    })
                    .collect(),
                may_overbook: !reasons.is_empty() && reasons.iter().all(Reason::may_overbook),
                reasons: reasons
                    .into_iter()
                    .map(|reason| Why {
                        words: reason.words(audience),
                        reason,
                    })
                    .collect(),
            })
        })
        .await
}

/// The instant that is meant: with an offset exactly; without one, when the clinic's clock shows
/// it, the earlier time where it does so twice, the first instant after it where it never does.
#[cfg(feature = "server")]
fn moment(settings: &Settings, text: &str) -> Option<jiff::Timestamp> {
    let text = text.trim();
    if let Ok(exact) = text.parse::<jiff::Timestamp>() {
        return Some(exact);
    }
    if let Ok(exact) = text.parse::<ClinicTime>() {
        return Some(exact.timestamp());
    }
    let reading: DateTime = text.parse().ok()?;
    let moment = settings.zone.to_ambiguous_timestamp(reading);
    moment.compatible().ok()
}

/// How full the days of a month (`YYYY-MM`, this one unless given) are, for each doctor.
#[get("/api/load?month", auth: Auth)]
pub async fn load(month: Option<String>) -> Result<Load, AppError> {
    auth.require(&[Role::FrontDesk, Role::Admin])?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let month = match month.as_deref().and_then(validate::optional) {
        None => settings.local(now).date().first_of_month(),
        Some(text) => format!("{text}-01")
            .parse::<Date>()
            .map_err(|_| AppError::field("month", "Give a month as YYYY-MM."))?,
    };
    app.db
        .read(move |conn| {
            let days: Vec<Date> = month
                .series(jiff::Span::new().days(1))
                .take_while(|day| *day <= month.last_of_month())
                .collect();
            let active: Vec<i64> = doctors::store::directory(conn, "", "")?
                .into_iter()
                .map(|doctor| doctor.id)
                .collect();
            let all = listing::doctors(conn)?
                .into_iter()
                .map(|doctor| DoctorName {
                    id: doctor.id,
                    name: doctor.full_name,
                });
            let doctors = store::load(conn, &settings, all.collect(), &active, &days, now)?;
            Ok(Load {
                month,
                days,
                doctors,
            })
        })
        .await
}
