//! Every step of an appointment, on record: who took it, when, and what it led to.

use diesel::prelude::*;

use super::model::{HistoryEntry, Status, Step};
use crate::server::{
    Actor, Conn, Instant, Scope,
    app_state::Settings,
    schema::{appointment_history as history, appointments, doctors, users},
};

/// Puts a step on record: the appointment as it now stands in the database.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn record(conn: &mut Conn, actor: &Actor, id: i64, step: Step, note: &str) -> QueryResult<()> {
    let (version, status, doctor_id, starts_at, ends_at): (i32, String, i64, Instant, Instant) =
        appointments::table
            .find(id)
            .select((
                appointments::version,
                appointments::status,
                appointments::doctor_id,
                appointments::starts_at,
                appointments::ends_at,
            ))
            .first(conn)?;
    diesel::insert_into(history::table)
        .values((
            history::appointment_id.eq(id),
            history::version.eq(version),
            history::at.eq(Instant(actor.at)),
            history::user_id.eq(actor.user_id),
            history::step.eq(step.key()),
            history::status.eq(status),
            history::doctor_id.eq(doctor_id),
            history::starts_at.eq(starts_at),
            history::ends_at.eq(ends_at),
            history::note.eq(note),
        ))
        .execute(conn)?;
    Ok(())
}

#[derive(Queryable)]
struct Row {
    at: Instant,
    user_id: Option<i64>,
    by: Option<String>,
    step: String,
    status: String,
    doctor_name: String,
    starts_at: Instant,
    note: String,
    version: i32,
}

/// The steps of an appointment that the reader may see, the first one first. Patients read
/// neither notes nor which member of staff it was; `reader` is their own account.
///
/// # Errors
/// When the database does not answer.
pub fn of(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    reader: i64,
    id: i64,
) -> QueryResult<Vec<HistoryEntry>> {
    let rows: Vec<Row> = history::table
        .left_join(users::table)
        .inner_join(doctors::table.on(doctors::id.eq(history::doctor_id)))
        .filter(history::appointment_id.eq(id))
        .order(history::id)
        .select((
            history::at,
            history::user_id,
            users::full_name.nullable(),
            history::step,
            history::status,
            doctors::full_name,
            history::starts_at,
            history::note,
            history::version,
        ))
        .load(conn)?;
    let staff = !matches!(scope, Scope::Patient(_));
    let read = |row: Row| HistoryEntry {
        at: settings.local(row.at.0),
        by: row.by.filter(|_| staff || row.user_id == Some(reader)),
        step: Step::from_key(&row.step).unwrap_or_default(),
        status: Status::from_key(&row.status).unwrap_or(Status::EnteredInError),
        doctor_name: row.doctor_name,
        starts_at: settings.local(row.starts_at.0),
        note: if staff { row.note } else { String::new() },
        version: row.version,
    };
    Ok(rows.into_iter().map(read).collect())
}
