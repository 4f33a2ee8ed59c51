//! Proposing times at the desk, and giving one to whoever calls or has come.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{Proposals, VisitForm};
use crate::{desk::model::BoardVisit, error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    model::{given_words, visit_path},
    store::{self, Wanted},
};
#[cfg(feature = "server")]
use crate::{
    appointments::{
        booking::with_nearest,
        placing::{self, Overbook, Wish},
    },
    audit::{self, Action, Entity},
    auth::Role,
    desk, encounters,
    error::FieldErrors,
    form::validate,
    patients::{self, duplicates, model::Checked},
    rules::model::Audience,
    server::{Auth, Scope},
};

#[cfg(feature = "server")]
const DESK: &[Role] = &[Role::Admin, Role::FrontDesk];

/// The first free times from a day on (`YYYY-MM-DD`, today unless given), of all doctors or of one, for a visit
/// type (the first that each offers unless given); and today's queues, the shortest wait first.
#[get("/api/desk/times?date&visit_type_id&doctor_id", auth: Auth)]
pub async fn times(
    date: Option<String>,
    visit_type_id: Option<i64>,
    doctor_id: Option<i64>,
) -> Result<Proposals, AppError> {
    auth.require(DESK)?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    let today = settings.local(now).date();
    let date = match date.as_deref().and_then(validate::optional) {
        None => today,
        Some(text) => text
            .parse::<jiff::civil::Date>()
            .map_err(|_| AppError::field("date", "Give a day as YYYY-MM-DD."))?,
    };
    let wanted = Wanted {
        date: date.max(today),
        visit_type_id,
        doctor_id,
    };
    auth.app
        .db
        .read(move |conn| Ok(store::proposals(conn, &settings, wanted, now)?))
        .await
}

/// Who is to be seen.
#[cfg(feature = "server")]
#[derive(Clone)]
enum Who {
    Known(i64),
    New(Checked),
}

/// Gives a time to a patient who calls, or a time or a place in a doctor's queue to one who is here; who is new is
/// registered with it. All of it, or nothing.
#[post("/api/desk/walk-in", auth: Auth)]
pub async fn walk_in(form: Input<VisitForm>) -> Result<BoardVisit, AppError> {
    let Input(form) = form;
    auth.require(DESK)?;
    let (settings, actor) = (auth.app.settings().await?, auth.actor());
    let today = settings.local(actor.at).date();
    let mut errors = FieldErrors::default();
    let who = match form.patient_id {
        Some(id) => Some(Who::Known(id)),
        None => form
            .details()
            .check(today, false, &mut errors)
            .map(Who::New),
    };
    let chosen = form.chosen();
    if chosen.is_none() {
        errors.add("choice", "Choose a time, or a place in a queue.");
    }
    let queue = chosen
        .as_ref()
        .is_some_and(|chosen| chosen.starts_at.is_none());
    let starts_at: Option<jiff::Timestamp> =
        chosen.as_ref().and_then(|chosen| match &chosen.starts_at {
            Some(text) => errors.check("choice", text.trim().parse().map_err(|_| "Choose a time.")),
            None => next_minute(actor.at),
        });
    let reason = errors.check("reason", validate::reason(&form.reason));
    errors.finish()?;
    let (Some(who), Some(chosen), Some(starts_at), Some(reason)) = (who, chosen, starts_at, reason)
    else {
        return Err(AppError::Malformed);
    };
    let here = form.here || queue;
    if here && settings.local(starts_at).date() != today {
        return Err(AppError::field("choice", "Who is here is seen today."));
    }
    let wish = Wish {
        patient_id: form.patient_id.unwrap_or_default(),
        doctor_id: chosen.doctor_id,
        visit_type_id: form.visit_type_id,
        starts_at,
        audience: Audience::Staff,
        overbook: queue.then_some(Overbook::Queue),
    };
    let (wished, anyway, at) = (wish.clone(), form.anyway, actor.at);
    let given = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            let patient_id = match &who {
                Who::Known(id) => *id,
                Who::New(details) => {
                    duplicates::store::refuse(conn, details, anyway)?;
                    let id = patients::store::create(conn, None, details, at)?;
                    let entity = Some(Entity::Patient(id));
                    audit::store::record(conn, &actor, Action::PatientRegistered, entity, "")?;
                    id
                }
            };
            let wish = Wish {
                patient_id,
                ..wish.clone()
            };
            let reason = reason.as_deref().unwrap_or_default();
            let id = placing::book(conn, &settings, &actor, &wish, reason, None)?;
            if here {
                encounters::flow::arrive(conn, &settings, &actor, Scope::Clinic, id, None, true)?;
            }
            let visits = desk::store::visits(conn, &settings, Scope::Clinic, &[id], at)?;
            visits.into_iter().next().ok_or(AppError::NotFound)
        })
        .await;
    let visit = with_nearest(&auth, &wished, given)
        .await
        .map_err(beside_choice)?;
    auth.leads_to(&visit_path(&visit, today), &given_words(&visit));
    Ok(visit)
}

/// The first whole minute that is not past.
#[cfg(feature = "server")]
fn next_minute(now: jiff::Timestamp) -> Option<jiff::Timestamp> {
    let seconds = now.as_second() + i64::from(now.subsec_nanosecond() > 0) + 59;
    jiff::Timestamp::from_second(seconds - seconds.rem_euclid(60)).ok()
}

/// What is wrong with a time, beside the choice of which it is a part.
#[cfg(feature = "server")]
fn beside_choice(error: AppError) -> AppError {
    let told = ["starts_at", "doctor_id", "visit_type_id"]
        .iter()
        .find_map(|field| error.for_field(field).map(str::to_owned));
    match told {
        Some(message) => AppError::field("choice", message),
        None => error,
    }
}
