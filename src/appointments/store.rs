//! Appointments in the database.
//!
//! Whatever takes somebody's time writes an occupancy for its doctor and one for its patient in
//! the same transaction; the database refuses two that overlap.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    model::{Appointment, Status},
    occupancy::{Owner, Place, occupy},
};
use crate::server::{
    Conn, Instant, Scope,
    app_state::Settings,
    engine::{self, Lock},
    schema::{appointments, doctors, move_requests, patients, users},
};

/// An appointment to be written down.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Whose time, and when.
    pub place: Place,
    /// Where it stands.
    pub status: Status,
    /// What for; none is the ordinary visit.
    pub visit_type_id: Option<i64>,
    /// The series it belongs to.
    pub series_id: Option<i64>,
    /// Why.
    pub reason: &'a str,
    /// Why staff booked a time that was not free.
    pub overbook_reason: &'a str,
    /// The account that made it.
    pub created_by: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Writes an appointment and its occupancies and gives its id.
///
/// # Errors
/// The overlap guard's error when the doctor's, the patient's or the room's time is taken.
pub fn insert(conn: &mut Conn, new: &New<'_>) -> QueryResult<i64> {
    let place = &new.place;
    let id = diesel::insert_into(appointments::table)
        .values((
            appointments::patient_id.eq(place.patient_id),
            appointments::doctor_id.eq(place.doctor_id),
            appointments::starts_at.eq(Instant(place.starts_at)),
            appointments::ends_at.eq(Instant(place.ends_at)),
            appointments::status.eq(new.status.key()),
            appointments::reason.eq(new.reason),
            appointments::overbooked.eq(place.overbooked),
            appointments::created_by.eq(new.created_by),
            appointments::created_at.eq(Instant(new.created_at)),
            appointments::visit_type_id.eq(new.visit_type_id),
            appointments::room_id.eq(place.room_id),
            appointments::buffer_before.eq(i32::from(place.buffer_before)),
            appointments::buffer_after.eq(i32::from(place.buffer_after)),
            appointments::series_id.eq(new.series_id),
            appointments::overbook_reason.eq(new.overbook_reason),
            appointments::check_in_code.eq(new_check_in_code()),
        ))
        .returning(appointments::id)
        .get_result(conn)?;
    if new.status.takes_time() {
        occupy(conn, Owner::Appointment(id), place)?;
    }
    Ok(id)
}

/// Six digits that only the patient and the front desk are told.
fn new_check_in_code() -> String {
    format!("{:06}", rand::random_range(0..1_000_000_u32))
}

/// Where an appointment stands: its place, its status, its visit type and its version.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn placed(conn: &mut Conn, id: i64) -> QueryResult<Placed> {
    appointments::table
        .find(id)
        .select(Placed::as_select())
        .first(conn)
}

/// See [`placed`].
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = appointments)]
pub struct Placed {
    /// For whom.
    pub patient_id: i64,
    /// With whom.
    pub doctor_id: i64,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// Where it takes place, if it takes a room.
    pub room_id: Option<i64>,
    /// Minutes before it in which doctor and room are taken as well.
    pub buffer_before: i32,
    /// Minutes after it in which doctor and room are taken as well.
    pub buffer_after: i32,
    /// It may overlap others of the doctor.
    pub overbooked: bool,
    /// The key of its [`Status`].
    pub status: String,
    /// What for.
    pub visit_type_id: Option<i64>,
    /// Counts changes.
    pub version: i32,
}

impl Placed {
    /// The time it takes.
    pub fn place(&self) -> Place {
        Place {
            doctor_id: self.doctor_id,
            patient_id: self.patient_id,
            room_id: self.room_id,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            buffer_before: u16::try_from(self.buffer_before).unwrap_or_default(),
            buffer_after: u16::try_from(self.buffer_after).unwrap_or_default(),
            overbooked: self.overbooked,
            patient_overbooked: false,
        }
    }
}

/// Has whoever else wants to change this appointment, or its doctor's others, wait until the
/// transaction ends: what is read of it from now on holds until then.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn hold(conn: &mut Conn, id: i64) -> QueryResult<()> {
    let doctor_id = appointments::table
        .find(id)
        .select(appointments::doctor_id)
        .first(conn)?;
    engine::lock(conn, &[Lock::Doctor(doctor_id)])
}

/// The booked appointments of a doctor that have not begun.
///
/// # Errors
/// When the database does not answer.
pub fn future_booked(conn: &mut Conn, doctor_id: i64, now: Timestamp) -> QueryResult<Vec<i64>> {
    appointments::table
        .filter(appointments::doctor_id.eq(doctor_id))
        .filter(appointments::starts_at.gt(Instant(now)))
        .filter(appointments::starts_at.lt(Instant(Timestamp::MAX)))
        .filter(appointments::status.eq(Status::Booked.key()))
        .order(appointments::starts_at)
        .select(appointments::id)
        .load(conn)
}

/// Appointments with the names they are read with, as [`Row`]s.
macro_rules! rows {
    () => {
        appointments::table
            .inner_join(doctors::table)
            .inner_join(patients::table)
            .select((
                appointments::id,
                appointments::doctor_id,
                doctors::full_name,
                doctors::specialization,
                appointments::patient_id,
                patients::full_name,
                patients::contact_number,
                patients::date_of_birth,
                appointments::starts_at,
                appointments::ends_at,
                appointments::status,
                appointments::reason,
                appointments::overbooked,
                appointments::created_at,
                appointments::created_by,
                appointments::cancelled_at,
                appointments::cancelled_by,
                appointments::cancel_reason,
                appointments::version,
                appointments::visit_type_id,
                appointments::buffer_before,
                appointments::buffer_after,
                appointments::room_id,
                appointments::series_id,
                appointments::late,
                diesel::dsl::exists(
                    move_requests::table.filter(move_requests::appointment_id.eq(appointments::id)),
                ),
            ))
    };
}

/// One appointment with the names it is read with.
#[derive(Queryable)]
struct Row {
    id: i64,
    doctor_id: i64,
    doctor_name: String,
    specialization: String,
    patient_id: i64,
    patient_name: String,
    patient_contact: String,
    patient_birth: Option<String>,
    starts_at: Instant,
    ends_at: Instant,
    status: String,
    reason: String,
    overbooked: bool,
    created_at: Instant,
    created_by: Option<i64>,
    cancelled_at: Option<Instant>,
    cancelled_by: Option<i64>,
    cancel_reason: String,
    version: i32,
    visit_type_id: Option<i64>,
    buffer_before: i32,
    buffer_after: i32,
    room_id: Option<i64>,
    series_id: Option<i64>,
    late: bool,
    move_requested: bool,
}

/// Reads appointments by their ids, in the order of the ids given.
pub(super) fn by_ids(
    conn: &mut Conn,
    settings: &Settings,
    ids: &[i64],
) -> QueryResult<Vec<Appointment>> {
    let rows: Vec<Row> = rows!().filter(appointments::id.eq_any(ids)).load(conn)?;
    let accounts: Vec<i64> = rows
        .iter()
        .flat_map(|row| [row.created_by, row.cancelled_by])
        .flatten()
        .collect();
    let names: Names = users::table
        .filter(users::id.eq_any(accounts))
        .select((users::id, users::full_name))
        .load::<(i64, String)>(conn)?
        .into_iter()
        .collect();
    let mut found: HashMap<i64, Appointment> = rows
        .into_iter()
        .map(|row| (row.id, row.read(settings, &names)))
        .collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The names of accounts.
type Names = HashMap<i64, String>;

impl Row {
    fn read(self, settings: &Settings, names: &Names) -> Appointment {
        let name = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned());
        let visit = settings.rules.visit_type(self.visit_type_id);
        let minutes = |minutes: i32| u16::try_from(minutes).unwrap_or_default();
        Appointment {
            id: self.id,
            doctor_id: self.doctor_id,
            doctor_name: self.doctor_name,
            specialization: self.specialization,
            patient_id: self.patient_id,
            patient_name: self.patient_name,
            patient_contact: self.patient_contact,
            patient_birth: self.patient_birth,
            starts_at: settings.local(self.starts_at.0),
            ends_at: settings.local(self.ends_at.0),
            // The table's CHECK admits no other spelling.
            status: Status::from_key(&self.status).unwrap_or(Status::EnteredInError),
            reason: self.reason,
            overbooked: self.overbooked,
            created_at: settings.local(self.created_at.0),
            created_by: name(self.created_by),
            cancelled_at: self.cancelled_at.map(|at| settings.local(at.0)),
            cancelled_by: name(self.cancelled_by),
            cancel_reason: self.cancel_reason,
            version: self.version,
            visit_type_id: self.visit_type_id,
            visit_type: visit.name,
            colour: visit.colour,
            note: visit.note,
            buffer_before: minutes(self.buffer_before),
            buffer_after: minutes(self.buffer_after),
            room: self.room_id.and_then(|id| {
                let room = settings.rules.rooms.iter().find(|room| room.id == id);
                room.map(|room| room.name.clone())
            }),
            series_id: self.series_id,
            late: self.late,
            move_requested: self.move_requested,
        }
    }
}

/// One appointment, if it is within the scope.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when it is not.
pub fn find(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    id: i64,
) -> QueryResult<Appointment> {
    // By equality, so that the statement is prepared once: this is read with every booking.
    let row: Row = rows!().filter(appointments::id.eq(id)).first(conn)?;
    let within = match scope {
        Scope::Clinic => true,
        Scope::Doctor(id) => row.doctor_id == id,
        Scope::Patient(id) => row.patient_id == id,
    };
    if !within {
        return Err(diesel::result::Error::NotFound);
    }
    let mut names = Names::new();
    for account in [row.created_by, row.cancelled_by].into_iter().flatten() {
        let name = users::table.find(account).select(users::full_name);
        names.insert(account, name.first(conn)?);
    }
    Ok(row.read(settings, &names))
}
