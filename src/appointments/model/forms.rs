//! What is sent to book an appointment, to move it, to take a step and to cancel it.

use serde::{Deserialize, Serialize};

/// `POST /api/appointments`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BookForm {
    /// With whom.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub doctor_id: Option<i64>,
    /// When: RFC 3339 with an offset, as the free times are given.
    pub starts_at: String,
    /// Why; may be empty.
    pub reason: String,
    /// For whom: staff only; a patient books for themselves.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub patient_id: Option<i64>,
    /// What for; the first on offer unless given.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub visit_type_id: Option<i64>,
    /// The hold that keeps the time.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub hold_id: Option<i64>,
    /// Why staff book a time that is not free; empty: they do not.
    pub overbook_reason: String,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

/// `POST /api/appointments/{id}/reschedule`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RescheduleForm {
    /// The new time: RFC 3339 with an offset.
    pub starts_at: String,
    /// With whom from now on; the same doctor unless given.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub doctor_id: Option<i64>,
    /// What for from now on; as before unless given.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub visit_type_id: Option<i64>,
    /// The hold that keeps the time.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub hold_id: Option<i64>,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub version: Option<i64>,
    /// Why staff choose a time that is not free; empty: they do not.
    pub overbook_reason: String,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

/// `POST /api/appointments/{id}/status`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusForm {
    /// The key of the new [`Status`](super::Status).
    pub status: String,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub version: Option<i64>,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}

/// `POST /api/appointments/{id}/cancel`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CancelForm {
    /// Why; a doctor must say, others may.
    pub reason: String,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "crate::form::optional_number")]
    pub version: Option<i64>,
    /// Given by the client: a repetition with the same key gets the first answer.
    pub idempotency_key: String,
}
