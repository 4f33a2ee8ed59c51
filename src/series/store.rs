//! Series in the database.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp, civil::DateTime};

use super::{
    model::{PlannedMove, Rule, Series, SeriesVisit, Unit, moved_alike},
    plan::{self, With},
};
use crate::{
    appointments::{
        course,
        model::{Appointment, Status, number},
        placing::{self, Wish},
        store as appointments_store,
    },
    error::AppError,
    rules::model::Audience,
    schedule::slots::{Busy, Question, Span, explain},
    server::{
        Actor, Conn, Instant, Scope,
        app_state::Settings,
        engine::{self, Lock},
        schema::{appointments, doctors, series},
    },
};

/// Dates that are named when a series cannot be booked or moved; more are counted.
const MOST_NAMED: usize = 6;

/// Books every one of these times, or none. The transaction is rolled back with the error.
///
/// # Errors
/// [`AppError::Conflict`] naming the times that are not free, and what is wrong with the whole.
pub(super) fn book(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    wish: &Wish,
    rule: Rule,
    starts: &[Timestamp],
    reason: &str,
) -> Result<i64, AppError> {
    placing::lock(conn, settings, wish, &[])?;
    let id: i64 = diesel::insert_into(series::table)
        .values((
            series::unit.eq(rule.unit.key()),
            series::every.eq(i32::from(rule.every)),
            series::times.eq(i32::from(rule.times)),
            series::created_by.eq(actor.user_id),
            series::created_at.eq(Instant(actor.at)),
        ))
        .returning(series::id)
        .get_result(conn)?;
    let mut wrong = Vec::new();
    for starts_at in starts.iter().copied() {
        let wish = Wish {
            starts_at,
            ..wish.clone()
        };
        let booked = placing::book(conn, settings, actor, &wish, reason, Some(id));
        note(&mut wrong, settings, starts_at, booked.map(drop))?;
    }
    all_or_none("Nothing was booked.", &wrong)?;
    Ok(id)
}

/// Notes why a time cannot be had; any other error is passed on.
fn note(
    wrong: &mut Vec<String>,
    settings: &Settings,
    at: Timestamp,
    outcome: Result<(), AppError>,
) -> Result<(), AppError> {
    let why = match outcome {
        Ok(()) => return Ok(()),
        Err(AppError::SlotTaken { .. }) => "This time is taken.".to_owned(),
        Err(AppError::Conflict { message }) => message,
        Err(error) => match error.for_field("starts_at") {
            Some(message) => message.to_owned(),
            None => return Err(error),
        },
    };
    wrong.push(format!("{}: {why}", settings.local(at).words()));
    Ok(())
}

fn all_or_none(nothing: &str, wrong: &[String]) -> Result<(), AppError> {
    if wrong.is_empty() {
        return Ok(());
    }
    let named = wrong.iter().take(MOST_NAMED).map(String::as_str);
    let mut words: Vec<&str> = std::iter::once(nothing).chain(named).collect();
    let others = format!("And {} more.", wrong.len().saturating_sub(MOST_NAMED));
    if wrong.len() > MOST_NAMED {
        words.push(&others);
    }
    Err(AppError::conflict(words.join(" ")))
}

type SeriesRow = (String, i32, i32);
type VisitRow = (i64, i64, i64, String, Instant, String, i32);

/// A series with those of its visits that the scope reaches.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when it reaches none.
pub(super) fn find(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    id: i64,
) -> QueryResult<Series> {
    let (unit, every, times): SeriesRow = series::table
        .find(id)
        .select((series::unit, series::every, series::times))
        .first(conn)?;
    let rows: Vec<VisitRow> = appointments::table
        .inner_join(doctors::table)
        .filter(appointments::series_id.eq(id))
        .order((appointments::starts_at, appointments::id))
        .select((
            appointments::id,
            appointments::doctor_id,
            appointments::patient_id,
            doctors::full_name,
            appointments::starts_at,
            appointments::status,
            appointments::version,
        ))
        .load(conn)?;
    let within = |row: &VisitRow| match scope {
        Scope::Clinic => true,
        Scope::Doctor(id) => row.1 == id,
        Scope::Patient(id) => row.2 == id,
    };
    let visits: Vec<SeriesVisit> = rows
        .into_iter()
        .filter(within)
        .map(
            |(id, _, _, doctor_name, starts_at, status, version)| SeriesVisit {
                id,
                doctor_name,
                starts_at: settings.local(starts_at.0),
                status: Status::from_key(&status).unwrap_or(Status::EnteredInError),
                version,
            },
        )
        .collect();
    if visits.is_empty() {
        return Err(diesel::result::Error::NotFound);
    }
    let small = |number| u8::try_from(number).unwrap_or_default();
    Ok(Series {
        id,
        rule: Rule {
            every: small(every),
            unit: Unit::from_key(&unit).unwrap_or_default(),
            times: small(times),
        },
        visits,
    })
}

/// The appointment, or the first to come unless one is given, and those of the series after it
/// that are booked and to come, in order.
///
/// # Errors
/// [`AppError::NotFound`] when it is not of this series, or not within the scope;
/// [`AppError::Conflict`] when it is not booked, or has begun.
pub(super) fn following(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    id: i64,
    from: Option<i64>,
    now: Timestamp,
) -> Result<Vec<Appointment>, AppError> {
    let visits = find(conn, settings, scope, id)?.visits;
    let to_come =
        |visit: &&SeriesVisit| visit.status == Status::Booked && visit.starts_at.timestamp() > now;
    let first = match from {
        Some(from) => visits.iter().find(|visit| visit.id == from),
        None => visits.iter().find(to_come),
    };
    let first = first.ok_or(AppError::NotFound)?;
    if first.status != Status::Booked {
        return Err(AppError::conflict(format!(
            "Begin with a visit that is booked: the status of {} is “{}”.",
            number(first.id),
            first.status.words()
        )));
    }
    if first.starts_at.timestamp() <= now {
        return Err(AppError::conflict(format!(
            "Begin with a visit that is to come: {} has begun.",
            number(first.id)
        )));
    }
    visits
        .iter()
        .filter(|visit| to_come(visit) && visit.starts_at >= first.starts_at)
        .map(|visit| Ok(appointments_store::find(conn, settings, scope, visit.id)?))
        .collect()
}

/// Each of these visits with its time when the first of them begins at `new`.
///
/// # Errors
/// [`AppError::Invalid`] when that is beyond the calendar.
fn targets(
    settings: &Settings,
    visits: Vec<Appointment>,
    new: DateTime,
) -> Result<Vec<(Appointment, Timestamp)>, AppError> {
    let old = visits.first().map(|first| first.starts_at.civil());
    visits
        .into_iter()
        .map(|visit| {
            let reading = moved_alike(old.unwrap_or(new), new, visit.starts_at.civil());
            let to = reading.and_then(|reading| plan::instant(&settings.zone, reading));
            let to = to.ok_or_else(|| AppError::field("starts_at", "Enter a day and a time."))?;
            Ok((visit, to))
        })
        .collect()
}

/// Where these visits would come, and what is in their way. They are not in each other's.
///
/// # Errors
/// As [`targets`], and when the database does not answer.
pub(super) fn preview_move(
    conn: &mut Conn,
    settings: &Settings,
    audience: Audience,
    visits: Vec<Appointment>,
    new: DateTime,
    now: Timestamp,
) -> Result<Vec<PlannedMove>, AppError> {
    let leaving: Vec<[Span; 2]> = visits.iter().map(spans).collect();
    let stays = |busy: &Busy| !leaving.iter().flatten().any(|span| *span == busy.span);
    let policy = &settings.rules.policy;
    let mut moves = Vec::new();
    for (visit, to) in targets(settings, visits, new)? {
        let with = With {
            doctor_id: visit.doctor_id,
            patient_id: Some(visit.patient_id),
            visit: settings.rules.visit_type(visit.visit_type_id),
            audience,
        };
        let day = settings.local(to).date();
        let mut taken = plan::taken(conn, settings, &with, (day, day), now)?;
        taken.doctor.retain(stays);
        taken.patient.retain(stays);
        taken
            .rooms
            .iter_mut()
            .for_each(|(_, busy)| busy.retain(stays));
        let question = Question {
            rules: &settings.rules,
            zone: &settings.zone,
            doctor_id: with.doctor_id,
            visit: &with.visit,
            audience,
            standing: None,
            taken: &taken,
            now,
        };
        let mut reasons = plan::words(&explain(&question, to), audience);
        if audience == Audience::Patient {
            reasons.extend(visit.too_late_online(policy, now));
        }
        moves.push(PlannedMove {
            id: visit.id,
            from: visit.starts_at,
            to: settings.local(to),
            reasons,
        });
    }
    Ok(moves)
}

/// What a visit takes: of its patient, and of its doctor and its room.
fn spans(visit: &Appointment) -> [Span; 2] {
    let (start, end) = (visit.starts_at.timestamp(), visit.ends_at.timestamp());
    let minutes = |minutes: u16| SignedDuration::from_mins(minutes.into());
    let padded = Span {
        start: start
            .checked_sub(minutes(visit.buffer_before))
            .unwrap_or(start),
        end: end.checked_add(minutes(visit.buffer_after)).unwrap_or(end),
    };
    [Span { start, end }, padded]
}

/// Moves all of these visits, or none; the first of them to `new`. The transaction is rolled back
/// with the error.
///
/// # Errors
/// [`AppError::Conflict`] naming the times that are not free.
pub(super) fn move_all(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    (scope, audience): (Scope, Audience),
    visits: Vec<Appointment>,
    new: DateTime,
    version: Option<i32>,
) -> Result<(), AppError> {
    let first = visits
        .first()
        .map(|visit| (visit.id, visit.starts_at.civil()));
    let mut targets = targets(settings, visits, new)?;
    // Those that go ahead make room for those behind them.
    if first.is_some_and(|(_, old)| new > old) {
        targets.reverse();
    }
    lock_all(conn, targets.iter().map(|(visit, _)| visit))?;
    let mut wrong = Vec::new();
    for (visit, starts_at) in targets {
        let wish = Wish {
            patient_id: visit.patient_id,
            doctor_id: visit.doctor_id,
            visit_type_id: visit.visit_type_id,
            starts_at,
            audience,
            overbook: None,
        };
        let seen = version.filter(|_| first.is_some_and(|(id, _)| id == visit.id));
        let moved = placing::reschedule(
            conn,
            settings,
            actor,
            scope,
            visit.id,
            seen,
            &wish,
            "With its series",
        );
        note(&mut wrong, settings, starts_at, moved)?;
    }
    all_or_none("Nothing was moved.", &wrong)
}

/// Cancels all of these visits, or none.
///
/// # Errors
/// [`AppError::Conflict`] when one of them cannot be cancelled.
pub(super) fn cancel_all(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    visits: &[Appointment],
    reason: &str,
) -> Result<(), AppError> {
    lock_all(conn, visits.iter())?;
    for visit in visits {
        course::cancel(conn, settings, actor, scope, visit.id, None, reason)?;
    }
    Ok(())
}

/// Takes the locks of their doctors at once, so that their order is the same for everybody.
fn lock_all<'a>(conn: &mut Conn, visits: impl Iterator<Item = &'a Appointment>) -> QueryResult<()> {
    let doctors: Vec<Lock> = visits.map(|visit| Lock::Doctor(visit.doctor_id)).collect();
    engine::lock(conn, &doctors)
}
