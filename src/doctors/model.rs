//! Doctors as patients and admins see them, and the addresses of their pages.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use super::forms::{AddForm, Checked, Details, EditForm};
#[cfg(feature = "server")]
use crate::form::validate;
use crate::{clinic_time::ClinicTime, schedule::model::Slot};

/// A doctor as patients know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doctor {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub full_name: String,
    /// What they treat.
    pub specialization: String,
    /// What they speak, as they would write it; may be empty.
    pub languages: String,
    /// A few sentences about them; may be empty.
    pub about: String,
    /// Whether they see patients here.
    pub active: bool,
}

/// A doctor in the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub full_name: String,
    /// What they treat.
    pub specialization: String,
    /// What they speak; may be empty.
    pub languages: String,
    /// Their soonest free time.
    pub next_free: Option<Slot>,
}

/// A doctor's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The doctor.
    #[serde(flatten)]
    pub doctor: Doctor,
    /// The next days with free times.
    pub next_days: Vec<FreeDay>,
}

/// A day on which a doctor has time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeDay {
    /// The day.
    pub date: Date,
    /// How many times are free.
    pub free: u32,
}

/// A specialization of the clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specialization {
    /// Its name.
    pub name: String,
    /// Its name as addresses spell it.
    pub key: String,
    /// How many active doctors have it.
    pub doctors: i64,
}

/// A doctor as an admin lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub full_name: String,
    /// What they treat.
    pub specialization: String,
    /// The name they sign in with.
    pub username: String,
    /// Whether they see patients here.
    pub active: bool,
    /// When their next booked appointment begins.
    pub next_visit: Option<ClinicTime>,
    /// How many appointments they have from Monday to Sunday of this week.
    pub this_week: i64,
}

/// A doctor as an admin edits them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managed {
    /// The doctor.
    #[serde(flatten)]
    pub doctor: Doctor,
    /// Their account.
    pub user_id: i64,
    /// The name they sign in with.
    pub username: String,
    /// Their password is temporary.
    pub must_change_password: bool,
    /// When they last signed in.
    pub last_login_at: Option<ClinicTime>,
    /// How many booked appointments are still to come.
    pub upcoming: i64,
    /// Counts changes; a form carries it so that two admins do not overwrite each other.
    pub version: i32,
}

/// The first `most` days among free times given in order, each with how many it has.
pub fn free_days(times: impl IntoIterator<Item = ClinicTime>, most: usize) -> Vec<FreeDay> {
    let mut days: Vec<FreeDay> = Vec::with_capacity(most);
    for date in times.into_iter().map(ClinicTime::date) {
        if let Some(day) = days.last_mut().filter(|day| day.date == date) {
            day.free += 1;
        } else if days.len() == most {
            break;
        } else {
            days.push(FreeDay { date, free: 1 });
        }
    }
    days
}

/// The search a plain form has put into the address, where a space is a plus.
pub fn typed(q: &str) -> String {
    q.replace('+', " ")
}

/// A name as addresses spell it: `ear-nose-throat`. Names of one key are taken for one.
#[cfg(feature = "server")]
pub fn key(name: &str) -> String {
    let folded = validate::fold(name);
    let words = folded.split(|char: char| !char.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// The address of the directory under a search and the key of a specialization.
pub fn directory_path(q: &str, specialization: &str) -> String {
    let query: Vec<_> = [("q", q.trim()), ("specialization", specialization)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    match serde_urlencoded::to_string(query) {
        Ok(query) if !query.is_empty() => format!("/doctors?{query}"),
        _ => "/doctors".to_owned(),
    }
}

/// The booking page with a day and a time already chosen.
pub fn booking_path(doctor_id: i64, at: ClinicTime) -> String {
    let query = [("date", at.date().to_string()), ("start", at.to_string())];
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    format!("/book/{doctor_id}?{query}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn free_times_are_counted_by_day() {
        let at = |text: &str| text.parse::<ClinicTime>().unwrap();
        let times = [
            "2026-11-24T09:00:00+01:00",
            "2026-11-24T09:30:00+01:00",
            "2026-11-26T16:30:00+01:00",
            "2026-11-27T09:00:00+01:00",
        ]
        .map(at);
        let days = free_days(times, 2);
        let expected = [(date(2026, 11, 24), 2), (date(2026, 11, 26), 1)];
        assert_eq!(days, expected.map(|(date, free)| FreeDay { date, free }));
        assert_eq!(free_days([], 5), []);
    }

    #[test]
    fn addresses_name_only_what_is_filtered() {
        assert_eq!(directory_path(" ", ""), "/doctors");
        assert_eq!(directory_path("ada & co", ""), "/doctors?q=ada+%26+co");
        assert_eq!(
            directory_path("ada", "eye-care"),
            "/doctors?q=ada&specialization=eye-care"
        );
        assert_eq!(typed("ada+lovelace"), "ada lovelace");
    }

    #[test]
    fn a_free_time_is_one_click_from_booking() {
        let at = "2026-11-24T09:30:00+01:00".parse().unwrap();
        assert_eq!(
            booking_path(3, at),
            "/book/3?date=2026-11-24&start=2026-11-24T09%3A30%3A00%2B01%3A00"
        );
    }

    #[cfg(feature = "server")]
    #[test]
    fn keys_hold_nothing_an_address_would_take_apart() {
        assert_eq!(key("Ear, nose & throat"), "ear-nose-throat");
        assert_eq!(key("ear-nose-throat"), "ear-nose-throat");
        assert_eq!(key(" Pädiatrie "), "padiatrie");
        assert_eq!(key("眼科"), "眼科");
        assert_eq!(key("&"), "");
    }
}
