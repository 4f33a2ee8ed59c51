//! Times that staff give by hand, offered or booked outright.

use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    ending::withdraw_open,
    fill,
    line::{Proposal, keep_until},
    model::{EntryStatus, OfferStatus},
    offers::{Asked, filled, make, place, wish},
    store,
};
use crate::{
    error::AppError,
    server::{
        Actor, Conn,
        app_state::Settings,
        engine::{self, Lock},
        schema::{appointments, offers, waitlist},
    },
};

/// What staff give somebody who waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByHand {
    /// The request's id.
    pub(super) entry_id: i64,
    /// With whom.
    pub(super) doctor_id: i64,
    /// When it begins.
    pub(super) starts_at: Timestamp,
    /// It is booked outright: the patient has agreed.
    pub(super) book: bool,
}

/// Gives somebody a time by hand, instead of the offer they have.
///
/// # Errors
/// When the time is not free, or the request has ended.
pub(super) fn by_hand(
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
    let now_of: i64 = waitlist::table
        .find(given.entry_id)
        .select(waitlist::patient_id)
        .first(conn)?;
    if now_of != patient_id {
        // Records were merged, or parted again, while this waited for the locks.
        return Err(AppError::conflict(
            "The request is another patient's since just now. Please look at it again.",
        ));
    }
    let settings = settings.current(conn, actor.at)?;

    let visit = fill::visit(&settings.rules, given.doctor_id, visit_type_id)
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
