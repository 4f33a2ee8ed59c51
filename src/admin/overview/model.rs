//! The clinic's numbers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointments::model::{Status, StatusCount},
    auth::Role,
    clinic_time::ClinicTime,
};

/// Days counted ahead, today included.
pub const DAYS: i32 = 14;

/// The clinic at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Today.
    pub today: Date,
    /// How many of today's appointments have each status; statuses that do not occur are left
    /// out.
    pub counts: Vec<StatusCount>,
    /// What doctors can still take today.
    pub capacity: Capacity,
    /// Today and the days after it, each with its appointments that take place.
    pub days: Vec<DayCount>,
    /// The latest bookings.
    pub bookings: Vec<Event>,
    /// The latest cancellations.
    pub cancellations: Vec<Event>,
    /// Staff who have never signed in.
    pub never_signed_in: Vec<Waiting>,
    /// Past visits of which nobody has said how they ended.
    pub left_open: LeftOpen,
    /// How many visits need another time, since their doctor is away or the clinic closed.
    pub displaced: i64,
}

impl Overview {
    /// How many of today's appointments have this status.
    pub fn count(&self, status: Status) -> u64 {
        let found = self.counts.iter().find(|each| each.status == status);
        found.map_or(0, |each| each.count)
    }
}

/// Free times of all doctors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// Times that can still be booked today.
    pub free: u64,
    /// Times of the whole day, booked or not.
    pub total: u64,
}

/// A day and how many appointments take place on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// The day.
    pub date: Date,
    /// How many.
    pub count: i64,
}

/// A booking or a cancellation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The appointment.
    pub id: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The doctor's name.
    pub doctor_name: String,
    /// When the appointment begins.
    pub starts_at: ClinicTime,
    /// When it was booked or cancelled.
    pub at: ClinicTime,
    /// Where it stands now.
    pub status: Status,
}

/// An account whose owner has never signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The account's id.
    pub id: i64,
    /// The owner's name.
    pub full_name: String,
    /// What they may do.
    pub role: Role,
    /// Their doctor record, if they are one.
    pub doctor_id: Option<i64>,
    /// When the account was made.
    pub created_at: ClinicTime,
}

/// Past visits that are still booked, arrived or checked in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOpen {
    /// The first day looked at.
    pub from: Date,
    /// The last day looked at: yesterday.
    pub to: Date,
    /// How many have each status; statuses that do not occur are left out.
    pub counts: Vec<StatusCount>,
}

/// The counts by status of what `counted` tells; statuses that do not occur are left out.
pub fn by_status(counted: &[(Status, i64)]) -> Vec<StatusCount> {
    Status::ALL
        .into_iter()
        .filter_map(|status| {
            let of_status = counted.iter().filter(|(each, _)| *each == status);
            let count = of_status.map(|(_, count)| *count).sum::<i64>();
            let count = u64::try_from(count).ok().filter(|count| *count > 0)?;
            Some(StatusCount { status, count })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_one_status_are_added_up() {
        let counted = [
            (Status::Arrived, 2),
            (Status::Booked, 1),
            (Status::Arrived, 3),
            (Status::Noshow, 0),
        ];
        let expected = [(Status::Booked, 1), (Status::Arrived, 5)];
        assert_eq!(
            by_status(&counted),
            expected.map(|(status, count)| StatusCount { status, count })
        );
    }
}
