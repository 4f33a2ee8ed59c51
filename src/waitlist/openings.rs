//! What there is to do for the list: time that came free, and what is over.

use diesel::prelude::*;
use jiff::{Timestamp, civil::Date};

use super::{model::OfferStatus, store::OPEN};
use crate::{
    appointments::model::Status,
    schedule::slots::Span,
    server::{
        Conn, Instant,
        schema::{appointments, offers, openings, waitlist},
    },
};

/// Openings that were written after the one of that id, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub(super) fn openings_after(conn: &mut Conn, id: i64) -> QueryResult<Vec<(i64, i64)>> {
    openings::table
        .filter(openings::id.gt(id))
        .order(openings::id)
        .limit(100)
        .select((openings::id, openings::doctor_id))
        .load(conn)
}

/// An opening, if it is still to be offered.
///
/// # Errors
/// When the database does not answer.
pub(super) fn opening(conn: &mut Conn, id: i64) -> QueryResult<Option<Span>> {
    let found: Option<(Instant, Instant)> = openings::table
        .find(id)
        .select((openings::starts_at, openings::ends_at))
        .first(conn)
        .optional()?;
    Ok(found.map(|(start, end)| Span {
        start: start.0,
        end: end.0,
    }))
}

/// Takes an opening off the list.
///
/// # Errors
/// When the database does not answer.
pub(super) fn close_opening(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(openings::table.find(id)).execute(conn)?;
    Ok(())
}

/// Offers without an answer whose time is over.
///
/// # Errors
/// When the database does not answer.
pub(super) fn unanswered(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<i64>> {
    offers::table
        .filter(offers::status.eq(OfferStatus::Open.key()))
        .filter(offers::expires_at.le(Instant(now)))
        .order(offers::id)
        .select(offers::id)
        .load(conn)
}

/// Requests that no time can fill any more: their last day is past, or the appointment that was to
/// be moved will not take place, or has begun.
///
/// # Errors
/// When the database does not answer.
pub(super) fn over(conn: &mut Conn, today: Date, now: Timestamp) -> QueryResult<Vec<i64>> {
    waitlist::table
        .left_join(appointments::table.on(waitlist::appointment_id.eq(appointments::id.nullable())))
        .filter(waitlist::status.eq_any(OPEN))
        .filter(
            // Days are compared as texts: they are written year first.
            waitlist::until
                .lt(today.to_string())
                .or(appointments::status.nullable().ne(Status::Booked.key()))
                .or(appointments::starts_at.nullable().le(Instant(now))),
        )
        .order(waitlist::id)
        .select(waitlist::id)
        .load(conn)
}
