//! Visits of days that are over, which nobody closed. Nothing is done about them by itself.

use diesel::prelude::*;
use jiff::Timestamp;

use super::model::OpenVisit;
use crate::{
    appointments::model::{Paged, Status},
    desk,
    server::{
        Conn, Instant, Scope,
        app_state::Settings,
        schema::{appointments, doctors},
    },
};

/// The statuses of visits that are not closed.
const OPEN: [Status; 3] = [Status::Booked, Status::Arrived, Status::CheckedIn];

/// Until when visits should be closed: of the days before, and once the clinic has closed, of today.
fn due(settings: &Settings, now: Timestamp) -> Timestamp {
    let here = settings.local(now);
    let hours = settings.rules.opening.for_weekday(here.date().weekday());
    let time = here.time();
    let minute = i32::from(time.hour()) * 60 + i32::from(time.minute());
    let closed = hours
        .iter()
        .all(|interval| i32::from(interval.closes.minutes()) <= minute);
    if closed {
        now
    } else {
        settings.day_start(here.date())
    }
}

/// Narrows a query on appointments to those with a status that are open and should not be. One status at a
/// time, so that an index leads to them.
macro_rules! narrowed {
    ($query:expr, $status:expr, $scope:expr, $settings:expr, $now:expr) => {{
        let query = $query
            .filter(appointments::status.eq($status.key()))
            .filter(appointments::starts_at.ge(Instant(Timestamp::MIN)))
            .filter(appointments::starts_at.lt(Instant(due($settings, $now))))
            .filter(appointments::ends_at.le(Instant($now)))
            .into_boxed();
        match $scope {
            Scope::Clinic => query,
            Scope::Doctor(id) => query.filter(appointments::doctor_id.eq(id)),
            Scope::Patient(id) => query.filter(appointments::patient_id.eq(id)),
        }
    }};
}

/// How many there are.
///
/// # Errors
/// When the database does not answer.
pub fn count(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    now: Timestamp,
) -> QueryResult<u64> {
    let mut total = 0;
    for status in OPEN {
        let query = appointments::table.select(diesel::dsl::count_star());
        total += narrowed!(query, status, scope, settings, now).first::<i64>(conn)?;
    }
    Ok(u64::try_from(total).unwrap_or_default())
}

/// A page of them, the latest first.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    page: u32,
    now: Timestamp,
) -> QueryResult<Paged<OpenVisit>> {
    let total = count(conn, settings, scope, now)?;
    let pages = Paged::<()>::pages(total);
    let page = page.clamp(1, pages);
    let until = page * Paged::<()>::SIZE;
    let mut found: Vec<(Instant, i64)> = Vec::new();
    for status in OPEN {
        let query = appointments::table.select((appointments::starts_at, appointments::id));
        let query = narrowed!(query, status, scope, settings, now)
            .order((appointments::starts_at.desc(), appointments::id.desc()))
            .limit(until.into());
        found.extend(query.load::<(Instant, i64)>(conn)?);
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    let skipped = usize::try_from(until - Paged::<()>::SIZE).unwrap_or(usize::MAX);
    let size = usize::try_from(Paged::<()>::SIZE).unwrap_or(usize::MAX);
    let ids: Vec<i64> = found
        .into_iter()
        .skip(skipped)
        .take(size)
        .map(|(_, id)| id)
        .collect();
    let mut visits = desk::store::visits(conn, settings, scope, &ids, now)?;
    visits.reverse();
    let doctors_of: Vec<i64> = visits.iter().map(|visit| visit.doctor_id).collect();
    let names: Vec<(i64, String)> = doctors::table
        .filter(doctors::id.eq_any(doctors_of))
        .select((doctors::id, doctors::full_name))
        .load(conn)?;
    let name_of = |visit: &desk::model::BoardVisit| {
        let found = names.iter().find(|(id, _)| *id == visit.doctor_id);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    };
    let items = visits.into_iter().map(|visit| OpenVisit {
        doctor_name: name_of(&visit),
        proposed: visit.stage.proposed_end(),
        visit,
    });
    Ok(Paged {
        items: items.collect(),
        page,
        pages,
        total,
    })
}
