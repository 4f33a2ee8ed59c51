//! Where an appointment stands, and which steps may follow.

use serde::{Deserialize, Serialize};

use crate::clinic_time::ClinicTime;

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
}
