//! Encounters in the database.

use diesel::prelude::*;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::model::{Stage, turn};
use crate::{
    appointments::model::Status,
    server::{
        Conn, Instant,
        app_state::Settings,
        engine::{self, Lock},
        schema::{appointments, encounters, queues},
    },
};

/// A visit whose patient has come.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Serialize, Deserialize)]
pub struct Encounter {
    /// The appointment's id.
    pub appointment_id: i64,
    /// The day of the visit in the clinic, ISO 8601.
    pub day: String,
    /// The patient's number in that day's queue.
    pub queue_number: i32,
    /// Where the patient was called to.
    pub room_id: Option<i64>,
    /// The patient came without having booked.
    pub walk_in: bool,
    /// When the patient came.
    pub arrived_at: Instant,
    /// When the patient was called into the room.
    pub called_at: Option<Instant>,
    /// Since when the patient is, or was, with the doctor.
    pub started_at: Option<Instant>,
    /// When it was over, or the patient left.
    pub ended_at: Option<Instant>,
}

impl Encounter {
    /// How it stands at a stage that was reached at an instant. What is past is not reached before
    /// what it follows.
    #[must_use]
    pub fn at(self, stage: Stage, at: Timestamp, room_id: Option<i64>) -> Self {
        let reached = [Some(self.arrived_at), self.called_at, self.started_at];
        let last = reached.into_iter().flatten().max();
        let at = Some(last.map_or(Instant(at), |last| last.max(Instant(at))));
        let room_id = room_id.or(self.room_id);
        // Who is sent to another room is called again.
        let called_here = self.called_at.filter(|_| room_id == self.room_id);
        match stage {
            Stage::CheckedIn => Self {
                called_at: called_here.or(at),
                started_at: None,
                ended_at: None,
                room_id,
                ..self
            },
            Stage::InProgress => Self {
                called_at: self.called_at.or(at),
                started_at: self.started_at.or(at),
                ended_at: None,
                room_id,
                ..self
            },
            Stage::Fulfilled | Stage::Left => Self {
                ended_at: at,
                ..self
            },
            Stage::Arrived | Stage::Booked | Stage::Noshow | Stage::Cancelled => Self {
                called_at: None,
                started_at: None,
                ended_at: None,
                room_id: None,
                ..self
            },
        }
    }
}

/// The stage of an appointment with that status and that encounter.
pub fn stage_of(status: Status, encounter: Option<&Encounter>) -> Stage {
    let started = encounter.is_some_and(|encounter| encounter.started_at.is_some());
    Stage::of(status, encounter.is_some(), started)
}

/// The encounter of an appointment whose patient has come.
///
/// # Errors
/// When the database does not answer.
pub fn find(conn: &mut Conn, appointment_id: i64) -> QueryResult<Option<Encounter>> {
    encounters::table
        .find(appointment_id)
        .first(conn)
        .optional()
}

/// Writes an encounter, in the place of the appointment's one before. Its number is not given again on that
/// day, also when the encounter goes.
///
/// # Errors
/// When the database refuses: the number is somebody else's.
pub fn put(conn: &mut Conn, encounter: &Encounter) -> QueryResult<()> {
    let values = (
        encounters::day.eq(&encounter.day),
        encounters::queue_number.eq(encounter.queue_number),
        encounters::room_id.eq(encounter.room_id),
        encounters::walk_in.eq(encounter.walk_in),
        encounters::arrived_at.eq(encounter.arrived_at),
        encounters::called_at.eq(encounter.called_at),
        encounters::started_at.eq(encounter.started_at),
        encounters::ended_at.eq(encounter.ended_at),
    );
    let changed = diesel::update(encounters::table.find(encounter.appointment_id))
        .set(values)
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(encounters::table)
            .values((
                encounters::appointment_id.eq(encounter.appointment_id),
                values,
            ))
            .execute(conn)?;
        note_given(conn, &encounter.day, encounter.queue_number)?;
    }
    Ok(())
}

/// Takes it that the patient has not come.
///
/// # Errors
/// When the database does not answer.
pub fn remove(conn: &mut Conn, appointment_id: i64) -> QueryResult<()> {
    diesel::delete(encounters::table.find(appointment_id)).execute(conn)?;
    Ok(())
}

/// The next number in the queue of a day, which is given once the encounter is written. Whoever else asks waits
/// until this transaction ends.
///
/// # Errors
/// When the database does not answer.
pub fn next_number(conn: &mut Conn, day: Date) -> QueryResult<i32> {
    let number = (day - Date::constant(1970, 1, 1)).get_days();
    engine::lock(conn, &[Lock::Queue(number.into())])?;
    Ok(last_given(conn, &day.to_string())?.unwrap_or_default() + 1)
}

fn last_given(conn: &mut Conn, day: &str) -> QueryResult<Option<i32>> {
    queues::table
        .find(day)
        .select(queues::last)
        .first(conn)
        .optional()
}

/// Keeps a number from being given again.
fn note_given(conn: &mut Conn, day: &str, number: i32) -> QueryResult<()> {
    match last_given(conn, day)? {
        None => {
            diesel::insert_into(queues::table)
                .values((queues::day.eq(day), queues::last.eq(number)))
                .execute(conn)?;
        }
        Some(last) if last < number => {
            diesel::update(queues::table.find(day))
                .set(queues::last.eq(number))
                .execute(conn)?;
        }
        Some(_) => {}
    }
    Ok(())
}

/// The appointments of a doctor's day whose patients wait, in the order in which they are called.
///
/// # Errors
/// When the database does not answer.
pub fn waiting(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: i64,
    day: Date,
) -> QueryResult<Vec<i64>> {
    let (from, to) = settings.day_range(day, day);
    let mut waiting: Vec<(i64, Instant, Option<Instant>)> = appointments::table
        .left_join(encounters::table)
        .filter(appointments::doctor_id.eq(doctor_id))
        .filter(appointments::starts_at.ge(Instant(from)))
        .filter(appointments::starts_at.lt(Instant(to)))
        .filter(appointments::status.eq(Status::Arrived.key()))
        .select((
            appointments::id,
            appointments::starts_at,
            encounters::arrived_at.nullable(),
        ))
        .load(conn)?;
    waiting.sort_by_key(|(id, starts_at, arrived_at)| turn(*starts_at, *arrived_at, *id));
    Ok(waiting.into_iter().map(|(id, ..)| id).collect())
}

/// The room in use to which a patient of that doctor was called last on a day.
///
/// # Errors
/// When the database does not answer.
pub fn last_room(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: i64,
    day: Date,
) -> QueryResult<Option<i64>> {
    let (from, to) = settings.day_range(day, day);
    let rooms: Vec<Option<i64>> = appointments::table
        .inner_join(encounters::table)
        .filter(appointments::doctor_id.eq(doctor_id))
        .filter(appointments::starts_at.ge(Instant(from)))
        .filter(appointments::starts_at.lt(Instant(to)))
        .filter(encounters::called_at.is_not_null())
        .order((encounters::called_at.desc(), appointments::id.desc()))
        .select(encounters::room_id)
        .load(conn)?;
    let in_use = |id: &i64| {
        settings
            .rules
            .rooms
            .iter()
            .any(|room| room.active && room.id == *id)
    };
    Ok(rooms.into_iter().flatten().find(in_use))
}
