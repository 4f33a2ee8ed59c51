//! What can be proposed at the desk, from the database.

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::model::{Proposals, Queue};
use crate::{
    calendar::model::{Stretch, VisitChoice},
    clinic_time::ClinicTime,
    desk::{
        delays,
        model::{Board, BoardVisit},
        store,
    },
    doctors,
    encounters::model::Stage,
    rules::model::{Audience, VisitType},
    schedule::{availability_api::FreeTime, free},
    server::{Conn, Scope, app_state::Settings},
};

/// Days in which free times are looked for.
const DAYS: i32 = 14;
/// Times of a doctor on the day that was asked for.
const ON_THE_DAY: usize = 4;
/// Times of a doctor on each later day.
const LATER: usize = 1;
/// Times of a doctor in all, when only that one was asked for.
const OF_ONE: usize = 24;
/// Times that are proposed at most.
const MOST: usize = 60;

/// Which proposals.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// From which day on.
    pub date: Date,
    /// What for; the first that each doctor offers unless given.
    pub visit_type_id: Option<i64>,
    /// With whom; with anybody unless given.
    pub doctor_id: Option<i64>,
}

/// Queues and free times.
///
/// # Errors
/// When the database does not answer.
pub fn proposals(
    conn: &mut Conn,
    settings: &Settings,
    wanted: Wanted,
    now: Timestamp,
) -> QueryResult<Proposals> {
    let mut doctors = doctors::store::directory(conn, "", "")?;
    doctors.retain(|doctor| wanted.doctor_id.is_none_or(|id| doctor.id == id));
    let ids: Vec<i64> = doctors.iter().map(|doctor| doctor.id).collect();
    let offered: BTreeMap<i64, VisitType> = ids
        .iter()
        .filter_map(|&id| {
            let visit = settings
                .rules
                .offer(id, wanted.visit_type_id, Audience::Staff)?;
            Some((id, visit))
        })
        .collect();
    let last = wanted.date.saturating_add((DAYS - 1).days());
    let mut free = free::free_of(
        conn,
        settings,
        &offered,
        Audience::Staff,
        (wanted.date, last),
        now,
    )?;
    let mut times: Vec<FreeTime> = doctors
        .iter()
        .flat_map(|doctor| {
            let all = free.remove(&doctor.id).unwrap_or_default();
            let all = all.into_iter().map(|span| FreeTime {
                starts_at: settings.local(span.start),
                ends_at: settings.local(span.end),
                doctor_id: doctor.id,
                doctor_name: doctor.full_name.clone(),
            });
            some_of(all.collect(), &wanted)
        })
        .collect();
    times.sort_by_key(|time| time.starts_at);
    times.truncate(MOST);
    let board = store::board(
        conn,
        settings,
        Scope::Clinic,
        settings.local(now).date(),
        now,
    )?;
    let mut queues = queues(&board, settings.local(now));
    queues.retain(|queue| offered.contains_key(&queue.doctor_id));
    let visits = settings.rules.offered_by_any(&ids, Audience::Staff);
    Ok(Proposals {
        queues,
        times,
        visits: visits
            .into_iter()
            .map(|visit| VisitChoice {
                id: visit.id,
                name: visit.name,
                minutes: visit.minutes,
            })
            .collect(),
    })
}

/// The first times of a doctor: several on the day that was asked for, one on each later day; more of one doctor
/// alone.
fn some_of(all: Vec<FreeTime>, wanted: &Wanted) -> Vec<FreeTime> {
    if wanted.doctor_id.is_some() {
        return all.into_iter().take(OF_ONE).collect();
    }
    let mut taken: BTreeMap<Date, usize> = BTreeMap::new();
    all.into_iter()
        .filter(|time| {
            let day = time.starts_at.date();
            let taken = taken.entry(day).or_default();
            *taken += 1;
            *taken
                <= if day == wanted.date {
                    ON_THE_DAY
                } else {
                    LATER
                }
        })
        .collect()
}

/// Who of those who still work today would see somebody who comes now, and when.
fn queues(board: &Board, now: ClinicTime) -> Vec<Queue> {
    let working = board
        .doctors
        .iter()
        .filter(|doctor| doctor.open.iter().any(|open| open.ends_at > now));
    let mut queues: Vec<Queue> = working
        .map(|doctor| {
            let own: Vec<&BoardVisit> = board
                .visits
                .iter()
                .filter(|visit| visit.doctor_id == doctor.id)
                .collect();
            let waiting = own
                .iter()
                .filter(|visit| matches!(visit.stage, Stage::Arrived | Stage::CheckedIn))
                .count();
            let opens = doctor
                .open
                .iter()
                .filter(|open| open.ends_at > now)
                .map(|open| open.starts_at)
                .min();
            let seen = seen_at(now.max(opens.unwrap_or(now)), &doctor.open, &own);
            Queue {
                doctor_id: doctor.id,
                doctor_name: doctor.name.clone(),
                waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
                minutes: seen.minutes_since(now).max(0),
            }
        })
        .collect();
    queues.sort_by(|one, other| {
        (one.minutes, one.waiting, &one.doctor_name).cmp(&(
            other.minutes,
            other.waiting,
            &other.doctor_name,
        ))
    });
    queues
}

/// When somebody who comes now would be seen: after whoever is with the doctor, and after those who are here
/// and whose time it is.
fn seen_at(now: ClinicTime, open: &[Stretch], visits: &[&BoardVisit]) -> ClinicTime {
    let expected = delays::expected(now, open, visits.iter().copied());
    let ends = visits.iter().filter_map(|visit| {
        let begins = match visit.stage {
            Stage::InProgress => visit.started_at?,
            Stage::CheckedIn => *expected.starts.get(&visit.id)?,
            Stage::Arrived if delays::due(visit) <= now => *expected.starts.get(&visit.id)?,
            _ => return None,
        };
        Some(begins.plus(visit.minutes()))
    });
    ends.fold(now, ClinicTime::max)
}
