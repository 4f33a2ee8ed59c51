//! Appointments that a test begins with, written past the rules of booking, so that they may
//! stand at any time and in any status.

use anteroom::{
    appointments::{
        model::Status,
        occupancy::Place,
        store::{self, New},
    },
    schedule::hours::MinuteOfDay,
    server::schema::{appointments, occupancies, series},
    waitlist::{self, model::Weekdays},
};
use diesel::{connection::SimpleConnection as _, prelude::*};
use jiff::SignedDuration;

use super::{Doctor, Patient, TestApp, instant};

/// An appointment of half an hour that the patient has booked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit {
    patient_id: i64,
    doctor_id: i64,
    created_by: i64,
    start: jiff::Timestamp,
    minutes: i64,
    status: Status,
    overbooked: bool,
}

impl Visit {
    pub(crate) fn new(patient: &Patient, doctor: &Doctor, start: &str) -> Self {
        Self {
            patient_id: patient.id,
            doctor_id: doctor.id,
            created_by: patient.user_id,
            start: instant(start),
            minutes: 30,
            status: Status::Booked,
            overbooked: false,
        }
    }

    pub(crate) fn minutes(self, minutes: i64) -> Self {
        Self { minutes, ..self }
    }

    pub(crate) fn status(self, status: Status) -> Self {
        Self { status, ..self }
    }

    pub(crate) fn overbooked(self) -> Self {
        Self {
            overbooked: true,
            ..self
        }
    }
}

impl TestApp {
    /// Writes an appointment and gives its id.
    pub(crate) async fn visit(&self, visit: Visit) -> i64 {
        self.try_visit(visit).await.unwrap()
    }

    /// Writes an appointment, if the database lets it.
    pub(crate) async fn try_visit(&self, visit: Visit) -> Result<i64, anteroom::error::AppError> {
        let created_at = self.now();
        self.state
            .db
            .write(move |conn| {
                let new = New {
                    place: Place {
                        overbooked: visit.overbooked,
                        patient_overbooked: visit.overbooked,
                        ..Place::plain(
                            visit.doctor_id,
                            visit.patient_id,
                            visit.start,
                            visit.start + SignedDuration::from_mins(visit.minutes),
                        )
                    },
                    status: visit.status,
                    visit_type_id: None,
                    series_id: None,
                    reason: "a cough",
                    overbook_reason: "",
                    created_by: Some(visit.created_by),
                    created_at,
                };
                Ok(store::insert(conn, &new)?)
            })
            .await
    }

    /// Makes a weekly series of these appointments and gives its id.
    pub(crate) async fn series(&self, visits: &[i64]) -> i64 {
        let (visits, at) = (visits.to_vec(), self.now());
        self.db(move |conn| {
            let times = i32::try_from(visits.len()).unwrap();
            let id: i64 = diesel::insert_into(series::table)
                .values((
                    series::unit.eq("week"),
                    series::every.eq(1),
                    series::times.eq(times),
                    series::created_at.eq(at.as_second()),
                ))
                .returning(series::id)
                .get_result(conn)?;
            diesel::update(appointments::table.filter(appointments::id.eq_any(visits)))
                .set(appointments::series_id.eq(id))
                .execute(conn)?;
            Ok(id)
        })
        .await
    }

    /// Changes rules past their forms, by SQL that both engines understand.
    pub(crate) async fn rules(&self, sql: String) {
        self.db(move |conn| {
            conn.batch_execute(&sql)?;
            conn.batch_execute("UPDATE clinic SET rules_version = rules_version + 1")
        })
        .await;
        self.state.forget_settings();
    }

    /// Enters time off of a doctor, or a closure, in readings of the clinic's clock.
    pub(crate) async fn away(&self, doctor_id: Option<i64>, from: &str, to: &str, reason: &str) {
        let (id, kind) = match doctor_id {
            Some(id) => (id.to_string(), "away"),
            None => ("NULL".to_owned(), "closure"),
        };
        let at = self.now().as_second();
        self.rules(format!(
            "INSERT INTO exceptions (doctor_id, kind, starts, ends, reason, created_at)
             VALUES ({id}, '{kind}', '{from}', '{to}', '{reason}', {at})"
        ))
        .await;
    }

    /// Appointments and occupancies there are.
    pub(crate) async fn counted(&self) -> (i64, i64) {
        self.db(|conn| {
            Ok((
                appointments::table.count().get_result(conn)?,
                occupancies::table.count().get_result(conn)?,
            ))
        })
        .await
    }
}

impl TestApp {
    /// Has a patient wait for any time with a doctor, and gives the request's id.
    pub(crate) async fn waiting(&self, patient_id: i64, doctor_id: i64) -> i64 {
        let created_at = self.now();
        self.db(move |conn| {
            let new = waitlist::store::New {
                patient_id,
                doctor_id: Some(doctor_id),
                specialization: "General practice",
                visit_type_id: None,
                appointment_id: None,
                weekdays: Weekdays::ANY,
                from: MinuteOfDay::default(),
                to: MinuteOfDay::new(1440).unwrap(),
                until: jiff::civil::date(2026, 12, 24),
                note: "",
                created_by: None,
                created_at,
            };
            waitlist::store::insert(conn, &new)
        })
        .await
    }
}
