//! Who is in the house today: as the visits have it, in the middle of the morning.

use diesel::prelude::*;
use jiff::{SignedDuration, civil::Date, tz::TimeZone};

use super::visits::Visit;
use crate::{
    appointments::model::Status,
    encounters::store::{self, Encounter},
    server::{Conn, Instant, schema::rooms},
};

/// Writes the encounters of today's visits whose patients came, numbered as they came.
///
/// # Errors
/// When the database refuses.
pub(super) fn write<'a>(
    conn: &mut Conn,
    today: Date,
    zone: &TimeZone,
    visits: impl Iterator<Item = (&'a Visit, i64)>,
) -> QueryResult<()> {
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
            encounter(
                visit,
                id,
                today,
                rooms.get(visit.doctor % rooms.len().max(1)),
            )
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

/// Patients come some minutes early, each in their own way; every fourth who was called waits in the room.
fn encounter(visit: &Visit, id: i64, today: Date, room: Option<&i64>) -> Encounter {
    let own = i64::try_from(visit.patient % 4).unwrap_or_default();
    let after = |minutes: i64| {
        let by = SignedDuration::from_mins(minutes);
        Instant(visit.starts_at.checked_add(by).unwrap_or(visit.starts_at))
    };
    let called = visit.status != Status::Arrived;
    let over = visit.status == Status::Fulfilled;
    Encounter {
        appointment_id: id,
        day: today.to_string(),
        queue_number: 0,
        room_id: room.copied().filter(|_| called),
        walk_in: false,
        arrived_at: after(-4 - 5 * own),
        called_at: called.then(|| after(own)),
        started_at: (over || (called && own > 0)).then(|| after(own + 2)),
        ended_at: over.then(|| after(26 - own)),
    }
}
