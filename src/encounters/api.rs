//! The steps of a visit's day, at the front desk and in the doctor's room.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{NextForm, OpenVisit, StageForm, UndoForm};
use crate::{appointments::model::Paged, desk::model::BoardVisit, error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    flow::{self, Wanted},
    model::Stage,
    open, undo as undoing,
};
#[cfg(feature = "server")]
use crate::{
    auth::Role,
    desk,
    error::FieldErrors,
    form::validate,
    server::{Auth, Conn, Scope, app_state::Settings},
};

/// Whoever works with visits: a doctor with their own.
#[cfg(feature = "server")]
const STAFF: &[Role] = &[Role::Doctor, Role::FrontDesk, Role::Admin];

/// Takes a stage of a visit's day. A visit that is there already is left as it is, so that a step may be
/// sent twice. Doctors take those of their own visits.
#[post("/api/appointments/{id}/stage", auth: Auth)]
pub async fn stage(id: i64, form: Input<StageForm>) -> Result<BoardVisit, AppError> {
    let Input(form) = form;
    auth.require(STAFF)?;
    let scope = auth.scope()?;
    let settings = auth.app.settings().await?;
    let wanted = wanted(&form, &settings, auth.app.now())?;
    let actor = auth.actor();
    let visit = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            flow::take(conn, &settings, &actor, scope, id, &wanted)?;
            shown(conn, &settings, scope, id, actor.at)
        })
        .await?;
    auth.app.freed.notify_one();
    auth.leads_back(&told(&visit));
    Ok(visit)
}

/// What a form asks for, checked.
#[cfg(feature = "server")]
fn wanted(form: &StageForm, settings: &Settings, now: jiff::Timestamp) -> Result<Wanted, AppError> {
    let mut errors = FieldErrors::default();
    let stage = Stage::from_key(form.stage.trim()).ok_or("There is no such stage.");
    let stage = errors.check("stage", stage);
    let at = validate::optional(&form.at)
        .map(|text| earlier_today(text, settings, now))
        .transpose();
    let at = errors.check("at", at);
    errors.finish()?;
    Ok(Wanted {
        version: version(form.version),
        room_id: form.room_id,
        at: at.flatten(),
        ..Wanted::to(stage.ok_or(AppError::Malformed)?)
    })
}

/// So far may the clock of whoever tells of something be ahead of ours.
#[cfg(feature = "server")]
const AHEAD: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);

/// The instant at which something happened that is told later.
#[cfg(feature = "server")]
fn earlier_today(
    text: &str,
    settings: &Settings,
    now: jiff::Timestamp,
) -> Result<jiff::Timestamp, &'static str> {
    let at: jiff::Timestamp = text
        .parse()
        .map_err(|_| "Give a time as 2026-11-24T09:30:00+01:00.")?;
    if at.duration_since(now) > AHEAD {
        return Err("This is yet to come.");
    }
    let at = at.min(now);
    if settings.local(at).date() != settings.local(now).date() {
        return Err("What happened on another day is not told later.");
    }
    Ok(at)
}

/// The version that a form carries.
#[cfg(feature = "server")]
fn version(seen: Option<i64>) -> Option<i32> {
    seen.map(|version| i32::try_from(version).unwrap_or(-1))
}

/// A visit as it now stands.
#[cfg(feature = "server")]
fn shown(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    id: i64,
    now: jiff::Timestamp,
) -> Result<BoardVisit, AppError> {
    let mut visits = desk::store::visits(conn, settings, scope, &[id], now)?;
    visits.pop().ok_or(AppError::NotFound)
}

/// What is said of a step to whoever sent a plain form.
#[cfg(feature = "server")]
fn told(visit: &BoardVisit) -> String {
    let stage = visit.stage.words();
    match visit.queue_number.filter(|_| visit.stage == Stage::Arrived) {
        Some(number) => format!("{stage}. The number is {number}."),
        None => format!("{stage}."),
    }
}

/// Takes the last step of a visit back, whoever took it, for a minute. What had given its time back takes it
/// again, unless it is somebody else's meanwhile. Of a walk-in the whole is taken back: what is answered is
/// cancelled then, and boards do not have it any more.
#[post("/api/appointments/{id}/undo", auth: Auth)]
pub async fn undo(id: i64, form: Input<UndoForm>) -> Result<BoardVisit, AppError> {
    let Input(form) = form;
    auth.require(STAFF)?;
    let scope = auth.scope()?;
    let settings = auth.app.settings().await?;
    let (actor, seen) = (auth.actor(), version(form.version));
    let visit = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            let before = shown(conn, &settings, scope, id, actor.at);
            undoing::undo(conn, &settings, &actor, scope, id, seen)?;
            match shown(conn, &settings, scope, id, actor.at) {
                Err(AppError::NotFound) => before.map(undoing::no_more),
                stands => stands,
            }
        })
        .await?;
    auth.app.freed.notify_one();
    let notice = if visit.stage == Stage::Cancelled {
        "The walk-in is taken back.".to_owned()
    } else {
        told(&visit)
    };
    auth.leads_back(&notice);
    Ok(visit)
}

/// Calls the patient of that doctor who is next into the doctor's room: of those who wait, who could have
/// been seen first had there been no others.
#[post("/api/doctors/{id}/next-patient", auth: Auth)]
pub async fn next_patient(id: i64, form: Input<NextForm>) -> Result<BoardVisit, AppError> {
    let Input(form) = form;
    auth.require(STAFF)?;
    let scope = auth.scope()?;
    if matches!(scope, Scope::Doctor(own) if own != id) {
        auth.refused();
        return Err(AppError::Forbidden);
    }
    let settings = auth.app.settings().await?;
    let actor = auth.actor();
    let visit = auth
        .once(&form.idempotency_key.clone(), &form, move |conn| {
            let called = flow::next_patient(conn, &settings, &actor, scope, id)?;
            shown(conn, &settings, scope, called, actor.at)
        })
        .await?;
    auth.leads_back(&told(&visit));
    Ok(visit)
}

/// Visits of days before, and once the clinic has closed of today, which nobody closed: the latest first,
/// each with how it most likely ended. A doctor's own.
#[get("/api/desk/open?page", auth: Auth)]
pub async fn open(page: Option<u32>) -> Result<Paged<OpenVisit>, AppError> {
    auth.require(STAFF)?;
    let scope = auth.scope()?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    let page = page.unwrap_or(1);
    auth.app
        .db
        .read(move |conn| Ok(open::page(conn, &settings, scope, page, now)?))
        .await
}

/// How many visits nobody closed.
#[get("/api/desk/open/count", auth: Auth)]
pub async fn open_count() -> Result<u64, AppError> {
    auth.require(STAFF)?;
    let scope = auth.scope()?;
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| Ok(open::count(conn, &settings, scope, now)?))
        .await
}
