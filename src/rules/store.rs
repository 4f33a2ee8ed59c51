//! The rules in the database.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use diesel::prelude::*;
use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::model::{
    Colour, DoctorHours, Exception, ExceptionKind, Policy, Room, Rules, VisitType, WorkingHours,
};
use crate::{
    clinic::model::Clinic,
    schedule::hours::{Interval, MinuteOfDay},
    server::{
        Conn,
        schema::{
            clinic, doctors, exceptions, rooms, visit_type_doctors, visit_type_rooms, visit_types,
            working_hours, working_hours_types,
        },
    },
};

/// Exceptions that ended longer ago are kept in the database only: calendars look back so far.
const KEPT_DAYS: i32 = 400;

/// Reads all rules. `today` decides which exceptions are long over.
///
/// # Errors
/// When the database does not answer.
pub fn load(conn: &mut Conn, clinic: &Clinic, today: Date) -> QueryResult<Rules> {
    Ok(Rules {
        visit_types: load_visit_types(conn)?,
        rooms: load_rooms(conn)?,
        hours: load_hours(conn)?,
        exceptions: load_exceptions(conn, today)?,
        policy: clinic.policy,
        opening: clinic.hours.clone(),
        slot_minutes: clinic.slot_minutes,
    })
}

/// Has every server read the rules anew. Called in the transaction that changed one, which holds
/// [`Lock::Administration`](crate::server::engine::Lock) so that changes come one after another.
///
/// # Errors
/// When the database does not answer.
pub fn changed(conn: &mut Conn) -> QueryResult<()> {
    diesel::update(clinic::table)
        .set(clinic::rules_version.eq(clinic::rules_version + 1))
        .execute(conn)?;
    Ok(())
}

/// What tells two values apart: a form carries that of what its reader saw, where rows have no
/// version of their own.
pub fn stamp(value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).unwrap_or_default();
    let digest = Sha256::digest(json);
    URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default())
}

/// Pairs of ids, collected by the first.
fn collected(pairs: Vec<(i64, i64)>) -> HashMap<i64, Vec<i64>> {
    let mut collected: HashMap<i64, Vec<i64>> = HashMap::new();
    for (one, other) in pairs {
        collected.entry(one).or_default().push(other);
    }
    collected
}

/// Minutes from a column whose CHECK bounds them.
fn minutes(value: i32) -> u16 {
    u16::try_from(value).unwrap_or_default()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = visit_types)]
struct VisitTypeRow {
    id: i64,
    name: String,
    minutes: i32,
    buffer_before: i32,
    buffer_after: i32,
    colour: String,
    staff_only: bool,
    note: String,
    active: bool,
    version: i32,
}

/// Every visit type, by name.
///
/// # Errors
/// When the database does not answer.
pub fn load_visit_types(conn: &mut Conn) -> QueryResult<Vec<VisitType>> {
    let rows: Vec<VisitTypeRow> = visit_types::table
        .order((visit_types::name, visit_types::id))
        .select(VisitTypeRow::as_select())
        .load(conn)?;
    let mut doctors = collected(
        visit_type_doctors::table
            .order((
                visit_type_doctors::visit_type_id,
                visit_type_doctors::doctor_id,
            ))
            .load(conn)?,
    );
    let mut rooms = collected(
        visit_type_rooms::table
            .order((visit_type_rooms::visit_type_id, visit_type_rooms::room_id))
            .load(conn)?,
    );
    let read = |row: VisitTypeRow| VisitType {
        id: Some(row.id),
        name: row.name,
        minutes: minutes(row.minutes),
        buffer_before: minutes(row.buffer_before),
        buffer_after: minutes(row.buffer_after),
        colour: Colour::from_key(&row.colour).unwrap_or_default(),
        staff_only: row.staff_only,
        doctors: doctors.remove(&row.id).unwrap_or_default(),
        rooms: rooms.remove(&row.id).unwrap_or_default(),
        note: row.note,
        active: row.active,
        version: row.version,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Every room, by name.
///
/// # Errors
/// When the database does not answer.
pub fn load_rooms(conn: &mut Conn) -> QueryResult<Vec<Room>> {
    let rows: Vec<(i64, String, bool, i32)> = rooms::table
        .order((rooms::name, rooms::id))
        .select((rooms::id, rooms::name, rooms::active, rooms::version))
        .load(conn)?;
    let read = |(id, name, active, version)| Room {
        id,
        name,
        active,
        version,
    };
    Ok(rows.into_iter().map(read).collect())
}

type HoursRow = (i64, i64, i32, i32, i32, i32, Option<String>, Option<String>);

/// The doctors who have, or had, hours of their own.
///
/// # Errors
/// When the database does not answer.
pub fn load_hours(conn: &mut Conn) -> QueryResult<Vec<DoctorHours>> {
    let own: Vec<i64> = doctors::table
        .filter(doctors::own_hours.eq(true))
        .order(doctors::id)
        .select(doctors::id)
        .load(conn)?;
    let rows: Vec<HoursRow> = working_hours::table
        .order((
            working_hours::doctor_id,
            working_hours::weekday,
            working_hours::opens,
            working_hours::id,
        ))
        .load(conn)?;
    let mut types = collected(
        working_hours_types::table
            .order((
                working_hours_types::working_hours_id,
                working_hours_types::visit_type_id,
            ))
            .load(conn)?,
    );
    let mut by_doctor: HashMap<i64, Vec<WorkingHours>> = HashMap::new();
    for (id, doctor_id, weekday, opens, closes, grid, from, to) in rows {
        let (Some(opens), Some(closes)) = (
            MinuteOfDay::new(minutes(opens)),
            MinuteOfDay::new(minutes(closes)),
        ) else {
            continue; // The table's CHECKs admit none.
        };
        by_doctor.entry(doctor_id).or_default().push(WorkingHours {
            id,
            doctor_id,
            weekday: i8::try_from(weekday).unwrap_or_default(),
            interval: Interval { opens, closes },
            grid_minutes: minutes(grid),
            valid_from: from.and_then(|text| text.parse().ok()),
            valid_to: to.and_then(|text| text.parse().ok()),
            visit_types: types.remove(&id).unwrap_or_default(),
        });
    }
    let mut doctors: Vec<i64> = by_doctor.keys().chain(&own).copied().collect();
    doctors.sort_unstable();
    doctors.dedup();
    let read = |doctor_id| DoctorHours {
        doctor_id,
        own: own.contains(&doctor_id),
        hours: by_doctor.remove(&doctor_id).unwrap_or_default(),
    };
    Ok(doctors.into_iter().map(read).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = exceptions)]
struct ExceptionRow {
    id: i64,
    doctor_id: Option<i64>,
    kind: String,
    starts: String,
    ends: String,
    grid_minutes: i32,
    reason: String,
}

/// The exceptions that are not long over, by beginning.
///
/// # Errors
/// When the database does not answer, or a reading is none.
pub fn load_exceptions(conn: &mut Conn, today: Date) -> QueryResult<Vec<Exception>> {
    let earliest = today.saturating_sub(KEPT_DAYS.days());
    let rows: Vec<ExceptionRow> = exceptions::table
        .filter(exceptions::ends.gt(earliest.to_string()))
        .order((exceptions::starts, exceptions::id))
        .select(ExceptionRow::as_select())
        .load(conn)?;
    let unreadable =
        |error: jiff::Error| diesel::result::Error::DeserializationError(Box::new(error));
    rows.into_iter()
        .map(|row| {
            Ok(Exception {
                id: row.id,
                doctor_id: row.doctor_id,
                kind: ExceptionKind::from_key(&row.kind).unwrap_or_default(),
                starts: row.starts.parse().map_err(unreadable)?,
                ends: row.ends.parse().map_err(unreadable)?,
                grid_minutes: minutes(row.grid_minutes),
                reason: row.reason,
            })
        })
        .collect()
}

type PolicyRow = (i32, i32, i32, Option<i32>, bool, Option<i32>, i32);

/// The policy; the usual one for a clinic that is not set up yet.
///
/// # Errors
/// When the database does not answer.
pub fn load_policy(conn: &mut Conn) -> QueryResult<Policy> {
    let row: Option<PolicyRow> = clinic::table
        .select((
            clinic::notice_minutes,
            clinic::horizon_days,
            clinic::cancel_minutes,
            clinic::most_open,
            clinic::new_patients,
            clinic::noshow_limit,
            clinic::noshow_minutes,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map_or_else(Policy::default, |row| Policy {
        notice_minutes: u32::try_from(row.0).unwrap_or_default(),
        horizon_days: minutes(row.1),
        cancel_minutes: u32::try_from(row.2).unwrap_or_default(),
        most_open: row.3.map(minutes),
        new_patients: row.4,
        noshow_limit: row.5.map(minutes),
        noshow_minutes: minutes(row.6),
    }))
}
