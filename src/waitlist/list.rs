//! What staff look at: the list, and the times that suit one request.

use std::collections::{BTreeMap, HashMap};

use diesel::{dsl::count_star, prelude::*};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{
    entries, fill,
    line::Proposal,
    model::{EntryCount, EntryStatus, FillRate, FreeTime, OfferStatus, Placing, WaitList},
    store::OPEN,
};
use crate::{
    doctors::{self, model::key},
    error::AppError,
    rules::model::{Audience, VisitType},
    schedule::free,
    server::{
        Conn, Instant, Scope,
        app_state::Settings,
        schema::{offers, waitlist},
    },
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
) -> QueryResult<WaitList> {
    let counts = counts(conn)?;
    let total = counts
        .iter()
        .find(|each| each.status == status)
        .map_or(0, |each| each.count);
    let found = entries::page(conn, settings, status, page, total, now)?;
    let month = SignedDuration::from_hours(24 * i64::from(FillRate::DAYS));
    let since = now.checked_sub(month).unwrap_or(Timestamp::MIN);
    Ok(WaitList {
        items: found.items,
        page: found.page,
        pages: found.pages,
        total,
        counts,
        rate: rate(conn, since)?,
        now: settings.local(now),
    })
}

/// How many requests have each status.
///
/// # Errors
/// When the database does not answer.
fn counts(conn: &mut Conn) -> QueryResult<Vec<EntryCount>> {
    let rows: Vec<(String, i64)> = waitlist::table
        .group_by(waitlist::status)
        .select((waitlist::status, count_star()))
        .load(conn)?;
    let count = |status: EntryStatus| {
        let found = rows.iter().find(|(key, _)| key == status.key());
        found.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0))
    };
    let each = EntryStatus::ALL.iter().map(|&status| EntryCount {
        status,
        count: count(status),
    });
    Ok(each.collect())
}

/// How well the list fills what came free since then.
///
/// # Errors
/// When the database does not answer.
fn rate(conn: &mut Conn, since: Timestamp) -> QueryResult<FillRate> {
    let times: Vec<(i64, Instant, String)> = offers::table
        // The index has each status by when its offers end, which is after they are made.
        .filter(offers::status.eq_any(OfferStatus::ALL.iter().map(|status| status.key())))
        .filter(offers::expires_at.ge(Instant(since)))
        .filter(offers::offered_at.ge(Instant(since)))
        .select((offers::doctor_id, offers::starts_at, offers::status))
        .load(conn)?;
    // A time that several were asked for is one.
    let mut taken: HashMap<(i64, Timestamp), bool> = HashMap::new();
    for (doctor_id, starts_at, status) in times {
        let accepted = status == OfferStatus::Accepted.key();
        *taken.entry((doctor_id, starts_at.0)).or_default() |= accepted;
    }
    let ended: Vec<(String, i64)> = waitlist::table
        .filter(waitlist::status.ne_all(OPEN))
        .filter(waitlist::ended_at.ge(Instant(since)))
        .group_by(waitlist::status)
        .select((waitlist::status, count_star()))
        .load(conn)?;
    let sum = |of: &dyn Fn(&str) -> bool| {
        let counts = ended.iter().filter(|(status, _)| of(status));
        counts
            .map(|(_, count)| u64::try_from(*count).unwrap_or(0))
            .sum()
    };
    Ok(FillRate {
        offered: number(taken.len()),
        accepted: number(taken.values().filter(|accepted| **accepted).count()),
        ended: sum(&|_| true),
        filled: sum(&|status| status == EntryStatus::Filled.key()),
    })
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
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
    let entry = entries::find(conn, settings, Scope::Clinic, id, now)?;
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
