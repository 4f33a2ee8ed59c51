//! Who is taken when: the rows that the database's overlap guard watches. Appointments and holds
//! write them here and nowhere else, in the transaction that makes, moves or ends them.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::server::{
    Conn, Instant,
    schema::{occupancies, openings, waitlist},
};

/// What takes the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An appointment.
    Appointment(i64),
    /// A hold, until an instant.
    Hold(i64, Timestamp),
}

/// The time of a doctor, a patient, and maybe a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose time.
    pub doctor_id: i64,
    /// For whom.
    pub patient_id: i64,
    /// Where, if it takes a room.
    pub room_id: Option<i64>,
    /// When the visit begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Minutes before it in which doctor and room are taken as well.
    pub buffer_before: u16,
    /// Minutes after it in which doctor and room are taken as well.
    pub buffer_after: u16,
    /// It may overlap others of the doctor, on purpose.
    pub overbooked: bool,
    /// It may overlap others of the patient: only what was brought in from elsewhere does.
    pub patient_overbooked: bool,
}

impl Place {
    /// A place without a room and buffers.
    pub fn plain(
        doctor_id: i64,
        patient_id: i64,
        starts_at: Timestamp,
        ends_at: Timestamp,
    ) -> Self {
        Self {
            doctor_id,
            patient_id,
            room_id: None,
            starts_at,
            ends_at,
            buffer_before: 0,
            buffer_after: 0,
            overbooked: false,
            patient_overbooked: false,
        }
    }

    /// From when to when doctor and room are taken.
    pub fn padded(&self) -> (Timestamp, Timestamp) {
        let minutes = |minutes: u16| SignedDuration::from_mins(minutes.into());
        let earlier = self.starts_at.checked_sub(minutes(self.buffer_before));
        let later = self.ends_at.checked_add(minutes(self.buffer_after));
        (
            earlier.unwrap_or(self.starts_at),
            later.unwrap_or(self.ends_at),
        )
    }
}

/// Takes the time.
///
/// # Errors
/// The overlap guard's error when some of it is taken.
pub fn occupy(conn: &mut Conn, owner: Owner, place: &Place) -> QueryResult<()> {
    let core = (place.starts_at, place.ends_at);
    let mut rows = vec![
        ("doctor", place.doctor_id, place.padded(), place.overbooked),
        ("patient", place.patient_id, core, place.patient_overbooked),
    ];
    rows.extend(place.room_id.map(|id| ("room", id, place.padded(), false)));
    let (appointment_id, hold_id, held_until) = match owner {
        Owner::Appointment(id) => (Some(id), None, None),
        Owner::Hold(id, until) => (None, Some(id), Some(Instant(until))),
    };
    for (kind, resource_id, (starts_at, ends_at), overbooked) in rows {
        diesel::insert_into(occupancies::table)
            .values((
                occupancies::resource_kind.eq(kind),
                occupancies::resource_id.eq(resource_id),
                occupancies::starts_at.eq(Instant(starts_at)),
                occupancies::ends_at.eq(Instant(ends_at)),
                occupancies::overbooked.eq(overbooked),
                occupancies::appointment_id.eq(appointment_id),
                occupancies::hold_id.eq(hold_id),
                occupancies::held_until.eq(held_until),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Gives the time back.
///
/// # Errors
/// When the database does not answer.
pub fn vacate(conn: &mut Conn, owner: Owner) -> QueryResult<()> {
    match owner {
        Owner::Appointment(id) => {
            diesel::delete(occupancies::table.filter(occupancies::appointment_id.eq(id)))
                .execute(conn)?;
        }
        Owner::Hold(id, _) => {
            diesel::delete(occupancies::table.filter(occupancies::hold_id.eq(id))).execute(conn)?;
        }
    }
    Ok(())
}

/// Notes that a doctor's time came free, for those who wait; past times, and times nobody waits
/// for, are not noted.
///
/// # Errors
/// When the database does not answer.
pub fn came_free(
    conn: &mut Conn,
    doctor_id: i64,
    (starts_at, ends_at): (Timestamp, Timestamp),
    now: Timestamp,
) -> QueryResult<()> {
    if ends_at <= now {
        return Ok(());
    }
    let waiting = waitlist::table.filter(waitlist::status.eq_any(["waiting", "offered"]));
    if !diesel::select(diesel::dsl::exists(waiting)).get_result::<bool>(conn)? {
        return Ok(());
    }
    diesel::insert_into(openings::table)
        .values((
            openings::doctor_id.eq(doctor_id),
            openings::starts_at.eq(Instant(starts_at.max(now))),
            openings::ends_at.eq(Instant(ends_at)),
            openings::freed_at.eq(Instant(now)),
        ))
        .execute(conn)?;
    Ok(())
}
