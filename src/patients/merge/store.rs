//! Merges in the database.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    clashes,
    model::{Comparison, Merge, Side},
};
use crate::{
    error::AppError,
    patients::{
        model::{Checked, Details, Patient},
        store,
    },
    server::{
        Conn, Instant,
        app_state::Settings,
        faults::internal,
        schema::{appointments, merges, patients, users},
    },
};

pub use super::{moving::merge, undoing::undo};

/// What went from one record to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Moved {
    /// Appointments.
    pub(super) appointments: Vec<i64>,
    /// Requests of the waiting list.
    pub(super) waitlist: Vec<i64>,
    /// Times kept while they are offered.
    pub(super) holds: Vec<i64>,
    /// Appointments that overlap what the kept record had then: the time they take of the patient is overbooked.
    pub(super) overlapping: Vec<i64>,
    /// The account, where only the other record had one that may sign in.
    pub(super) login: Option<i64>,
    /// The account that may not sign in any more, where both had one.
    pub(super) disabled: Option<i64>,
    /// The details of the kept record as they were.
    pub(super) before: Details,
    /// The same as they were left.
    pub(super) after: Details,
    /// Until when the kept record's no-shows were forgiven.
    pub(super) forgiven_before: Option<i64>,
    /// Until when they were then: the later of the two.
    pub(super) forgiven_after: Option<i64>,
}

impl Moved {
    pub(super) fn write(&self) -> Result<String, AppError> {
        serde_json::to_string(self).map_err(|error| internal(&error))
    }

    pub(super) fn read(json: &str) -> Result<Self, AppError> {
        serde_json::from_str(json).map_err(|error| internal(&error))
    }
}

/// The details of a record.
pub(super) fn details(patient: &Patient) -> Details {
    Details {
        full_name: patient.full_name.clone(),
        contact_number: patient.contact_number.clone(),
        email: patient.email.clone(),
        date_of_birth: patient.date_of_birth.clone().unwrap_or_default(),
    }
}

/// A record's details, to compare others with.
pub fn person(patient: &Patient) -> Checked {
    checked(&details(patient))
}

/// Details that were kept before, and so have been checked before.
pub(super) fn checked(details: &Details) -> Checked {
    Checked {
        full_name: details.full_name.clone(),
        contact_number: details.contact_number.clone(),
        email: details.email.clone(),
        date_of_birth: details.date_of_birth.parse().ok(),
    }
}

/// A record that stands by itself.
///
/// # Errors
/// [`AppError::Conflict`] for one that was merged, [`AppError::NotFound`] for none.
pub fn unmerged(conn: &mut Conn, id: i64) -> Result<Patient, AppError> {
    store::find(conn, id)?;
    store::unmerged(conn, id)
        .optional()?
        .ok_or_else(|| AppError::conflict("This record has been merged into another one already."))
}

/// The account of a record.
pub(super) fn login(conn: &mut Conn, patient_id: i64) -> QueryResult<Option<i64>> {
    patients::table
        .find(patient_id)
        .select(patients::user_id)
        .first(conn)
}

/// Until when the no-shows of a record are forgiven.
pub(super) fn forgiven(conn: &mut Conn, patient_id: i64) -> QueryResult<Option<i64>> {
    patients::table
        .find(patient_id)
        .select(patients::forgiven_until)
        .first(conn)
}

/// Two records side by side.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when one of them was merged already;
/// [`AppError::Invalid`] for one and the same.
pub fn compare(
    conn: &mut Conn,
    settings: &Settings,
    kept: i64,
    merged: i64,
    now: Timestamp,
) -> Result<Comparison, AppError> {
    if kept == merged {
        return Err(AppError::field("merged_id", "Choose another record."));
    }
    Ok(Comparison {
        kept: side(conn, kept)?,
        merged: side(conn, merged)?,
        clashes: clashes::to_come(conn, settings, kept, merged, now)?,
    })
}

fn side(conn: &mut Conn, id: i64) -> Result<Side, AppError> {
    let patient = unmerged(conn, id)?;
    let account: Option<(String, String)> = match login(conn, id)? {
        Some(user_id) => Some(
            users::table
                .find(user_id)
                .select((users::username, users::status))
                .first(conn)?,
        ),
        None => None,
    };
    let signs_in = account
        .as_ref()
        .is_some_and(|(_, status)| status == "active");
    let visits: i64 = appointments::table
        .filter(appointments::patient_id.eq(id))
        .select(count_star())
        .first(conn)?;
    Ok(Side {
        patient,
        username: account.map(|(username, _)| username),
        signs_in,
        visits: u32::try_from(visits).unwrap_or(u32::MAX),
    })
}

/// The merges into this record that stand, the latest first.
///
/// # Errors
/// When the database does not answer.
pub fn of(conn: &mut Conn, settings: &Settings, kept: i64) -> Result<Vec<Merge>, AppError> {
    let ids = merges::table
        .filter(merges::kept_id.eq(kept))
        .filter(merges::undone_at.is_null())
        .order(merges::id.desc())
        .select(merges::id)
        .load(conn)?;
    by_ids(conn, settings, &ids)
}

/// One merge.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(conn: &mut Conn, settings: &Settings, id: i64) -> Result<Merge, AppError> {
    by_ids(conn, settings, &[id])?
        .into_iter()
        .next()
        .ok_or(AppError::NotFound)
}

#[derive(Queryable)]
struct Row {
    id: i64,
    kept_id: i64,
    merged_id: i64,
    merged_name: String,
    at: Instant,
    user_id: Option<i64>,
    moved: String,
    undone_at: Option<Instant>,
}

fn by_ids(conn: &mut Conn, settings: &Settings, ids: &[i64]) -> Result<Vec<Merge>, AppError> {
    let rows: Vec<Row> = merges::table
        .inner_join(patients::table.on(patients::id.eq(merges::merged_id)))
        .filter(merges::id.eq_any(ids))
        .order(merges::id.desc())
        .select((
            merges::id,
            merges::kept_id,
            merges::merged_id,
            patients::full_name,
            merges::at,
            merges::user_id,
            merges::moved,
            merges::undone_at,
        ))
        .load(conn)?;
    let people: Vec<i64> = rows.iter().filter_map(|row| row.user_id).collect();
    let names: HashMap<i64, String> = users::table
        .filter(users::id.eq_any(people))
        .select((users::id, users::full_name))
        .load::<(i64, String)>(conn)?
        .into_iter()
        .collect();
    rows.into_iter()
        .map(|row| {
            Ok(Merge {
                id: row.id,
                kept_id: row.kept_id,
                merged_id: row.merged_id,
                merged_name: row.merged_name,
                at: settings.local(row.at.0),
                by: row.user_id.and_then(|id| names.get(&id).cloned()),
                visits: Moved::read(&row.moved)?.appointments.len(),
                undone_at: row.undone_at.map(|at| settings.local(at.0)),
            })
        })
        .collect()
}
