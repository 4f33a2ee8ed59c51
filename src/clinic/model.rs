//! What the clinic is called, where it is, and when it is open.

use serde::{Deserialize, Serialize};

use crate::schedule::hours::OpeningHours;

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
    /// When it is open, until doctors have hours of their own.
    pub hours: OpeningHours,
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
            version: 0,
        }
    }
}
