//! What is taken of doctors, patients and rooms.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::{
    rules::model::VisitType,
    schedule::slots::{Busy, Span, Taken},
    server::{Conn, Instant, app_state::Settings, schema::occupancies},
};

/// No occupancy is longer (a CHECK of the table), which bounds both ends of every search.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// What does not count as taken: an appointment that is about to be moved, a hold about to be
/// confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Except {
    /// An appointment.
    pub appointment: Option<i64>,
    /// A hold.
    pub hold: Option<i64>,
}

/// What the resources of a kind (`doctor`, `patient`, `room`) are taken by between two instants,
/// by their ids. Holds that have expired do not count, whether or not they are gone.
///
/// # Errors
/// When the database does not answer.
pub fn busy(
    conn: &mut Conn,
    kind: &str,
    ids: &[i64],
    (from, to): (Timestamp, Timestamp),
    except: Except,
    now: Timestamp,
) -> QueryResult<HashMap<i64, Vec<Busy>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let earliest = from.checked_sub(LONGEST).unwrap_or(Timestamp::MIN);
    let within = occupancies::table
        .filter(occupancies::resource_kind.eq(kind))
        .filter(occupancies::resource_id.eq_any(ids))
        .filter(occupancies::starts_at.gt(Instant(earliest)))
        .filter(occupancies::starts_at.lt(Instant(to)));
    let columns = (
        occupancies::resource_id,
        occupancies::starts_at,
        occupancies::ends_at,
        occupancies::held_until,
    );
    // Without exceptions the index has all that is asked for.
    let rows: Vec<(i64, i64, i64, Option<i64>)> = if except == Except::default() {
        within.select(columns).load(conn)?
    } else {
        within
            .filter(
                occupancies::appointment_id
                    .is_null()
                    .or(occupancies::appointment_id.ne(except.appointment.unwrap_or(-1))),
            )
            .filter(
                occupancies::hold_id
                    .is_null()
                    .or(occupancies::hold_id.ne(except.hold.unwrap_or(-1))),
            )
            .select(columns)
            .load(conn)?
    };
    let mut taken: HashMap<i64, Vec<Busy>> = HashMap::with_capacity(ids.len());
    for (id, start, end, held_until) in rows {
        let expired = held_until.is_some_and(|until| until <= now.as_second());
        let (Ok(start), Ok(end)) = (Timestamp::from_second(start), Timestamp::from_second(end))
        else {
            continue; // No instant of ours is beyond those that can be written.
        };
        if end > from && !expired {
            taken.entry(id).or_default().push(Busy {
                span: Span { start, end },
                held: held_until.is_some(),
            });
        }
    }
    Ok(taken)
}

/// What several doctors, and the rooms they may need, are taken by.
pub(super) struct TakenOf {
    doctors: HashMap<i64, Vec<Busy>>,
    rooms: HashMap<i64, Vec<Busy>>,
}

impl TakenOf {
    pub(super) fn read(
        conn: &mut Conn,
        settings: &Settings,
        visits: &BTreeMap<i64, VisitType>,
        range: (Timestamp, Timestamp),
        now: Timestamp,
    ) -> QueryResult<Self> {
        let doctors: Vec<i64> = visits.keys().copied().collect();
        let mut rooms: Vec<i64> = visits
            .values()
            .flat_map(|visit| settings.rules.rooms_for(visit))
            .collect();
        rooms.sort_unstable();
        rooms.dedup();
        let nothing = Except::default();
        Ok(Self {
            doctors: busy(conn, "doctor", &doctors, range, nothing, now)?,
            rooms: busy(conn, "room", &rooms, range, nothing, now)?,
        })
    }

    /// What concerns one doctor; asked for once each.
    pub(super) fn of(&mut self, settings: &Settings, doctor_id: i64, visit: &VisitType) -> Taken {
        let rooms = settings.rules.rooms_for(visit).into_iter();
        Taken {
            doctor: self.doctors.remove(&doctor_id).unwrap_or_default(),
            rooms: rooms
                .map(|id| (id, self.rooms.get(&id).cloned().unwrap_or_default()))
                .collect(),
            patient: Vec::new(),
        }
    }
}
