//! The directory of doctors, open to everyone.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{Listed, Profile, Specialization};
use crate::error::AppError;

#[cfg(feature = "server")]
use super::{
    model::{Doctor, free_days},
    store,
};
#[cfg(feature = "server")]
use crate::{auth::model::Role, rules::model::Audience, schedule::free, server::Auth};

/// Days shown on a doctor's page.
#[cfg(feature = "server")]
const DAYS_SHOWN: usize = 5;
/// How far ahead they are looked for.
#[cfg(feature = "server")]
const DAYS_SEARCHED: i32 = 28;

/// The doctors who see patients here: those whom every word of `q` finds by name or
/// specialization, of one specialization where one is given.
#[get("/api/doctors?q&specialization", auth: Auth)]
pub async fn directory(
    q: Option<String>,
    specialization: Option<String>,
) -> Result<Vec<Listed>, AppError> {
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let (q, specialization) = (q.unwrap_or_default(), specialization.unwrap_or_default());
    app.db
        .read(move |conn| {
            let doctors = store::directory(conn, &q, &specialization)?;
            let ids: Vec<i64> = doctors.iter().map(|doctor| doctor.id).collect();
            let next = free::next_free(conn, &settings, now, &ids)?;
            let listed = doctors.into_iter().map(|doctor| Listed {
                next_free: next
                    .get(&doctor.id)
                    .map(|span| free::slot(*span, &settings)),
                id: doctor.id,
                full_name: doctor.full_name,
                specialization: doctor.specialization,
                languages: doctor.languages,
            });
            Ok(listed.collect())
        })
        .await
}

/// What the doctors here treat, each with how many do.
#[get("/api/specializations", auth: Auth)]
pub async fn specializations() -> Result<Vec<Specialization>, AppError> {
    auth.app
        .db
        .read(|conn| Ok(store::specializations(conn)?))
        .await
}

/// A doctor with their next free days. Who no longer sees patients is shown to staff only.
#[get("/api/doctors/{id}", auth: Auth)]
pub async fn profile(id: i64) -> Result<Profile, AppError> {
    use jiff::{ToSpan as _, civil::Date};
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let staff = auth
        .session
        .user
        .as_ref()
        .is_some_and(|user| Role::is_staff(user.role));
    app.db
        .read(move |conn| {
            let doctor: Doctor = if staff {
                store::find(conn, id)?
            } else {
                store::active(conn, id)?
            };
            let today = settings.local(now).date();
            let last = today.checked_add(DAYS_SEARCHED.days()).unwrap_or(Date::MAX);
            let offer = settings.rules.offer(id, None, Audience::Patient);
            let free = match offer.filter(|_| doctor.active) {
                Some(visit) => free::free_slots(
                    conn,
                    &settings,
                    id,
                    &visit,
                    Audience::Patient,
                    (today, last),
                    now,
                )?,
                None => Vec::new(),
            };
            let times = free.into_iter().map(|span| settings.local(span.start));
            Ok(Profile {
                next_days: free_days(times, DAYS_SHOWN),
                doctor,
            })
        })
        .await
}
