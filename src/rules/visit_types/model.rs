//! What an admin says about a visit type, and how it is checked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    appointments::model::DoctorName,
    error::FieldErrors,
    form::{optional_number, validate},
    rules::{
        forms,
        model::{Colour, Room, VisitType},
    },
};

/// Visit types with all that they can be tied to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTypesView {
    /// All of them, or the one asked for, by name.
    pub visit_types: Vec<VisitType>,
    /// The doctors who may offer one, by name.
    pub doctors: Vec<DoctorName>,
    /// The rooms, by name; those out of use too.
    pub rooms: Vec<Room>,
}

/// `POST /api/admin/visit-types` and `POST /api/admin/visit-types/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitTypeForm {
    /// Its name.
    pub name: String,
    /// How long the patient is with the doctor.
    pub minutes: String,
    /// Minutes kept free before; none when empty.
    pub buffer_before: String,
    /// Minutes kept free after; none when empty.
    pub buffer_after: String,
    /// The key of a [`Colour`].
    pub colour: String,
    /// Who books it: `patient` (the same when empty) or `staff`.
    pub audience: String,
    /// Optional.
    pub note: String,
    /// `active` (the same when empty) or `inactive`.
    pub state: String,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "optional_number")]
    pub version: Option<i64>,
    /// `doctor_3` for each doctor who offers it, `room_5` for each room; none for all, and for no
    /// room.
    #[serde(flatten)]
    pub ticked: BTreeMap<String, String>,
}

impl VisitTypeForm {
    /// Checks every field; messages go to `errors`.
    pub fn check(&self, errors: &mut FieldErrors) -> Option<VisitType> {
        let buffer = |text: &str| {
            let minutes = forms::optional_number(text, 0..=120, "minutes");
            minutes.map(Option::unwrap_or_default)
        };
        let name = errors.check("name", validate::short_text("name", &self.name, 80));
        let minutes = errors.check("minutes", forms::number(&self.minutes, 5..=480, "minutes"));
        let buffer_before = errors.check("buffer_before", buffer(&self.buffer_before));
        let buffer_after = errors.check("buffer_after", buffer(&self.buffer_after));
        let colour = match validate::optional(&self.colour) {
            None => Some(Colour::default()),
            Some(key) => errors.check("colour", Colour::from_key(key).ok_or("Choose a colour.")),
        };
        let staff_only = match self.audience.trim() {
            "" | "patient" => Some(false),
            "staff" => Some(true),
            _ => errors.check("audience", Err("Choose who may book it.")),
        };
        let note = errors.check("note", validate::reason(&self.note));
        let active = errors.check("state", active(&self.state));
        Some(VisitType {
            id: None,
            name: name?,
            minutes: minutes?,
            buffer_before: buffer_before?,
            buffer_after: buffer_after?,
            colour: colour?,
            staff_only: staff_only?,
            doctors: forms::ticked(&self.ticked, "doctor_"),
            rooms: forms::ticked(&self.ticked, "room_"),
            note: note?.unwrap_or_default(),
            active: active?,
            version: 0,
        })
    }
}

/// Whether what is called `active` or `inactive` in a form is in use; it is when nothing is said.
pub fn active(state: &str) -> Result<bool, String> {
    match state.trim() {
        "" | "active" => Ok(true),
        "inactive" => Ok(false),
        _ => Err("Choose whether it is in use.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_length_are_enough() {
        let form = VisitTypeForm {
            name: " Check-up ".into(),
            minutes: "20".into(),
            ..VisitTypeForm::default()
        };
        let mut errors = FieldErrors::default();
        let expected = VisitType {
            name: "Check-up".into(),
            ..VisitType::ordinary(20)
        };
        assert_eq!(form.check(&mut errors), Some(expected));
        assert!(errors.finish().is_ok());
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let form = VisitTypeForm {
            minutes: "4".into(),
            buffer_before: "121".into(),
            buffer_after: "x".into(),
            colour: "plaid".into(),
            audience: "dogs".into(),
            note: "x".repeat(501),
            state: "asleep".into(),
            ..VisitTypeForm::default()
        };
        let mut errors = FieldErrors::default();
        assert_eq!(form.check(&mut errors), None);
        let error = errors.into_error();
        for field in [
            "name",
            "minutes",
            "buffer_before",
            "buffer_after",
            "colour",
            "audience",
            "note",
            "state",
        ] {
            assert!(error.for_field(field).is_some(), "{field}");
        }
    }

    #[test]
    fn the_form_goes_over_the_wire_and_back() {
        let pairs = [
            ("name", "X"),
            ("minutes", "480"),
            ("room_2", "true"),
            ("doctor_7", "on"),
            ("version", "3"),
        ];
        let pairs: Vec<_> = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let form: VisitTypeForm = crate::form::parse(&pairs).unwrap();
        let sent = serde_urlencoded::to_string(&form).unwrap();
        let back: VisitTypeForm = serde_urlencoded::from_str(&sent).unwrap();
        assert_eq!(back, form);
        let read = back.check(&mut FieldErrors::default()).unwrap();
        assert_eq!(
            (read.rooms, read.doctors, back.version),
            (vec![2], vec![7], Some(3))
        );
    }
}
