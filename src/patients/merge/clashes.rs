//! What both records of a person have at the same time.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::{
    appointments::model::number,
    server::{Conn, Instant, app_state::Settings, schema::occupancies},
};

/// What takes a patient's time.
#[derive(Clone, Debug, Queryable)]
struct Taken {
    patient_id: i64,
    starts_at: Instant,
    ends_at: Instant,
    appointment_id: Option<i64>,
}

impl Taken {
    fn overlaps(&self, other: &Self) -> bool {
        self.starts_at.0 < other.ends_at.0 && other.starts_at.0 < self.ends_at.0
    }

    /// Whether it is a visit whose time is past. Nobody is in two places for it any more, and nobody could move
    /// or cancel what did not take place, or did.
    fn is_over(&self, now: Timestamp) -> bool {
        self.appointment_id.is_some() && self.ends_at.0 <= now
    }

    fn words(&self, settings: &Settings) -> String {
        let start = settings.local(self.starts_at.0).words();
        match self.appointment_id {
            Some(id) => format!("{} ({start})", number(id)),
            None => format!("a time that is kept ({start})"),
        }
    }
}

/// What the one has at the same time as the other, in the order of time: the kept record's, the other's, and
/// whether both can stand since that time is past.
fn overlaps(
    conn: &mut Conn,
    kept: i64,
    merged: i64,
    now: Timestamp,
) -> QueryResult<Vec<(Taken, Taken, bool)>> {
    // What was overbooked for the patient, on purpose, is in nobody's way.
    let rows: Vec<Taken> = occupancies::table
        .filter(occupancies::resource_kind.eq("patient"))
        .filter(occupancies::resource_id.eq_any([kept, merged]))
        .filter(occupancies::overbooked.eq(false))
        .order((occupancies::starts_at, occupancies::id))
        .select((
            occupancies::resource_id,
            occupancies::starts_at,
            occupancies::ends_at,
            occupancies::appointment_id,
        ))
        .load(conn)?;
    let (own, others): (Vec<Taken>, Vec<Taken>) =
        rows.into_iter().partition(|row| row.patient_id == kept);
    let pairs = own
        .iter()
        .flat_map(|one| others.iter().map(move |other| (one, other)))
        .filter(|(one, other)| one.overlaps(other));
    Ok(pairs
        .map(|(one, other)| {
            // Only a visit can be overbooked.
            let past = (one.is_over(now) || other.is_over(now)) && other.appointment_id.is_some();
            (one.clone(), other.clone(), past)
        })
        .collect())
}

/// The visits of the one that are at the same time as visits of the other, in words, as far as they are to come.
///
/// # Errors
/// When the database does not answer.
pub(super) fn to_come(
    conn: &mut Conn,
    settings: &Settings,
    kept: i64,
    merged: i64,
    now: Timestamp,
) -> QueryResult<Vec<String>> {
    let found = overlaps(conn, kept, merged, now)?;
    let found = found.iter().filter(|(.., past)| !past);
    Ok(found
        .map(|(one, other, _)| format!("{} and {}", one.words(settings), other.words(settings)))
        .collect())
}

/// The visits of the record that is given up which were at the same time as visits of the other.
///
/// # Errors
/// When the database does not answer.
pub(super) fn past(
    conn: &mut Conn,
    kept: i64,
    merged: i64,
    now: Timestamp,
) -> QueryResult<Vec<i64>> {
    let found = overlaps(conn, kept, merged, now)?;
    let found = found.into_iter().filter(|(.., past)| *past);
    let mut ids: Vec<i64> = found
        .filter_map(|(_, other, _)| other.appointment_id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
