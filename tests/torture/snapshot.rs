//! What is in the database, read while no server runs.

use std::collections::{BTreeMap, HashMap};

use anteroom::server::{
    Conn,
    schema::{appointments, audit, doctors, occupancies, patients, users},
};
use diesel::{dsl::count_star, prelude::*};

use crate::day::found::Found;

/// A row of the appointments.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub(crate) struct Appointment {
    pub(crate) id: i64,
    pub(crate) doctor: i64,
    pub(crate) patient: i64,
    pub(crate) start: i64,
    pub(crate) status: String,
    pub(crate) version: i32,
    pub(crate) reason: String,
    pub(crate) cancel_reason: String,
    pub(crate) overbooked: bool,
}

/// A row of the patients.
#[derive(Clone, Debug, Queryable)]
pub(crate) struct Patient {
    pub(crate) id: i64,
    pub(crate) user_id: Option<i64>,
    pub(crate) full_name: String,
    pub(crate) email: String,
    pub(crate) version: i32,
}

/// A doctor with their account.
#[derive(Clone, Debug, Queryable)]
pub(crate) struct Doctor {
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    pub(crate) active: bool,
    /// Of the account.
    pub(crate) status: String,
}

/// The tables that the workload changes.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) appointments: BTreeMap<i64, Appointment>,
    /// Who is taken, when, by which appointment, and whether on top of others; sorted.
    pub(crate) occupancies: Vec<(String, i64, i64, i64, bool)>,
    pub(crate) doctors: Vec<Doctor>,
    pub(crate) patients: Vec<Patient>,
    /// The ids of accounts by their usernames.
    pub(crate) users: HashMap<String, i64>,
    /// How often something was done to a record, by the audit trail.
    pub(crate) trail: HashMap<(String, Option<i64>), i64>,
    /// The visits of today.
    pub(crate) today: Found,
}

impl Snapshot {
    pub(crate) fn take(conn: &mut Conn, tomorrow: i64) -> Self {
        let rows: Vec<Appointment> = appointments::table
            .select((
                appointments::id,
                appointments::doctor_id,
                appointments::patient_id,
                appointments::starts_at,
                appointments::status,
                appointments::version,
                appointments::reason,
                appointments::cancel_reason,
                appointments::overbooked,
            ))
            .load(conn)
            .unwrap();
        let mut occupancies: Vec<(String, i64, i64, i64, bool)> = occupancies::table
            .filter(occupancies::appointment_id.is_not_null())
            .select((
                occupancies::resource_kind,
                occupancies::resource_id,
                occupancies::starts_at,
                occupancies::appointment_id.assume_not_null(),
                occupancies::overbooked,
            ))
            .load(conn)
            .unwrap();
        occupancies.sort();
        let doctors = doctors::table.inner_join(users::table).select((
            doctors::id,
            doctors::user_id,
            doctors::active,
            users::status,
        ));
        let patients = patients::table.select((
            patients::id,
            patients::user_id,
            patients::full_name,
            patients::email,
            patients::version,
        ));
        let users: Vec<(String, i64)> = users::table
            .select((users::username, users::id))
            .load(conn)
            .unwrap();
        let trail: Vec<(String, Option<i64>, i64)> = audit::table
            .group_by((audit::action, audit::entity_id))
            .select((audit::action, audit::entity_id, count_star()))
            .load(conn)
            .unwrap();
        Self {
            appointments: rows.into_iter().map(|row| (row.id, row)).collect(),
            occupancies,
            doctors: doctors.load(conn).unwrap(),
            patients: patients.load(conn).unwrap(),
            users: users.into_iter().collect(),
            trail: trail
                .into_iter()
                .map(|(action, entity, count)| ((action, entity), count))
                .collect(),
            today: Found::read(conn, tomorrow),
        }
    }

    /// How often this was done to this record.
    pub(crate) fn recorded(&self, action: &str, id: i64) -> i64 {
        let key = (action.to_owned(), Some(id));
        self.trail.get(&key).copied().unwrap_or_default()
    }

    /// How often this was done to any record.
    pub(crate) fn recorded_in_all(&self, action: &str) -> i64 {
        let counts = self.trail.iter();
        counts
            .filter(|((found, _), _)| found == action)
            .map(|(_, count)| count)
            .sum()
    }
}
