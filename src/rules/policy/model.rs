//! The policy as a form: lengths of time in the unit people say them in.

use serde::{Deserialize, Serialize};

use crate::{
    error::FieldErrors,
    form::{checkbox, validate},
    rules::{forms, model::Policy},
};

/// The longest notice and cut-off in minutes: 30 days.
const LONGEST: u32 = 43_200;

/// The units of lengths of time: key, words, minutes.
pub const UNITS: [(&str, &str, u32); 3] = [
    ("minutes", "minutes", 1),
    ("hours", "hours", 60),
    ("days", "days", 1440),
];

/// The policy, and what tells whether it was changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyView {
    /// As it is.
    pub policy: Policy,
    /// Another one after every change.
    pub version: String,
}

/// `POST /api/admin/policy`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyForm {
    /// How long before a visit it can still be booked; no limit when empty.
    pub notice: String,
    /// The key of a unit; hours when empty.
    pub notice_unit: String,
    /// How many days ahead.
    pub horizon_days: String,
    /// How long before a visit it can still be cancelled; no limit when empty.
    pub cancel: String,
    /// The key of a unit; hours when empty.
    pub cancel_unit: String,
    /// How many appointments to come a patient may have; no limit when empty.
    pub most_open: String,
    /// Who has never been here may book.
    #[serde(deserialize_with = "checkbox")]
    pub new_patients: bool,
    /// After how many no-shows online booking closes; never when empty.
    pub noshow_limit: String,
    /// After how many minutes it is proposed that a patient did not come; 20 when empty.
    pub noshow_minutes: String,
    /// What the reader saw; without it the present policy is meant.
    pub version: String,
}

impl PolicyForm {
    /// Checks every field; messages go to `errors`.
    pub fn check(&self, errors: &mut FieldErrors) -> Option<Policy> {
        let notice = errors.check("notice", length(&self.notice, &self.notice_unit));
        let horizon = forms::number(&self.horizon_days, 1..=730, "days");
        let horizon = errors.check("horizon_days", horizon);
        let cancel = errors.check("cancel", length(&self.cancel, &self.cancel_unit));
        let most_open = forms::optional_number(&self.most_open, 1..=100, "appointments");
        let most_open = errors.check("most_open", most_open);
        let noshow_limit = forms::optional_number(&self.noshow_limit, 1..=100, "no-shows");
        let noshow_limit = errors.check("noshow_limit", noshow_limit);
        let noshow_minutes = forms::optional_number(&self.noshow_minutes, 5..=480, "minutes");
        let noshow_minutes = errors.check("noshow_minutes", noshow_minutes);
        Some(Policy {
            notice_minutes: notice?,
            horizon_days: horizon?,
            cancel_minutes: cancel?,
            most_open: most_open?,
            new_patients: self.new_patients,
            noshow_limit: noshow_limit?,
            noshow_minutes: noshow_minutes?.unwrap_or(Policy::default().noshow_minutes),
        })
    }
}

/// A length of time in minutes.
fn length(text: &str, unit: &str) -> Result<u32, String> {
    let Some(text) = validate::optional(text) else {
        return Ok(0);
    };
    let unit = validate::optional(unit).unwrap_or("hours");
    let (_, words, minutes) = UNITS
        .into_iter()
        .find(|(key, ..)| *key == unit)
        .ok_or("Choose minutes, hours or days.")?;
    let number = forms::number(text, 0..=LONGEST / minutes, words)?;
    Ok(number * minutes)
}

/// A length of time as the form has it: a number, empty for none, and the key of its unit.
pub fn length_fields(minutes: u32) -> (String, &'static str) {
    let largest = UNITS
        .into_iter()
        .rev()
        .find(|(.., unit)| minutes > 0 && minutes.is_multiple_of(*unit));
    match largest {
        Some((key, _, unit)) => ((minutes / unit).to_string(), key),
        None => (String::new(), "hours"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(policy: Policy) -> PolicyForm {
        let text = |number: Option<u16>| number.map(|n| n.to_string()).unwrap_or_default();
        let (notice, notice_unit) = length_fields(policy.notice_minutes);
        let (cancel, cancel_unit) = length_fields(policy.cancel_minutes);
        PolicyForm {
            notice,
            notice_unit: notice_unit.to_owned(),
            horizon_days: policy.horizon_days.to_string(),
            cancel,
            cancel_unit: cancel_unit.to_owned(),
            most_open: text(policy.most_open),
            new_patients: policy.new_patients,
            noshow_limit: text(policy.noshow_limit),
            noshow_minutes: policy.noshow_minutes.to_string(),
            version: String::new(),
        }
    }

    #[test]
    fn what_the_form_shows_is_what_it_saves() {
        let strict = Policy {
            notice_minutes: 90,
            horizon_days: 730,
            cancel_minutes: 2880,
            most_open: Some(1),
            new_patients: false,
            noshow_limit: Some(3),
            noshow_minutes: 45,
        };
        for policy in [Policy::default(), strict] {
            let mut errors = FieldErrors::default();
            assert_eq!(form(policy).check(&mut errors), Some(policy));
        }
        assert_eq!(length_fields(240), ("4".to_owned(), "hours"));
        assert_eq!(length_fields(2880), ("2".to_owned(), "days"));
        assert_eq!(length_fields(90), ("90".to_owned(), "minutes"));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let form = PolicyForm {
            notice: "31".into(),
            notice_unit: "days".into(),
            horizon_days: "0".into(),
            cancel: "2".into(),
            cancel_unit: "fortnights".into(),
            most_open: "0".into(),
            noshow_limit: "many".into(),
            noshow_minutes: "4".into(),
            ..PolicyForm::default()
        };
        let mut errors = FieldErrors::default();
        assert_eq!(form.check(&mut errors), None);
        let error = errors.into_error();
        for field in [
            "notice",
            "horizon_days",
            "cancel",
            "most_open",
            "noshow_limit",
            "noshow_minutes",
        ] {
            assert!(error.for_field(field).is_some(), "{field}");
        }
    }
}
