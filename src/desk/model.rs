//! A day at the front desk.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointments::model::{Appointment, Status, StatusCount},
    clinic_time::ClinicTime,
};

/// A day of the clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskDay {
    /// The day.
    pub date: Date,
    /// The day before.
    pub previous: Date,
    /// The day after.
    pub next: Date,
    /// Its appointments in order, cancelled ones too; of one doctor where one was asked for.
    pub appointments: Vec<Appointment>,
    /// How many of them have each status; statuses that do not occur are left out.
    pub counts: Vec<StatusCount>,
    /// Whose days can be looked at: doctors who see patients here, and whoever has an
    /// appointment on this day.
    pub doctors: Vec<DoctorName>,
}

/// A doctor to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorName {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub name: String,
}

/// How many appointments have each status; statuses that do not occur are left out.
pub fn counts<'a>(statuses: impl Iterator<Item = &'a Status> + Clone) -> Vec<StatusCount> {
    Status::ALL
        .into_iter()
        .filter_map(|status| {
            let count = statuses.clone().filter(|each| **each == status).count();
            let count = u64::try_from(count).ok().filter(|count| *count > 0)?;
            Some(StatusCount { status, count })
        })
        .collect()
}

/// Appointments given in order, those that begin together in one group.
pub fn by_start(appointments: Vec<Appointment>) -> Vec<(ClinicTime, Vec<Appointment>)> {
    let mut groups: Vec<(ClinicTime, Vec<Appointment>)> = Vec::new();
    for appointment in appointments {
        match groups.last_mut() {
            Some((start, group)) if *start == appointment.starts_at => group.push(appointment),
            _ => groups.push((appointment.starts_at, vec![appointment])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_statuses_that_occur_are_counted() {
        let statuses = [Status::Cancelled, Status::Booked, Status::Cancelled];
        let expected = [(Status::Booked, 1), (Status::Cancelled, 2)];
        assert_eq!(
            counts(statuses.iter()),
            expected.map(|(status, count)| StatusCount { status, count })
        );
        assert_eq!(counts([].iter()), []);
    }
}
