//! Who is found.

use serde::{Deserialize, Serialize};

use crate::clinic_time::ClinicTime;

/// A patient who fits what was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
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
    /// How well they fit, up to 100.
    pub score: u16,
}
