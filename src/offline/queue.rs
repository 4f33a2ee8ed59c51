//! The steps taken while the server could not be reached, until they are sent.
//!
//! Each step is sent with a key of its own, by which the server knows it again, and with the
//! version of the appointment that the desk saw: what anybody else did meanwhile is a disagreement,
//! not something to be written over. The steps of one visit follow one another; a disagreement
//! stops the rest of that visit's steps until the desk has decided, and no other visit's.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::model::Standing;
use crate::{
    clinic_time::ClinicTime,
    desk::model::{Board, BoardVisit},
    encounters::model::{Stage, StageForm},
    error::AppError,
};

/// Minutes for which a step can be taken back, as at the server.
const UNDO: i64 = 1;

/// Steps waiting to be sent, in the order they were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    steps: Vec<Waiting>,
}

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

/// What became of a step that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done; the appointment has this version now.
    Done(i32),
    /// It may or may not have arrived; it stays and is sent again with the same key.
    Later,
    /// Somebody has to log in first.
    SignIn,
    /// The server disagrees.
    Disagrees(AppError),
}

impl Answer {
    /// What a server function's answer means.
    pub fn of(answer: Result<&BoardVisit, AppError>) -> Self {
        match answer {
            Ok(visit) => Self::Done(visit.version),
            Err(AppError::NotSignedIn | AppError::PasswordChangeRequired) => Self::SignIn,
            Err(
                AppError::Offline
                | AppError::Unavailable
                | AppError::Internal { .. }
                | AppError::TooManyAttempts { .. },
            ) => Self::Later,
            Err(error) => Self::Disagrees(error),
        }
    }
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
            ..StageForm::default()
        }
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

fn quoted(stage: Stage) -> String {
    format!("“{}”", stage.words())
}

impl Queue {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// How many steps wait.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// The appointments with a step that waits.
    pub fn appointments(&self) -> BTreeSet<i64> {
        self.steps.iter().map(|step| step.appointment_id).collect()
    }

    /// The steps the server disagrees with, each with how many of the same visit wait behind it.
    pub fn objections(&self) -> impl Iterator<Item = (&Waiting, usize)> {
        self.steps
            .iter()
            .filter(|step| step.objection.is_some())
            .map(|step| (step, self.of(step.appointment_id).count() - 1))
    }

    fn of(&self, appointment_id: i64) -> impl Iterator<Item = &Waiting> {
        self.steps
            .iter()
            .filter(move |step| step.appointment_id == appointment_id)
    }

    /// Whether a step of this visit waits.
    pub fn has(&self, appointment_id: i64) -> bool {
        self.of(appointment_id).next().is_some()
    }

    /// Adds a step of a visit as the board shows it, and answers the visit as it will stand.
    ///
    /// # Errors
    /// When such a step does not follow from where the visit stands.
    pub fn push(
        &mut self,
        key: String,
        mut visit: BoardVisit,
        stage: Stage,
        room_id: Option<i64>,
        at: ClinicTime,
    ) -> Result<BoardVisit, AppError> {
        let other_room = stage == visit.stage && stage.is_here() && room_id.is_some();
        if !other_room && !visit.stage.next().contains(&stage) {
            return Err(AppError::conflict(format!(
                "This visit is {}: it cannot be marked as {} now.",
                quoted(visit.stage),
                quoted(stage)
            )));
        }
        let before = Standing::of(&visit);
        before.after(stage, room_id, at).put_on(&mut visit);
        visit.undo_until = Some(at.plus(UNDO));
        let version = (!self.has(visit.id)).then_some(visit.version);
        self.steps.push(Waiting {
            key,
            appointment_id: visit.id,
            patient_name: visit.patient_name.clone(),
            before,
            stage,
            room_id,
            at,
            version,
            direct: false,
            tried: false,
            objection: None,
        });
        Ok(visit)
    }

    /// Notes that the step with this key is sent as it is taken, where none of its visit waits before
    /// it; put the queue on disk before sending it.
    pub fn begin(&mut self, key: &str) -> Option<Waiting> {
        let place = self.steps.iter().position(|step| step.key == key)?;
        let id = self.steps.get(place)?.appointment_id;
        if self.of(id).next()?.key != key {
            return None;
        }
        let step = self.steps.get_mut(place)?;
        step.direct = true;
        step.tried = true;
        Some(step.clone())
    }

    /// The desk is told at once that the step with this key is refused: it is dropped.
    pub fn refuse(&mut self, key: &str) {
        self.steps.retain(|step| step.key != key);
    }

    /// The step to send now: the first whose visit has nothing undecided. It is noted as tried; put
    /// the queue on disk before sending it.
    pub fn next_to_send(&mut self) -> Option<Waiting> {
        let undecided: BTreeSet<i64> = self
            .objections()
            .map(|(step, _)| step.appointment_id)
            .collect();
        let next = self
            .steps
            .iter_mut()
            .find(|step| !undecided.contains(&step.appointment_id))?;
        if next.direct {
            // Sent again it tells its time, and so is another request. Should the first have arrived
            // all the same, the appointment has another version, and the two agree.
            next.direct = false;
            next.key.push_str("-again");
        }
        next.tried = true;
        Some(next.clone())
    }

    /// Notes what became of the step with this key. `server` is how the visit stands there, where the
    /// server disagreed and could be asked.
    pub fn answered(&mut self, key: &str, answer: Answer, server: Option<ServerSide>) {
        let Some(place) = self.steps.iter().position(|step| step.key == key) else {
            return;
        };
        match answer {
            Answer::Later | Answer::SignIn => {}
            Answer::Done(version) => self.done(place, version),
            Answer::Disagrees(error) => {
                let same = self.steps.get(place).zip(server.as_ref());
                // Somebody else has done the very same: there is nothing to ask.
                let agreed = same
                    .filter(|(step, server)| {
                        let room = step.room_id.is_none_or(|room| server.room_id == Some(room));
                        step.stage == server.stage && room
                    })
                    .map(|(_, server)| server.version);
                if let Some(version) = agreed {
                    self.done(place, version);
                } else if let Some(step) = self.steps.get_mut(place) {
                    step.objection = Some(Objection {
                        words: error.to_string(),
                        server,
                    });
                }
            }
        }
    }

    /// Takes the step out; the next one of its visit is based on what it led to.
    fn done(&mut self, place: usize, version: i32) {
        let done = self.steps.remove(place);
        let next = self
            .steps
            .iter_mut()
            .find(|step| step.appointment_id == done.appointment_id);
        if let Some(next) = next {
            next.version = Some(version);
        }
    }

    /// The desk takes the last step of a visit back before it was sent; answers where the visit stood
    /// before it, and nothing when that step may have reached the server already.
    pub fn take_back(&mut self, appointment_id: i64) -> Option<Standing> {
        let last = self
            .steps
            .iter()
            .rposition(|step| step.appointment_id == appointment_id)?;
        if self.steps.get(last)?.tried {
            return None;
        }
        Some(self.steps.remove(last).before)
    }

    /// The desk decides for what the server says: the visit's steps are dropped.
    pub fn keep_servers(&mut self, appointment_id: i64) {
        self.steps
            .retain(|step| step.appointment_id != appointment_id);
    }

    /// The desk decides to try again, on top of what the server says: with a new key, since it is
    /// another step than the one that was refused.
    pub fn try_again(&mut self, appointment_id: i64, key: String) {
        let stopped = self
            .steps
            .iter_mut()
            .find(|step| step.appointment_id == appointment_id && step.objection.is_some());
        if let Some(step) = stopped {
            let server = step.objection.take().and_then(|objection| objection.server);
            if let Some(server) = server {
                step.version = Some(server.version);
            }
            step.key = key;
            step.tried = false;
        }
    }

    /// Shows a board as it will stand once what waits has been sent.
    pub fn lay_over(&self, board: &mut Board) {
        for step in &self.steps {
            let visit = board
                .visits
                .iter_mut()
                .find(|visit| visit.id == step.appointment_id);
            if let Some(visit) = visit {
                let stands = Standing::of(visit).after(step.stage, step.room_id, step.at);
                stands.put_on(visit);
                visit.undo_until = Some(step.at.plus(UNDO));
            }
        }
    }
}

#[cfg(test)]
mod tests;
