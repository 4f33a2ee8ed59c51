//! Who needs another time, and giving them one or asking them to choose.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{Displaced, DisplacedForm, Outcome};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{model::Failed, proposed, steps, store};
#[cfg(feature = "server")]
use crate::{
    auth::Role,
    error::FieldErrors,
    form::query_path,
    server::{Auth, Scope},
};

/// The appointments that cannot take place since the doctor is away or the clinic closed, with
/// times in their place: a doctor's own, or for front desk and admin those of one doctor or of all.
#[get("/api/displaced?doctor_id", auth: Auth)]
pub async fn list(doctor_id: Option<i64>) -> Result<Vec<Displaced>, AppError> {
    let doctor_id = reach(&auth, doctor_id)?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| Ok(proposed::list(conn, &settings, doctor_id, now)?))
        .await
}

/// How many there are.
#[get("/api/displaced/count?doctor_id", auth: Auth)]
pub async fn count(doctor_id: Option<i64>) -> Result<i64, AppError> {
    let doctor_id = reach(&auth, doctor_id)?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| Ok(store::count(conn, &settings, doctor_id, now)?))
        .await
}

/// Whose list it is; none is everybody's.
#[cfg(feature = "server")]
fn reach(auth: &Auth, asked_for: Option<i64>) -> Result<Option<i64>, AppError> {
    auth.require(&[Role::Doctor, Role::FrontDesk, Role::Admin])?;
    match (auth.scope()?, asked_for) {
        (Scope::Clinic, asked_for) => Ok(asked_for),
        (Scope::Doctor(own), None) => Ok(Some(own)),
        (Scope::Doctor(own), Some(id)) if id == own => Ok(Some(own)),
        (Scope::Doctor(_) | Scope::Patient(_), _) => {
            auth.refused();
            Err(AppError::Forbidden)
        }
    }
}

/// Gives each of these appointments its new time. Each has its own outcome: a time that was taken
/// meanwhile leaves its appointment on the list.
#[post("/api/displaced/move", auth: Auth)]
pub async fn move_them(form: Input<DisplacedForm>) -> Result<Outcome, AppError> {
    let Input(form) = form;
    reach(&auth, None)?;
    let moves = form
        .moves()
        .map_err(|error| AppError::field("moves", error))?;
    chosen(moves.iter().map(|(id, _)| *id))?;
    let scope = auth.scope()?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    let mut outcome = Outcome::default();
    for (id, to) in moves {
        let result = match to {
            None => Err(AppError::conflict("No new time was chosen.")),
            Some(to) => {
                let (settings, actor) = (settings.clone(), actor.clone());
                let work = move |conn: &mut _| steps::move_one(conn, &settings, &actor, scope, to);
                auth.app.db.write(work).await
            }
        };
        note(&mut outcome, id, result)?;
    }
    auth.app.freed.notify_one();
    lead_back(&auth, &form, &outcome, "moved");
    Ok(outcome)
}

/// Asks the patients of these appointments to choose another time themselves; until then, the
/// cut-off does not hold for them.
#[post("/api/displaced/ask", auth: Auth)]
pub async fn ask(form: Input<DisplacedForm>) -> Result<Outcome, AppError> {
    let Input(form) = form;
    reach(&auth, None)?;
    let picked = form
        .picked()
        .map_err(|error| AppError::field("appointment_ids", error))?;
    chosen(picked.iter().copied())?;
    let scope = auth.scope()?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    let mut outcome = Outcome::default();
    for id in picked {
        let (settings, actor) = (settings.clone(), actor.clone());
        let work = move |conn: &mut _| steps::ask_one(conn, &settings, &actor, scope, id);
        let asked = auth.app.db.write(work).await;
        note(&mut outcome, id, asked)?;
    }
    lead_back(&auth, &form, &outcome, "asked");
    Ok(outcome)
}

/// At least one appointment, and none twice.
#[cfg(feature = "server")]
fn chosen(ids: impl Iterator<Item = i64>) -> Result<(), AppError> {
    let mut errors = FieldErrors::default();
    let mut ids: Vec<i64> = ids.collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        errors.add("appointment_ids", "Select at least one patient.");
    } else if ids.len() < count {
        errors.add("appointment_ids", "An appointment is named twice.");
    }
    errors.finish()
}

/// Notes what came of one of them; a fault of ours is passed on.
#[cfg(feature = "server")]
fn note(outcome: &mut Outcome, id: i64, of: Result<(), AppError>) -> Result<(), AppError> {
    match of {
        Ok(()) => outcome.done.push(id),
        Err(error @ (AppError::Internal { .. } | AppError::Unavailable)) => return Err(error),
        Err(error) => outcome.failed.push(Failed {
            appointment_id: id,
            why: error.to_string(),
        }),
    }
    Ok(())
}

/// Leads a plain form back to the list, with what came of it in a sentence or two.
#[cfg(feature = "server")]
fn lead_back(auth: &Auth, form: &DisplacedForm, outcome: &Outcome, verb: &str) {
    let doctor_id = form.doctor_id.map(|id| id.to_string()).unwrap_or_default();
    let path = query_path("/displaced", [("doctor_id", doctor_id)]);
    auth.leads_to(&path, &outcome.words(verb));
}
