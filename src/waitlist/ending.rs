//! How offers end that nobody answers, and requests with the offer they have.

use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    model::{EntryStatus, OfferStatus},
    offered::{let_go, load, locked, wait_on},
    store,
};
use crate::server::{Conn, Scope, schema::offers};

/// Ends an offer whose time to answer is over, as if it had been declined.
///
/// # Errors
/// When the database does not answer.
pub(super) fn expire(conn: &mut Conn, id: i64, now: Timestamp) -> QueryResult<()> {
    let found = locked(conn, Scope::Clinic, id)?;
    if found.status != OfferStatus::Open || found.expires_at > now {
        return Ok(());
    }
    wait_on(conn, &found, now)?;
    let_go(conn, &found, OfferStatus::Expired, now)
}

/// Ends the offer of a hold that has expired and gives way to whoever takes its time now.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn lapse(conn: &mut Conn, hold_id: i64, now: Timestamp) -> QueryResult<()> {
    let open: Option<i64> = offers::table
        .filter(offers::hold_id.eq(hold_id))
        .filter(offers::status.eq(OfferStatus::Open.key()))
        .select(offers::id)
        .first(conn)
        .optional()?;
    let Some(id) = open else {
        return Ok(());
    };
    let found = load(conn, Scope::Clinic, id)?;
    wait_on(conn, &found, now)?;
    let_go(conn, &found, OfferStatus::Expired, now)
}

/// Ends a request as `to`, and with it the offer that awaits an answer; tells whether it was still
/// to be filled.
///
/// # Errors
/// When the database does not answer.
pub(super) fn end(
    conn: &mut Conn,
    entry_id: i64,
    to: EntryStatus,
    now: Timestamp,
) -> QueryResult<bool> {
    withdraw_open(conn, entry_id, now)?;
    let open = [EntryStatus::Waiting, EntryStatus::Offered];
    store::step(conn, entry_id, &open, to, now)
}

/// Takes back the offer of a request that awaits an answer, if there is one.
pub(super) fn withdraw_open(conn: &mut Conn, entry_id: i64, now: Timestamp) -> QueryResult<()> {
    let open: Option<i64> = offers::table
        .filter(offers::waitlist_id.eq(entry_id))
        .filter(offers::status.eq(OfferStatus::Open.key()))
        .select(offers::id)
        .first(conn)
        .optional()?;
    let Some(id) = open else {
        return Ok(());
    };
    let found = locked(conn, Scope::Clinic, id)?;
    if found.status == OfferStatus::Open {
        let_go(conn, &found, OfferStatus::Withdrawn, now)?;
    }
    Ok(())
}
