//! The day of the whole clinic.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::DeskDay;
use crate::error::AppError;

#[cfg(feature = "server")]
use super::model::{DoctorName, counts};
#[cfg(feature = "server")]
use crate::{
    appointments::{
        listing::{self, Range},
        model::{Appointment, Sort},
    },
    auth::Role,
    doctors,
    form::validate,
    server::{Auth, Scope},
};

/// Appointments of one day that are shown at most: many more than a clinic has.
#[cfg(feature = "server")]
const MOST: i64 = 2_000;

/// The appointments of a day (`YYYY-MM-DD`, today unless given), of one doctor where one is
/// named.
#[get("/api/desk?date&doctor_id", auth: Auth)]
pub async fn day(date: Option<String>, doctor_id: Option<i64>) -> Result<DeskDay, AppError> {
    use jiff::civil::Date;
    auth.require(&[Role::Admin, Role::FrontDesk])?;
    let app = &auth.app;
    let settings = app.settings().await?;
    let date = match date.as_deref().and_then(validate::optional) {
        None => settings.local(app.now()).date(),
        Some(text) => text
            .parse::<Date>()
            .map_err(|_| AppError::field("date", "Give a day as YYYY-MM-DD."))?,
    };
    app.db
        .read(move |conn| {
            let (from, to) = settings.day_range(date, date);
            let range = Range {
                doctor_id,
                ..Range::between(from, to)
            };
            let appointments =
                listing::in_range(conn, &settings, Scope::Clinic, range, Sort::Soonest, MOST)?;
            let active = doctors::store::directory(conn, "", "")?;
            Ok(DeskDay {
                date,
                previous: date.yesterday().unwrap_or(date),
                next: date.tomorrow().unwrap_or(date),
                counts: counts(appointments.iter().map(|each| &each.status)),
                doctors: names(active, &appointments),
                appointments,
            })
        })
        .await
}

/// The active doctors by name, then others who have an appointment.
#[cfg(feature = "server")]
fn names(active: Vec<doctors::model::Doctor>, appointments: &[Appointment]) -> Vec<DoctorName> {
    let mut names: Vec<DoctorName> = active
        .into_iter()
        .map(|doctor| DoctorName {
            id: doctor.id,
            name: doctor.full_name,
        })
        .collect();
    for each in appointments {
        if !names.iter().any(|doctor| doctor.id == each.doctor_id) {
            names.push(DoctorName {
                id: each.doctor_id,
                name: each.doctor_name.clone(),
            });
        }
    }
    names
}
