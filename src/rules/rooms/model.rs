//! What an admin says about a room.

use serde::{Deserialize, Serialize};

use crate::{
    error::FieldErrors,
    form::{optional_number, validate},
    rules::visit_types::model::active,
};

/// `POST /api/admin/rooms` and `POST /api/admin/rooms/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomForm {
    /// Its name.
    pub name: String,
    /// `active` (the same when empty) or `inactive`.
    pub state: String,
    /// The version the reader saw; without it the present one is meant.
    #[serde(deserialize_with = "optional_number")]
    pub version: Option<i64>,
}

impl RoomForm {
    /// The name, and whether it is in use; messages go to `errors`.
    pub fn check(&self, errors: &mut FieldErrors) -> Option<(String, bool)> {
        let name = errors.check("name", validate::short_text("name", &self.name, 80));
        let active = errors.check("state", active(&self.state));
        Some((name?, active?))
    }
}
