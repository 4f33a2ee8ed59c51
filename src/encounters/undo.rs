//! Taking the last step of a visit back, for a minute.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    model::{Stage, UNDO_SECONDS},
    store::{self, Encounter, stage_of},
};
use crate::{
    appointments::{
        self, course, history,
        model::{Status, Step},
        occupancy::{Owner, occupy},
        placing::Wish,
    },
    audit::{self, Action, Entity},
    desk::model::BoardVisit,
    error::AppError,
    holds,
    rules::model::Audience,
    server::{
        Actor, Conn, Instant, Scope,
        app_state::Settings,
        faults::internal,
        schema::{appointments as visits, undos},
    },
};

/// What the history says of it.
const TAKEN_BACK: &str = "The step before is taken back";

/// How a visit stood before a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Entered in error where there was no appointment yet.
    status: Status,
    encounter: Option<Encounter>,
}

impl Before {
    /// There was nothing: the appointment was made in the same act.
    pub fn nothing() -> Self {
        Self {
            status: Status::EnteredInError,
            encounter: None,
        }
    }

    /// As the visit stands now.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn of(conn: &mut Conn, id: i64) -> Result<Self, AppError> {
        let status = appointments::store::placed(conn, id)?.status;
        Ok(Self {
            // The table's CHECK admits no other spelling.
            status: Status::from_key(&status).unwrap_or(Status::EnteredInError),
            encounter: store::find(conn, id)?,
        })
    }

    /// Keeps it, now that the step has been taken.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn keep(&self, conn: &mut Conn, actor: &Actor, id: i64) -> Result<(), AppError> {
        let version = appointments::store::placed(conn, id)?.version;
        let before = serde_json::to_string(self).map_err(|error| internal(&error))?;
        forget(conn, id)?;
        diesel::insert_into(undos::table)
            .values((
                undos::appointment_id.eq(id),
                undos::version.eq(version),
                undos::at.eq(Instant(actor.at)),
                undos::user_id.eq(actor.user_id),
                undos::before.eq(before),
            ))
            .execute(conn)?;
        Ok(())
    }
}

/// Until when a step can be taken back that was taken then.
pub fn until(at: Timestamp) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(UNDO_SECONDS))
        .unwrap_or(at)
}

/// Takes the last step of a visit back. What had given its time back takes it again. Of a walk-in the whole is
/// taken back: the appointment was never meant, and its time is free.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope; [`AppError::Conflict`] when there is nothing to take
/// back any more, or the time is somebody else's meanwhile.
pub fn undo(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    id: i64,
    version: Option<i32>,
) -> Result<(), AppError> {
    let place = appointments::store::placed(conn, id)?;
    let wish = Wish {
        patient_id: place.patient_id,
        doctor_id: place.doctor_id,
        visit_type_id: place.visit_type_id,
        starts_at: place.starts_at.0,
        audience: Audience::Staff,
        overbook: None,
    };
    let now = course::take_hold(conn, settings, scope, id, Some(&wish))?;
    course::same_version(&now, version)?;
    let kept: Option<(i32, Instant, String)> = undos::table
        .find(id)
        .select((undos::version, undos::at, undos::before))
        .first(conn)
        .optional()?;
    let (_, _, before) = kept
        .filter(|(version, at, _)| *version == now.version && until(at.0) >= actor.at)
        .ok_or_else(|| {
            AppError::conflict(
                "The last step cannot be taken back any more: that goes for a minute.",
            )
        })?;
    let before: Before = serde_json::from_str(&before).map_err(|error| internal(&error))?;
    if before.status == Status::EnteredInError {
        let told = format!("{}, taken back", before.status.key());
        course::set(conn, actor, id, before.status, &told, TAKEN_BACK)?;
    } else {
        let stood = now.status.takes_time();
        stand(conn, actor, id, &before, &wish, stood)?;
    }
    restore(conn, id, before.encounter.as_ref())?;
    Ok(forget(conn, id)?)
}

/// Has an appointment stand as it stood before; `stood` when it has not given its time back since.
fn stand(
    conn: &mut Conn,
    actor: &Actor,
    id: i64,
    before: &Before,
    wish: &Wish,
    stood: bool,
) -> Result<(), AppError> {
    diesel::update(visits::table.find(id))
        .set((
            visits::status.eq(before.status.key()),
            visits::cancelled_by.eq(None::<i64>),
            visits::cancelled_at.eq(None::<Instant>),
            visits::cancel_reason.eq(""),
            visits::late.eq(false),
            visits::version.eq(visits::version + 1),
        ))
        .execute(conn)?;
    if before.status.takes_time() && !stood {
        holds::store::expire(conn, wish, actor.at)?;
        let place = appointments::store::placed(conn, id)?.place();
        occupy(conn, Owner::Appointment(id), &place).map_err(given_away)?;
    }
    history::record(conn, actor, id, Step::Status, TAKEN_BACK)?;
    let stage = stage_of(before.status, before.encounter.as_ref());
    let told = format!("{}, taken back", stage.key());
    let entity = Some(Entity::Appointment(id));
    audit::store::record(conn, actor, Action::AppointmentStatus, entity, &told)?;
    Ok(())
}

/// Puts an encounter back as it was. Its number is still its own, since none is given twice.
fn restore(conn: &mut Conn, id: i64, before: Option<&Encounter>) -> QueryResult<()> {
    match before {
        Some(encounter) => store::put(conn, encounter),
        None => store::remove(conn, id),
    }
}

/// What is told of a visit that was taken back as a whole, and which no board shows any more.
pub fn no_more(before: BoardVisit) -> BoardVisit {
    BoardVisit {
        version: before.version + 1,
        walk_in: false,
        stage: Stage::Cancelled,
        queue_number: None,
        arrived_at: None,
        called_at: None,
        started_at: None,
        ended_at: None,
        undo_until: None,
        ..before
    }
}

/// The overlap guard's refusal in words.
fn given_away(error: diesel::result::Error) -> AppError {
    match error.into() {
        AppError::SlotTaken { .. } => AppError::conflict(
            "This cannot be taken back: the time has been given to somebody else meanwhile.",
        ),
        other => other,
    }
}

fn forget(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(undos::table.find(id)).execute(conn)?;
    Ok(())
}

/// Forgets what cannot be taken back any more.
///
/// # Errors
/// When the database does not answer.
pub fn sweep(conn: &mut Conn, now: Timestamp) -> QueryResult<()> {
    let oldest = now
        .checked_sub(SignedDuration::from_secs(UNDO_SECONDS))
        .unwrap_or(Timestamp::MIN);
    diesel::delete(undos::table.filter(undos::at.lt(Instant(oldest)))).execute(conn)?;
    Ok(())
}
