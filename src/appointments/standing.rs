//! How a patient stands with the policy.

use diesel::prelude::*;
use jiff::Timestamp;

use super::model::Status;
use crate::{
    rules::model::{Policy, Standing},
    server::{
        Conn, Instant,
        schema::{appointments, patients},
    },
};

/// Counts what the policy limits; nothing when it limits nothing.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] for a patient who is not there.
pub fn of(
    conn: &mut Conn,
    policy: &Policy,
    patient_id: i64,
    now: Timestamp,
) -> QueryResult<Option<Standing>> {
    if policy.most_open.is_none() && policy.new_patients && policy.noshow_limit.is_none() {
        return Ok(None);
    }
    let forgiven: Option<i64> = patients::table
        .find(patient_id)
        .select(patients::forgiven_until)
        .first(conn)?;
    let all = || appointments::table.filter(appointments::patient_id.eq(patient_id));
    let open: i64 = all()
        .filter(appointments::starts_at.gt(Instant(now)))
        .filter(appointments::status.eq(Status::Booked.key()))
        .count()
        .get_result(conn)?;
    let been_here = [Status::Arrived, Status::CheckedIn, Status::Fulfilled].map(Status::key);
    let known = all().filter(appointments::status.eq_any(been_here));
    let known = diesel::select(diesel::dsl::exists(known)).get_result(conn)?;
    let noshows: i64 = all()
        .filter(appointments::starts_at.gt(forgiven.unwrap_or(i64::MIN)))
        .filter(appointments::status.eq(Status::Noshow.key()))
        .count()
        .get_result(conn)?;
    let count = |count: i64| u16::try_from(count).unwrap_or(u16::MAX);
    Ok(Some(Standing {
        open: count(open),
        known,
        noshows: count(noshows),
    }))
}
