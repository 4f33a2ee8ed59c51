//! Which visit types there are.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{VisitTypeForm, VisitTypesView};
use crate::{error::AppError, form::Input, rules::model::VisitType};

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{
    appointments::model::DoctorName,
    audit::{self, Action, Entity},
    auth::Role,
    doctors,
    error::FieldErrors,
    rules::{self, model::Rules},
    server::{
        Auth, Conn,
        engine::{self, Lock},
    },
};

/// What the reader can book, by name: with one doctor, with a doctor of one specialization, or with
/// anybody. The front desk and admins are offered what only staff may book, too.
#[get("/api/visit-types?doctor_id&specialization", auth: Auth)]
pub async fn offered(
    doctor_id: Option<i64>,
    specialization: Option<String>,
) -> Result<Vec<VisitType>, AppError> {
    let app = &auth.app;
    let rules = app.settings().await?.rules;
    let audience = auth.audience();
    let specialization = specialization.unwrap_or_default();
    app.db
        .read(move |conn| {
            let doctors = match doctor_id {
                Some(id) => vec![doctors::store::active(conn, id)?],
                None => doctors::store::directory(conn, "", &specialization)?,
            };
            let ids: Vec<i64> = doctors.iter().map(|doctor| doctor.id).collect();
            Ok(rules.offered_by_any(&ids, audience))
        })
        .await
}

/// Every visit type, with the doctors and rooms they can be tied to.
#[get("/api/admin/visit-types", auth: Auth)]
pub async fn list() -> Result<VisitTypesView, AppError> {
    auth.require(&[Role::Admin])?;
    auth.app
        .db
        .read(|conn| {
            let all = rules::store::load_visit_types(conn)?;
            view(conn, all)
        })
        .await
}

/// One visit type, with the doctors and rooms it can be tied to.
#[get("/api/admin/visit-types/{id}", auth: Auth)]
pub async fn find(id: i64) -> Result<VisitTypesView, AppError> {
    auth.require(&[Role::Admin])?;
    auth.app
        .db
        .read(move |conn| {
            let mut found = rules::store::load_visit_types(conn)?;
            found.retain(|each| each.id == Some(id));
            if found.is_empty() {
                return Err(AppError::NotFound);
            }
            view(conn, found)
        })
        .await
}

#[cfg(feature = "server")]
fn view(conn: &mut Conn, visit_types: Vec<VisitType>) -> Result<VisitTypesView, AppError> {
    let doctors = doctors::store::directory(conn, "", "")?.into_iter();
    let mut doctors: Vec<DoctorName> = doctors
        .map(|doctor| DoctorName {
            id: doctor.id,
            full_name: doctor.full_name,
        })
        .collect();
    // Who no longer sees patients is still named where they were ticked, or saving would forget them.
    let named = visit_types.iter().flat_map(|each| each.doctors.clone());
    for id in named.collect::<std::collections::BTreeSet<i64>>() {
        if !doctors.iter().any(|doctor| doctor.id == id) {
            let gone = doctors::store::find(conn, id)?;
            doctors.push(DoctorName {
                id,
                full_name: gone.full_name,
            });
        }
    }
    Ok(VisitTypesView {
        visit_types,
        doctors,
        rooms: rules::store::load_rooms(conn)?,
    })
}

/// Adds a visit type and gives its id.
#[post("/api/admin/visit-types", auth: Auth)]
pub async fn add(form: Input<VisitTypeForm>) -> Result<i64, AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let mut errors = FieldErrors::default();
    let Some(new) = form.check(&mut errors) else {
        return Err(errors.into_error());
    };
    let (app, actor) = (auth.app.clone(), auth.actor());
    let notice = format!("{} is added.", new.name);
    let id = app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            store::check(conn, None, &new)?;
            let id = store::create(conn, &new)?;
            rules::store::changed(conn)?;
            let entity = Some(Entity::VisitType(id));
            audit::store::record(conn, &actor, Action::VisitTypeAdded, entity, &new.name)?;
            Ok(id)
        })
        .await?;
    app.forget_settings();
    auth.leads_to("/admin/visit-types", &notice);
    Ok(id)
}

/// Changes a visit type. What is booked already stays as it was booked.
#[post("/api/admin/visit-types/{id}", auth: Auth)]
pub async fn change(id: i64, form: Input<VisitTypeForm>) -> Result<(), AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let mut errors = FieldErrors::default();
    let Some(to) = form.check(&mut errors) else {
        return Err(errors.into_error());
    };
    let (app, actor) = (auth.app.clone(), auth.actor());
    let notice = format!("{} is saved.", to.name);
    app.db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            let before = Rules {
                visit_types: rules::store::load_visit_types(conn)?,
                ..Rules::default()
            };
            store::check(conn, Some(id), &to)?;
            if !store::update(conn, id, form.version, &to)? {
                return Err(AppError::conflict(
                    "Somebody else has changed this visit type meanwhile. Reload the page to see how, then make your change again.",
                ));
            }
            rules::store::changed(conn)?;
            let detail = differing(&before.visit_type(Some(id)), &to);
            let entity = Some(Entity::VisitType(id));
            audit::store::record(conn, &actor, Action::VisitTypeChanged, entity, &detail)?;
            Ok(())
        })
        .await?;
    app.forget_settings();
    auth.leads_to("/admin/visit-types", &notice);
    Ok(())
}

/// What differs, for the audit trail.
#[cfg(feature = "server")]
fn differing(from: &VisitType, to: &VisitType) -> String {
    let state = if to.active { "in use" } else { "out of use" };
    [
        (from.name != to.name, "name"),
        (from.minutes != to.minutes, "minutes"),
        (
            (from.buffer_before, from.buffer_after) != (to.buffer_before, to.buffer_after),
            "buffers",
        ),
        (from.colour != to.colour, "colour"),
        (from.staff_only != to.staff_only, "who may book it"),
        (from.doctors != to.doctors, "doctors"),
        (from.rooms != to.rooms, "rooms"),
        (from.note != to.note, "note"),
        (from.active != to.active, state),
    ]
    .into_iter()
    .filter_map(|(differs, what)| differs.then_some(what))
    .collect::<Vec<_>>()
    .join(", ")
}
