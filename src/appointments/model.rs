//! What an appointment is, where it stands, and what happened to it.

mod forms;
mod listed;
mod status;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    clinic::model::Clinic,
    clinic_time::ClinicTime,
    rules::{
        keyed::keyed,
        model::{Colour, Policy},
        reason::cut_off,
    },
};

pub use forms::{BookForm, CancelForm, RescheduleForm, StatusForm};
pub use listed::{AppointmentList, DoctorName, Paged, Sort, StatusCount};
pub use status::Status;

/// An appointment as whoever may see it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Its id.
    pub id: i64,
    /// Whose time.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// What the doctor does.
    pub specialization: String,
    /// For whom.
    pub patient_id: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The patient's telephone number, or nothing.
    pub patient_contact: String,
    /// The patient's date of birth, ISO 8601.
    pub patient_birth: Option<String>,
    /// When it begins.
    pub starts_at: ClinicTime,
    /// When it ends.
    pub ends_at: ClinicTime,
    /// Where it stands.
    pub status: Status,
    /// Why, in the patient's words; may be empty.
    pub reason: String,
    /// Staff put it on top of another on purpose.
    pub overbooked: bool,
    /// When it was booked.
    pub created_at: ClinicTime,
    /// The account that booked it.
    pub created_by: Option<String>,
    /// When it was cancelled.
    pub cancelled_at: Option<ClinicTime>,
    /// The account that cancelled it.
    pub cancelled_by: Option<String>,
    /// Why it was cancelled; may be empty.
    pub cancel_reason: String,
    /// Counts changes; whoever changes it says which version they saw.
    pub version: i32,
    /// What for; none is the ordinary visit.
    pub visit_type_id: Option<i64>,
    /// The visit type's name.
    pub visit_type: String,
    /// The visit type's colour.
    pub colour: Colour,
    /// What the patient should know beforehand; may be empty.
    pub note: String,
    /// Minutes kept free before it.
    pub buffer_before: u16,
    /// Minutes kept free after it.
    pub buffer_after: u16,
    /// The room's name.
    pub room: Option<String>,
    /// The series it belongs to.
    pub series_id: Option<i64>,
    /// It was cancelled after the cut-off.
    pub late: bool,
    /// The clinic has asked the patient to choose another time.
    pub move_requested: bool,
}

impl Appointment {
    /// The number people quote on the telephone.
    pub fn number(&self) -> String {
        number(self.id)
    }

    /// Why its patient cannot cancel or move it online at `now`, if so: it has begun, or the
    /// cut-off is past. Whom the clinic has asked to choose another time may until it begins.
    pub fn too_late_online(&self, policy: &Policy, now: Timestamp) -> Option<String> {
        let left = self.starts_at.timestamp().as_second() - now.as_second();
        if left <= 0 {
            return Some("This appointment has begun. Please call the clinic.".to_owned());
        }
        let closed = left < i64::from(policy.cancel_minutes) * 60 && !self.move_requested;
        closed.then(|| cut_off(policy.cancel_minutes))
    }

    /// The steps that are open to staff at `now`, besides cancelling: those of [`Status::next`],
    /// less those it is too early for.
    pub fn steps(&self, now: ClinicTime) -> Vec<Status> {
        let next = self.status.next().iter().copied();
        next.filter(|to| *to != Status::Cancelled && !to.too_early(self.starts_at, now))
            .collect()
    }

    /// How long it takes.
    pub fn minutes(&self) -> i64 {
        (self.ends_at.timestamp().as_second() - self.starts_at.timestamp().as_second()) / 60
    }
}

#[cfg(test)]
impl Appointment {
    /// An ordinary visit that takes no time, for tests to change.
    pub(crate) fn sample(id: i64, at: ClinicTime) -> Self {
        Self {
            id,
            doctor_id: 1,
            doctor_name: "Dr. Mara Lind".into(),
            specialization: "Cardiology".into(),
            patient_id: 1,
            patient_name: "Rosa Delgado".into(),
            patient_contact: String::new(),
            patient_birth: None,
            starts_at: at,
            ends_at: at,
            status: Status::Booked,
            reason: String::new(),
            overbooked: false,
            created_at: at,
            created_by: None,
            cancelled_at: None,
            cancelled_by: None,
            cancel_reason: String::new(),
            version: 1,
            visit_type_id: None,
            visit_type: "Appointment".into(),
            colour: Colour::Teal,
            note: String::new(),
            buffer_before: 0,
            buffer_after: 0,
            room: None,
            series_id: None,
            late: false,
            move_requested: false,
        }
    }
}

/// The number people quote on the telephone.
pub fn number(id: i64) -> String {
    format!("A-{id:06}")
}

/// Where visits take place, on one line: the clinic's name and its address.
pub fn place(clinic: &Clinic) -> String {
    let lines = clinic
        .address
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let parts: Vec<&str> = std::iter::once(clinic.name.as_str()).chain(lines).collect();
    parts.join(", ")
}

keyed! {
    /// What happened to an appointment.
    Step: Status;
    /// It was made.
    Booked => "booked", "Booked";
    /// It was given another time, doctor or kind.
    Moved => "moved", "Moved";
    /// Its status was changed.
    Status => "status", "Status changed";
    /// It was cancelled.
    Cancelled => "cancelled", "Cancelled";
}

/// One step in an appointment's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When.
    pub at: ClinicTime,
    /// The account that took it; none for the system, and patients are not told which member of
    /// staff.
    pub by: Option<String>,
    /// What was done.
    pub step: Step,
    /// Where it stood afterwards.
    pub status: Status,
    /// With whom it was afterwards.
    pub doctor_name: String,
    /// When it began afterwards.
    pub starts_at: ClinicTime,
    /// Why, for staff; may be empty.
    pub note: String,
    /// The appointment's version afterwards.
    pub version: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_offered_when_their_time_has_come() {
        let at = |text: &str| text.parse::<ClinicTime>().unwrap();
        let visit = Appointment::sample(1, at("2026-11-24T09:30:00+01:00"));
        let steps = |now| visit.steps(at(now));
        assert_eq!(steps("2026-11-23T23:59:00+01:00"), [Status::EnteredInError]);
        let here = [Status::Arrived, Status::CheckedIn, Status::Fulfilled];
        let early = steps("2026-11-24T08:00:00+01:00");
        assert!(here.iter().all(|step| early.contains(step)));
        assert!(!early.contains(&Status::Noshow));
        let begun = steps("2026-11-24T09:30:00+01:00");
        assert!(begun.contains(&Status::Noshow) && !begun.contains(&Status::Cancelled));
    }

    #[test]
    fn a_place_is_one_line() {
        let mut clinic = Clinic::unnamed();
        assert_eq!(place(&clinic), "Anteroom");
        clinic.address = "1 Quay Street\n\n Bristol ".to_owned();
        assert_eq!(place(&clinic), "Anteroom, 1 Quay Street, Bristol");
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!(number(42), "A-000042");
    }
}
