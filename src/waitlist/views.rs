//! What is read of the list at once: what staff see, what patients see, and what forms offer.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::model::{Entry, EntryStatus};
use crate::{appointments::model::DoctorName, clinic_time::ClinicTime};

/// How many requests have a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryCount {
    /// The status.
    pub status: EntryStatus,
    /// How many.
    pub count: u64,
}

/// How well the list fills what comes free, over the last [`FillRate::DAYS`] days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillRate {
    /// Times that were offered, each counted once however many were asked.
    pub offered: u64,
    /// Those that somebody took.
    pub accepted: u64,
    /// Requests that ended in any way.
    pub ended: u64,
    /// Those that ended with a time.
    pub filled: u64,
}

impl FillRate {
    /// The days it looks back.
    pub const DAYS: i32 = 30;

    /// `67%`; `none yet` while there is nothing to tell of.
    pub fn share(part: u64, whole: u64) -> String {
        match (part * 100 + whole / 2).checked_div(whole) {
            Some(percent) => format!("{percent}%"),
            None => "none yet".to_owned(),
        }
    }
}

/// The waiting list as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitList {
    /// What is on the page: of those who wait, who is asked first stands first.
    pub items: Vec<Entry>,
    /// Its number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many requests there are on all of them.
    pub total: u64,
    /// How many have each status.
    pub counts: Vec<EntryCount>,
    /// How well it goes.
    pub rate: FillRate,
    /// When this was read.
    pub now: ClinicTime,
}

/// What a patient waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mine {
    /// Those that are still to be filled, the oldest first; with the offer where there is one.
    pub entries: Vec<Entry>,
    /// When this was read.
    pub now: ClinicTime,
}

/// A free time that suits somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeTime {
    /// With whom.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// When it begins.
    pub starts_at: ClinicTime,
}

/// A request with the free times that suit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placing {
    /// The request.
    pub entry: Entry,
    /// The soonest times that suit it, by doctor.
    pub times: Vec<FreeTime>,
    /// When this was read.
    pub now: ClinicTime,
}

/// A visit type to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitChoice {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// What the form of a new request offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinOptions {
    /// The patient staff ask for.
    pub patient_id: Option<i64>,
    /// Their name.
    pub patient_name: Option<String>,
    /// The appointment that is to be moved.
    pub appointment: Option<Moved>,
    /// The doctor asked for.
    pub doctor: Option<DoctorName>,
    /// Doctors to choose from.
    pub doctors: Vec<DoctorName>,
    /// Specializations to choose from.
    pub specializations: Vec<String>,
    /// Visit types to choose from; none where there is no choice.
    pub visit_types: Vec<VisitChoice>,
    /// The first day that can be the last.
    pub today: Date,
    /// The last day that can.
    pub last: Date,
}

/// The appointment that is to be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Its id.
    pub id: i64,
    /// When it begins.
    pub starts_at: ClinicTime,
    /// With whom.
    pub doctor_name: String,
    /// What the doctor does.
    pub specialization: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_and_nothing_has_none() {
        assert_eq!(FillRate::share(2, 3), "67%");
        assert_eq!(FillRate::share(0, 5), "0%");
        assert_eq!(FillRate::share(0, 0), "none yet");
    }
}
