//! What an appointment is, and which steps its status may take.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    clinic::model::Clinic,
    clinic_time::ClinicTime,
    rules::{
        model::{Colour, Policy, keyed},
        reason::cut_off,
    },
};

/// Where an appointment stands: HL7 FHIR R4 `AppointmentStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It is agreed.
    Booked,
    /// The patient is here.
    Arrived,
    /// The patient is here and all formalities are done.
    CheckedIn,
    /// It has taken place.
    Fulfilled,
    /// It will not take place.
    Cancelled,
    /// The patient did not come.
    Noshow,
    /// It was never meant: kept for the record only.
    EnteredInError,
    /// It waits for a time.
    Waitlist,
}

impl Status {
    /// Every status, in the order a visit passes them.
    pub const ALL: [Self; 8] = [
        Self::Booked,
        Self::Arrived,
        Self::CheckedIn,
        Self::Fulfilled,
        Self::Cancelled,
        Self::Noshow,
        Self::EnteredInError,
        Self::Waitlist,
    ];

    /// The code as FHIR spells it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Arrived => "arrived",
            Self::CheckedIn => "checked-in",
            Self::Fulfilled => "fulfilled",
            Self::Cancelled => "cancelled",
            Self::Noshow => "noshow",
            Self::EnteredInError => "entered-in-error",
            Self::Waitlist => "waitlist",
        }
    }

    /// The status with this code.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }

    /// The status in the reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Booked => "Booked",
            Self::Arrived => "Arrived",
            Self::CheckedIn => "Checked in",
            Self::Fulfilled => "Done",
            Self::Cancelled => "Cancelled",
            Self::Noshow => "Did not come",
            Self::EnteredInError => "Entered in error",
            Self::Waitlist => "Waiting list",
        }
    }

    /// Whether an appointment with this status takes its doctor's and its patient's time.
    pub fn takes_time(self) -> bool {
        !matches!(
            self,
            Self::Cancelled | Self::EnteredInError | Self::Waitlist
        )
    }

    /// The statuses that may follow this one: the one table of steps. Besides the way of a visit
    /// (booked, arrived, checked in, done) it has the ways back from a slip of the hand.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Booked => &[
                Self::Arrived,
                Self::CheckedIn,
                Self::Fulfilled,
                Self::Noshow,
                Self::Cancelled,
                Self::EnteredInError,
            ],
            Self::Arrived => &[
                Self::CheckedIn,
                Self::Fulfilled,
                Self::Booked,
                Self::Noshow,
                Self::Cancelled,
                Self::EnteredInError,
            ],
            Self::CheckedIn => &[
                Self::Fulfilled,
                Self::Arrived,
                Self::Booked,
                Self::Cancelled,
                Self::EnteredInError,
            ],
            Self::Fulfilled => &[Self::CheckedIn, Self::EnteredInError],
            Self::Noshow => &[Self::Booked, Self::Arrived, Self::EnteredInError],
            Self::Waitlist => &[Self::Booked, Self::Cancelled],
            Self::Cancelled | Self::EnteredInError => &[],
        }
    }

    /// Whether it can still be cancelled: once it has taken place, or could have, it is history.
    pub fn may_cancel(self) -> bool {
        self.takes_time() && self.next().contains(&Self::Cancelled)
    }

    /// Whether it can be given another time.
    pub fn may_move(self) -> bool {
        self == Self::Booked
    }

    /// Whether it is too early at `now` for this status of a visit: visits are arrived, checked in
    /// and done on their day or later, and missed once they have begun.
    pub fn too_early(self, starts_at: ClinicTime, now: ClinicTime) -> bool {
        match self {
            Self::Noshow => starts_at > now,
            Self::Arrived | Self::CheckedIn | Self::Fulfilled => starts_at.date() > now.date(),
            _ => false,
        }
    }
}

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

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paged<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Its number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many items there are on all of them.
    pub total: u64,
}

impl<T> Paged<T> {
    /// Items on a page.
    pub const SIZE: u32 = 25;

    /// How many pages `total` items fill.
    pub fn pages(total: u64) -> u32 {
        u32::try_from(total.div_ceil(u64::from(Self::SIZE)).max(1)).unwrap_or(u32::MAX)
    }
}

/// How a list of appointments is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The earliest first.
    #[default]
    Soonest,
    /// The latest first.
    Latest,
}

impl Sort {
    /// The order with this key; the soonest first for anything else.
    pub fn from_key(key: &str) -> Self {
        if key == "latest" {
            Self::Latest
        } else {
            Self::Soonest
        }
    }

    /// The order as addresses spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Soonest => "soonest",
            Self::Latest => "latest",
        }
    }
}

/// How many appointments have a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCount {
    /// The status.
    pub status: Status,
    /// How many.
    pub count: u64,
}

/// A list of appointments with the number of each status under the same filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentList {
    /// What is on the page.
    pub items: Vec<Appointment>,
    /// Its number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many appointments there are on all of them.
    pub total: u64,
    /// Statuses that occur, whichever status is filtered for.
    pub counts: Vec<StatusCount>,
}

/// A doctor by whom appointments can be filtered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorName {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub full_name: String,
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

/// `POST /api/appointments`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BookForm {
    /// With whom.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub doctor_id: Option<i64>,
    /// When: RFC 3339 with an offset, as the free times are given.
    pub starts_at: String,
    /// Why; may be empty.
    pub reason: String,
    /// For whom: staff only; a patient books for themselves.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub patient_id: Option<i64>,
    /// What for; the first on offer unless given.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub visit_type_id: Option<i64>,
    /// The hold that keeps the time.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub hold_id: Option<i64>,
    /// Why staff book a time that is not free; empty: they do not.
    pub overbook_reason: String,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

/// `POST /api/appointments/{id}/reschedule`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RescheduleForm {
    /// The new time: RFC 3339 with an offset.
    pub starts_at: String,
    /// With whom from now on; the same doctor unless given.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub doctor_id: Option<i64>,
    /// What for from now on; as before unless given.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub visit_type_id: Option<i64>,
    /// The hold that keeps the time.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub hold_id: Option<i64>,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub version: Option<i64>,
    /// Why staff choose a time that is not free; empty: they do not.
    pub overbook_reason: String,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

/// `POST /api/appointments/{id}/status`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusForm {
    /// The key of the new [`Status`].
    pub status: String,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub version: Option<i64>,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

/// `POST /api/appointments/{id}/cancel`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CancelForm {
    /// Why; a doctor must say, others may.
    pub reason: String,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub version: Option<i64>,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_spelled_as_in_fhir() {
        for status in Status::ALL {
            assert_eq!(Status::from_key(status.key()), Some(status));
            assert_eq!(serde_json::to_value(status).unwrap(), status.key());
        }
        assert_eq!(Status::from_key("proposed"), None);
    }

    #[test]
    fn what_can_be_cancelled_takes_time() {
        for status in Status::ALL.into_iter().filter(|status| status.may_cancel()) {
            assert!(status.takes_time());
        }
        assert!(!Status::Cancelled.may_cancel());
        assert!(!Status::Fulfilled.may_cancel());
    }

    #[test]
    fn only_what_ended_without_a_visit_has_no_way_on() {
        for status in Status::ALL {
            let next = status.next();
            assert!(!next.contains(&status), "{status:?}");
            let over = matches!(status, Status::Cancelled | Status::EnteredInError);
            assert_eq!(next.is_empty(), over, "{status:?}");
            // Whoever takes time and is moved back to booked can be corrected again.
            let back = status.next().contains(&Status::Booked);
            assert!(!back || Status::Booked.next().len() == 6);
        }
    }

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
    fn an_empty_list_has_one_page() {
        assert_eq!(Paged::<()>::pages(0), 1);
        assert_eq!(Paged::<()>::pages(25), 1);
        assert_eq!(Paged::<()>::pages(26), 2);
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!(number(42), "A-000042");
    }
}
