//! What is proposed to somebody at the desk, and what they choose.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::model::VisitChoice,
    clinic_time::ClinicTime,
    desk::model::BoardVisit,
    form::{checkbox, optional_number},
    patients::model::Details,
    schedule::availability_api::FreeTime,
};

/// What can be proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposals {
    /// Doctors who can see somebody today without an appointment, the shortest wait first.
    pub queues: Vec<Queue>,
    /// Free times, the earliest first.
    pub times: Vec<FreeTime>,
    /// The kinds of visit there are.
    pub visits: Vec<VisitChoice>,
}

/// The patients who wait for a doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Whose queue.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// How many are here and wait.
    pub waiting: u32,
    /// How many minutes somebody who comes now would wait, as things stand.
    pub minutes: i64,
}

/// Where what was chosen is sent.
pub(super) const ACTION: &str = "/api/desk/walk-in";

/// What is sent for a place in a doctor's queue.
const QUEUE: &str = "queue";

/// A time, or a place in a queue, and whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// With whom.
    pub doctor_id: i64,
    /// The time (RFC 3339); none is the queue.
    pub starts_at: Option<String>,
}

impl Choice {
    /// What a form sends: `2026-11-24T09:30:00+00:00@3`, or `queue@3`.
    pub fn value(&self) -> String {
        let when = self.starts_at.as_deref().unwrap_or(QUEUE);
        format!("{when}@{}", self.doctor_id)
    }

    /// Reads what a form sent.
    pub fn read(value: &str) -> Option<Self> {
        let (when, doctor) = value.trim().rsplit_once('@')?;
        Some(Self {
            doctor_id: doctor.parse().ok()?,
            starts_at: (when != QUEUE).then(|| when.to_owned()),
        })
    }
}

/// `POST /api/desk/walk-in`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitForm {
    /// Who it is; a new patient unless given.
    #[serde(deserialize_with = "optional_number")]
    pub patient_id: Option<i64>,
    /// A new patient's name.
    pub full_name: String,
    /// A new patient's telephone number.
    pub contact_number: String,
    /// A new patient's date of birth, `YYYY-MM-DD`.
    pub date_of_birth: String,
    /// Whoever is registered already is somebody else.
    #[serde(deserialize_with = "checkbox")]
    pub anyway: bool,
    /// The doctor and the time together, as [`Choice::value`] has them; or the next three.
    pub choice: String,
    /// With whom.
    #[serde(deserialize_with = "optional_number")]
    pub doctor_id: Option<i64>,
    /// When; RFC 3339.
    pub starts_at: String,
    /// In the place of a time, the next place in the doctor's queue.
    #[serde(deserialize_with = "checkbox")]
    pub queue: bool,
    /// What for; the first on offer unless given.
    #[serde(deserialize_with = "optional_number")]
    pub visit_type_id: Option<i64>,
    /// The patient is here; with a place in the queue always so.
    #[serde(deserialize_with = "checkbox")]
    pub here: bool,
    /// Why.
    pub reason: String,
    /// Known repetitions of one and the same.
    pub idempotency_key: String,
}

impl VisitForm {
    /// The details of a new patient.
    pub fn details(&self) -> Details {
        Details {
            full_name: self.full_name.clone(),
            contact_number: self.contact_number.clone(),
            email: String::new(),
            date_of_birth: self.date_of_birth.clone(),
        }
    }

    /// What is chosen, however it was sent.
    pub fn chosen(&self) -> Option<Choice> {
        if !self.choice.trim().is_empty() {
            return Choice::read(&self.choice);
        }
        let starts_at = self.starts_at.trim();
        if starts_at.is_empty() && !self.queue {
            return None;
        }
        Some(Choice {
            doctor_id: self.doctor_id?,
            starts_at: (!self.queue).then(|| starts_at.to_owned()),
        })
    }
}

/// What came of it, in words.
pub fn given_words(visit: &BoardVisit) -> String {
    match visit.queue_number {
        Some(number) => format!(
            "{} is here: number {number} in the queue.",
            visit.patient_name
        ),
        None => format!(
            "Booked for {}: {}.",
            visit.patient_name,
            visit.starts_at.words()
        ),
    }
}

/// The first kind of visit that fits into so many minutes, where the usual one, which is the first of all, does not.
pub fn fitting(visits: &[VisitChoice], minutes: i64) -> Option<i64> {
    let fits = |visit: &&VisitChoice| i64::from(visit.minutes) <= minutes;
    let first = visits.iter().find(fits)?;
    first.id.filter(|_| visits.first() != Some(first))
}

/// The board on which a visit stands. Today's goes on with the day, and so names none.
pub fn visit_path(visit: &BoardVisit, today: Date) -> String {
    match visit.starts_at.date() {
        day if day == today => "/desk".to_owned(),
        day => format!("/desk?date={day}"),
    }
}

/// In how many minutes, in words: `no wait`, `about 25 minutes`.
pub fn wait_words(minutes: i64) -> String {
    match minutes {
        ..1 => "no wait".to_owned(),
        minutes if minutes < 60 => format!("about {minutes} minutes"),
        minutes => format!("about {} h {:02} min", minutes / 60, minutes % 60),
    }
}

/// The times by their day.
pub fn by_day(times: &[FreeTime]) -> Vec<(ClinicTime, Vec<FreeTime>)> {
    let mut days: Vec<(ClinicTime, Vec<FreeTime>)> = Vec::new();
    for time in times {
        match days.last_mut() {
            Some((first, day)) if first.date() == time.starts_at.date() => day.push(time.clone()),
            _ => days.push((time.starts_at, vec![time.clone()])),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn todays_board_goes_on_with_the_day() {
        let visit = BoardVisit::sample(1, "2026-11-24T09:00:00+00:00".parse().unwrap());
        let path = |day| visit_path(&visit, jiff::civil::date(2026, 11, day));
        assert_eq!(
            (path(24), path(23)),
            ("/desk".into(), "/desk?date=2026-11-24".into())
        );
    }

    #[test]
    fn a_choice_survives_its_form() {
        for (value, starts_at) in [
            (
                "2026-11-24T09:30:00+00:00@3",
                Some("2026-11-24T09:30:00+00:00"),
            ),
            ("queue@3", None),
        ] {
            let choice = Choice::read(value).unwrap();
            assert_eq!(
                (choice.doctor_id, choice.starts_at.as_deref()),
                (3, starts_at)
            );
            assert_eq!(choice.value(), value);
        }
        assert_eq!(Choice::read("queue"), None);
        assert_eq!(Choice::read("queue@somebody"), None);
    }

    #[test]
    fn a_script_may_say_doctor_and_time_apart() {
        let form = VisitForm {
            doctor_id: Some(3),
            queue: true,
            ..VisitForm::default()
        };
        assert_eq!(form.chosen().unwrap().value(), "queue@3");
        let form = VisitForm {
            queue: false,
            ..form
        };
        assert_eq!(form.chosen(), None);
    }

    #[test]
    fn a_short_gap_is_for_a_short_visit() {
        let visits = [(1, 30), (2, 20), (3, 10), (4, 15)].map(|(id, minutes)| VisitChoice {
            id: Some(id),
            name: format!("Visit {id}"),
            minutes,
        });
        assert_eq!(fitting(&visits, 30), None);
        assert_eq!(fitting(&visits, 25), Some(2));
        assert_eq!(fitting(&visits, 15), Some(3));
        assert_eq!(fitting(&visits, 5), None);
        assert_eq!(fitting(&[], 30), None);
    }

    #[test]
    fn waits_are_told_roughly() {
        assert_eq!(wait_words(0), "no wait");
        assert_eq!(wait_words(25), "about 25 minutes");
        assert_eq!(wait_words(65), "about 1 h 05 min");
    }
}
