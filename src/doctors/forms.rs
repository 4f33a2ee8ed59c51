//! What an admin writes about a doctor, and how it is checked.

use serde::{Deserialize, Serialize};

use crate::{
    error::FieldErrors,
    form::{optional_number, validate},
};

/// `POST /api/admin/doctors`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddForm {
    /// The name to sign in with.
    pub username: String,
    /// The temporary password; when left empty the server makes one.
    pub password: String,
    /// The doctor's name.
    pub full_name: String,
    /// What they treat.
    pub specialization: String,
    /// Optional.
    pub languages: String,
    /// Optional.
    pub about: String,
}

impl AddForm {
    /// The part that describes the doctor.
    pub fn details(&self) -> Details<'_> {
        Details {
            full_name: &self.full_name,
            specialization: &self.specialization,
            languages: &self.languages,
            about: &self.about,
        }
    }
}

/// `POST /api/admin/doctors/{id}`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// The doctor's name.
    pub full_name: String,
    /// What they treat.
    pub specialization: String,
    /// Optional.
    pub languages: String,
    /// Optional.
    pub about: String,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "optional_number")]
    pub version: Option<i64>,
}

impl EditForm {
    /// The part that describes the doctor.
    pub fn details(&self) -> Details<'_> {
        Details {
            full_name: &self.full_name,
            specialization: &self.specialization,
            languages: &self.languages,
            about: &self.about,
        }
    }
}

/// What describes a doctor, as typed.
#[derive(Clone, Copy, Debug)]
pub struct Details<'a> {
    full_name: &'a str,
    specialization: &'a str,
    languages: &'a str,
    about: &'a str,
}

/// What describes a doctor, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The doctor's name.
    pub full_name: String,
    /// What they treat.
    pub specialization: String,
    /// What they speak, or nothing.
    pub languages: String,
    /// A few sentences, or nothing.
    pub about: String,
}

impl Details<'_> {
    /// Checks every field; messages go to `errors`.
    pub fn check(self, errors: &mut FieldErrors) -> Option<Checked> {
        let full_name = errors.check("full_name", validate::full_name(self.full_name));
        let specialization = validate::short_text("specialization", self.specialization, 80);
        let specialization = errors.check("specialization", specialization);
        let languages = match validate::optional(self.languages) {
            None => Some(String::new()),
            Some(text) => errors.check("languages", validate::short_text("language", text, 120)),
        };
        let about = errors
            .check("about", validate::reason(self.about))
            .map(Option::unwrap_or_default);
        Some(Checked {
            full_name: full_name?,
            specialization: specialization?,
            languages: languages?,
            about: about?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let form = AddForm {
            languages: "x".repeat(121),
            about: "x".repeat(501),
            ..AddForm::default()
        };
        let mut errors = FieldErrors::default();
        assert_eq!(form.details().check(&mut errors), None);
        let error = errors.into_error();
        for field in ["full_name", "specialization", "languages", "about"] {
            assert!(error.for_field(field).is_some(), "{field}");
        }
    }

    #[test]
    fn a_name_and_a_specialization_are_enough() {
        let form = EditForm {
            full_name: " Dr. Léa  Moreau ".into(),
            specialization: "Cardiology".into(),
            ..EditForm::default()
        };
        let mut errors = FieldErrors::default();
        let checked = form.details().check(&mut errors).unwrap();
        assert_eq!(checked.full_name, "Dr. Léa Moreau");
        assert_eq!(
            (checked.languages, checked.about),
            (String::new(), String::new())
        );
        assert!(errors.finish().is_ok());
    }
}
