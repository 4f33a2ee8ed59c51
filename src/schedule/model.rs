//! Free times as clients see them.

use serde::{Deserialize, Serialize};

use crate::clinic_time::ClinicTime;

/// A free time that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// When it begins.
    pub starts_at: ClinicTime,
    /// When it ends.
    pub ends_at: ClinicTime,
}
