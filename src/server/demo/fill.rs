//! Writes the demonstration clinic, in one transaction.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    doctors::DOCTORS,
    people::{self, PatientSketch},
    rules, today,
    visits::{self, Cancellation, Canceller, Visit},
};
use crate::{
    appointments::{self, occupancy::Place},
    audit::{self, Action, Entity},
    auth::{
        model::Role,
        store::{NewUser, create_user},
    },
    clinic::{self, model::Clinic},
    doctors,
    error::AppError,
    patients,
    server::{Actor, Conn, Instant, schema},
};

/// The trail goes back this far.
const TRAIL: SignedDuration = SignedDuration::from_hours(3 * 24);
/// Addresses that stand for no machine on earth (RFC 5737).
const DESK_ADDRESS: &str = "192.0.2.10";
const HOME_ADDRESS: &str = "198.51.100.27";

/// Somebody written: the record's id, and the account's if there is one.
#[derive(Clone, Copy)]
struct Written {
    id: i64,
    user: Option<i64>,
}

/// Writes the clinic, its people, their appointments and the latest of the audit trail.
///
/// # Errors
/// When the database refuses.
pub(super) fn fill(
    conn: &mut Conn,
    clinic: &Clinic,
    zone: &TimeZone,
    now: Timestamp,
    hash: &str,
) -> Result<(), AppError> {
    let at = zone.to_datetime(now);
    let today = at.date();
    let opened = today
        .saturating_sub(jiff::ToSpan::days(180))
        .to_zoned(zone.clone())
        .map_or(Timestamp::UNIX_EPOCH, |start| start.timestamp());
    clinic::store::create(conn, clinic)?;
    let user = |conn: &mut Conn, username: &str, full_name: &str, role| -> QueryResult<i64> {
        let new = NewUser {
            username,
            password_hash: hash,
            role,
            full_name,
            must_change_password: false,
            at: opened,
        };
        create_user(conn, &new)
    };
    let admin = user(conn, "admin", "Ines Albrecht", Role::Admin)?;
    let desk = user(conn, "desk", "Jonas Whitby", Role::FrontDesk)?;
    let set_up = Actor {
        user_id: Some(admin),
        address: DESK_ADDRESS.to_owned(),
        at: opened,
    };
    audit::store::record(conn, &set_up, Action::SetUp, None, "")?;

    let mut doctors = Vec::with_capacity(DOCTORS.len());
    for sketch in &DOCTORS {
        let account = user(conn, sketch.username, sketch.full_name, Role::Doctor)?;
        let details = doctors::model::Checked {
            full_name: sketch.full_name.to_owned(),
            specialization: sketch.field.name.to_owned(),
            languages: sketch.languages.to_owned(),
            about: sketch.about.to_owned(),
        };
        let id = doctors::store::create(conn, account, &details)?;
        audit::store::record(
            conn,
            &set_up,
            Action::DoctorAdded,
            Some(Entity::Doctor(id)),
            "",
        )?;
        doctors.push(Written {
            id,
            user: Some(account),
        });
    }

    let ids: Vec<i64> = doctors.iter().map(|doctor| doctor.id).collect();
    let consultation = rules::write(conn, &set_up, clinic, &ids, today)?;

    let sketches = people::patients(today);
    let mut patients = Vec::with_capacity(sketches.len());
    for sketch in &sketches {
        let account = match &sketch.username {
            Some(username) => Some(user(conn, username, &sketch.full_name, Role::Patient)?),
            None => None,
        };
        let id = patients::store::create(conn, account, &details_of(sketch), opened)?;
        patients.push(Written { id, user: account });
    }

    let visits = visits::visits(at, zone, &clinic.hours, &sketches);
    let ids = write_visits(conn, &visits, &doctors, &patients, desk, consultation)?;
    today::write(conn, now, zone, visits.iter().zip(ids))?;
    Ok(())
}

fn details_of(sketch: &PatientSketch) -> patients::model::Checked {
    patients::model::Checked {
        full_name: sketch.full_name.clone(),
        contact_number: sketch.contact_number.clone(),
        email: sketch.email.clone(),
        date_of_birth: sketch.date_of_birth,
    }
}

fn write_visits(
    conn: &mut Conn,
    visits: &[Visit],
    doctors: &[Written],
    patients: &[Written],
    desk: i64,
    visit_type: i64,
) -> Result<Vec<i64>, AppError> {
    let since = visits
        .last()
        .and_then(|last| last.created_at.checked_sub(TRAIL).ok())
        .unwrap_or(Timestamp::MAX);
    let mut trail = Vec::new();
    let mut ids = Vec::with_capacity(visits.len());
    for visit in visits {
        let (Some(&doctor), Some(&patient)) =
            (doctors.get(visit.doctor), patients.get(visit.patient))
        else {
            continue;
        };
        let booker = patient.user.filter(|_| !visit.by_desk).unwrap_or(desk);
        let id = appointments::store::insert(
            conn,
            &appointments::store::New {
                place: Place::plain(doctor.id, patient.id, visit.starts_at, visit.ends_at),
                status: visit.status,
                visit_type_id: Some(visit_type),
                series_id: None,
                reason: visit.reason,
                overbook_reason: "",
                created_by: Some(booker),
                created_at: visit.created_at,
            },
        )?;
        ids.push(id);
        trail.push((visit.created_at, booker, Action::AppointmentBooked, id));
        if let Some(cancelled) = &visit.cancelled {
            let canceller = match cancelled.by {
                Canceller::Patient => patient.user.unwrap_or(desk),
                Canceller::Desk => desk,
                Canceller::Doctor => doctor.user.unwrap_or(desk),
            };
            note_cancellation(conn, id, cancelled, canceller)?;
            trail.push((cancelled.at, canceller, Action::AppointmentCancelled, id));
        }
    }
    trail.retain(|&(at, ..)| at >= since);
    trail.sort_by_key(|&(at, _, _, id)| (at, id));
    for (at, user, action, id) in trail {
        let address = if user == desk {
            DESK_ADDRESS
        } else {
            HOME_ADDRESS
        };
        let actor = Actor {
            user_id: Some(user),
            address: address.to_owned(),
            at,
        };
        audit::store::record(conn, &actor, action, Some(Entity::Appointment(id)), "")?;
    }
    Ok(ids)
}

fn note_cancellation(
    conn: &mut Conn,
    id: i64,
    cancelled: &Cancellation,
    by: i64,
) -> QueryResult<()> {
    use schema::appointments::{cancel_reason, cancelled_at, cancelled_by, table};
    diesel::update(table.find(id))
        .set((
            cancelled_by.eq(by),
            cancelled_at.eq(Instant(cancelled.at)),
            cancel_reason.eq(cancelled.reason),
        ))
        .execute(conn)?;
    Ok(())
}
