//! What a hold is.

use serde::{Deserialize, Serialize};

use crate::clinic_time::ClinicTime;

/// A time kept for a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Its id.
    pub id: i64,
    /// Whose time.
    pub doctor_id: i64,
    /// What for; none is the ordinary visit.
    pub visit_type_id: Option<i64>,
    /// When the visit would begin.
    pub starts_at: ClinicTime,
    /// When it would end.
    pub ends_at: ClinicTime,
    /// When the time is free for others again.
    pub expires_at: ClinicTime,
    /// Seconds until then, by the server's clock: those of browsers are wrong.
    pub seconds_left: i64,
    /// It can be kept for longer.
    pub may_extend: bool,
}

/// `POST /api/holds`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldForm {
    /// With whom.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub doctor_id: Option<i64>,
    /// What for; the first on offer unless given.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub visit_type_id: Option<i64>,
    /// When: RFC 3339 with an offset, as the free times are given.
    pub starts_at: String,
    /// For whom: staff only; a patient holds for themselves.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub patient_id: Option<i64>,
    /// The appointment that is to be moved there, if any: its own time counts as free.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub appointment_id: Option<i64>,
}
