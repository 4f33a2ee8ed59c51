//! Free times from the database: one range query for what is taken, the rest is
//! [`super::slots`].

mod taken;

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};

use self::taken::TakenOf;
use super::{
    model::Slot,
    slots::{self, Busy, Question, Span, Taken},
};
use crate::{
    appointments::{placing::Wish, standing},
    rules::{
        model::{Audience, VisitType},
        reason::Reason,
    },
    server::{Conn, app_state::Settings},
};

pub use taken::{Except, busy};

/// The windows in which the next free time is looked for, in days from today, before the whole
/// horizon is: most doctors have one soon, and a short window reads little.
const WINDOWS: [i32; 2] = [3, 14];
/// The longest buffer on either side of a visit (a CHECK of the table).
const LONGEST_BUFFER: SignedDuration = SignedDuration::from_hours(2);

/// The instants between which visits on these days, with their buffers, can lie.
fn reach(settings: &Settings, from: Date, to: Date) -> (Timestamp, Timestamp) {
    let (start, end) = settings.day_range(from, to);
    (
        start.checked_sub(LONGEST_BUFFER).unwrap_or(Timestamp::MIN),
        end.checked_add(LONGEST_BUFFER).unwrap_or(Timestamp::MAX),
    )
}

/// The free times of one doctor on the days `from` to `to`.
///
/// # Errors
/// When the database does not answer.
pub fn free_slots(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: i64,
    visit: &VisitType,
    audience: Audience,
    (from, to): (Date, Date),
    now: Timestamp,
) -> QueryResult<Vec<Span>> {
    let visits = BTreeMap::from([(doctor_id, visit.clone())]);
    let mut found = free_of(conn, settings, &visits, audience, (from, to), now)?;
    Ok(found.remove(&doctor_id).unwrap_or_default())
}

/// The free times of several doctors, each for a visit type, on the days `from` to `to`: one
/// query for all of them, and one for the rooms they may need.
///
/// # Errors
/// When the database does not answer.
pub fn free_of(
    conn: &mut Conn,
    settings: &Settings,
    visits: &BTreeMap<i64, VisitType>,
    audience: Audience,
    (from, to): (Date, Date),
    now: Timestamp,
) -> QueryResult<HashMap<i64, Vec<Span>>> {
    let (from, to) = bounded(settings, audience, (from, to), now);
    if from > to {
        return Ok(HashMap::new());
    }
    let mut taken = TakenOf::read(conn, settings, visits, reach(settings, from, to), now)?;
    let found = visits.iter().map(|(&doctor_id, visit)| {
        let taken = taken.of(settings, doctor_id, visit);
        let question = question(settings, doctor_id, visit, audience, &taken, now);
        (doctor_id, slots::slots(&question, from..=to))
    });
    Ok(found.collect())
}

/// The next free time of each of these doctors, for the first visit type they offer patients; who
/// has none within the horizon is left out.
///
/// # Errors
/// When the database does not answer.
pub fn next_free(
    conn: &mut Conn,
    settings: &Settings,
    now: Timestamp,
    doctor_ids: &[i64],
) -> QueryResult<HashMap<i64, Span>> {
    let rules = &settings.rules;
    let mut missing: BTreeMap<i64, VisitType> = doctor_ids
        .iter()
        .filter_map(|&id| Some((id, rules.offer(id, None, Audience::Patient)?)))
        .collect();
    let today = settings.local(now).date();
    let horizon = i32::from(rules.policy.horizon_days);
    let mut found = HashMap::new();
    let mut first = today;
    for window in WINDOWS.into_iter().chain([horizon]) {
        if missing.is_empty() {
            break;
        }
        let last = plus_days(today, window.min(horizon));
        let mut taken = TakenOf::read(conn, settings, &missing, reach(settings, first, last), now)?;
        missing.retain(|&id, visit| {
            let taken = taken.of(settings, id, visit);
            let question = question(settings, id, visit, Audience::Patient, &taken, now);
            let soonest = slots::first(&question, first..=last);
            soonest.is_none_or(|soonest| found.insert(id, soonest).is_some())
        });
        first = plus_days(last, 1);
    }
    Ok(found)
}

/// Why a time is not free, if it is not, and the room the visit would get. A patient's standing
/// counts when they book, not when they move what they have.
///
/// # Errors
/// When the database does not answer.
pub fn judge(
    conn: &mut Conn,
    settings: &Settings,
    visit: &VisitType,
    wish: &Wish,
    except: Except,
    now: Timestamp,
) -> QueryResult<(Vec<Reason>, Option<i64>)> {
    let minutes = |minutes: u16| SignedDuration::from_mins(minutes.into());
    let start = wish.starts_at;
    let from = start
        .checked_sub(minutes(visit.buffer_before))
        .unwrap_or(start);
    let to = start
        .checked_add(minutes(visit.minutes))
        .and_then(|end| end.checked_add(minutes(visit.buffer_after)))
        .unwrap_or(start);
    let rooms = settings.rules.rooms_for(visit);
    let mut read = |kind, ids: &[i64]| busy(conn, kind, ids, (from, to), except, now);
    let mut doctor = read("doctor", &[wish.doctor_id])?;
    let mut patient = read("patient", &[wish.patient_id])?;
    let mut in_rooms = read("room", &rooms)?;
    let standing = match wish.audience {
        Audience::Patient if except.appointment.is_none() => {
            standing::of(conn, &settings.rules.policy, wish.patient_id, now)?
        }
        _ => None,
    };
    let taken = Taken {
        doctor: doctor.remove(&wish.doctor_id).unwrap_or_default(),
        patient: patient.remove(&wish.patient_id).unwrap_or_default(),
        rooms: rooms
            .iter()
            .map(|id| (*id, in_rooms.remove(id).unwrap_or_default()))
            .collect(),
    };
    let question = Question {
        standing,
        ..question(settings, wish.doctor_id, visit, wish.audience, &taken, now)
    };
    let reasons = slots::explain(&question, start);
    let overlaps = |busy: &Busy| busy.span.start < to && busy.span.end > from;
    let free = taken
        .rooms
        .iter()
        .find(|(_, busy)| !busy.iter().any(overlaps));
    Ok((reasons, free.map(|(id, _)| *id)))
}

/// Why a time is not free for whoever looks at it; nothing when it is. Without a patient, nobody's
/// own appointments and standing count.
///
/// # Errors
/// When the database does not answer.
pub fn explain_at(
    conn: &mut Conn,
    settings: &Settings,
    visit: &VisitType,
    wish: &Wish,
    now: Timestamp,
) -> QueryResult<Vec<Reason>> {
    Ok(judge(conn, settings, visit, wish, Except::default(), now)?.0)
}

/// Every time a doctor has on a day, whatever is taken.
pub fn all_of(settings: &Settings, doctor_id: i64, visit: &VisitType, day: Date) -> Vec<Span> {
    let rooms = settings.rules.rooms_for(visit).into_iter();
    let nothing = Taken {
        rooms: rooms.map(|id| (id, Vec::new())).collect(),
        ..Taken::default()
    };
    let ever = Timestamp::MIN;
    let question = question(settings, doctor_id, visit, Audience::Staff, &nothing, ever);
    slots::slots(&question, day..=day)
}

fn question<'a>(
    settings: &'a Settings,
    doctor_id: i64,
    visit: &'a VisitType,
    audience: Audience,
    taken: &'a Taken,
    now: Timestamp,
) -> Question<'a> {
    Question {
        rules: &settings.rules,
        zone: &settings.zone,
        doctor_id,
        visit,
        audience,
        standing: None,
        taken,
        now,
    }
}

/// The days of a range on which there can be free times at all.
fn bounded(
    settings: &Settings,
    audience: Audience,
    (from, to): (Date, Date),
    now: Timestamp,
) -> (Date, Date) {
    let today = settings.local(now).date();
    let last = match audience {
        Audience::Patient => plus_days(today, settings.rules.policy.horizon_days.into()),
        Audience::Staff => to,
    };
    (from.max(today), to.min(last))
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
