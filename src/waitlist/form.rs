//! What is sent: requests, and what staff do with them.

use std::collections::BTreeMap;

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

use super::model::{DAYS, Urgency, Weekdays};
use crate::form::{checkbox, optional_number};

/// `POST /api/waitlist`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JoinForm {
    /// For whom: front desk and admin only; patients ask for themselves.
    #[serde(deserialize_with = "optional_number")]
    pub patient_id: Option<i64>,
    /// The appointment that is moved when an earlier time is found.
    #[serde(deserialize_with = "optional_number")]
    pub appointment_id: Option<i64>,
    /// With whom.
    #[serde(deserialize_with = "optional_number")]
    pub doctor_id: Option<i64>,
    /// Where no doctor is named: with any who does this.
    pub specialization: String,
    /// What for.
    #[serde(deserialize_with = "optional_number")]
    pub visit_type_id: Option<i64>,
    /// Not before this time of day, `HH:MM`; empty: from the first.
    pub from: String,
    /// Over by this time of day; empty: to the last.
    pub to: String,
    /// The last day that helps, `YYYY-MM-DD`.
    pub until: String,
    /// In the patient's words; may be empty.
    pub note: String,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
    /// The days that suit, `mon` to `sun`, each ticked; none: any.
    #[serde(flatten)]
    pub days: BTreeMap<String, String>,
}

impl JoinForm {
    /// The days that are ticked.
    pub fn weekdays(&self) -> Weekdays {
        let ticked = |name: &str| {
            let value = self.days.get(name).map_or("", String::as_str);
            matches!(value, "on" | "true" | "1" | "yes")
        };
        let days = DAYS.iter().filter(|(_, name, _)| ticked(name));
        Weekdays::of(days.map(|(day, ..)| *day).collect::<Vec<Weekday>>())
    }
}

/// `POST /api/waitlist/{id}/urgency`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UrgencyForm {
    /// The key of an [`Urgency`].
    pub urgency: String,
}

impl UrgencyForm {
    /// What was chosen.
    pub fn chosen(&self) -> Result<Urgency, &'static str> {
        Urgency::from_key(self.urgency.trim()).ok_or("Choose how pressing it is.")
    }
}

/// `POST /api/waitlist/{id}/place`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    /// The free time: RFC 3339 with an offset.
    pub starts_at: String,
    /// With whom; the doctor they wait for unless given.
    #[serde(deserialize_with = "optional_number")]
    pub doctor_id: Option<i64>,
    /// The patient has agreed: it is booked outright, not offered.
    #[serde(deserialize_with = "checkbox")]
    pub book: bool,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

/// `POST /api/offers/{id}/accept` and `decline`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::parse;

    #[test]
    fn days_that_are_ticked_are_read_and_none_is_any() {
        let form = |fields: &[(&str, &str)]| -> JoinForm {
            let pairs: Vec<(String, String)> = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            parse(&pairs).unwrap()
        };
        assert_eq!(form(&[("doctor_id", "")]).weekdays(), Weekdays::ANY);
        let some = form(&[("tue", "true"), ("fri", "on"), ("sat", "false")]);
        let expected = Weekdays::of([Weekday::Tuesday, Weekday::Friday]);
        assert_eq!(some.weekdays(), expected);
    }
}
