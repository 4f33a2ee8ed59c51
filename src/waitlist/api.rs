//! The waiting list: asking for a time, answering offers, and what staff do with both.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::{
    form::{AnswerForm, JoinForm, PlaceForm, UrgencyForm},
    model::{Entry, JoinOptions, Mine, Placing, WaitList},
};
use crate::{
    appointments::model::Appointment,
    error::AppError,
    form::{Input, Nothing},
};

#[cfg(feature = "server")]
use super::{
    by_hand::{ByHand, by_hand},
    ending, entries, join, list,
    model::{EntryStatus, MOST_WAITING, joined},
    offers, store,
};
#[cfg(feature = "server")]
use crate::{
    appointments::{booking::for_patient, store as appointments},
    audit::{self, Action, Entity},
    auth::Role,
    error::FieldErrors,
    patients,
    rules::{model::Audience, reason::standing_reasons},
    server::{
        Auth, Scope,
        engine::{self, Lock},
    },
};

/// Whose requests a call reaches: patients their own, front desk and admins all.
#[cfg(feature = "server")]
fn reach(auth: &Auth) -> Result<Scope, AppError> {
    auth.require(&[Role::Patient, Role::FrontDesk, Role::Admin])?;
    auth.scope()
}

/// What the form of a request offers: doctors, specializations and visit types to choose from, and
/// the doctor or the appointment that is named.
#[get("/api/waitlist/new?doctor_id&appointment_id&patient_id", auth: Auth)]
pub async fn options(
    doctor_id: Option<i64>,
    appointment_id: Option<i64>,
    patient_id: Option<i64>,
) -> Result<JoinOptions, AppError> {
    let scope = reach(&auth)?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| {
            let named = join::Named {
                doctor_id,
                appointment_id,
                patient_id,
            };
            join::options(conn, &settings, scope, named, now)
        })
        .await
}

/// Asks for an earlier time than an appointment's, or for a time at all. Patients ask for
/// themselves; front desk and admin name the patient.
#[post("/api/waitlist", auth: Auth)]
pub async fn join(form: Input<JoinForm>) -> Result<Entry, AppError> {
    let Input(form) = form;
    let scope = reach(&auth)?;
    let mut errors = FieldErrors::default();
    let (patient_id, audience) = for_patient(&auth, form.patient_id, &mut errors)?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    let today = settings.local(actor.at).date();
    let wanted = join::Wanted::check(&form, today, &mut errors);
    let (Some(patient_id), Some(wanted)) = (patient_id, wanted) else {
        return Err(errors.into_error());
    };
    let entry = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            engine::lock(conn, &[Lock::Patient(patient_id)])?;
            if audience == Audience::Patient {
                patients::store::still_theirs(conn, &actor, patient_id)?;
            }
            let settings = settings.current(conn, actor.at)?;
            let found = join::find(conn, &settings, &wanted, patient_id, audience, actor.at)?;
            if store::open_requests(conn, patient_id)? >= MOST_WAITING {
                return Err(AppError::conflict(format!(
                    "{MOST_WAITING} requests wait already, which is as many as can. Please withdraw one first."
                )));
            }
            if let Some(id) = wanted.appointment_id
                && store::waits_to_move(conn, patient_id, id)?
            {
                return Err(AppError::conflict(
                    "An earlier time than that of this appointment has been asked for already.",
                ));
            }
            if audience == Audience::Patient && wanted.appointment_id.is_none() {
                let policy = &settings.rules.policy;
                let standing =
                    crate::appointments::standing::of(conn, policy, patient_id, actor.at)?;
                let reasons = standing.map(|standing| standing_reasons(policy, &standing));
                if let Some(reason) = reasons.unwrap_or_default().first() {
                    return Err(AppError::conflict(reason.words(audience)));
                }
            }
            let id = store::insert(conn, &found.request(&wanted, patient_id, &actor))?;
            let (patient, detail) = (Some(Entity::Patient(patient_id)), offers::request(id));
            audit::store::record(conn, &actor, Action::WaitlistJoined, patient, &detail)?;
            Ok(entries::find(conn, &settings, scope, id, actor.at)?)
        })
        .await?;
    auth.leads_to(home(scope), joined(audience == Audience::Staff));
    Ok(entry)
}

/// Where answers to plain forms lead.
#[cfg(feature = "server")]
fn home(scope: Scope) -> &'static str {
    match scope {
        Scope::Patient(_) => "/appointments",
        _ => "/waitlist",
    }
}

/// A page of the requests with a status (`waiting` unless given), how many there are of each, and
/// how well the list fills what comes free.
#[get("/api/waitlist?status&page", auth: Auth)]
pub async fn all(status: Option<String>, page: Option<u32>) -> Result<WaitList, AppError> {
    auth.require(&[Role::FrontDesk, Role::Admin])?;
    let status = match status.as_deref().map(str::trim) {
        None | Some("") => EntryStatus::Waiting,
        Some(key) => EntryStatus::from_key(key)
            .ok_or_else(|| AppError::field("status", "There is no such status."))?,
    };
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| Ok(list::page(conn, &settings, status, page.unwrap_or(1), now)?))
        .await
}

/// What a patient waits for, with the offers that await an answer.
#[get("/api/waitlist/mine", auth: Auth)]
pub async fn mine() -> Result<Mine, AppError> {
    let user = auth.require(&[Role::Patient])?;
    let patient_id = user.patient_id.ok_or(AppError::Forbidden)?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| {
            Ok(Mine {
                entries: entries::of_patient(conn, &settings, patient_id, now)?,
                now: settings.local(now),
            })
        })
        .await
}

/// A request with the soonest free times that suit it, to place it by hand.
#[get("/api/waitlist/{id}", auth: Auth)]
pub async fn get(id: i64) -> Result<Placing, AppError> {
    auth.require(&[Role::FrontDesk, Role::Admin])?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    let placing = auth
        .app
        .db
        .read(move |conn| list::placing(conn, &settings, id, now))
        .await?;
    auth.viewed_patient(placing.entry.patient_id);
    Ok(placing)
}

/// Takes a request off the list, and an offer it has with it: a patient their own, front desk and
/// admin any.
#[post("/api/waitlist/{id}/withdraw", auth: Auth)]
pub async fn withdraw(id: i64, form: Input<Nothing>) -> Result<(), AppError> {
    let Input(Nothing {}) = form;
    let scope = reach(&auth)?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    auth.app
        .db
        .write(move |conn| {
            let entry = entries::find(conn, &settings, scope, id, actor.at)?;
            if !ending::end(conn, id, EntryStatus::Withdrawn, actor.at)? {
                return Err(AppError::conflict("This request has ended already."));
            }
            let (patient, detail) = (Entity::Patient(entry.patient_id), offers::request(id));
            let action = Action::WaitlistWithdrawn;
            audit::store::record(conn, &actor, action, Some(patient), &detail)?;
            Ok(())
        })
        .await?;
    auth.app.freed.notify_one();
    auth.leads_to(home(scope), "The request is withdrawn.");
    Ok(())
}

/// Sets how pressing a request is: `routine`, `soon`, `urgent` or `very_urgent`.
#[post("/api/waitlist/{id}/urgency", auth: Auth)]
pub async fn urgency(id: i64, form: Input<UrgencyForm>) -> Result<Entry, AppError> {
    let Input(form) = form;
    auth.require(&[Role::FrontDesk, Role::Admin])?;
    let urgency = form
        .chosen()
        .map_err(|message| AppError::field("urgency", message))?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    let entry = auth
        .app
        .db
        .write(move |conn| {
            let entry = entries::find(conn, &settings, Scope::Clinic, id, actor.at)?;
            if !store::set_urgency(conn, id, urgency)? {
                return Err(AppError::conflict("This request has ended already."));
            }
            let detail = format!("{}: {}", offers::request(id), urgency.key());
            let patient = Some(Entity::Patient(entry.patient_id));
            audit::store::record(conn, &actor, Action::WaitlistUrgency, patient, &detail)?;
            Ok(entries::find(conn, &settings, Scope::Clinic, id, actor.at)?)
        })
        .await?;
    auth.leads_to("/waitlist", "The urgency is set.");
    Ok(entry)
}

/// Gives somebody who waits a time by hand: offers it, or, when the patient has agreed, books it
/// outright. An offer they have already is taken back.
#[post("/api/waitlist/{id}/place", auth: Auth)]
pub async fn place(id: i64, form: Input<PlaceForm>) -> Result<Entry, AppError> {
    let Input(form) = form;
    auth.require(&[Role::FrontDesk, Role::Admin])?;
    let starts_at: jiff::Timestamp = form
        .starts_at
        .trim()
        .parse()
        .map_err(|_| AppError::field("starts_at", "Choose a time."))?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    let book = form.book;
    let entry = auth
        .once(&form.idempotency_key.clone(), &form.clone(), move |conn| {
            let entry = entries::find(conn, &settings, Scope::Clinic, id, actor.at)?;
            let doctor_id = form
                .doctor_id
                .or(entry.terms.doctor_id)
                .ok_or_else(|| AppError::field("doctor_id", "Choose a doctor."))?;
            let given = ByHand {
                entry_id: id,
                doctor_id,
                starts_at,
                book: form.book,
            };
            by_hand(conn, &settings, &actor, given)?;
            Ok(entries::find(conn, &settings, Scope::Clinic, id, actor.at)?)
        })
        .await?;
    auth.app.freed.notify_one();
    let notice = if book {
        "It is booked."
    } else {
        "The time is offered, and kept until they answer."
    };
    auth.leads_to("/waitlist", notice);
    Ok(entry)
}

/// Takes an offer: a patient one of their own, front desk and admin for the patient. Gives the
/// appointment that came of it, or was moved.
#[post("/api/offers/{id}/accept", auth: Auth)]
pub async fn accept(id: i64, form: Input<AnswerForm>) -> Result<Appointment, AppError> {
    let Input(form) = form;
    let scope = reach(&auth)?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    let appointment = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            let id = offers::accept(conn, &settings, &actor, scope, id)?;
            Ok(appointments::find(conn, &settings, scope, id)?)
        })
        .await?;
    auth.app.freed.notify_one();
    auth.leads_to(
        &format!("/appointments/{}", appointment.id),
        &format!("Yours: {}.", appointment.starts_at.long_words()),
    );
    Ok(appointment)
}

/// Turns an offer down: the patient goes on waiting, and the next in line is asked.
#[post("/api/offers/{id}/decline", auth: Auth)]
pub async fn decline(id: i64, form: Input<AnswerForm>) -> Result<(), AppError> {
    let Input(form) = form;
    let scope = reach(&auth)?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    auth.once(&form.idempotency_key.clone(), &form, move |conn| {
        offers::decline(conn, &settings, &actor, scope, id)
    })
    .await?;
    auth.app.freed.notify_one();
    auth.leads_to(home(scope), "Declined. You are still on the waiting list.");
    Ok(())
}
