//! What is kept of a patient.

use serde::{Deserialize, Serialize};

use crate::{
    clinic_time::ClinicTime,
    error::FieldErrors,
    form::{optional_number, validate},
    ui::words,
};

/// A patient's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    /// Its number.
    pub id: i64,
    /// The patient's name.
    pub full_name: String,
    /// A telephone number, or nothing.
    pub contact_number: String,
    /// An address for mail, or nothing.
    pub email: String,
    /// ISO 8601.
    pub date_of_birth: Option<String>,
    /// The patient has an account of their own.
    pub has_login: bool,
    /// Counts changes; a form carries it so that two people do not overwrite each other.
    pub version: i32,
}

/// A patient in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRow {
    /// The record's number.
    pub id: i64,
    /// The patient's name.
    pub full_name: String,
    /// A telephone number, or nothing.
    pub contact_number: String,
    /// ISO 8601.
    pub date_of_birth: Option<String>,
    /// When they come next; a doctor is told of visits to themselves only.
    pub next_visit: Option<ClinicTime>,
}

/// `POST /api/patients/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// The patient's name.
    pub full_name: String,
    /// A telephone number.
    pub contact_number: String,
    /// An address for mail.
    pub email: String,
    /// `YYYY-MM-DD`.
    pub date_of_birth: String,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "optional_number")]
    pub version: Option<i64>,
}

impl EditForm {
    /// The details without the version.
    pub fn details(self) -> Details {
        Details {
            full_name: self.full_name,
            contact_number: self.contact_number,
            email: self.email,
            date_of_birth: self.date_of_birth,
        }
    }
}

/// The age on `today` of somebody born on this day (ISO 8601), in words: `41 years`.
pub fn age_words(date_of_birth: Option<&str>, today: jiff::civil::Date) -> Option<String> {
    let born = date_of_birth?.parse().ok()?;
    Some(words::plural(words::age(born, today).into(), "year"))
}

/// A day of birth (ISO 8601) as people write it: `30 Apr 1985`. What is no day stays as it is.
pub fn birth_words(date_of_birth: &str) -> String {
    date_of_birth.parse::<jiff::civil::Date>().map_or_else(
        |_| date_of_birth.to_owned(),
        |born| born.strftime("%-d %b %Y").to_string(),
    )
}

/// A patient's details as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// The patient's name.
    pub full_name: String,
    /// A telephone number.
    pub contact_number: String,
    /// An address for mail.
    pub email: String,
    /// `YYYY-MM-DD`.
    pub date_of_birth: String,
}

/// A patient's details, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The patient's name.
    pub full_name: String,
    /// A telephone number, or nothing.
    pub contact_number: String,
    /// An address for mail, or nothing.
    pub email: String,
    /// The date of birth.
    pub date_of_birth: Option<jiff::civil::Date>,
}

impl Details {
    /// Checks every field; messages go to `errors`. A patient who registers themselves must
    /// leave a number, so that the clinic can reach them.
    pub fn check(
        &self,
        today: jiff::civil::Date,
        number_required: bool,
        errors: &mut FieldErrors,
    ) -> Option<Checked> {
        let full_name = errors.check("full_name", validate::full_name(&self.full_name));
        let number = match validate::optional(&self.contact_number) {
            None if !number_required => Some(String::new()),
            _ => errors.check(
                "contact_number",
                validate::contact_number(&self.contact_number),
            ),
        };
        let email = match validate::optional(&self.email) {
            None => Some(String::new()),
            Some(email) => errors.check("email", validate::email(email)),
        };
        let date_of_birth = match validate::optional(&self.date_of_birth) {
            None => Some(None),
            Some(date) => errors
                .check("date_of_birth", validate::date_of_birth(date, today))
                .map(Some),
        };
        Some(Checked {
            full_name: full_name?,
            contact_number: number?,
            email: email?,
            date_of_birth: date_of_birth?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let details = Details {
            full_name: " ".into(),
            contact_number: "12".into(),
            email: "nowhere".into(),
            date_of_birth: "2031-01-01".into(),
        };
        let mut errors = FieldErrors::default();
        assert_eq!(details.check(date(2026, 11, 22), false, &mut errors), None);
        let error = errors.into_error();
        for field in ["full_name", "contact_number", "email", "date_of_birth"] {
            assert!(error.for_field(field).is_some(), "{field}");
        }
    }

    #[test]
    fn birthdays_are_read_as_people_say_them() {
        let today = date(2026, 11, 22);
        assert_eq!(
            age_words(Some("1985-11-23"), today).as_deref(),
            Some("40 years")
        );
        assert_eq!(
            age_words(Some("2025-11-22"), today).as_deref(),
            Some("1 year")
        );
        assert_eq!(age_words(None, today), None);
        assert_eq!(age_words(Some("unknown"), today), None);
        assert_eq!(birth_words("1985-04-30"), "30 Apr 1985");
        assert_eq!(birth_words("about 1950"), "about 1950");
    }

    #[test]
    fn only_who_registers_themselves_must_leave_a_number() {
        let details = Details {
            full_name: "Lena Ōtani".into(),
            ..Details::default()
        };
        let mut errors = FieldErrors::default();
        assert!(
            details
                .check(date(2026, 11, 22), false, &mut errors)
                .is_some()
        );
        assert!(
            details
                .check(date(2026, 11, 22), true, &mut errors)
                .is_none()
        );
    }
}
