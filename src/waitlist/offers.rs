//! Offers: a time kept for somebody who waits, and what becomes of it.
//!
//! Each step takes the locks of the doctors and the patient it concerns before it reads what it
//! decides by, so that of two answers at once one counts.

use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    line::{Proposal, keep_until},
    model::{EntryStatus, OfferStatus},
    store,
};
use crate::{
    appointments::{
        occupancy::came_free,
        placing::{self, Wish},
    },
    audit::{self, Action, Entity},
    error::AppError,
    holds,
    rules::model::Audience,
    schedule::slots::Span,
    server::{
        Actor, Conn, Instant, Scope,
        app_state::Settings,
        engine::{self, Lock},
        schema::{appointments, holds as held, offers, waitlist},
    },
};

/// Whom a time is offered to, and what for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The request's id.
    pub entry_id: i64,
    /// Who waits.
    pub patient_id: i64,
    /// What for, as the doctor offers it.
    pub visit_type_id: Option<i64>,
}

/// Offers a time to somebody who waits, which is kept until they answer or `until`.
///
/// # Errors
/// When the time cannot be kept, or they do not wait any more.
pub fn make(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    asked: Asked,
    time: &Proposal,
    until: Timestamp,
) -> Result<i64, AppError> {
    let starts_at = time.starts_at.timestamp();
    let wish = wish(
        asked.patient_id,
        time.doctor_id,
        asked.visit_type_id,
        starts_at,
    );
    let hold_id = holds::store::place(conn, settings, actor, &wish, until, true, None)?;
    let waits = [EntryStatus::Waiting];
    if !store::step(conn, asked.entry_id, &waits, EntryStatus::Offered, actor.at)? {
        return Err(AppError::conflict("They do not wait any more."));
    }
    let id = diesel::insert_into(offers::table)
        .values((
            offers::waitlist_id.eq(asked.entry_id),
            offers::doctor_id.eq(time.doctor_id),
            offers::starts_at.eq(Instant(starts_at)),
            offers::ends_at.eq(Instant(time.ends_at.timestamp())),
            offers::hold_id.eq(hold_id),
            offers::offered_at.eq(Instant(actor.at)),
            offers::expires_at.eq(Instant(until)),
        ))
        .returning(offers::id)
        .get_result(conn)?;
    let patient = Some(Entity::Patient(asked.patient_id));
    audit::store::record(
        conn,
        actor,
        Action::OfferMade,
        patient,
        &request(asked.entry_id),
    )?;
    Ok(id)
}

/// What the clinic itself wants for a patient: an offer is its word, whatever the rules of online
/// booking say. Who may be asked was decided before.
fn wish(patient_id: i64, doctor_id: i64, visit_type_id: Option<i64>, starts_at: Timestamp) -> Wish {
    Wish {
        patient_id,
        doctor_id,
        visit_type_id,
        starts_at,
        audience: Audience::Staff,
        overbook: None,
    }
}

/// How the audit trail names a request.
pub(super) fn request(id: i64) -> String {
    format!("request {id}")
}

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
struct Found {
    id: i64,
    entry_id: i64,
    doctor_id: i64,
    time: Span,
    hold_id: Option<i64>,
    status: OfferStatus,
    expires_at: Timestamp,
    patient_id: i64,
    appointment_id: Option<i64>,
    note: String,
    /// With whom the appointment is that is to be moved.
    moved_from: Option<i64>,
}

fn load(conn: &mut Conn, scope: Scope, id: i64) -> QueryResult<Found> {
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
fn locked(conn: &mut Conn, scope: Scope, id: i64) -> QueryResult<Found> {
    let seen = load(conn, scope, id)?;
    let mut locks = vec![Lock::Doctor(seen.doctor_id), Lock::Patient(seen.patient_id)];
    locks.extend(seen.moved_from.map(Lock::Doctor));
    engine::lock(conn, &locks)?;
    load(conn, scope, id)
}

/// Refuses an answer to an offer that does not await one any more.
fn answerable(found: &Found, settings: &Settings, now: Timestamp) -> Result<i64, AppError> {
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
fn close(conn: &mut Conn, found: &Found, status: OfferStatus, at: Timestamp) -> QueryResult<()> {
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
fn let_go(conn: &mut Conn, found: &Found, status: OfferStatus, now: Timestamp) -> QueryResult<()> {
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

/// Takes an offer: what was kept becomes an appointment, or the time of the one to be moved. Gives
/// the appointment's id.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope, [`AppError::Conflict`] when it is answered or ended.
pub fn accept(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    id: i64,
) -> Result<i64, AppError> {
    let found = locked(conn, scope, id)?;
    let hold_id = answerable(&found, settings, actor.at)?;
    let visit_type_id: Option<i64> = held::table
        .find(hold_id)
        .select(held::visit_type_id)
        .first(conn)?;
    let wish = wish(
        found.patient_id,
        found.doctor_id,
        visit_type_id,
        found.time.start,
    );
    holds::store::release(conn, hold_id)?;
    let appointment_id = place(
        conn,
        settings,
        actor,
        found.appointment_id,
        &wish,
        &found.note,
    )?;
    close(conn, &found, OfferStatus::Accepted, actor.at)?;
    filled(conn, actor, found.entry_id, found.patient_id)?;
    Ok(appointment_id)
}

/// Books the wish, or moves the appointment that the request is about; gives the appointment's id.
fn place(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    appointment_id: Option<i64>,
    wish: &Wish,
    reason: &str,
) -> Result<i64, AppError> {
    let Some(id) = appointment_id else {
        return placing::book(conn, settings, actor, wish, reason, None);
    };
    // The clinic moves it, at the patient's wish: the cut-off for patients is not asked for.
    placing::reschedule(conn, settings, actor, Scope::Clinic, id, None, wish, "")?;
    Ok(id)
}

fn filled(conn: &mut Conn, actor: &Actor, entry_id: i64, patient_id: i64) -> Result<(), AppError> {
    let open = [EntryStatus::Waiting, EntryStatus::Offered];
    if !store::step(conn, entry_id, &open, EntryStatus::Filled, actor.at)? {
        return Err(AppError::conflict("This request has ended meanwhile."));
    }
    let patient = Some(Entity::Patient(patient_id));
    audit::store::record(
        conn,
        actor,
        Action::OfferAccepted,
        patient,
        &request(entry_id),
    )?;
    Ok(())
}

/// Turns an offer down: the patient goes on waiting, and the next in line is asked.
///
/// # Errors
/// As [`accept`].
pub fn decline(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    id: i64,
) -> Result<(), AppError> {
    let found = locked(conn, scope, id)?;
    answerable(&found, settings, actor.at)?;
    wait_on(conn, &found, actor.at)?;
    let_go(conn, &found, OfferStatus::Declined, actor.at)?;
    let patient = Some(Entity::Patient(found.patient_id));
    let detail = request(found.entry_id);
    audit::store::record(conn, actor, Action::OfferDeclined, patient, &detail)?;
    Ok(())
}

fn wait_on(conn: &mut Conn, found: &Found, at: Timestamp) -> QueryResult<()> {
    let offered = [EntryStatus::Offered];
    store::step(conn, found.entry_id, &offered, EntryStatus::Waiting, at)?;
    Ok(())
}

/// Ends an offer whose time to answer is over, as if it had been declined.
///
/// # Errors
/// When the database does not answer.
pub fn expire(conn: &mut Conn, id: i64, now: Timestamp) -> QueryResult<()> {
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
pub fn lapse(conn: &mut Conn, hold_id: i64, now: Timestamp) -> QueryResult<()> {
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
pub fn end(conn: &mut Conn, entry_id: i64, to: EntryStatus, now: Timestamp) -> QueryResult<bool> {
    withdraw_open(conn, entry_id, now)?;
    let open = [EntryStatus::Waiting, EntryStatus::Offered];
    store::step(conn, entry_id, &open, to, now)
}

/// Takes back the offer of a request that awaits an answer, if there is one.
fn withdraw_open(conn: &mut Conn, entry_id: i64, now: Timestamp) -> QueryResult<()> {
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

/// What staff give somebody who waits.
#[derive(Clone, Copy, Debug)]
pub struct ByHand {
    /// The request's id.
    pub entry_id: i64,
    /// With whom.
    pub doctor_id: i64,
    /// When it begins.
    pub starts_at: Timestamp,
    /// It is booked outright: the patient has agreed.
    pub book: bool,
}

/// Gives somebody a time by hand, instead of the offer they have.
///
/// # Errors
/// When the time is not free, or the request has ended.
pub fn by_hand(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    given: ByHand,
) -> Result<(), AppError> {
    let (patient_id, visit_type_id, appointment_id, note): (i64, Option<i64>, Option<i64>, String) =
        waitlist::table
            .find(given.entry_id)
            .select((
                waitlist::patient_id,
                waitlist::visit_type_id,
                waitlist::appointment_id,
                waitlist::note,
            ))
            .first(conn)?;
    let before: Option<i64> = offers::table
        .filter(offers::waitlist_id.eq(given.entry_id))
        .filter(offers::status.eq(OfferStatus::Open.key()))
        .select(offers::doctor_id)
        .first(conn)
        .optional()?;
    let moved_from: Option<i64> = match appointment_id {
        Some(id) => Some(
            appointments::table
                .find(id)
                .select(appointments::doctor_id)
                .first(conn)?,
        ),
        None => None,
    };
    let mut locks = vec![Lock::Doctor(given.doctor_id), Lock::Patient(patient_id)];
    locks.extend(before.into_iter().chain(moved_from).map(Lock::Doctor));
    engine::lock(conn, &locks)?;
    let settings = settings.current(conn, actor.at)?;

    let visit = super::fill::visit(&settings.rules, given.doctor_id, visit_type_id)
        .ok_or_else(|| AppError::field("doctor_id", "This doctor does not offer the visit."))?;
    withdraw_open(conn, given.entry_id, actor.at)?;
    if given.book {
        let wish = wish(patient_id, given.doctor_id, visit.id, given.starts_at);
        place(conn, &settings, actor, appointment_id, &wish, &note)?;
        return filled(conn, actor, given.entry_id, patient_id);
    }
    let until = keep_until(given.starts_at, actor.at).ok_or_else(|| {
        AppError::field(
            "starts_at",
            "It is too soon to wait for an answer. Call the patient and book it outright.",
        )
    })?;
    store::step(
        conn,
        given.entry_id,
        &[EntryStatus::Offered],
        EntryStatus::Waiting,
        actor.at,
    )?;
    let minutes = jiff::SignedDuration::from_mins(visit.minutes.into());
    let ends_at = given
        .starts_at
        .checked_add(minutes)
        .unwrap_or(Timestamp::MAX);
    let time = Proposal {
        doctor_id: given.doctor_id,
        starts_at: settings.local(given.starts_at),
        ends_at: settings.local(ends_at),
    };
    let asked = Asked {
        entry_id: given.entry_id,
        patient_id,
        visit_type_id: visit.id,
    };
    make(conn, &settings, actor, asked, &time, until)?;
    Ok(())
}
