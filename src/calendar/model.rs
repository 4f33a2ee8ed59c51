//! What calendars show.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointments::model::Appointment,
    clinic_time::ClinicTime,
    desk::model::DoctorName,
    rules::{model::ExceptionKind, reason::Reason},
    schedule::day_api::View,
};

/// Doctors that are shown side by side at most.
pub const MOST_DOCTORS: usize = 8;

/// Days of doctors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// How much of each.
    pub view: View,
    /// The day asked for.
    pub date: Date,
    /// The doctors shown, in the order asked for, each with every day of the view.
    pub doctors: Vec<DoctorCalendar>,
    /// Whom to choose from: the doctors who see patients here; a doctor has only themselves.
    pub choices: Vec<DoctorName>,
}

/// The days of one doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorCalendar {
    /// Whose.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// The days of the view.
    pub days: Vec<CalendarDay>,
}

/// One day of one doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The day.
    pub date: Date,
    /// All of it: from its first instant to the next day's, so that a change of the clock shows.
    pub whole: Stretch,
    /// When the doctor sees patients, extra hours included.
    pub open: Vec<Stretch>,
    /// Time off, extra hours and closures, as much of each as is on this day.
    pub exceptions: Vec<Special>,
    /// The visits that begin on this day and take its time, in order.
    pub visits: Vec<Appointment>,
    /// Times that are kept for somebody, with the minutes around them.
    pub held: Vec<Stretch>,
}

/// A stretch of time as the clinic's clock shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stretch {
    /// Its first instant.
    pub starts_at: ClinicTime,
    /// The instant at which it is over.
    pub ends_at: ClinicTime,
}

impl Stretch {
    /// Whether the clock shows another offset at its end than at its beginning.
    pub fn changes_clock(&self) -> bool {
        self.starts_at.offset_words() != self.ends_at.offset_words()
    }
}

/// What is not as usual on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    /// What it does.
    pub kind: ExceptionKind,
    /// Why; may be empty.
    pub reason: String,
    /// When.
    #[serde(flatten)]
    pub stretch: Stretch,
}

impl Special {
    /// What it is, and why.
    pub fn words(&self) -> String {
        if self.reason.is_empty() {
            self.kind.words().to_owned()
        } else {
            format!("{}: {}", self.kind.words(), self.reason)
        }
    }
}

/// Why a time is not free, for staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Whose time.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// The time.
    pub starts_at: ClinicTime,
    /// When the visit would end.
    pub ends_at: ClinicTime,
    /// What for; none is the ordinary visit.
    pub visit_type_id: Option<i64>,
    /// What the doctor offers.
    pub visit_types: Vec<VisitChoice>,
    /// Every reason; none when the time is free.
    pub reasons: Vec<Why>,
    /// Whether staff may book it all the same: there are reasons, and none of them forbids it.
    pub may_overbook: bool,
}

/// One reason, and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The reason.
    pub reason: Reason,
    /// The reason in words, for staff.
    pub words: String,
}

/// A kind of visit to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitChoice {
    /// Its id; none is the ordinary visit.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// How long it takes.
    pub minutes: u16,
}

/// How full the days of a month are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// The first day of the month.
    pub month: Date,
    /// Its days.
    pub days: Vec<Date>,
    /// The doctors who see patients here, and whoever has visits in this month, by name.
    pub doctors: Vec<DoctorLoad>,
}

impl Load {
    /// What all doctors have on each day.
    pub fn totals(&self) -> Vec<DayLoad> {
        let on = |index: usize| {
            let days = self
                .doctors
                .iter()
                .filter_map(|doctor| doctor.days.get(index));
            days.copied().sum()
        };
        (0..self.days.len()).map(on).collect()
    }
}

/// How full the days of one doctor are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorLoad {
    /// Whose.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// For each day of the month.
    pub days: Vec<DayLoad>,
}

/// How full a day is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLoad {
    /// Minutes that visits take, with those kept free around them. Where visits overlap, each
    /// counts.
    pub booked: u32,
    /// Minutes in which the doctor sees patients.
    pub open: u32,
}

impl DayLoad {
    /// How much of the open time is booked, in percent; none when nothing is open.
    pub fn percent(self) -> Option<u32> {
        (self.booked * 100).checked_div(self.open)
    }

    /// A step from 0 (nothing) to 5 (full, or more), for colours; none when it is closed and
    /// nothing is booked.
    pub fn step(self) -> Option<u32> {
        match (self.percent(), self.booked) {
            (Some(percent), _) => Some(percent.min(100).div_ceil(20)),
            (None, 0) => None,
            (None, _) => Some(5),
        }
    }
}

impl std::iter::Sum for DayLoad {
    fn sum<I: Iterator<Item = Self>>(days: I) -> Self {
        days.fold(Self::default(), |sum, day| Self {
            booked: sum.booked + day.booked,
            open: sum.open + day.open,
        })
    }
}

/// Ids in a text, apart by commas or blanks; each once, in their order.
///
/// # Errors
/// When something in it is no number.
pub fn ids(text: &str) -> Result<Vec<i64>, std::num::ParseIntError> {
    let mut ids: Vec<i64> = Vec::new();
    let parts = text.split([',', ' ', '+']).filter(|part| !part.is_empty());
    for part in parts {
        let id = part.parse()?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_each_once() {
        assert_eq!(ids("3,1, 3 2"), Ok(vec![3, 1, 2]));
        assert_eq!(ids(""), Ok(Vec::new()));
        assert!(ids("3,x").is_err());
    }

    #[test]
    fn a_day_is_as_full_as_its_open_time() {
        let day = |booked, open| DayLoad { booked, open };
        let steps = [
            day(0, 480),
            day(1, 480),
            day(240, 480),
            day(480, 480),
            day(600, 480),
        ];
        let steps = steps.map(|day| (day.percent(), day.step()));
        let expected = [(0, 0), (0, 0), (50, 3), (100, 5), (125, 5)];
        assert_eq!(
            steps,
            expected.map(|(percent, step)| (Some(percent), Some(step)))
        );
        assert_eq!((day(0, 0).percent(), day(0, 0).step()), (None, None));
        assert_eq!((day(30, 0).percent(), day(30, 0).step()), (None, Some(5)));
    }
}
