//! Who works here, and what the clinic's clock reads.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    auth::{Me, Role},
    clinic_time::ClinicTime,
};

/// Who works at this desk, so that the kept day has an owner after a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The account.
    pub me: Me,
    /// The clinic's name.
    pub clinic: String,
    /// The clinic's clock.
    #[serde(flatten)]
    pub clock: Clock,
}

/// The clinic's clock, as it was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// What it read when the server was last asked for the time.
    pub clock: ClinicTime,
    /// What this machine's clock read then: the two may differ.
    pub heard: Timestamp,
}

impl Who {
    /// Whether days are kept for this account: for those who work with the board of all doctors.
    pub fn has_board(me: &Me) -> bool {
        matches!(me.role, Role::Admin | Role::FrontDesk) && !me.must_change_password
    }
}

impl Clock {
    /// What it reads when this machine's reads `local`: never less than the server told. Where this machine's was
    /// set back, as after a power cut, it stands still until that has caught up or the server is asked again.
    pub fn now(self, local: Timestamp) -> ClinicTime {
        let passed = local.duration_since(self.heard).max(SignedDuration::ZERO);
        let instant = self.clock.timestamp().saturating_add(passed);
        self.clock.reading_at(instant.unwrap_or(local))
    }
}
