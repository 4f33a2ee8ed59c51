//! Appointments that repeat.

use std::{collections::BTreeMap, ops::RangeInclusive};

use jiff::{ToSpan as _, civil::DateTime};
use serde::{Deserialize, Serialize};

use crate::{
    appointments::model::Status, clinic_time::ClinicTime, error::FieldErrors,
    form::optional_number, schedule::model::Slot, ui::words::plural,
};

/// How many visits a series has.
pub const TIMES: RangeInclusive<u8> = 2..=52;
/// How many weeks or months lie between two of them.
pub const EVERY: RangeInclusive<u8> = 1..=12;

/// What a series is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Weeks: always the same weekday.
    #[default]
    Week,
    /// Months: always the same day of the month.
    Month,
}

impl Unit {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Week, Self::Month];

    /// How the database and addresses spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The one with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.key() == key)
    }
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Every so many weeks or months.
    pub every: u8,
    /// Weeks or months.
    pub unit: Unit,
    /// How many visits.
    pub times: u8,
}

impl Rule {
    /// Reads the rule from the fields of a form; messages go to `errors`.
    pub fn read(every: &str, unit: &str, times: &str, errors: &mut FieldErrors) -> Option<Self> {
        let number = |text: &str, within: &RangeInclusive<u8>, what: &str| {
            let number = text.trim().parse().ok();
            number
                .filter(|number| within.contains(number))
                .ok_or(format!(
                    "Enter {what} from {} to {}.",
                    within.start(),
                    within.end()
                ))
        };
        let every = errors.check("every", number(every, &EVERY, "a number"));
        let times = errors.check("times", number(times, &TIMES, "a number of visits"));
        let unit = Unit::from_key(unit.trim()).ok_or("Choose weeks or months.");
        let unit = errors.check("unit", unit);
        Some(Self {
            every: every?,
            unit: unit?,
            times: times?,
        })
    }

    /// `every week`, `every 2 months`.
    pub fn words(self) -> String {
        match self.every {
            1 => format!("every {}", self.unit.key()),
            every => format!("every {}", plural(every.into(), self.unit.key())),
        }
    }
}

/// What the clinic's clock shows when each visit of a series begins: always the same time of day,
/// whatever clocks do in between.
///
/// A month that lacks the first visit's day has its visit on its last day. (RFC 5545 would leave
/// that month out; a patient who is to be seen monthly would be missed.)
pub fn dates(first: DateTime, rule: Rule) -> Vec<DateTime> {
    let every = i64::from(rule.every);
    (0..i64::from(rule.times))
        .map(|index| match rule.unit {
            Unit::Week => (index * every).weeks(),
            // Counted from the first visit, so that a short month does not shorten later ones.
            Unit::Month => (index * every).months(),
        })
        .map_while(|later| first.checked_add(later).ok())
        .collect()
}

/// The same change of day and time for another visit: `old` is to `new` as `other` is to the answer.
pub fn moved_alike(old: DateTime, new: DateTime, other: DateTime) -> Option<DateTime> {
    other.checked_add(new.duration_since(old)).ok()
}

/// One date of a series that is being planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// When the visit would begin.
    pub starts_at: ClinicTime,
    /// When it would end.
    pub ends_at: ClinicTime,
    /// Why it cannot be booked, in the reader's words; empty when it can.
    pub reasons: Vec<String>,
    /// Free times near it, the earliest first; empty when it can be booked, or when there are none.
    pub instead: Vec<Slot>,
}

impl Planned {
    /// Whether it can be booked as it is.
    pub fn is_free(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// A series before it is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// With whom.
    pub doctor_name: String,
    /// For whom; known where a patient was named.
    pub patient_name: Option<String>,
    /// The visit type's name.
    pub visit_type: String,
    /// How often.
    pub rule: Rule,
    /// Its dates in order.
    pub dates: Vec<Planned>,
}

/// A visit of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesVisit {
    /// The appointment.
    pub id: i64,
    /// With whom.
    pub doctor_name: String,
    /// When it begins.
    pub starts_at: ClinicTime,
    /// Where it stands.
    pub status: Status,
    /// Counts changes of it.
    pub version: i32,
}

/// Appointments that were booked together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// Its id.
    pub id: i64,
    /// How often.
    pub rule: Rule,
    /// Its visits that the reader may see, the earliest first.
    pub visits: Vec<SeriesVisit>,
}

/// A visit that is to be moved with others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedMove {
    /// The appointment.
    pub id: i64,
    /// When it begins at present.
    pub from: ClinicTime,
    /// When it would begin.
    pub to: ClinicTime,
    /// Why it cannot, in the reader's words; empty when it can.
    pub reasons: Vec<String>,
}

/// `POST /api/series/preview` and `POST /api/series`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeriesForm {
    /// With whom.
    #[serde(deserialize_with = "optional_number")]
    pub doctor_id: Option<i64>,
    /// What for; the first on offer unless given.
    #[serde(deserialize_with = "optional_number")]
    pub visit_type_id: Option<i64>,
    /// For whom: front desk and admin only; a patient books for themselves.
    #[serde(deserialize_with = "optional_number")]
    pub patient_id: Option<i64>,
    /// The first visit: a reading of the clinic's clock such as `2026-12-01T09:30`, or RFC 3339.
    pub starts_at: String,
    /// Every so many units.
    pub every: String,
    /// `week` or `month`.
    pub unit: String,
    /// How many visits.
    pub times: String,
    /// To book: the times chosen, RFC 3339, separated by commas or blanks.
    pub starts: String,
    /// Why; may be empty.
    pub reason: String,
    /// Makes a repetition of the same request harmless.
    pub idempotency_key: String,
    /// To book from a page: `at_1` to `at_52`, one for each date; empty leaves that date out.
    #[serde(flatten)]
    pub chosen: BTreeMap<String, String>,
}

impl SeriesForm {
    /// The field that says what becomes of a date, counted from 0.
    pub fn choice(index: usize) -> String {
        format!("at_{}", index + 1)
    }

    /// The times that were chosen, as texts: one by one if the form has a field for each, else
    /// those of the list. Dates that nothing was decided about are named in `errors`.
    pub fn chosen(&self, errors: &mut FieldErrors) -> Vec<&str> {
        let listed = self.starts.split([',', ' ', '\n']).map(str::trim);
        let mut chosen: Vec<&str> = listed.filter(|text| !text.is_empty()).collect();
        if !chosen.is_empty() {
            return chosen;
        }
        let times = self.times.trim().parse().unwrap_or_default();
        for name in (0..times).take(usize::from(*TIMES.end())).map(Self::choice) {
            match self.chosen.get(&name).map(|text| text.trim()) {
                Some("") => {}
                Some(text) => chosen.push(text),
                None => errors.add(&name, "Choose a time, or leave this date out."),
            }
        }
        chosen
    }
}

/// `POST /api/series/{id}/move` and its preview.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    /// The first appointment that moves, and those after it follow; the first to come unless
    /// given.
    #[serde(deserialize_with = "optional_number")]
    pub from_appointment_id: Option<i64>,
    /// Its new time, as in [`SeriesForm`].
    pub starts_at: String,
    /// The version of it that the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "optional_number")]
    pub version: Option<i64>,
    /// Makes a repetition of the same request harmless.
    pub idempotency_key: String,
}

/// `POST /api/series/{id}/cancel`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CancelForm {
    /// The first appointment that is cancelled, with those after it; the first to come unless
    /// given.
    #[serde(deserialize_with = "optional_number")]
    pub from_appointment_id: Option<i64>,
    /// Why; a doctor must say, others may.
    pub reason: String,
}

#[cfg(test)]
mod tests;
