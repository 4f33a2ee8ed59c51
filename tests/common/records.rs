//! Appointments that a test begins with, written past the rules of booking, so that they may
//! stand at any time and in any status.

use anteroom::{
    appointments::{
        model::Status,
        store::{self, New},
    },
    server::schema::{appointments, occupancies},
};
use diesel::prelude::*;
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
                    patient_id: visit.patient_id,
                    doctor_id: visit.doctor_id,
                    starts_at: visit.start,
                    ends_at: visit.start + SignedDuration::from_mins(visit.minutes),
                    status: visit.status,
                    reason: "a cough",
                    overbooked: visit.overbooked,
                    created_by: Some(visit.created_by),
                    created_at,
                };
                Ok(store::insert(conn, &new)?)
            })
            .await
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
