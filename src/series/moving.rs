//! Moving and cancelling the visits of a series, from one of them on.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp, civil::DateTime};

use super::{
    model::{PlannedMove, SeriesVisit, moved_alike},
    plan::{self, With},
    store::{all_or_none, find, note},
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
        Actor, Conn, Scope,
        app_state::Settings,
        engine::{self, Lock},
    },
};

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
