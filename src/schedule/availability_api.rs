//! Free times of all doctors of a specialization.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{clinic_time::ClinicTime, doctors::model::FreeDay, error::AppError};

#[cfg(feature = "server")]
use std::collections::BTreeMap;

#[cfg(feature = "server")]
use jiff::civil::Date;

#[cfg(feature = "server")]
use super::{
    api::{MOST_DAYS, read_days},
    free,
    slots::Span,
};
#[cfg(feature = "server")]
use crate::{
    doctors::{
        self,
        model::{Doctor, free_days},
    },
    rules::model::VisitType,
    server::Auth,
};

/// Days that can be asked for at once with every time of every doctor.
#[cfg(feature = "server")]
const MOST_DAYS_IN_FULL: i32 = 7;

/// A free time and the doctor who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeTime {
    /// When it begins.
    pub starts_at: ClinicTime,
    /// When it ends.
    pub ends_at: ClinicTime,
    /// Whose it is.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
}

/// Every free time of the doctors of a specialization (its key; of all doctors unless given) on the days `from` to `to`
/// (`YYYY-MM-DD`; today, and the same day, unless given) for a visit type (the first that each
/// offers unless given).
#[get("/api/availability?specialization&visit_type_id&from&to", auth: Auth)]
pub async fn availability(
    specialization: Option<String>,
    visit_type_id: Option<i64>,
    from: Option<String>,
    to: Option<String>,
) -> Result<Vec<FreeTime>, AppError> {
    let settings = auth.app.settings().await?;
    let today = settings.local(auth.app.now()).date();
    let days = read_days(from, to, today, 1, MOST_DAYS_IN_FULL)?;
    let free = of_all(&auth, specialization, visit_type_id, days).await?;
    let mut times: Vec<FreeTime> = free
        .iter()
        .flat_map(|(doctor, spans)| spans.iter().map(move |span| (doctor, span)))
        .map(|(doctor, span)| FreeTime {
            starts_at: settings.local(span.start),
            ends_at: settings.local(span.end),
            doctor_id: doctor.id,
            doctor_name: doctor.full_name.clone(),
        })
        .collect();
    // The doctors come by name, and stay so among equal times.
    times.sort_by_key(|time| time.starts_at);
    Ok(times)
}

/// The days from `from` to `to` (today, and four weeks, unless given) on which doctors of a
/// specialization (its key; all doctors unless given) have free times, with how many different
/// ones there are.
#[get("/api/availability/days?specialization&visit_type_id&from&to", auth: Auth)]
pub async fn days(
    specialization: Option<String>,
    visit_type_id: Option<i64>,
    from: Option<String>,
    to: Option<String>,
) -> Result<Vec<FreeDay>, AppError> {
    let settings = auth.app.settings().await?;
    let today = settings.local(auth.app.now()).date();
    let days = read_days(from, to, today, 28, MOST_DAYS)?;
    let free = of_all(&auth, specialization, visit_type_id, days).await?;
    let mut starts: Vec<_> = free
        .into_iter()
        .flat_map(|(_, spans)| spans)
        .map(|span| span.start)
        .collect();
    starts.sort_unstable();
    starts.dedup();
    let most = usize::try_from(MOST_DAYS).unwrap_or_default();
    Ok(free_days(
        starts.into_iter().map(|start| settings.local(start)),
        most,
    ))
}

/// The free times of each doctor of a specialization, by the doctors' names.
#[cfg(feature = "server")]
async fn of_all(
    auth: &Auth,
    specialization: Option<String>,
    visit_type_id: Option<i64>,
    days: (Date, Date),
) -> Result<Vec<(Doctor, Vec<Span>)>, AppError> {
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    let audience = auth.audience();
    let specialization = specialization.unwrap_or_default();
    auth.app
        .db
        .read(move |conn| {
            let doctors = doctors::store::directory(conn, "", &specialization)?;
            let visits: BTreeMap<i64, VisitType> = doctors
                .iter()
                .filter_map(|doctor| {
                    let visit = settings.rules.offer(doctor.id, visit_type_id, audience)?;
                    Some((doctor.id, visit))
                })
                .collect();
            let mut free = free::free_of(conn, &settings, &visits, audience, days, now)?;
            let of = |doctor: Doctor| {
                let spans = free.remove(&doctor.id).unwrap_or_default();
                (doctor, spans)
            };
            Ok(doctors.into_iter().map(of).collect())
        })
        .await
}
