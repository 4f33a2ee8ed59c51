//! What the hours of a doctor's pages show.

use dioxus::prelude::*;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointments::model::DoctorName,
    clinic_time::ClinicTime,
    rules::model::{Exception, VisitType, WorkingHours},
    schedule::hours::OpeningHours,
};

/// A doctor's hours with all that is needed to change them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursView {
    /// Whose.
    pub doctor: DoctorName,
    /// False: the clinic's opening hours are theirs.
    pub own: bool,
    /// Their own hours, by weekday and beginning.
    pub hours: Vec<WorkingHours>,
    /// The clinic's.
    pub opening: OpeningHours,
    /// How far apart visits begin in the clinic's hours.
    pub slot_minutes: u16,
    /// What they offer; empty where the clinic has no visit types.
    pub visit_types: Vec<VisitType>,
    /// Time off, extra hours and closures that are not over, by beginning.
    pub exceptions: Vec<Exception>,
    /// Booked visits to come for which they are not there, the soonest first: left over from a change
    /// of hours. Those in time off and closures are under `/displaced`.
    pub outside: Vec<Outside>,
    /// The other doctors who have hours of their own.
    pub others: Vec<DoctorName>,
    /// Another one after every change of the hours.
    pub version: String,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// How many booked visits to come now lie outside the hours and did not before.
    pub outside: usize,
    /// They are, since it is time off or a closure: each of them needs another time.
    pub displaced: bool,
}

impl Saved {
    /// What is said of it: that it is done, and how many visits it concerns.
    pub fn words(self, done: &str) -> String {
        match self.outside {
            0 => done.to_owned(),
            1 => format!("{done} One booked visit now lies outside the hours."),
            count => format!("{done} {count} booked visits now lie outside the hours."),
        }
    }

    /// The page to go on with: that of the visits that need another time, where there are any now.
    pub fn leads_to(self, doctor_id: Option<i64>, otherwise: &str) -> String {
        match (self.displaced, doctor_id) {
            (false, _) => otherwise.to_owned(),
            (true, Some(id)) => format!("/displaced?doctor_id={id}"),
            (true, None) => "/displaced".to_owned(),
        }
    }

    /// In the hydrated page: goes on with those visits, or has the page show what is new.
    pub fn go_on(self, doctor_id: Option<i64>, otherwise: EventHandler<()>) {
        if self.displaced {
            navigator().push(self.leads_to(doctor_id, "/"));
        } else {
            otherwise.call(());
        }
    }
}

/// What a change of hours would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The Monday of the week that is compared.
    pub week: Date,
    /// Which visits are counted.
    pub visit: String,
    /// Monday to Sunday.
    pub days: Vec<DayChange>,
    /// Booked visits to come that would lie outside the hours and do not now, the soonest first.
    pub outside: Vec<Outside>,
}

/// A day before and after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayChange {
    /// The day.
    pub date: Date,
    /// As things are.
    pub before: Worked,
    /// As they would be.
    pub after: Worked,
}

/// How much a doctor works on a day, as if nothing were booked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worked {
    /// Minutes.
    pub minutes: i64,
    /// Times at which a visit can begin.
    pub starts: usize,
}

impl Worked {
    /// In words: `7 h 30 min, 15 times`, or `None`.
    pub fn words(self) -> String {
        if self.minutes == 0 {
            return "None".to_owned();
        }
        let times =
            crate::ui::words::plural(i64::try_from(self.starts).unwrap_or(i64::MAX), "time");
        match (self.minutes / 60, self.minutes % 60) {
            (0, minutes) => format!("{minutes} min, {times}"),
            (hours, 0) => format!("{hours} h, {times}"),
            (hours, minutes) => format!("{hours} h {minutes} min, {times}"),
        }
    }
}

/// A booked visit that would lie outside the hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// The appointment's id.
    pub id: i64,
    /// When it begins.
    pub starts_at: ClinicTime,
    /// Who comes.
    pub patient_name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_worked_is_said_in_words() {
        let words = |minutes, starts| Worked { minutes, starts }.words();
        assert_eq!(words(0, 0), "None");
        assert_eq!(words(45, 1), "45 min, 1 time");
        assert_eq!(words(450, 15), "7 h 30 min, 15 times");
        assert_eq!(words(480, 0), "8 h, 0 times");
    }

    #[test]
    fn visits_that_need_another_time_are_gone_on_with() {
        let none = Saved {
            outside: 0,
            displaced: false,
        };
        assert_eq!(none.words("Saved."), "Saved.");
        assert_eq!(none.leads_to(Some(3), "/hours/3"), "/hours/3");
        let hours = Saved {
            outside: 2,
            displaced: false,
        };
        assert_eq!(
            hours.words("Saved."),
            "Saved. 2 booked visits now lie outside the hours."
        );
        assert_eq!(hours.leads_to(Some(3), "/hours/3"), "/hours/3");
        let some = Saved {
            displaced: true,
            ..hours
        };
        assert_eq!(some.leads_to(Some(3), "/hours/3"), "/displaced?doctor_id=3");
        assert_eq!(some.leads_to(None, "/admin/closures"), "/displaced");
    }
}
