//! Who may check in at a kiosk, and when.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use super::{api::CheckedIn, code};
use crate::{
    appointments::model::Status,
    desk::{self, delays},
    encounters::flow,
    error::AppError,
    server::{
        Actor, AppState, Conn, Instant, Scope,
        app_state::Settings,
        schema::appointments,
        throttle::{count_try, take_back},
    },
};

/// From how long before its beginning a visit can be checked in for, until its end.
const EARLIEST: SignedDuration = SignedDuration::from_hours(3);
/// Wrong codes a kiosk takes within a quarter of an hour: enough for slips of many fingers, and a
/// lifetime of guessing for one code of a million.
const WRONG_MOST: i32 = 30;

const UNKNOWN: &str = "We do not know this code. Please check it, or go to the front desk.";
const DESK: &str = "Please go to the front desk.";

/// What became of a code. A wrong one is no error, so that it stays counted.
enum Outcome {
    Wrong,
    Desk,
    In { doctor_id: i64, number: i32 },
}

/// Checks in whoever has this code, at that kiosk. An unknown number and a wrong code are answered
/// alike; who has arrived already is told their number again.
///
/// # Errors
/// [`AppError::Invalid`] for a code that is none, [`AppError::Conflict`] when the visit cannot be checked
/// in for now, [`AppError::TooManyAttempts`] when the kiosk has seen too many wrong codes.
pub async fn by_code(
    app: &AppState,
    actor: Actor,
    kiosk: i64,
    typed: &str,
) -> Result<CheckedIn, AppError> {
    let (settings, now, throttle) = (app.settings().await?, app.now(), app.config.throttle);
    let (given, counter) = (code::read(typed), format!("kiosk {kiosk}"));
    let rules = settings.clone();
    let outcome = app
        .db
        .write(move |conn| {
            if throttle {
                count_try(conn, &counter, WRONG_MOST, now)?;
            }
            let Some((id, digits)) = &given else {
                return Ok(Outcome::Wrong);
            };
            let outcome = arrive(conn, &rules, &actor, *id, digits, now)?;
            if throttle && !matches!(outcome, Outcome::Wrong) {
                take_back(conn, &counter)?;
            }
            Ok(outcome)
        })
        .await?;
    match outcome {
        Outcome::Wrong => Err(AppError::field("code", UNKNOWN)),
        Outcome::Desk => Err(AppError::conflict(DESK)),
        Outcome::In { doctor_id, number } => {
            let wait_minutes = app
                .db
                .read(move |conn| Ok(wait(conn, &settings, doctor_id, number, now)?))
                .await?;
            Ok(CheckedIn {
                number: u32::try_from(number).unwrap_or_default(),
                wait_minutes,
            })
        }
    }
}

fn arrive(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    id: i64,
    digits: &str,
    now: Timestamp,
) -> Result<Outcome, AppError> {
    type Row = (i64, Instant, Instant, String);
    let found: Option<Row> = appointments::table
        .find(id)
        .filter(appointments::check_in_code.eq(digits))
        .select((
            appointments::doctor_id,
            appointments::starts_at,
            appointments::ends_at,
            appointments::status,
        ))
        .first(conn)
        .optional()?;
    let Some((doctor_id, starts_at, ends_at, status)) = found else {
        return Ok(Outcome::Wrong);
    };
    let of_today = settings.local(starts_at.0).date() == settings.local(now).date();
    let in_time = match Status::from_key(&status) {
        Some(Status::Booked) => starts_at.0 - EARLIEST <= now && now <= ends_at.0,
        Some(Status::Arrived | Status::CheckedIn) => true,
        _ => false,
    };
    if !of_today || !in_time {
        return Ok(Outcome::Desk);
    }
    // Whoever is here already keeps their number.
    let here = flow::arrive(conn, settings, actor, Scope::Clinic, id, None, false)?;
    Ok(Outcome::In {
        doctor_id,
        number: here.queue_number,
    })
}

/// In how many minutes the patient with this number may be called.
fn wait(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: i64,
    number: i32,
    now: Timestamp,
) -> QueryResult<Option<u32>> {
    let (at, scope) = (settings.local(now), Scope::Doctor(doctor_id));
    let board = desk::store::board(conn, settings, scope, at.date(), now)?;
    let number = u32::try_from(number).ok();
    let visit = board
        .visits
        .iter()
        .find(|visit| visit.queue_number == number);
    let open = board.doctors.iter().flat_map(|doctor| doctor.open.clone());
    let expected = delays::expected(at, &open.collect::<Vec<_>>(), &board.visits);
    let start = visit.and_then(|visit| expected.starts.get(&visit.id));
    Ok(start.map(|start| u32::try_from(start.minutes_since(at)).unwrap_or_default()))
}
