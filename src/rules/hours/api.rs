//! Working hours: a doctor's own for themselves, everybody's for the front desk and admins.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::{
    form::HoursForm,
    model::{HoursView, Preview, Saved},
};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    change::{changed, hours_of, with_hours},
    form::Kind,
    preview::{self, Concern},
    store,
};
#[cfg(feature = "server")]
use crate::{
    appointments::{listing, model::DoctorName},
    audit::{self, Action, Entity},
    auth::Role,
    doctors,
    rules::store::stamp,
    server::{
        Auth,
        engine::{self, Lock},
    },
};

/// Lets those pass who keep this doctor's hours: the doctor, the front desk and admins.
///
/// # Errors
/// As [`Auth::require`].
#[cfg(feature = "server")]
pub(in crate::rules) fn require_keeper(auth: &Auth, doctor_id: i64) -> Result<(), AppError> {
    let user = auth.require(&[Role::Doctor, Role::FrontDesk, Role::Admin])?;
    if user.role == Role::Doctor && user.doctor_id != Some(doctor_id) {
        auth.refused();
        return Err(AppError::Forbidden);
    }
    Ok(())
}

/// The page on which the reader keeps this doctor's hours.
#[cfg(feature = "server")]
pub(in crate::rules) fn page(auth: &Auth, doctor_id: i64) -> String {
    let user = auth.session.user.as_ref();
    if user.is_some_and(|user| user.role == Role::Doctor) {
        "/hours".to_owned()
    } else {
        format!("/hours/{doctor_id}")
    }
}

/// A doctor's hours, with the exceptions to come and all that is needed to change them.
#[get("/api/doctors/{id}/hours", auth: Auth)]
pub async fn get(id: i64) -> Result<HoursView, AppError> {
    require_keeper(&auth, id)?;
    let app = &auth.app;
    let (settings, at) = (app.settings().await?, app.now());
    let now = settings.local(at).civil();
    app.db
        .read(move |conn| {
            let doctor = doctors::store::find(conn, id)?;
            let rules = &settings.rules;
            let others = |other: &DoctorName| other.id != id && rules.own_hours(other.id).is_some();
            let offered = rules.visit_types.iter();
            let concerned = rules.exceptions.iter();
            let hours = hours_of(rules, id);
            Ok(HoursView {
                doctor: DoctorName {
                    id,
                    full_name: doctor.full_name,
                },
                version: stamp(&hours),
                own: hours.own,
                hours: hours.hours,
                opening: rules.opening.clone(),
                slot_minutes: rules.slot_minutes,
                visit_types: offered
                    .filter(|each| each.active && each.offered_by(id))
                    .cloned()
                    .collect(),
                exceptions: concerned
                    .filter(|each| each.concerns(id) && each.ends > now)
                    .cloned()
                    .collect(),
                outside: preview::left_over(conn, &settings, id, at)?,
                others: listing::doctors(conn)?.into_iter().filter(others).collect(),
            })
        })
        .await
}

/// What a change of a doctor's hours would do: it is made in memory only. `change` says which.
#[post("/api/doctors/{id}/hours/preview", auth: Auth)]
pub async fn preview(id: i64, form: Input<HoursForm>) -> Result<Preview, AppError> {
    let Input(form) = form;
    require_keeper(&auth, id)?;
    let kind = Kind::from_key(&form.change).ok_or(AppError::Malformed)?;
    let change = form.read(kind, id)?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    app.db
        .read(move |conn| {
            doctors::store::find(conn, id)?;
            preview::preview(conn, &settings, id, &change, now)
        })
        .await
}

/// Has a doctor work hours of their own, which begin as the clinic's, or the clinic's.
#[post("/api/doctors/{id}/hours/source", auth: Auth)]
pub async fn choose(id: i64, form: Input<HoursForm>) -> Result<Saved, AppError> {
    save(auth, id, Kind::Source, form.0).await
}

/// Adds an interval on each of the ticked weekdays.
#[post("/api/doctors/{id}/hours/add", auth: Auth)]
pub async fn add(id: i64, form: Input<HoursForm>) -> Result<Saved, AppError> {
    save(auth, id, Kind::Add, form.0).await
}

/// Makes weekdays like another one.
#[post("/api/doctors/{id}/hours/copy-day", auth: Auth)]
pub async fn copy_day(id: i64, form: Input<HoursForm>) -> Result<Saved, AppError> {
    save(auth, id, Kind::CopyDay, form.0).await
}

/// Makes all hours like those of another doctor.
#[post("/api/doctors/{id}/hours/copy-from", auth: Auth)]
pub async fn copy_from(id: i64, form: Input<HoursForm>) -> Result<Saved, AppError> {
    save(auth, id, Kind::CopyFrom, form.0).await
}

/// Changes an interval.
#[post("/api/hours/{id}", auth: Auth)]
pub async fn edit(id: i64, form: Input<HoursForm>) -> Result<Saved, AppError> {
    save_interval(auth, id, Kind::Edit, form.0).await
}

/// Deletes an interval.
#[post("/api/hours/{id}/delete", auth: Auth)]
pub async fn delete(id: i64, form: Input<HoursForm>) -> Result<Saved, AppError> {
    save_interval(auth, id, Kind::Delete, form.0).await
}

#[cfg(feature = "server")]
async fn save_interval(
    auth: Auth,
    id: i64,
    kind: Kind,
    form: HoursForm,
) -> Result<Saved, AppError> {
    auth.require(&[Role::Doctor, Role::FrontDesk, Role::Admin])?;
    let doctor_id = auth
        .app
        .db
        .read(move |conn| Ok(store::doctor_of(conn, id)?))
        .await?;
    let form = HoursForm {
        interval: Some(id),
        ..form
    };
    save(auth, doctor_id, kind, form).await
}

#[cfg(feature = "server")]
async fn save(auth: Auth, doctor_id: i64, kind: Kind, form: HoursForm) -> Result<Saved, AppError> {
    require_keeper(&auth, doctor_id)?;
    let change = form.read(kind, doctor_id)?;
    let (app, actor) = (auth.app.clone(), auth.actor());
    let settings = app.settings().await?;
    let saved = app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            let settings = settings.current(conn, actor.at)?;
            doctors::store::find(conn, doctor_id)?;
            let before = hours_of(&settings.rules, doctor_id);
            if !form.saw(&stamp(&before)) {
                return Err(AppError::conflict(
                    "Somebody else has changed these hours meanwhile. Reload the page to see how, then make your change again.",
                ));
            }
            let after = changed(&settings.rules, doctor_id, &change)?;
            store::save(conn, &before, &after)?;
            crate::rules::store::changed(conn)?;
            let doctor = Some(Entity::Doctor(doctor_id));
            audit::store::record(conn, &actor, Action::HoursChanged, doctor, kind.key())?;
            let concern = Concern {
                doctor_id: Some(doctor_id),
                from: actor.at,
                to: jiff::Timestamp::MAX,
            };
            let after = with_hours(&settings.rules, after);
            let outside = preview::outside(conn, &settings, concern, &after, actor.at)?;
            Ok(Saved {
                outside: outside.len(),
                displaced: false,
            })
        })
        .await?;
    app.forget_settings();
    auth.leads_to(
        &page(&auth, doctor_id),
        &saved.words("The hours are saved."),
    );
    Ok(saved)
}
