//! What staff look at: the list, and the times that suit one request.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{
    fill,
    line::Proposal,
    model::{EntryStatus, FillRate, FreeTime, Placing, WaitList},
    store,
};
use crate::{
    doctors::{self, model::key},
    error::AppError,
    rules::model::{Audience, VisitType},
    schedule::free,
    server::{Conn, Scope, app_state::Settings},
};

/// How far ahead suiting times are looked for, in days.
const SEARCHED: i32 = 60;
/// How many are shown of each doctor, and of how many doctors.
const TIMES: usize = 10;
const DOCTORS: usize = 6;

/// A page of the requests with a status.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    settings: &Settings,
    status: EntryStatus,
    page: u32,
    now: Timestamp,
) -> diesel::QueryResult<WaitList> {
    let counts = store::counts(conn)?;
    let total = counts
        .iter()
        .find(|each| each.status == status)
        .map_or(0, |each| each.count);
    let found = store::page(conn, settings, status, page, total, now)?;
    let month = SignedDuration::from_hours(24 * i64::from(FillRate::DAYS));
    let since = now.checked_sub(month).unwrap_or(Timestamp::MIN);
    Ok(WaitList {
        items: found.items,
        page: found.page,
        pages: found.pages,
        total,
        counts,
        rate: store::rate(conn, since)?,
        now: settings.local(now),
    })
}

/// A request with the soonest free times that suit it.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn placing(
    conn: &mut Conn,
    settings: &Settings,
    id: i64,
    now: Timestamp,
) -> Result<Placing, AppError> {
    let entry = store::find(conn, settings, Scope::Clinic, id, now)?;
    let mut doctors = doctors::store::directory(conn, "", &key(&entry.specialization))?;
    doctors.retain(|doctor| entry.terms.doctor_id.is_none_or(|id| id == doctor.id));
    doctors.truncate(DOCTORS);
    let visits: BTreeMap<i64, VisitType> = doctors
        .iter()
        .filter_map(|doctor| {
            let visit = fill::visit(&settings.rules, doctor.id, entry.visit_type_id)?;
            Some((doctor.id, visit))
        })
        .collect();
    let today = settings.local(now).date();
    let last = today.saturating_add(SEARCHED.days()).min(entry.terms.until);
    let mut free = free::free_of(conn, settings, &visits, Audience::Staff, (today, last), now)?;
    let mut times = Vec::new();
    for doctor in doctors {
        let theirs = free.remove(&doctor.id).unwrap_or_default();
        let proposals = theirs.into_iter().map(|time| Proposal {
            doctor_id: doctor.id,
            starts_at: settings.local(time.start),
            ends_at: settings.local(time.end),
        });
        let suiting = proposals.filter(|time| entry.terms.suit(time)).take(TIMES);
        times.extend(suiting.map(|time| FreeTime {
            doctor_id: doctor.id,
            doctor_name: doctor.full_name.clone(),
            starts_at: time.starts_at,
        }));
    }
    Ok(Placing {
        entry,
        times,
        now: settings.local(now),
    })
}
