//! What the clinic is called, where it is, and when it is open.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::hours;
use crate::{
    error::FieldErrors,
    form::{checkbox, validate},
    rules::model::Policy,
    schedule::hours::{OpeningHours, SlotRules},
};

/// The clinic's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clinic {
    /// Its name.
    pub name: String,
    /// Its postal address; lines are separated by line feeds.
    pub address: String,
    /// Its telephone number.
    pub phone: String,
    /// Its IANA time zone, such as `Europe/London`.
    pub time_zone: String,
    /// How long an appointment takes.
    pub slot_minutes: u16,
    /// A demonstration with invented people.
    pub demo: bool,
    /// When it is open, and the hours of doctors who have none of their own.
    pub hours: OpeningHours,
    /// What patients may book online, and until when they may cancel.
    pub policy: Policy,
    /// Counts changes; a form carries it so that two admins do not overwrite each other.
    pub version: i32,
}

impl Clinic {
    /// A clinic not yet set up.
    pub fn unnamed() -> Self {
        Self {
            name: "Anteroom".to_owned(),
            address: String::new(),
            phone: String::new(),
            time_zone: "UTC".to_owned(),
            slot_minutes: 30,
            demo: false,
            hours: OpeningHours::default(),
            policy: Policy::default(),
            version: 0,
        }
    }
}

/// What the set-up page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupOptions {
    /// The zone of the environment, most likely the clinic's.
    pub default_zone: String,
    /// The zones to choose from.
    pub zones: Vec<String>,
}

/// `POST /api/setup`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SetupForm {
    /// The clinic's name.
    pub clinic_name: String,
    /// Optional.
    pub address: String,
    /// Optional.
    pub phone: String,
    /// An IANA name.
    pub time_zone: String,
    /// The name the first administrator signs in with.
    pub username: String,
    /// The first administrator's name.
    pub full_name: String,
    /// The first administrator's password.
    pub password: String,
}

/// What the settings page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// The settings as they are.
    pub clinic: Clinic,
    /// The zones to choose from.
    pub zones: Vec<String>,
}

/// `POST /api/admin/settings`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    /// The clinic's name.
    pub name: String,
    /// Optional.
    pub address: String,
    /// Optional.
    pub phone: String,
    /// An IANA name.
    pub time_zone: String,
    /// Another zone than before is meant.
    #[serde(deserialize_with = "checkbox")]
    pub zone_change: bool,
    /// Minutes per visit.
    pub slot_minutes: String,
    /// The version the reader saw; without it the present one is meant.
    pub version: String,
    /// `mon_opens`, `mon_closes`, `mon_opens2`, `mon_closes2` and so on until `sun_closes2`; a day
    /// with none is closed.
    #[serde(flatten)]
    pub hours: BTreeMap<String, String>,
}

/// How to reach the clinic, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its name.
    pub name: String,
    /// Its address, or nothing.
    pub address: String,
    /// Its number, or nothing.
    pub phone: String,
}

impl Contact {
    /// Checks every field; messages go to `errors`, for the name under `name_field`.
    pub fn check(
        name_field: &str,
        name: &str,
        address: &str,
        phone: &str,
        errors: &mut FieldErrors,
    ) -> Option<Self> {
        let name = errors.check(name_field, validate::short_text("name", name, 120));
        let address = errors
            .check("address", validate::reason(address))
            .map(Option::unwrap_or_default);
        let phone = match validate::optional(phone) {
            None => Some(String::new()),
            Some(phone) => errors.check("phone", validate::contact_number(phone)),
        };
        Some(Self {
            name: name?,
            address: address?,
            phone: phone?,
        })
    }
}

impl SettingsForm {
    /// Minutes per visit and the week; messages go to `errors`.
    pub fn rules(&self, errors: &mut FieldErrors) -> Option<SlotRules> {
        let hours = hours::from_fields(&self.hours, errors);
        // What is no number is out of bounds.
        let minutes = self.slot_minutes.trim().parse().unwrap_or_default();
        // The length is judged whether or not the hours are right.
        let rules = SlotRules::new(hours.clone().unwrap_or_default(), minutes);
        let rules = errors.check("slot_minutes", rules.map_err(|error| error.to_string()));
        rules.filter(|_| hours.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form;

    fn read(list: &[(&str, &str)]) -> SettingsForm {
        let pairs: Vec<_> = list
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        form::parse(&pairs).unwrap()
    }

    #[test]
    fn the_settings_form_goes_over_the_wire_and_back() {
        let form = read(&[
            ("name", "Maple & Oak"),
            ("zone_change", "true"),
            ("slot_minutes", "20"),
            ("mon_opens", "08:00"),
            ("mon_closes", "12:30"),
        ]);
        let sent = serde_urlencoded::to_string(&form).unwrap();
        let back: SettingsForm = serde_urlencoded::from_str(&sent).unwrap();
        assert!(back.zone_change && back.name == "Maple & Oak");
        let rules = back.rules(&mut FieldErrors::default()).unwrap();
        assert_eq!(rules.slot_minutes(), 20);
        let monday = rules.hours().for_weekday(jiff::civil::Weekday::Monday);
        assert_eq!(hours::day_words(monday), "08:00 to 12:30");
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let form = read(&[
            ("slot_minutes", "half an hour"),
            ("tue_opens", "25:00"),
            ("tue_closes", "26:00"),
        ]);
        let mut errors = FieldErrors::default();
        assert!(form.rules(&mut errors).is_none());
        assert!(Contact::check("name", " ", "", "12", &mut errors).is_none());
        let error = errors.into_error();
        for field in ["slot_minutes", "tue_opens", "tue_closes", "name", "phone"] {
            assert!(error.for_field(field).is_some(), "{field}");
        }
    }
}
