//! The clinic's numbers from the database: each query walks one index between two bounds or
//! takes a few rows from its end.

use std::collections::BTreeMap;

use diesel::{dsl::count_star, prelude::*};
use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::model::{Capacity, DayCount, Event, LeftOpen, Waiting, by_status};
use crate::{
    appointments::model::{Status, StatusCount},
    auth::Role,
    rules::model::{Audience, VisitType},
    schedule::free,
    server::{
        Conn, Instant,
        app_state::Settings,
        schema::{appointments, doctors, patients, users},
    },
};

/// Bookings and cancellations shown.
const LATEST: i64 = 8;
/// Accounts shown that wait for their owner.
const MOST_WAITING: i64 = 20;

/// Today by status, and the days from today on with how many appointments take place on each.
///
/// # Errors
/// When the database does not answer.
pub fn days(
    conn: &mut Conn,
    settings: &Settings,
    today: Date,
    ahead: i32,
) -> QueryResult<(Vec<StatusCount>, Vec<DayCount>)> {
    let last = plus(today, ahead - 1);
    let (from, to) = settings.day_range(today, last);
    // Grouped by the instant, which the index gives in order: which day of the clinic an instant
    // belongs to, only its time zone can tell.
    let rows: Vec<(Instant, String, i64)> = appointments::table
        .filter(appointments::starts_at.ge(Instant(from)))
        .filter(appointments::starts_at.lt(Instant(to)))
        .group_by((appointments::starts_at, appointments::status))
        .select((appointments::starts_at, appointments::status, count_star()))
        .load(conn)?;
    let counted: Vec<(Date, Status, i64)> = rows
        .into_iter()
        .filter_map(|(start, status, count)| {
            Some((
                settings.local(start.0).date(),
                Status::from_key(&status)?,
                count,
            ))
        })
        .collect();
    let of_today: Vec<(Status, i64)> = counted
        .iter()
        .filter(|(date, ..)| *date == today)
        .map(|(_, status, count)| (*status, *count))
        .collect();
    Ok((by_status(&of_today), by_day(today, last, &counted)))
}

/// Every day from the first to the last with how many appointments take place on it.
fn by_day(first: Date, last: Date, counted: &[(Date, Status, i64)]) -> Vec<DayCount> {
    first
        .series(1.day())
        .take_while(|date| *date <= last)
        .map(|date| DayCount {
            date,
            count: counted
                .iter()
                .filter(|(each, status, _)| *each == date && status.takes_time())
                .map(|(.., count)| count)
                .sum(),
        })
        .collect()
}

/// What all active doctors together can still take on a day.
///
/// # Errors
/// When the database does not answer.
pub fn capacity(
    conn: &mut Conn,
    settings: &Settings,
    day: Date,
    now: Timestamp,
) -> QueryResult<Capacity> {
    let ids: Vec<i64> = doctors::table
        .filter(doctors::active.eq(true))
        .select(doctors::id)
        .load(conn)?;
    let visits: BTreeMap<i64, VisitType> = ids
        .into_iter()
        .filter_map(|id| Some((id, settings.rules.offer(id, None, Audience::Staff)?)))
        .collect();
    let free = free::free_of(conn, settings, &visits, Audience::Staff, (day, day), now)?;
    let count = |times: usize| u64::try_from(times).unwrap_or(u64::MAX);
    Ok(Capacity {
        free: count(free.values().map(Vec::len).sum()),
        total: count(
            visits
                .iter()
                .map(|(id, visit)| free::all_of(settings, *id, visit, day).len())
                .sum(),
        ),
    })
}

/// The latest bookings.
///
/// # Errors
/// When the database does not answer.
pub fn latest_bookings(
    conn: &mut Conn,
    settings: &Settings,
    now: Timestamp,
) -> QueryResult<Vec<Event>> {
    let latest: Vec<(i64, Instant)> = appointments::table
        .filter(appointments::created_at.gt(Instant(Timestamp::MIN)))
        .filter(appointments::created_at.le(Instant(now)))
        .order((appointments::created_at.desc(), appointments::id.desc()))
        .limit(LATEST)
        .select((appointments::id, appointments::created_at))
        .load(conn)?;
    events(conn, settings, &latest)
}

/// The latest cancellations.
///
/// # Errors
/// When the database does not answer.
pub fn latest_cancellations(
    conn: &mut Conn,
    settings: &Settings,
    now: Timestamp,
) -> QueryResult<Vec<Event>> {
    let latest: Vec<(i64, Instant)> = appointments::table
        .filter(appointments::cancelled_at.gt(Instant(Timestamp::MIN)))
        .filter(appointments::cancelled_at.le(Instant(now)))
        .order(appointments::cancelled_at.desc())
        .limit(LATEST)
        .select((
            appointments::id,
            appointments::cancelled_at.assume_not_null(),
        ))
        .load(conn)?;
    events(conn, settings, &latest)
}

/// What happened to these appointments when, in the order given.
fn events(
    conn: &mut Conn,
    settings: &Settings,
    latest: &[(i64, Instant)],
) -> QueryResult<Vec<Event>> {
    let ids: Vec<i64> = latest.iter().map(|(id, _)| *id).collect();
    let rows: Vec<(i64, String, String, Instant, String)> = appointments::table
        .inner_join(doctors::table)
        .inner_join(patients::table)
        .filter(appointments::id.eq_any(ids))
        .select((
            appointments::id,
            patients::full_name,
            doctors::full_name,
            appointments::starts_at,
            appointments::status,
        ))
        .load(conn)?;
    let event = |(id, at): &(i64, Instant)| {
        let (_, patient, doctor, start, status) = rows.iter().find(|row| row.0 == *id)?;
        Some(Event {
            id: *id,
            patient_name: patient.clone(),
            doctor_name: doctor.clone(),
            starts_at: settings.local(start.0),
            at: settings.local(at.0),
            status: Status::from_key(status)?,
        })
    };
    Ok(latest.iter().filter_map(event).collect())
}

/// Active staff who have never signed in, the latest first.
///
/// # Errors
/// When the database does not answer.
pub fn never_signed_in(conn: &mut Conn, settings: &Settings) -> QueryResult<Vec<Waiting>> {
    let staff = Role::ALL
        .into_iter()
        .filter(|role| role.is_staff())
        .map(Role::key);
    let rows: Vec<(i64, String, String, Option<i64>, Instant)> = users::table
        .left_join(doctors::table)
        .filter(users::role.eq_any(staff))
        .filter(users::status.eq("active"))
        .filter(users::last_login_at.is_null())
        .filter(users::must_change_password.eq(true))
        .order((users::created_at.desc(), users::id.desc()))
        .limit(MOST_WAITING)
        .select((
            users::id,
            users::full_name,
            users::role,
            doctors::id.nullable(),
            users::created_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, full_name, role, doctor_id, created_at)| {
            Some(Waiting {
                id,
                full_name,
                role: Role::from_key(&role)?,
                doctor_id,
                created_at: settings.local(created_at.0),
            })
        })
        .collect())
}

/// Visits of the last `days` days before today of which nobody has said how they ended.
///
/// # Errors
/// When the database does not answer.
pub fn left_open(
    conn: &mut Conn,
    settings: &Settings,
    today: Date,
    days: i32,
) -> QueryResult<LeftOpen> {
    let (first, last) = (plus(today, -days), plus(today, -1));
    let (from, to) = settings.day_range(first, last);
    let open = Status::ALL
        .into_iter()
        .filter(|status| status.may_cancel())
        .map(Status::key);
    let rows: Vec<(String, i64)> = appointments::table
        .filter(appointments::status.eq_any(open))
        .filter(appointments::starts_at.ge(Instant(from)))
        .filter(appointments::starts_at.lt(Instant(to)))
        .group_by(appointments::status)
        .select((appointments::status, count_star()))
        .load(conn)?;
    let counted: Vec<(Status, i64)> = rows
        .into_iter()
        .filter_map(|(status, count)| Some((Status::from_key(&status)?, count)))
        .collect();
    Ok(LeftOpen {
        from: first,
        to: last,
        counts: by_status(&counted),
    })
}

fn plus(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_without_appointments_count_none_and_cancelled_ones_are_left_out() {
        let monday = date(2026, 11, 23);
        let counted = [
            (monday, Status::Booked, 2),
            (monday, Status::Cancelled, 5),
            (monday, Status::Fulfilled, 1),
        ];
        let days = by_day(monday, date(2026, 11, 24), &counted);
        let expected = [(monday, 3), (date(2026, 11, 24), 0)];
        assert_eq!(days, expected.map(|(date, count)| DayCount { date, count }));
    }
}
