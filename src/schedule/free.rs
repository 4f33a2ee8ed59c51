//! Free times from the database: one range query for what is taken, the rest is
//! [`super::slots`].

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};

use super::{
    hours::SlotRules,
    model::{HORIZON_DAYS, Slot},
    slots::{Span, slot_at, slots},
};
use crate::server::{Conn, Instant, app_state::Settings, schema::occupancies};

/// The windows in which the next free time is looked for, in days from today: most doctors have
/// one soon, and a short window reads little.
const WINDOWS: [i32; 3] = [3, 14, HORIZON_DAYS];
/// No occupancy is longer (a CHECK of the table), which bounds both ends of every search.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// The rules that free times follow from.
pub fn rules(settings: &Settings) -> SlotRules {
    let clinic = &settings.clinic;
    SlotRules::new(clinic.hours.clone(), clinic.slot_minutes).unwrap_or_default()
}

/// What these doctors are taken by between two instants.
///
/// # Errors
/// When the database does not answer.
pub fn taken(
    conn: &mut Conn,
    doctor_ids: &[i64],
    from: Timestamp,
    to: Timestamp,
) -> QueryResult<HashMap<i64, Vec<Span>>> {
    let earliest = from.checked_sub(LONGEST).unwrap_or(Timestamp::MIN);
    let rows: Vec<(i64, Instant, Instant)> = occupancies::table
        .filter(occupancies::resource_kind.eq("doctor"))
        .filter(occupancies::resource_id.eq_any(doctor_ids))
        .filter(occupancies::starts_at.gt(Instant(earliest)))
        .filter(occupancies::starts_at.lt(Instant(to)))
        .select((
            occupancies::resource_id,
            occupancies::starts_at,
            occupancies::ends_at,
        ))
        .load(conn)?;
    let mut taken: HashMap<i64, Vec<Span>> = HashMap::new();
    for (doctor_id, start, end) in rows {
        if end.0 > from {
            taken.entry(doctor_id).or_default().push(Span {
                start: start.0,
                end: end.0,
            });
        }
    }
    Ok(taken)
}

/// The slot that begins at `start` under the rules alone, whether it is taken or not; none beyond
/// the horizon, so that what is offered and what can be booked never differ.
pub fn offered(settings: &Settings, start: Timestamp, now: Timestamp) -> Option<Span> {
    let last = plus_days(settings.local(now).date(), HORIZON_DAYS);
    if settings.local(start).date() > last {
        return None;
    }
    slot_at(&rules(settings), &settings.zone, start, &[], now)
}

/// The free times of one doctor on the days `from` to `to`, within the horizon.
///
/// # Errors
/// When the database does not answer.
pub fn free_slots(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: i64,
    from: Date,
    to: Date,
    now: Timestamp,
) -> QueryResult<Vec<Span>> {
    let today = settings.local(now).date();
    let (from, to) = (from.max(today), to.min(plus_days(today, HORIZON_DAYS)));
    if from > to {
        return Ok(Vec::new());
    }
    let (start, end) = settings.day_range(from, to);
    let taken = taken(conn, &[doctor_id], start, end)?;
    let taken = taken.get(&doctor_id).map_or(&[][..], Vec::as_slice);
    Ok(slots(
        &rules(settings),
        &settings.zone,
        from..=to,
        taken,
        now,
    ))
}

/// The next free time of each of these doctors; who has none within the horizon is left out.
///
/// # Errors
/// When the database does not answer.
pub fn next_free(
    conn: &mut Conn,
    settings: &Settings,
    now: Timestamp,
    doctor_ids: &[i64],
) -> QueryResult<HashMap<i64, Span>> {
    let rules = rules(settings);
    let today = settings.local(now).date();
    let mut found = HashMap::new();
    let mut first = today;
    for window in WINDOWS {
        let missing: Vec<i64> = doctor_ids
            .iter()
            .copied()
            .filter(|id| !found.contains_key(id))
            .collect();
        if missing.is_empty() {
            break;
        }
        let last = plus_days(today, window);
        let (start, end) = settings.day_range(first, last);
        let taken = taken(conn, &missing, start, end)?;
        for id in missing {
            let taken = taken.get(&id).map_or(&[][..], Vec::as_slice);
            let free = slots(&rules, &settings.zone, first..=last, taken, now);
            if let Some(soonest) = free.into_iter().next() {
                found.insert(id, soonest);
            }
        }
        first = plus_days(last, 1);
    }
    Ok(found)
}

/// A free time as the clinic's clock shows it.
pub fn slot(span: Span, settings: &Settings) -> Slot {
    Slot {
        starts_at: settings.local(span.start),
        ends_at: settings.local(span.end),
    }
}

fn plus_days(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(Date::MAX)
}
