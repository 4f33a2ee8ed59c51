//! The policy in the database. It is read by [`crate::rules::store::load_policy`].

use diesel::prelude::*;
use jiff::Timestamp;

use crate::{
    rules::model::Policy,
    server::{
        Conn, Instant,
        schema::{clinic, patients},
    },
};

/// Replaces the policy.
///
/// # Errors
/// When the database refuses.
pub fn save(conn: &mut Conn, policy: &Policy) -> QueryResult<()> {
    let whole = |minutes: u32| i32::try_from(minutes).unwrap_or(i32::MAX);
    diesel::update(clinic::table)
        .set((
            clinic::notice_minutes.eq(whole(policy.notice_minutes)),
            clinic::horizon_days.eq(i32::from(policy.horizon_days)),
            clinic::cancel_minutes.eq(whole(policy.cancel_minutes)),
            clinic::most_open.eq(policy.most_open.map(i32::from)),
            clinic::new_patients.eq(policy.new_patients),
            clinic::noshow_limit.eq(policy.noshow_limit.map(i32::from)),
            clinic::noshow_minutes.eq(i32::from(policy.noshow_minutes)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Forgives a patient's no-shows so far.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such patient.
pub fn forgive(conn: &mut Conn, patient_id: i64, at: Timestamp) -> QueryResult<()> {
    let changed = diesel::update(patients::table.find(patient_id))
        .set(patients::forgiven_until.eq(Some(Instant(at))))
        .execute(conn)?;
    if changed == 0 {
        return Err(diesel::result::Error::NotFound);
    }
    Ok(())
}
