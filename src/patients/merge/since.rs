//! What came of the record that was given up while it was a part of the other: it goes back as well.

use diesel::prelude::*;

use super::{accounts, store::Moved};
use crate::{
    server::{
        Conn, Instant,
        schema::{appointments, offers, waitlist},
    },
    waitlist::model::EntryStatus,
};

/// What goes back when a merge is undone that was made at that instant: what went over, what its account has
/// booked and asked for since, the visits that its requests became, the requests to move a visit that goes back,
/// and the times that are offered to any of them. Nobody is left with a hand in the other's visits.
///
/// # Errors
/// When the database does not answer.
pub(super) fn goes_back(
    conn: &mut Conn,
    kept: i64,
    at: Instant,
    went: &Moved,
) -> QueryResult<Moved> {
    let mut moved = went.clone();
    if let Some(account) = accounts::returning(conn, kept, went)? {
        moved
            .appointments
            .extend(booked_by(conn, kept, account, at)?);
        moved.waitlist.extend(asked_by(conn, kept, account, at)?);
    }
    let became = became(conn, kept, at, &moved.waitlist)?;
    moved.appointments.extend(became);
    let about = about(conn, kept, &moved.appointments)?;
    moved.waitlist.extend(about);
    let offered: Vec<Option<i64>> = offers::table
        .filter(offers::waitlist_id.eq_any(&moved.waitlist))
        .select(offers::hold_id)
        .load(conn)?;
    moved.holds.extend(offered.into_iter().flatten());
    for ids in [
        &mut moved.appointments,
        &mut moved.waitlist,
        &mut moved.holds,
    ] {
        ids.sort_unstable();
        ids.dedup();
    }
    Ok(moved)
}

fn booked_by(conn: &mut Conn, kept: i64, account: i64, since: Instant) -> QueryResult<Vec<i64>> {
    appointments::table
        .filter(appointments::patient_id.eq(kept))
        .filter(appointments::created_by.eq(account))
        .filter(appointments::created_at.ge(since))
        .select(appointments::id)
        .load(conn)
}

/// Requests for a time at all; those to move a visit go with the visit, whoever asked.
fn asked_by(conn: &mut Conn, kept: i64, account: i64, since: Instant) -> QueryResult<Vec<i64>> {
    waitlist::table
        .filter(waitlist::patient_id.eq(kept))
        .filter(waitlist::created_by.eq(account))
        .filter(waitlist::created_at.ge(since))
        .filter(waitlist::appointment_id.is_null())
        .select(waitlist::id)
        .load(conn)
}

/// The visits that ended these requests since. A request is filled in the transaction that books the visit, and
/// its note becomes the reason.
fn became(conn: &mut Conn, kept: i64, since: Instant, requests: &[i64]) -> QueryResult<Vec<i64>> {
    let filled: Vec<(Option<Instant>, String)> = waitlist::table
        .filter(waitlist::id.eq_any(requests))
        .filter(waitlist::appointment_id.is_null())
        .filter(waitlist::status.eq(EntryStatus::Filled.key()))
        .filter(waitlist::ended_at.ge(since))
        .select((waitlist::ended_at, waitlist::note))
        .load(conn)?;
    let mut visits = Vec::new();
    for (ended_at, note) in filled {
        let Some(at) = ended_at else { continue };
        let booked: Vec<i64> = appointments::table
            .filter(appointments::patient_id.eq(kept))
            .filter(appointments::created_at.eq(at))
            .filter(appointments::reason.eq(note))
            .select(appointments::id)
            .load(conn)?;
        visits.extend(booked);
    }
    Ok(visits)
}

/// Requests to move one of these visits.
fn about(conn: &mut Conn, kept: i64, visits: &[i64]) -> QueryResult<Vec<i64>> {
    waitlist::table
        .filter(waitlist::patient_id.eq(kept))
        .filter(waitlist::appointment_id.eq_any(visits))
        .select(waitlist::id)
        .load(conn)
}
