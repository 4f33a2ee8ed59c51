//! What is kept of a day: who comes when, under which number they are reached, and where their
//! visit stands. No reason, no date of birth, no kind of visit.

mod who;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    calendar::model::Stretch,
    clinic_time::ClinicTime,
    desk::model::{Board, BoardDoctor, BoardRoom, BoardVisit},
    encounters::model::Stage,
    live::model::Sequence,
    rules::model::Colour,
};

pub use who::{Clock, Who};

/// A day of the clinic, as much of it as is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDay {
    /// The day.
    pub date: Date,
    /// When the server last told of it.
    pub as_of: ClinicTime,
    /// The day from its first instant to the next day's.
    pub whole: Stretch,
    /// Who sees patients.
    pub doctors: Vec<KeptDoctor>,
    /// The rooms in use.
    pub rooms: Vec<BoardRoom>,
    /// The visits, by their start.
    pub visits: Vec<KeptVisit>,
    /// Minutes after its start at which a visit is proposed as a no-show.
    pub noshow_minutes: u16,
}

/// A doctor's day, as much of it as is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDoctor {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub name: String,
    /// When the doctor sees patients.
    pub open: Vec<Stretch>,
}

/// A visit, as much of it as is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptVisit {
    /// The appointment's id.
    pub id: i64,
    /// The appointment's version.
    pub version: i32,
    /// Whose time.
    pub doctor_id: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The patient's telephone number, or nothing.
    pub patient_contact: String,
    /// When it is to begin.
    pub starts_at: ClinicTime,
    /// When it is to end.
    pub ends_at: ClinicTime,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: Standing,
}

/// Where a visit stands, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The stage.
    pub stage: Stage,
    /// The patient's number in the day's queue, once here.
    pub queue_number: Option<u32>,
    /// The room.
    pub room_id: Option<i64>,
    /// When the patient came.
    pub arrived_at: Option<ClinicTime>,
    /// When the patient was called into the room.
    pub called_at: Option<ClinicTime>,
    /// Since when the patient is, or was, with the doctor.
    pub started_at: Option<ClinicTime>,
    /// When it was over, or the patient left.
    pub ended_at: Option<ClinicTime>,
}

/// Somebody to call back, noted while no booking could be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallBack {
    /// Tells it from others.
    pub key: String,
    /// When it was noted.
    pub at: ClinicTime,
    /// Who called.
    pub name: String,
    /// Under which number.
    pub phone: String,
    /// What it is about, as the desk put it; may be empty.
    pub note: String,
}

impl KeptDay {
    /// As much of a board as is kept.
    pub fn of(board: &Board, as_of: ClinicTime) -> Self {
        Self {
            date: board.date,
            as_of,
            whole: board.whole,
            doctors: board
                .doctors
                .iter()
                .map(|doctor| KeptDoctor {
                    id: doctor.id,
                    name: doctor.name.clone(),
                    open: doctor.open.clone(),
                })
                .collect(),
            rooms: board.rooms.clone(),
            visits: board.visits.iter().map(KeptVisit::of).collect(),
            noshow_minutes: board.noshow_minutes,
        }
    }

    /// The board that can be made of what is kept.
    pub fn board(&self) -> Board {
        Board {
            date: self.date,
            sequence: Sequence::default(),
            whole: self.whole,
            doctors: self
                .doctors
                .iter()
                .map(|doctor| BoardDoctor {
                    id: doctor.id,
                    name: doctor.name.clone(),
                    specialization: String::new(),
                    open: doctor.open.clone(),
                    exceptions: Vec::new(),
                    shortest: u16::MAX,
                    // No gap is on offer: nobody knows whether it is still free.
                    offers: Vec::new(),
                })
                .collect(),
            visits: self.visits.iter().map(KeptVisit::on_board).collect(),
            holds: Vec::new(),
            rooms: self.rooms.clone(),
            noshow_minutes: self.noshow_minutes,
        }
    }

    /// Puts a visit as the server now has it in its place.
    pub fn put(&mut self, visit: &BoardVisit) {
        let kept = KeptVisit::of(visit);
        if let Some(old) = self.visits.iter_mut().find(|old| old.id == kept.id) {
            *old = kept;
        }
    }

    /// The clinic's clock at an instant of this day: there is no time-zone database here, so the
    /// offset is that of the nearest time the server has told.
    pub fn clock(&self, now: Timestamp) -> ClinicTime {
        let told = self.visits.iter().map(|visit| visit.starts_at);
        let bounds = [self.whole.starts_at, self.whole.ends_at];
        let distance = |time: &ClinicTime| {
            let seconds = time.timestamp().as_second() - now.as_second();
            seconds.unsigned_abs()
        };
        told.chain(bounds)
            .min_by_key(distance)
            .unwrap_or(self.as_of)
            .reading_at(now)
    }

    /// Whether the day is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.whole.ends_at.timestamp() <= now
    }
}

impl KeptVisit {
    /// As much of a visit as is kept.
    pub fn of(visit: &BoardVisit) -> Self {
        Self {
            id: visit.id,
            version: visit.version,
            doctor_id: visit.doctor_id,
            patient_name: visit.patient_name.clone(),
            patient_contact: visit.patient_contact.clone(),
            starts_at: visit.starts_at,
            ends_at: visit.ends_at,
            standing: Standing::of(visit),
        }
    }

    /// The visit on a board made of what is kept.
    fn on_board(&self) -> BoardVisit {
        let mut visit = BoardVisit {
            id: self.id,
            version: self.version,
            doctor_id: self.doctor_id,
            patient_id: 0,
            patient_name: self.patient_name.clone(),
            patient_contact: self.patient_contact.clone(),
            patient_birth: None,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            buffer_before: 0,
            buffer_after: 0,
            visit_type: String::new(),
            colour: Colour::default(),
            reason: String::new(),
            overbooked: false,
            walk_in: false,
            stage: self.standing.stage,
            queue_number: None,
            room_id: None,
            arrived_at: None,
            called_at: None,
            started_at: None,
            ended_at: None,
            undo_until: None,
        };
        self.standing.put_on(&mut visit);
        visit
    }
}

impl Standing {
    /// Where a visit stands.
    pub fn of(visit: &BoardVisit) -> Self {
        Self {
            stage: visit.stage,
            queue_number: visit.queue_number,
            room_id: visit.room_id,
            arrived_at: visit.arrived_at,
            called_at: visit.called_at,
            started_at: visit.started_at,
            ended_at: visit.ended_at,
        }
    }

    /// Shows a visit as standing here.
    pub fn put_on(&self, visit: &mut BoardVisit) {
        visit.stage = self.stage;
        visit.queue_number = self.queue_number;
        visit.room_id = self.room_id;
        visit.arrived_at = self.arrived_at;
        visit.called_at = self.called_at;
        visit.started_at = self.started_at;
        visit.ended_at = self.ended_at;
    }

    /// Where it will stand, as far as can be told without the server, after this step.
    #[must_use]
    pub fn after(&self, stage: Stage, room_id: Option<i64>, at: ClinicTime) -> Self {
        let mut next = self.clone();
        next.stage = stage;
        next.room_id = room_id.or(self.room_id);
        match stage {
            Stage::Booked | Stage::Noshow | Stage::Cancelled => {
                next.arrived_at = None;
                next.called_at = None;
                next.started_at = None;
                next.ended_at = None;
            }
            Stage::Arrived => {
                next.arrived_at = self.arrived_at.or(Some(at));
                next.called_at = None;
                next.started_at = None;
                next.ended_at = None;
            }
            Stage::CheckedIn => {
                next.arrived_at = self.arrived_at.or(Some(at));
                next.called_at = Some(at);
                next.started_at = None;
                next.ended_at = None;
            }
            Stage::InProgress => {
                next.arrived_at = self.arrived_at.or(Some(at));
                next.called_at = self.called_at.or(Some(at));
                next.started_at = self.started_at.or(Some(at));
                next.ended_at = None;
            }
            Stage::Fulfilled => {
                next.arrived_at = self.arrived_at.or(Some(at));
                next.started_at = self.started_at.or(Some(at));
                next.ended_at = Some(at);
            }
            Stage::Left => next.ended_at = Some(at),
        }
        next
    }
}

#[cfg(test)]
pub(crate) mod tests;
