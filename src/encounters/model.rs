//! The stages of a visit's day.

use serde::{Deserialize, Serialize};

use crate::{appointments::model::Status, clinic_time::ClinicTime, desk::model::BoardVisit};

/// For so many seconds a step can be taken back.
pub const UNDO_SECONDS: i64 = 60;

/// Where a visit stands on its day. The appointment's [`Status`] (HL7 FHIR R4 `AppointmentStatus`) says
/// most of it; what happens once the patient is here follows FHIR's `EncounterStatus`, whose names the
/// keys are where an appointment has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The patient is to come.
    Booked,
    /// The patient is here and waits.
    Arrived,
    /// The patient was called into a room.
    CheckedIn,
    /// The patient is with the doctor.
    InProgress,
    /// It has taken place.
    Fulfilled,
    /// The patient did not come.
    Noshow,
    /// The patient came, and went without having been seen.
    Left,
    /// It will not take place, or was never meant.
    Cancelled,
}

impl Stage {
    /// Every stage, in the order a visit passes them.
    pub const ALL: [Self; 8] = [
        Self::Booked,
        Self::Arrived,
        Self::CheckedIn,
        Self::InProgress,
        Self::Fulfilled,
        Self::Noshow,
        Self::Left,
        Self::Cancelled,
    ];

    /// The code on the wire.
    pub fn key(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Arrived => "arrived",
            Self::CheckedIn => "checked-in",
            Self::InProgress => "in-progress",
            Self::Fulfilled => "fulfilled",
            Self::Noshow => "noshow",
            Self::Left => "left",
            Self::Cancelled => "cancelled",
        }
    }

    /// The stage with this code.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.key() == key)
    }

    /// The stage in the reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Booked => "Booked",
            Self::Arrived => "Arrived",
            Self::CheckedIn => "Checked in",
            Self::InProgress => "With the doctor",
            Self::Fulfilled => "Done",
            Self::Noshow => "Did not come",
            Self::Left => "Left",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The appointment's status that goes with it. Who left without having been seen is a cancelled
    /// appointment of somebody who had arrived: the rest of its time is free again.
    pub fn status(self) -> Status {
        match self {
            Self::Booked => Status::Booked,
            Self::Arrived => Status::Arrived,
            Self::CheckedIn | Self::InProgress => Status::CheckedIn,
            Self::Fulfilled => Status::Fulfilled,
            Self::Noshow => Status::Noshow,
            Self::Left | Self::Cancelled => Status::Cancelled,
        }
    }

    /// The stage of an appointment with this status; `came` when there is an encounter, `started` when
    /// the patient was with the doctor.
    pub fn of(status: Status, came: bool, started: bool) -> Self {
        match status {
            Status::Booked | Status::Waitlist => Self::Booked,
            Status::Arrived => Self::Arrived,
            Status::CheckedIn if started => Self::InProgress,
            Status::CheckedIn => Self::CheckedIn,
            Status::Fulfilled => Self::Fulfilled,
            Status::Noshow => Self::Noshow,
            Status::Cancelled if came => Self::Left,
            Status::Cancelled | Status::EnteredInError => Self::Cancelled,
        }
    }

    /// The stages that may follow this one, the usual one first.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Booked => &[
                Self::Arrived,
                Self::CheckedIn,
                Self::InProgress,
                Self::Fulfilled,
                Self::Noshow,
            ],
            Self::Arrived => &[
                Self::CheckedIn,
                Self::InProgress,
                Self::Fulfilled,
                Self::Left,
                Self::Booked,
            ],
            Self::CheckedIn => &[
                Self::InProgress,
                Self::Fulfilled,
                Self::Arrived,
                Self::Left,
                Self::Booked,
            ],
            Self::InProgress => &[Self::Fulfilled, Self::CheckedIn],
            Self::Fulfilled => &[Self::InProgress],
            Self::Noshow => &[Self::Arrived, Self::Booked],
            Self::Left | Self::Cancelled => &[],
        }
    }

    /// Whether the patient is in the house.
    pub fn is_here(self) -> bool {
        matches!(self, Self::Arrived | Self::CheckedIn | Self::InProgress)
    }

    /// Whether it is too early for it at `now`, as [`Status::too_early`] has it.
    pub fn too_early(self, starts_at: ClinicTime, now: ClinicTime) -> bool {
        self.status().too_early(starts_at, now)
    }

    /// How a visit that nobody closed on its day most likely ended.
    pub fn proposed_end(self) -> Option<Self> {
        match self {
            Self::Booked => Some(Self::Noshow),
            Self::Arrived | Self::CheckedIn | Self::InProgress => Some(Self::Fulfilled),
            Self::Fulfilled | Self::Noshow | Self::Left | Self::Cancelled => None,
        }
    }
}

/// By what those who wait for a doctor are called one after another, the least first: who could have been seen
/// first had there been no others, which is from the time of the visit, or of the arrival where that was later.
pub fn turn<T: Ord + Copy>(starts_at: T, arrived_at: Option<T>, id: i64) -> (T, T, i64) {
    let due = arrived_at.map_or(starts_at, |came| came.max(starts_at));
    (due, starts_at, id)
}

/// A visit of a day that is over, which nobody closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenVisit {
    /// The visit.
    pub visit: BoardVisit,
    /// The doctor's name.
    pub doctor_name: String,
    /// How it most likely ended; nothing is done by itself.
    pub proposed: Option<Stage>,
}

/// `POST /api/appointments/{id}/stage`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageForm {
    /// The key of the [`Stage`] to take.
    pub stage: String,
    /// The room the patient is called to; the visit's own, or the doctor's last one of the day,
    /// unless given.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub room_id: Option<i64>,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub version: Option<i64>,
    /// When it happened, RFC 3339, where it is told later: earlier today. Empty: now.
    pub at: String,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

/// `POST /api/appointments/{id}/undo`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UndoForm {
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub version: Option<i64>,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

/// `POST /api/doctors/{id}/next-patient`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NextForm {
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_a_stage_is_one_of_its_status() {
        for stage in Stage::ALL {
            assert_eq!(Stage::from_key(stage.key()), Some(stage));
            for next in stage.next() {
                let (from, to) = (stage.status(), next.status());
                assert!(
                    from == to || from.next().contains(&to),
                    "{stage:?}, {next:?}"
                );
            }
        }
    }

    #[test]
    fn a_stage_is_known_by_its_status() {
        for stage in Stage::ALL {
            let came = stage.is_here() || matches!(stage, Stage::Fulfilled | Stage::Left);
            let known = Stage::of(stage.status(), came, stage == Stage::InProgress);
            assert_eq!(known, stage);
        }
    }

    #[test]
    fn who_could_have_been_seen_first_is_called_first() {
        // Hours: of the visit, and of the arrival where it is known.
        let mut waiting = [
            (1, 10, Some(8)),
            (2, 9, Some(12)),
            (3, 11, Some(11)),
            (4, 10, Some(11)),
            (5, 10, None),
        ];
        waiting.sort_by_key(|(id, starts_at, arrived_at)| turn(*starts_at, *arrived_at, *id));
        assert_eq!(waiting.map(|(id, ..)| id), [1, 5, 4, 3, 2]);
    }

    #[test]
    fn what_is_proposed_at_the_end_can_be_done() {
        for stage in Stage::ALL {
            if let Some(end) = stage.proposed_end() {
                assert!(stage.next().contains(&end), "{stage:?}");
            }
        }
    }
}
