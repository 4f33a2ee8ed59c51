//! What is asked for on the day of a visit, and what is told of it.

use anteroom::encounters::model::Stage;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::model::Came;

/// What somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A stage of a visit, in a room or wherever that may be.
    Stage {
        visit: i64,
        stage: Stage,
        room: Option<i64>,
        version: Option<i64>,
    },
    /// That the last step of a visit is taken back.
    Undo { visit: i64, version: Option<i64> },
    /// That a doctor's next patient is called.
    Next { doctor: i64 },
    /// A place in a doctor's queue, for somebody new unless a patient is named.
    WalkIn { doctor: i64, patient: Option<i64> },
}

/// An act, and the key by which its repetitions are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) act: Act,
    /// No other deed has the same. It also is the reason of a visit that comes of it.
    pub(crate) key: String,
}

impl Deed {
    /// Where it is sent.
    pub(crate) fn path(&self) -> String {
        match self.act {
            Act::Stage { visit, .. } => format!("/api/appointments/{visit}/stage"),
            Act::Undo { visit, .. } => format!("/api/appointments/{visit}/undo"),
            Act::Next { doctor } => format!("/api/doctors/{doctor}/next-patient"),
            Act::WalkIn { .. } => "/api/desk/walk-in".to_owned(),
        }
    }

    /// What is sent.
    pub(crate) fn body(&self) -> Value {
        let key = self.key.as_str();
        match self.act {
            Act::Stage {
                stage,
                room,
                version,
                ..
            } => {
                json!({"stage": stage.key(), "room_id": room, "version": version, "idempotency_key": key})
            }
            Act::Undo { version, .. } => json!({"version": version, "idempotency_key": key}),
            Act::Next { .. } => json!({"idempotency_key": key}),
            Act::WalkIn { doctor, patient } => {
                let mut body = json!({
                    "doctor_id": doctor, "queue": true, "reason": key, "idempotency_key": key,
                });
                if let Some(id) = patient {
                    body["patient_id"] = id.into();
                } else {
                    body["full_name"] = self.newcomer().into();
                    body["anyway"] = true.into();
                }
                body
            }
        }
    }

    /// Whom it registers: nobody else has that name.
    pub(crate) fn newcomer(&self) -> String {
        format!("Newcomer {}", self.key)
    }
}

/// A visit as an answer tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) doctor: i64,
    pub(crate) patient: i64,
    pub(crate) start: i64,
    pub(crate) overbooked: bool,
    pub(crate) stage: Stage,
    pub(crate) came: Option<Came>,
}

impl Told {
    /// Reads an answer.
    pub(crate) fn read(answer: &Value) -> Option<Self> {
        let number = |name: &str| answer[name].as_i64();
        let yes = |name: &str| answer[name].as_bool();
        let second = |name: &str| {
            let at: Timestamp = answer[name].as_str()?.parse().ok()?;
            Some(at.as_second())
        };
        let came = match number("queue_number") {
            None => None,
            Some(queue_number) => Some(Came {
                number: queue_number,
                walk_in: yes("walk_in")?,
                room: number("room_id"),
                arrived: second("arrived_at")?,
                called: second("called_at"),
                started: second("started_at"),
                ended: second("ended_at"),
            }),
        };
        Some(Self {
            id: number("id")?,
            version: number("version")?,
            doctor: number("doctor_id")?,
            patient: number("patient_id")?,
            start: second("starts_at")?,
            overbooked: yes("overbooked")?,
            stage: Stage::from_key(answer["stage"].as_str()?)?,
            came,
        })
    }
}
