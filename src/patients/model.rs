//! What is kept of a patient.

use serde::{Deserialize, Serialize};

use crate::{error::FieldErrors, form::validate};

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
            _ => errors.check("contact_number", validate::contact_number(&self.contact_number)),
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
    fn only_who_registers_themselves_must_leave_a_number() {
        let details = Details {
            full_name: "Lena Ōtani".into(),
            ..Details::default()
        };
        let mut errors = FieldErrors::default();
        assert!(details.check(date(2026, 11, 22), false, &mut errors).is_some());
        assert!(details.check(date(2026, 11, 22), true, &mut errors).is_none());
    }
}
