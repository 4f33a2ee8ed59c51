//! An offer that was made, and what every answer to it does: an open one is closed, and its time
//! let go.

use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    model::{EntryStatus, OfferStatus},
    store,
};
use crate::{
    appointments::occupancy::came_free,
    error::AppError,
    holds,
    schedule::slots::Span,
    server::{
        Conn, Instant, Scope,
        app_state::Settings,
        engine::{self, Lock},
        schema::{appointments, offers, waitlist},
    },
};

type Columns = (
    i64,
    i64,
    i64,
    Instant,
    Instant,
    Option<i64>,
    String,
    Instant,
    i64,
    Option<i64>,
    String,
    Option<i64>,
);

/// An offer with the request it is for.
pub(super) struct Found {
    id: i64,
    pub(super) entry_id: i64,
    pub(super) doctor_id: i64,
    pub(super) time: Span,
    hold_id: Option<i64>,
    pub(super) status: OfferStatus,
    pub(super) expires_at: Timestamp,
    pub(super) patient_id: i64,
    pub(super) appointment_id: Option<i64>,
    pub(super) note: String,
    /// With whom the appointment is that is to be moved.
    moved_from: Option<i64>,
}

pub(super) fn load(conn: &mut Conn, scope: Scope, id: i64) -> QueryResult<Found> {
    let columns: Columns = offers::table
        .inner_join(waitlist::table)
        .left_join(appointments::table.on(waitlist::appointment_id.eq(appointments::id.nullable())))
        .filter(offers::id.eq(id))
        .select((
            offers::id,
            offers::waitlist_id,
            offers::doctor_id,
            offers::starts_at,
            offers::ends_at,
            offers::hold_id,
            offers::status,
            offers::expires_at,
            waitlist::patient_id,
            waitlist::appointment_id,
            waitlist::note,
            appointments::doctor_id.nullable(),
        ))
        .first(conn)?;
    let (id, entry_id, doctor_id, start, end, hold_id, status, expires_at, ..) = &columns;
    let found = Found {
        id: *id,
        entry_id: *entry_id,
        doctor_id: *doctor_id,
        time: Span {
            start: start.0,
            end: end.0,
        },
        hold_id: *hold_id,
        status: OfferStatus::from_key(status).unwrap_or(OfferStatus::Withdrawn),
        expires_at: expires_at.0,
        patient_id: columns.8,
        appointment_id: columns.9,
        note: columns.10,
        moved_from: columns.11,
    };
    let within = match scope {
        Scope::Clinic => true,
        Scope::Patient(id) => id == found.patient_id,
        Scope::Doctor(_) => false,
    };
    if !within {
        return Err(diesel::result::Error::NotFound);
    }
    Ok(found)
}

/// An offer within the scope, once nobody else decides about what it concerns.
pub(super) fn locked(conn: &mut Conn, scope: Scope, id: i64) -> QueryResult<Found> {
    let seen = load(conn, scope, id)?;
    let mut locks = vec![Lock::Doctor(seen.doctor_id), Lock::Patient(seen.patient_id)];
    locks.extend(seen.moved_from.map(Lock::Doctor));
    engine::lock(conn, &locks)?;
    load(conn, scope, id)
}

/// Refuses an answer to an offer that does not await one any more.
pub(super) fn answerable(
    found: &Found,
    settings: &Settings,
    now: Timestamp,
) -> Result<i64, AppError> {
    let message = match (found.status, found.hold_id) {
        (OfferStatus::Open, Some(hold_id)) if now < found.expires_at => return Ok(hold_id),
        (OfferStatus::Open | OfferStatus::Expired, _) => format!(
            "This offer ended at {}. You are still on the waiting list.",
            settings.local(found.expires_at).clock()
        ),
        (OfferStatus::Accepted, _) => "This offer has been accepted already.".to_owned(),
        (OfferStatus::Declined, _) => "This offer has been declined already.".to_owned(),
        (OfferStatus::Withdrawn, _) => "This offer does not stand any more.".to_owned(),
    };
    Err(AppError::conflict(message))
}

/// Notes what became of an open offer. Its time stays taken until the hold is let go.
pub(super) fn close(
    conn: &mut Conn,
    found: &Found,
    status: OfferStatus,
    at: Timestamp,
) -> QueryResult<()> {
    let open = offers::table
        .find(found.id)
        .filter(offers::status.eq(OfferStatus::Open.key()));
    let changed = diesel::update(open)
        .set((
            offers::status.eq(status.key()),
            offers::hold_id.eq(None::<i64>),
            offers::answered_at.eq(Instant(at)),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(diesel::result::Error::NotFound);
    }
    Ok(())
}

/// Closes an open offer and has its time offered to the next.
pub(super) fn let_go(
    conn: &mut Conn,
    found: &Found,
    status: OfferStatus,
    now: Timestamp,
) -> QueryResult<()> {
    close(conn, found, status, now)?;
    if let Some(hold_id) = found.hold_id {
        holds::store::release(conn, hold_id)?;
    }
    came_free(
        conn,
        found.doctor_id,
        (found.time.start, found.time.end),
        now,
    )
}

pub(super) fn wait_on(conn: &mut Conn, found: &Found, at: Timestamp) -> QueryResult<()> {
    let offered = [EntryStatus::Offered];
    store::step(conn, found.entry_id, &offered, EntryStatus::Waiting, at)?;
    Ok(())
}
