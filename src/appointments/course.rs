//! What becomes of an appointment: the steps of its status, and cancelling it.
//!
//! Each function runs in a transaction. Who changes an appointment [takes hold](take_hold) of it
//! first, and then compares the version with the one they saw; what is changed goes into the history
//! and the audit trail with it.

use diesel::prelude::*;

use super::{
    history,
    model::{Appointment, Status, Step, number},
    occupancy::{Owner, came_free, vacate},
    placing::{Wish, lock},
    store,
};
use crate::{
    audit::{self, Action, Entity},
    encounters::{
        flow::{self, Following},
        model::Stage,
        undo,
    },
    error::AppError,
    server::{
        Actor, Conn, Instant, Scope,
        app_state::Settings,
        engine::{self, Lock},
        schema::{appointments, move_requests},
    },
};

/// Has whoever else would change this appointment wait, and gives it as it then stands. With a
/// wish, whose time it would take is locked as well; giving time back needs no more than the
/// doctor's lock, which everybody takes who changes an appointment.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope; [`AppError::Conflict`] when it was moved meanwhile.
pub fn take_hold(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    id: i64,
    wish: Option<&Wish>,
) -> Result<Appointment, AppError> {
    let before = store::placed(conn, id)?;
    match wish {
        None => engine::lock(conn, &[Lock::Doctor(before.doctor_id)])?,
        Some(wish) => {
            let wish = Wish {
                patient_id: before.patient_id,
                ..wish.clone()
            };
            lock(conn, settings, &wish, &[before.doctor_id])?;
        }
    }
    let held = store::find(conn, settings, scope, id)?;
    if held.doctor_id != before.doctor_id {
        // Moved to another doctor while we waited for the locks of the former one.
        return Err(changed_meanwhile());
    }
    Ok(held)
}

/// What a second person is told.
fn changed_meanwhile() -> AppError {
    AppError::conflict("Somebody has changed this appointment meanwhile. Please look at it again.")
}

/// Refuses whoever saw another version than there is.
///
/// # Errors
/// [`AppError::Conflict`].
pub fn same_version(found: &Appointment, seen: Option<i32>) -> Result<(), AppError> {
    match seen {
        Some(seen) if seen != found.version => Err(AppError::conflict(format!(
            "Somebody has changed this appointment meanwhile: it is now with {} on {}, and its status is “{}”. Please look at it again.",
            found.doctor_name,
            found.starts_at.words(),
            found.status.words(),
        ))),
        _ => Ok(()),
    }
}

/// Cancels an appointment and frees its time. The row stays, with who, when and why; after the
/// cut-off it is marked late.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope; [`AppError::Conflict`] when it cannot be cancelled,
/// the cut-off is past for a patient, or somebody changed it.
pub fn cancel(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    id: i64,
    version: Option<i32>,
    reason: &str,
) -> Result<(), AppError> {
    let before = take_hold(conn, settings, scope, id, None)?;
    if !before.status.may_cancel() {
        return Err(AppError::conflict(format!(
            "Appointment {} cannot be cancelled: its status is “{}”.",
            number(id),
            before.status.words()
        )));
    }
    let policy = &settings.rules.policy;
    let too_late = before.too_late_online(policy, actor.at);
    if let (Scope::Patient(_), Some(why)) = (scope, &too_late) {
        return Err(AppError::conflict(why.clone()));
    }
    same_version(&before, version)?;
    end(conn, actor, id, reason, too_late.is_some())?;
    flow::follow(
        conn,
        settings,
        &before,
        Stage::Left,
        &Following::at(actor.at),
    )?;
    Ok(())
}

/// Cancels an appointment that is held, and gives its time back.
///
/// # Errors
/// When the database refuses.
pub fn end(
    conn: &mut Conn,
    actor: &Actor,
    id: i64,
    reason: &str,
    late: bool,
) -> Result<(), AppError> {
    diesel::update(appointments::table.find(id))
        .set((
            appointments::status.eq(Status::Cancelled.key()),
            appointments::cancelled_by.eq(actor.user_id),
            appointments::cancelled_at.eq(Some(Instant(actor.at))),
            appointments::cancel_reason.eq(reason),
            appointments::late.eq(late),
            appointments::version.eq(appointments::version + 1),
        ))
        .execute(conn)?;
    give_back(conn, id, actor)?;
    history::record(conn, actor, id, Step::Cancelled, reason)?;
    let entity = Some(Entity::Appointment(id));
    audit::store::record(conn, actor, Action::AppointmentCancelled, entity, "")?;
    Ok(())
}

/// Gives the time of an appointment back, which nobody need move any more.
fn give_back(conn: &mut Conn, id: i64, actor: &Actor) -> QueryResult<()> {
    let old = store::placed(conn, id)?.place();
    vacate(conn, Owner::Appointment(id))?;
    answered(conn, id)?;
    came_free(conn, old.doctor_id, old.padded(), actor.at)
}

/// Takes a step of [`Status::next`] other than cancelling. Visits are arrived, checked in and done
/// on their day or later, and missed once they have begun.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope; [`AppError::Conflict`] when the step is none from
/// here or too early, or somebody changed the appointment.
pub(super) fn step(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    id: i64,
    version: Option<i32>,
    to: Status,
) -> Result<(), AppError> {
    let before = take_hold(conn, settings, scope, id, None)?;
    same_version(&before, version)?;
    if to == Status::Cancelled || !before.status.next().contains(&to) {
        return Err(AppError::conflict(format!(
            "Appointment {} cannot become “{}”: its status is “{}”.",
            number(id),
            to.words(),
            before.status.words()
        )));
    }
    if to.too_early(before.starts_at, settings.local(actor.at)) {
        return Err(AppError::conflict(format!(
            "It is too early for “{}”: the visit is on {}.",
            to.words(),
            before.starts_at.words()
        )));
    }
    let kept = undo::Before::of(conn, id)?;
    set(conn, actor, id, to, to.key(), "")?;
    let stage = flow::stage_after(conn, &before, to)?;
    flow::follow(conn, settings, &before, stage, &Following::at(actor.at))?;
    kept.keep(conn, actor, id)
}

/// Gives an appointment that is held a status other than cancelled, or the same once more where
/// what goes on is finer than statuses are. `told` is for the audit trail, `note` for the history.
///
/// # Errors
/// When the database refuses.
pub fn set(
    conn: &mut Conn,
    actor: &Actor,
    id: i64,
    to: Status,
    told: &str,
    note: &str,
) -> Result<(), AppError> {
    diesel::update(appointments::table.find(id))
        .set((
            appointments::status.eq(to.key()),
            appointments::version.eq(appointments::version + 1),
        ))
        .execute(conn)?;
    if !to.takes_time() {
        give_back(conn, id, actor)?;
    }
    history::record(conn, actor, id, Step::Status, note)?;
    let entity = Some(Entity::Appointment(id));
    audit::store::record(conn, actor, Action::AppointmentStatus, entity, told)?;
    Ok(())
}

/// The patient need not choose another time any more.
pub(super) fn answered(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(move_requests::table.find(id)).execute(conn)?;
    Ok(())
}
