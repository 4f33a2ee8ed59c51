//! Appointments in the database.
//!
//! Whatever takes somebody's time writes an occupancy for its doctor and one for its patient in
//! the same transaction; the database refuses two that overlap.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;

use super::model::{Appointment, Status};
use crate::server::{
    Actor, Conn, Instant, Scope,
    app_state::Settings,
    engine::{self, Lock},
    schema::{appointments, doctors, occupancies, patients, users},
};

/// An appointment to be written down.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// For whom.
    pub patient_id: i64,
    /// With whom.
    pub doctor_id: i64,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Where it stands.
    pub status: Status,
    /// Why.
    pub reason: &'a str,
    /// It may overlap others, on purpose.
    pub overbooked: bool,
    /// The account that made it.
    pub created_by: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Writes an appointment and its occupancies and gives its id.
///
/// # Errors
/// The overlap guard's error when the doctor's or the patient's time is taken.
pub fn insert(conn: &mut Conn, new: &New<'_>) -> QueryResult<i64> {
    let id = diesel::insert_into(appointments::table)
        .values((
            appointments::patient_id.eq(new.patient_id),
            appointments::doctor_id.eq(new.doctor_id),
            appointments::starts_at.eq(Instant(new.starts_at)),
            appointments::ends_at.eq(Instant(new.ends_at)),
            appointments::status.eq(new.status.key()),
            appointments::reason.eq(new.reason),
            appointments::overbooked.eq(new.overbooked),
            appointments::created_by.eq(new.created_by),
            appointments::created_at.eq(Instant(new.created_at)),
        ))
        .returning(appointments::id)
        .get_result(conn)?;
    if new.status.takes_time() {
        for (kind, resource_id) in [("doctor", new.doctor_id), ("patient", new.patient_id)] {
            diesel::insert_into(occupancies::table)
                .values((
                    occupancies::resource_kind.eq(kind),
                    occupancies::resource_id.eq(resource_id),
                    occupancies::starts_at.eq(Instant(new.starts_at)),
                    occupancies::ends_at.eq(Instant(new.ends_at)),
                    occupancies::appointment_id.eq(id),
                    occupancies::overbooked.eq(new.overbooked),
                ))
                .execute(conn)?;
        }
    }
    Ok(id)
}

/// Whether the patient has something else in this time.
///
/// # Errors
/// When the database does not answer.
pub fn patient_is_taken(
    conn: &mut Conn,
    patient_id: i64,
    from: Timestamp,
    to: Timestamp,
) -> QueryResult<bool> {
    // No occupancy is longer than a day (a CHECK of the table).
    let earliest = from.as_second() - 86_400;
    let others = occupancies::table
        .filter(occupancies::resource_kind.eq("patient"))
        .filter(occupancies::resource_id.eq(patient_id))
        .filter(occupancies::starts_at.gt(earliest))
        .filter(occupancies::starts_at.lt(Instant(to)))
        .filter(occupancies::ends_at.gt(Instant(from)));
    diesel::select(diesel::dsl::exists(others)).get_result(conn)
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

/// Cancels an appointment that the transaction holds (see [`hold`]) and frees its time. The row stays, with who, when and why.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when it cannot be cancelled any more, or is not at
/// `version`.
pub fn cancel(
    conn: &mut Conn,
    actor: &Actor,
    id: i64,
    version: Option<i32>,
    reason: &str,
) -> QueryResult<()> {
    let found: i32 = appointments::table
        .find(id)
        .select(appointments::version)
        .first(conn)?;
    let cancellable = Status::ALL
        .into_iter()
        .filter(|status| status.may_cancel())
        .map(Status::key);
    let changed = diesel::update(
        appointments::table
            .find(id)
            .filter(appointments::version.eq(version.unwrap_or(found)))
            .filter(appointments::status.eq_any(cancellable)),
    )
    .set((
        appointments::status.eq(Status::Cancelled.key()),
        appointments::cancelled_by.eq(actor.user_id),
        appointments::cancelled_at.eq(Some(Instant(actor.at))),
        appointments::cancel_reason.eq(reason),
        appointments::version.eq(appointments::version + 1),
    ))
    .execute(conn)?;
    if changed == 0 {
        return Err(diesel::result::Error::NotFound);
    }
    diesel::delete(occupancies::table.filter(occupancies::appointment_id.eq(id))).execute(conn)?;
    Ok(())
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
