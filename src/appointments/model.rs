//! What an appointment is, and which steps its status may take.

use serde::{Deserialize, Serialize};

use crate::{clinic::model::Clinic, clinic_time::ClinicTime};

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

    /// Whether it can still be cancelled: once it has taken place, or could have, it is history.
    pub fn may_cancel(self) -> bool {
        matches!(self, Self::Booked | Self::Arrived | Self::CheckedIn)
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
}

impl Appointment {
    /// The number people quote on the telephone.
    pub fn number(&self) -> String {
        number(self.id)
    }

    /// How long it takes.
    pub fn minutes(&self) -> i64 {
        (self.ends_at.timestamp().as_second() - self.starts_at.timestamp().as_second()) / 60
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
    /// For whom: front desk and admin only; a patient books for themselves.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub patient_id: Option<i64>,
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
