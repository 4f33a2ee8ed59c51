//! The steps taken while the server could not be reached, until they are sent.
//!
//! Each step is sent with a key of its own, by which the server knows it again, and with the
//! version of the appointment that the desk saw: what anybody else did meanwhile is a disagreement,
//! not something to be written over. The steps of one visit follow one another; a disagreement
//! stops the rest of that visit's steps until the desk has decided, and no other visit's.

mod answer;
mod step;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::step::quoted;
use super::model::Standing;
use crate::{
    clinic_time::ClinicTime,
    desk::model::{Board, BoardVisit},
    encounters::model::Stage,
    error::AppError,
};

pub use answer::Answer;
pub use step::{Objection, ServerSide, Waiting};

/// Minutes for which a step can be taken back, as at the server.
const UNDO: i64 = 1;
/// The desk is asked about a step at which the server had a fault of its own so often.
const FAULTS: u8 = 5;

/// Steps waiting to be sent, in the order they were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    steps: Vec<Waiting>,
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
            faults: 0,
            objection: None,
        });
        Ok(visit)
    }

    /// Notes that the step with this key is sent as it is taken, where none of its visit waits before
    /// it and it was not sent already; put the queue on disk before sending it.
    pub fn begin(&mut self, key: &str) -> Option<Waiting> {
        let place = self.steps.iter().position(|step| step.key == key)?;
        let id = self.steps.get(place)?.appointment_id;
        if self.of(id).next()?.key != key {
            return None;
        }
        // One that was tried tells its time. Without it, it would be another request under the same key, which the
        // server refuses though the step may be done.
        let step = self.steps.get_mut(place).filter(|step| !step.tried)?;
        step.direct = true;
        step.tried = true;
        Some(step.clone())
    }

    /// The desk is told at once that the step with this key is refused: it is dropped. What was taken after it
    /// is sent on top of what it was itself to be on top of, for the server to judge.
    pub fn refuse(&mut self, key: &str) {
        let Some(place) = self.steps.iter().position(|step| step.key == key) else {
            return;
        };
        let refused = self.steps.remove(place);
        if let Some(next) = self.next_of(refused.appointment_id) {
            next.version = next.version.or(refused.version);
        }
    }

    /// Lets go of the steps of other days; answers how many there were.
    pub fn keep_day(&mut self, day: Date) -> usize {
        let before = self.steps.len();
        self.steps.retain(|step| step.at.date() == day);
        before - self.steps.len()
    }

    /// The step to send now: the first whose visit has nothing undecided and is not passed over. It is noted as
    /// tried; put the queue on disk before sending it.
    pub fn next_to_send(&mut self, passed_over: &BTreeSet<i64>) -> Option<Waiting> {
        let undecided: BTreeSet<i64> = self
            .objections()
            .map(|(step, _)| step.appointment_id)
            .collect();
        let next = self.steps.iter_mut().find(|step| {
            let id = step.appointment_id;
            !undecided.contains(&id) && !passed_over.contains(&id)
        })?;
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
    /// step was not done and the server could be asked.
    pub fn answered(&mut self, key: &str, answer: Answer, server: Option<ServerSide>) {
        let Some(place) = self.steps.iter().position(|step| step.key == key) else {
            return;
        };
        let (error, is_fault) = match answer {
            Answer::Later | Answer::SignIn => return,
            Answer::Done(version) => return self.done(place, version),
            Answer::Failed(error) => (error, true),
            Answer::Disagrees(error) => (error, false),
        };
        let Some(step) = self.steps.get_mut(place) else {
            return;
        };
        // Somebody else has done the very same: there is nothing to ask.
        let there = server.as_ref().filter(|server| step.leads_to(server));
        if let Some(version) = there.map(|server| server.version) {
            return self.done(place, version);
        }
        step.faults = step.faults.saturating_add(is_fault.into());
        if !is_fault || step.faults >= FAULTS {
            step.objection = Some(Objection {
                words: error.to_string(),
                server,
            });
        }
    }

    /// Takes the step out; the next one of its visit is based on what it led to.
    fn done(&mut self, place: usize, version: i32) {
        let done = self.steps.remove(place);
        if let Some(next) = self.next_of(done.appointment_id) {
            next.version = Some(version);
        }
    }

    fn next_of(&mut self, appointment_id: i64) -> Option<&mut Waiting> {
        self.steps
            .iter_mut()
            .find(|step| step.appointment_id == appointment_id)
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
            step.faults = 0;
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
