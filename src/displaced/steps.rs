//! What is done about an appointment that needs another time.

use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    model::Move,
    store::{Booked, in_its_way, why},
};
use crate::{
    appointments::{
        model::{Appointment, Status},
        placing::{self, Wish},
        store as appointments_store,
    },
    audit::{self, Action, Entity},
    error::AppError,
    rules::model::Audience,
    server::{
        Actor, Conn, Instant, Scope,
        app_state::Settings,
        engine::{self, Lock},
        schema::{appointments, move_requests, patients},
    },
};

/// The appointment, if it still needs another time. The transaction holds its doctor's lock.
fn still_displaced(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    id: i64,
    now: Timestamp,
) -> Result<Appointment, AppError> {
    let appointment = appointments_store::find(conn, settings, scope, id)?;
    let booked: Booked = appointments::table
        .find(id)
        .select(Booked::as_select())
        .first(conn)?;
    let to_come = appointment.status == Status::Booked && booked.starts_at.0 > now;
    if !to_come || in_its_way(conn, settings, &booked, now)?.is_empty() {
        return Err(AppError::conflict("It needs no other time any more."));
    }
    Ok(appointment)
}

fn lock(conn: &mut Conn, id: i64) -> QueryResult<i64> {
    let doctor_id = appointments_store::placed(conn, id)?.doctor_id;
    engine::lock(conn, &[Lock::Doctor(doctor_id)])?;
    Ok(doctor_id)
}

/// Gives an appointment that needs one its new time.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope; [`AppError::Conflict`] when it needs none any more;
/// and those of [`placing::reschedule`].
pub(super) fn move_one(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    to: Move,
) -> Result<(), AppError> {
    let before = appointments_store::placed(conn, to.appointment_id)?;
    let wish = Wish {
        patient_id: before.patient_id,
        doctor_id: to.doctor_id,
        visit_type_id: before.visit_type_id,
        starts_at: to.starts_at,
        audience: Audience::Staff,
        overbook: None,
    };
    placing::lock(conn, settings, &wish, &[before.doctor_id])?;
    let settings = &settings.current(conn, actor.at)?;
    still_displaced(conn, settings, scope, to.appointment_id, actor.at)?;
    let note = "The doctor is away";
    placing::reschedule(
        conn,
        settings,
        actor,
        scope,
        to.appointment_id,
        None,
        &wish,
        note,
    )
}

/// Asks the patient of an appointment that needs another time to choose one.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope; [`AppError::Conflict`] when it needs none any more,
/// or the patient has no account.
pub(super) fn ask_one(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    id: i64,
) -> Result<(), AppError> {
    lock(conn, id)?;
    let settings = &settings.current(conn, actor.at)?;
    let appointment = still_displaced(conn, settings, scope, id, actor.at)?;
    if appointment.move_requested {
        return Ok(());
    }
    let account: Option<i64> = patients::table
        .find(appointment.patient_id)
        .select(patients::user_id)
        .first(conn)?;
    if account.is_none() {
        return Err(AppError::conflict(
            "The patient has no account. Please call.",
        ));
    }
    diesel::insert_into(move_requests::table)
        .values((
            move_requests::appointment_id.eq(id),
            move_requests::asked_by.eq(actor.user_id),
            move_requests::asked_at.eq(Instant(actor.at)),
        ))
        .execute(conn)?;
    let entity = Some(Entity::Appointment(id));
    audit::store::record(conn, actor, Action::AppointmentMoveAsked, entity, "")?;
    Ok(())
}

/// Takes back what patients were asked whose doctor is there after all. Called in the transaction
/// that took away time off or a closure, with the settings as they are then.
///
/// # Errors
/// When the database does not answer.
pub fn settle(conn: &mut Conn, settings: &Settings, now: Timestamp) -> QueryResult<()> {
    let asked: Vec<Booked> = move_requests::table
        .inner_join(appointments::table)
        .select(Booked::as_select())
        .load(conn)?;
    let needless: Vec<i64> = asked
        .iter()
        .filter(|booked| why(settings, booked.doctor_id, booked.span(), now).is_empty())
        .map(|booked| booked.id)
        .collect();
    diesel::delete(move_requests::table.filter(move_requests::appointment_id.eq_any(needless)))
        .execute(conn)?;
    Ok(())
}
