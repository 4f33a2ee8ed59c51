//! A step that waits, and what the server has against it.

use serde::{Deserialize, Serialize};

use crate::{
    clinic_time::ClinicTime,
    encounters::model::{Stage, StageForm},
    offline::model::Standing,
};

/// A step that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Tells it from every other; the server does what comes with one key once.
    pub key: String,
    /// Of which appointment.
    pub appointment_id: i64,
    /// The patient, for the sentence that asks about it.
    pub patient_name: String,
    /// Where the visit stood before it.
    pub before: Standing,
    /// Where it leads.
    pub stage: Stage,
    /// Into which room.
    pub room_id: Option<i64>,
    /// When it was taken.
    pub at: ClinicTime,
    /// The version of the appointment that it is based on; none while a step before it waits.
    pub version: Option<i32>,
    /// It was sent as it was taken, so that its time need not be told.
    pub direct: bool,
    /// It may have reached the server.
    pub tried: bool,
    /// How often the server had a fault of its own at it.
    #[serde(default)]
    pub faults: u8,
    /// What the server has against it.
    pub objection: Option<Objection>,
}

/// What the server has against a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// In the server's words.
    pub words: String,
    /// How the visit stands there; none when it is not there for this reader.
    pub server: Option<ServerSide>,
}

/// How a visit stands at the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerSide {
    /// The appointment's version.
    pub version: i32,
    /// Where it stands.
    pub stage: Stage,
    /// The room.
    pub room_id: Option<i64>,
    /// Who took the last step, where that is told.
    pub by: Option<String>,
    /// When, where that is told.
    pub at: Option<ClinicTime>,
}

impl Waiting {
    /// As it is sent.
    pub fn form(&self) -> StageForm {
        StageForm {
            stage: self.stage.key().to_owned(),
            room_id: self.room_id,
            version: self.version.map(i64::from),
            at: if self.direct {
                String::new()
            } else {
                self.at.to_string()
            },
            idempotency_key: self.key.clone(),
        }
    }

    /// Whether the visit stands at the server where this step leads.
    pub(super) fn leads_to(&self, server: &ServerSide) -> bool {
        let room = self.room_id.is_none_or(|room| server.room_id == Some(room));
        self.stage == server.stage && room
    }

    /// What was done, and what the server says instead, for the desk to decide.
    pub fn question(&self) -> String {
        let did = format!(
            "At {} you marked {} as {}",
            self.at.clock(),
            self.patient_name,
            quoted(self.stage)
        );
        let server = self.objection.as_ref().and_then(|it| it.server.as_ref());
        let Some(server) = server else {
            return format!("{did}; the clinic’s system does not show this visit any more.");
        };
        let by = server.by.as_ref().map(|by| format!(", by {by}"));
        let at = server.at.map(|at| format!(" at {}", at.clock()));
        format!(
            "{did}; meanwhile the clinic’s system says {}{}{}.",
            quoted(server.stage),
            by.unwrap_or_default(),
            at.unwrap_or_default()
        )
    }
}

pub(super) fn quoted(stage: Stage) -> String {
    format!("“{}”", stage.words())
}
