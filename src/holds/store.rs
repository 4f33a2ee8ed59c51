//! Holds in the database.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use super::model::Hold;
use crate::{
    appointments::{
        occupancy::{Owner, occupy, vacate},
        placing::{self, Wish},
    },
    error::AppError,
    rules::model::Audience,
    schedule::free::Except,
    server::{
        Actor, Conn, Instant,
        app_state::Settings,
        schema::{holds, occupancies},
    },
    waitlist,
};

/// How long a time is kept for somebody who is booking it.
pub const KEPT: SignedDuration = SignedDuration::from_mins(5);
/// How often that can be prolonged: WCAG 2.2, success criterion 2.2.1, asks for ten times.
pub const EXTENSIONS: i32 = 10;
/// Holds that patients may have from one network address at a time.
const PER_ADDRESS: i64 = 20;

/// Keeps the time of a wish until an instant, and gives the hold's id. A patient who is booking
/// has one hold at a time: the one before is given up. `offered` ones stand beside it.
///
/// # Errors
/// See [`placing::decide`]; [`AppError::TooManyAttempts`] from an address with many holds.
pub fn place(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    wish: &Wish,
    until: Timestamp,
    offered: bool,
    moved: Option<i64>,
) -> Result<i64, AppError> {
    placing::lock(conn, settings, wish, &[])?;
    let settings = &settings.current(conn, actor.at)?;
    if !offered {
        give_up(conn, wish.patient_id)?;
        if wish.audience == Audience::Patient {
            bound(conn, &actor.address, actor.at)?;
        }
    }
    let except = Except {
        appointment: moved,
        ..Except::default()
    };
    let decision = placing::decide(conn, settings, actor, wish, except)?;
    let place = &decision.place;
    let id = diesel::insert_into(holds::table)
        .values((
            holds::patient_id.eq(place.patient_id),
            holds::doctor_id.eq(place.doctor_id),
            holds::visit_type_id.eq(decision.visit.id),
            holds::room_id.eq(place.room_id),
            holds::starts_at.eq(Instant(place.starts_at)),
            holds::ends_at.eq(Instant(place.ends_at)),
            holds::buffer_before.eq(i32::from(place.buffer_before)),
            holds::buffer_after.eq(i32::from(place.buffer_after)),
            holds::expires_at.eq(Instant(until)),
            holds::address.eq(&actor.address),
            holds::offered.eq(offered),
            holds::created_at.eq(Instant(actor.at)),
        ))
        .returning(holds::id)
        .get_result(conn)?;
    // The time of an appointment that is moved a little may overlap the new one: it is theirs
    // already, and cannot be taken twice.
    let own = match moved {
        Some(moved) => overlaps_own(conn, moved, place.padded())?,
        None => false,
    };
    if !own {
        occupy(conn, Owner::Hold(id, until), place)?;
    }
    Ok(id)
}

fn overlaps_own(
    conn: &mut Conn,
    appointment_id: i64,
    (from, to): (Timestamp, Timestamp),
) -> QueryResult<bool> {
    let own = occupancies::table
        .filter(occupancies::appointment_id.eq(appointment_id))
        .filter(occupancies::starts_at.lt(Instant(to)))
        .filter(occupancies::ends_at.gt(Instant(from)));
    diesel::select(diesel::dsl::exists(own)).get_result(conn)
}

/// Holds cannot be used to block a clinic.
fn bound(conn: &mut Conn, address: &str, now: Timestamp) -> Result<(), AppError> {
    let open = holds::table
        .filter(holds::address.eq(address))
        .filter(holds::expires_at.gt(Instant(now)))
        .filter(holds::offered.eq(false));
    let (count, first): (i64, Option<i64>) = open
        .select((
            diesel::dsl::count_star(),
            diesel::dsl::min(holds::expires_at),
        ))
        .first(conn)?;
    if count < PER_ADDRESS {
        return Ok(());
    }
    let wait = first.unwrap_or_default() - now.as_second();
    Err(AppError::TooManyAttempts {
        retry_after: u32::try_from(wait).unwrap_or(1).max(1),
    })
}

/// Gives up what is kept for a patient who is booking, since they choose anew or book.
///
/// # Errors
/// When the database does not answer.
pub fn give_up(conn: &mut Conn, patient_id: i64) -> QueryResult<()> {
    let own: Vec<i64> = holds::table
        .filter(holds::patient_id.eq(patient_id))
        .filter(holds::offered.eq(false))
        .order(holds::id)
        .select(holds::id)
        .load(conn)?;
    own.into_iter().try_for_each(|id| release(conn, id))
}

/// Lets go of holds that have expired and are in the way of a wish.
///
/// # Errors
/// When the database does not answer.
pub fn expire(conn: &mut Conn, wish: &Wish, now: Timestamp) -> QueryResult<()> {
    let expired: Vec<(i64, bool)> = holds::table
        .filter(holds::expires_at.le(Instant(now)))
        .filter(
            holds::doctor_id
                .eq(wish.doctor_id)
                .or(holds::patient_id.eq(wish.patient_id))
                .or(holds::room_id.is_not_null()),
        )
        .order(holds::id)
        .select((holds::id, holds::offered))
        .load(conn)?;
    end(conn, expired, now)
}

/// Lets go of every hold that has expired.
///
/// # Errors
/// When the database does not answer.
pub fn sweep(conn: &mut Conn, now: Timestamp) -> QueryResult<()> {
    let expired: Vec<(i64, bool)> = holds::table
        .filter(holds::expires_at.le(Instant(now)))
        .order(holds::id)
        .select((holds::id, holds::offered))
        .load(conn)?;
    end(conn, expired, now)
}

/// Lets go of expired holds; with those that are offered, their offers end.
fn end(conn: &mut Conn, expired: Vec<(i64, bool)>, now: Timestamp) -> QueryResult<()> {
    for (id, offered) in expired {
        if offered {
            waitlist::offers::lapse(conn, id, now)?;
        }
        release(conn, id)?;
    }
    Ok(())
}

/// Gives the time of a hold back; nothing happens to one that is gone.
///
/// # Errors
/// When the database does not answer.
pub fn release(conn: &mut Conn, id: i64) -> QueryResult<()> {
    vacate(conn, Owner::Hold(id, Timestamp::MIN))?;
    diesel::delete(holds::table.find(id)).execute(conn)?;
    Ok(())
}

/// Keeps a time for longer: five minutes from now.
///
/// # Errors
/// [`AppError::NotFound`] for a hold of somebody else, or one that is gone;
/// [`AppError::Conflict`] when it has expired or was prolonged often enough.
pub fn extend(
    conn: &mut Conn,
    settings: &Settings,
    id: i64,
    patient_id: Option<i64>,
    now: Timestamp,
) -> Result<Hold, AppError> {
    let hold = find(conn, settings, id, patient_id, now)?;
    if hold.seconds_left <= 0 {
        return Err(AppError::conflict(
            "This time is no longer kept for you. Please choose it again, if it is still free.",
        ));
    }
    if !hold.may_extend {
        return Err(AppError::conflict(
            "This time cannot be kept for longer. Please book it, or call the clinic.",
        ));
    }
    let until = now.checked_add(KEPT).unwrap_or(now);
    diesel::update(holds::table.find(id))
        .set((
            holds::expires_at.eq(Instant(until)),
            holds::extended.eq(holds::extended + 1),
        ))
        .execute(conn)?;
    diesel::update(occupancies::table.filter(occupancies::hold_id.eq(id)))
        .set(occupancies::held_until.eq(Some(Instant(until))))
        .execute(conn)?;
    find(conn, settings, id, patient_id, now)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = holds)]
struct Row {
    id: i64,
    patient_id: i64,
    doctor_id: i64,
    visit_type_id: Option<i64>,
    starts_at: Instant,
    ends_at: Instant,
    expires_at: Instant,
    extended: i32,
    offered: bool,
}

impl Row {
    fn read(self, settings: &Settings, now: Timestamp) -> Hold {
        Hold {
            id: self.id,
            doctor_id: self.doctor_id,
            visit_type_id: self.visit_type_id,
            starts_at: settings.local(self.starts_at.0),
            ends_at: settings.local(self.ends_at.0),
            expires_at: settings.local(self.expires_at.0),
            seconds_left: self.expires_at.0.as_second() - now.as_second(),
            may_extend: self.extended < EXTENSIONS && !self.offered,
        }
    }
}

/// A hold; of that patient, if one is named.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(
    conn: &mut Conn,
    settings: &Settings,
    id: i64,
    patient_id: Option<i64>,
    now: Timestamp,
) -> Result<Hold, AppError> {
    let row: Row = holds::table.find(id).select(Row::as_select()).first(conn)?;
    if patient_id.is_some_and(|patient_id| patient_id != row.patient_id) {
        return Err(AppError::NotFound);
    }
    Ok(row.read(settings, now))
}

/// What is kept for a patient who is booking.
///
/// # Errors
/// When the database does not answer.
pub fn of_patient(
    conn: &mut Conn,
    settings: &Settings,
    patient_id: i64,
    now: Timestamp,
) -> QueryResult<Option<Hold>> {
    let row: Option<Row> = holds::table
        .filter(holds::patient_id.eq(patient_id))
        .filter(holds::offered.eq(false))
        .filter(holds::expires_at.gt(Instant(now)))
        .order(holds::id.desc())
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(|row| row.read(settings, now)))
}
