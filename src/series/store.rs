//! Series in the database.

use diesel::prelude::*;
use jiff::Timestamp;

use super::model::{Rule, Series, SeriesVisit, Unit};
use crate::{
    appointments::{
        model::Status,
        placing::{self, Wish},
    },
    error::AppError,
    server::{
        Actor, Conn, Instant, Scope,
        app_state::Settings,
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
pub(super) fn note(
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

pub(super) fn all_or_none(nothing: &str, wrong: &[String]) -> Result<(), AppError> {
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
