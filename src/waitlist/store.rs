//! Requests as they are written down, and what changes them.

use diesel::{
    dsl::{count_star, exists},
    prelude::*,
};
use jiff::{Timestamp, civil::Date};

use super::model::{EntryStatus, Urgency, Weekdays};
use crate::{
    schedule::hours::MinuteOfDay,
    server::{Conn, Instant, schema::waitlist},
};

/// The statuses of requests that are still to be filled.
pub(super) const OPEN: [&str; 2] = ["waiting", "offered"];

/// A request to be written down.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Who waits.
    pub patient_id: i64,
    /// For whom they wait, if for one doctor.
    pub doctor_id: Option<i64>,
    /// What the doctor does.
    pub specialization: &'a str,
    /// What for.
    pub visit_type_id: Option<i64>,
    /// The appointment that is moved.
    pub appointment_id: Option<i64>,
    /// Which days suit.
    pub weekdays: Weekdays,
    /// Not before.
    pub from: MinuteOfDay,
    /// Over by.
    pub to: MinuteOfDay,
    /// The last day that helps.
    pub until: Date,
    /// In the patient's words.
    pub note: &'a str,
    /// The account that asks.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
}

/// Writes a request and gives its id.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, new: &New<'_>) -> QueryResult<i64> {
    diesel::insert_into(waitlist::table)
        .values((
            waitlist::patient_id.eq(new.patient_id),
            waitlist::doctor_id.eq(new.doctor_id),
            waitlist::specialization.eq(new.specialization),
            waitlist::visit_type_id.eq(new.visit_type_id),
            waitlist::appointment_id.eq(new.appointment_id),
            waitlist::weekdays.eq(new.weekdays.bits()),
            waitlist::from_minute.eq(i32::from(new.from.minutes())),
            waitlist::to_minute.eq(i32::from(new.to.minutes())),
            waitlist::until.eq(new.until.to_string()),
            waitlist::note.eq(new.note),
            waitlist::created_by.eq(new.created_by),
            waitlist::created_at.eq(Instant(new.created_at)),
        ))
        .returning(waitlist::id)
        .get_result(conn)
}

/// How many requests of a patient are still to be filled.
///
/// # Errors
/// When the database does not answer.
pub fn open_requests(conn: &mut Conn, patient_id: i64) -> QueryResult<i64> {
    waitlist::table
        .filter(waitlist::patient_id.eq(patient_id))
        .filter(waitlist::status.eq_any(OPEN))
        .select(count_star())
        .first(conn)
}

/// Whether a patient waits for an earlier time than this appointment's already.
///
/// # Errors
/// When the database does not answer.
pub fn waits_to_move(conn: &mut Conn, patient_id: i64, appointment_id: i64) -> QueryResult<bool> {
    let requests = waitlist::table
        .filter(waitlist::patient_id.eq(patient_id))
        .filter(waitlist::status.eq_any(OPEN))
        .filter(waitlist::appointment_id.eq(appointment_id));
    diesel::select(exists(requests)).get_result(conn)
}

/// Takes a request from one of these statuses to another, and tells whether it did: somebody else
/// may have been quicker.
///
/// # Errors
/// When the database does not answer.
pub fn step(
    conn: &mut Conn,
    id: i64,
    from: &[EntryStatus],
    to: EntryStatus,
    at: Timestamp,
) -> QueryResult<bool> {
    let from = from.iter().map(|status| status.key());
    let ended = (!to.is_open()).then_some(Instant(at));
    let changed = diesel::update(
        waitlist::table
            .find(id)
            .filter(waitlist::status.eq_any(from)),
    )
    .set((
        waitlist::status.eq(to.key()),
        waitlist::ended_at.eq(ended),
        waitlist::version.eq(waitlist::version + 1),
    ))
    .execute(conn)?;
    Ok(changed > 0)
}

/// Sets how pressing a request is that is still to be filled, and tells whether it was.
///
/// # Errors
/// When the database does not answer.
pub fn set_urgency(conn: &mut Conn, id: i64, urgency: Urgency) -> QueryResult<bool> {
    let request = waitlist::table
        .find(id)
        .filter(waitlist::status.eq_any(OPEN));
    let changed = diesel::update(request)
        .set((
            waitlist::urgency.eq(urgency.level()),
            waitlist::version.eq(waitlist::version + 1),
        ))
        .execute(conn)?;
    Ok(changed > 0)
}
