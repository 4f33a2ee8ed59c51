//! Offers: a time kept for somebody who waits, and what becomes of it.
//!
//! Each step takes the locks of the doctors and the patient it concerns before it reads what it
//! decides by, so that of two answers at once one counts.

use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    line::Proposal,
    model::{EntryStatus, OfferStatus},
    offered::{answerable, close, let_go, locked, wait_on},
    store,
};
use crate::{
    appointments::placing::{self, Wish},
    audit::{self, Action, Entity},
    error::AppError,
    holds,
    rules::model::Audience,
    server::{
        Actor, Conn, Instant, Scope,
        app_state::Settings,
        schema::{holds as held, offers},
    },
};

pub(crate) use super::ending::lapse;

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
pub(super) fn wish(
    patient_id: i64,
    doctor_id: i64,
    visit_type_id: Option<i64>,
    starts_at: Timestamp,
) -> Wish {
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
pub(super) fn place(
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

pub(super) fn filled(
    conn: &mut Conn,
    actor: &Actor,
    entry_id: i64,
    patient_id: i64,
) -> Result<(), AppError> {
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
