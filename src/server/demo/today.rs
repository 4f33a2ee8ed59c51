//! Who is in the house today: as far as the visits have come at the moment the clinic is made.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::visits::Visit;
use crate::{
    appointments::model::Status,
    encounters::store::{self, Encounter},
    server::{Conn, Instant, schema::rooms},
};

/// When a patient comes to each stage of a visit, in minutes from when it begins. Each patient has their own way:
/// all come early, and one in four waits in the room for the doctor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    pub(super) arrived: i32,
    pub(super) called: i32,
    started: i32,
    pub(super) ended: i32,
}

impl Course {
    /// The way of a patient, by the place in the list.
    pub(super) fn of(patient: usize) -> Self {
        let own = i32::try_from(patient % 4).unwrap_or_default();
        Self {
            arrived: -6 - 9 * own,
            called: own,
            started: if own == 0 { 14 } else { own + 2 },
            ended: 29 - own,
        }
    }
}

/// Writes the encounters of today's visits whose patients came, numbered as they came.
///
/// # Errors
/// When the database refuses.
pub(super) fn write<'a>(
    conn: &mut Conn,
    now: Timestamp,
    zone: &TimeZone,
    visits: impl Iterator<Item = (&'a Visit, i64)>,
) -> QueryResult<()> {
    let today = zone.to_datetime(now).date();
    let rooms: Vec<i64> = rooms::table.order(rooms::id).select(rooms::id).load(conn)?;
    let came = |status| {
        matches!(
            status,
            Status::Arrived | Status::CheckedIn | Status::Fulfilled
        )
    };
    let here = visits.filter(|(visit, _)| {
        came(visit.status) && zone.to_datetime(visit.starts_at).date() == today
    });
    let mut encounters: Vec<Encounter> = here
        .map(|(visit, id)| {
            let room = rooms.get(visit.doctor % rooms.len().max(1));
            encounter(visit, id, today, now, room)
        })
        .collect();
    encounters.sort_by_key(|encounter| (encounter.arrived_at, encounter.appointment_id));
    for (encounter, queue_number) in encounters.into_iter().zip(1..) {
        let numbered = Encounter {
            queue_number,
            ..encounter
        };
        store::put(conn, &numbered)?;
    }
    Ok(())
}

fn encounter(visit: &Visit, id: i64, today: Date, now: Timestamp, room: Option<&i64>) -> Encounter {
    let course = Course::of(visit.patient);
    let after = |minutes: i32| {
        let by = SignedDuration::from_mins(minutes.into());
        Instant(visit.starts_at.checked_add(by).unwrap_or(visit.starts_at))
    };
    let called = visit.status != Status::Arrived;
    let over = visit.status == Status::Fulfilled;
    let started = over || (called && after(course.started).0 <= now);
    Encounter {
        appointment_id: id,
        day: today.to_string(),
        queue_number: 0,
        room_id: room.copied().filter(|_| called),
        walk_in: false,
        arrived_at: after(course.arrived),
        called_at: called.then(|| after(course.called)),
        started_at: started.then(|| after(course.started)),
        ended_at: over.then(|| after(course.ended)),
    }
}
