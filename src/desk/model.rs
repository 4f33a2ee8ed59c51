//! A day at the front desk.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::model::{Special, Stretch},
    clinic_time::ClinicTime,
    encounters::model::Stage,
    live::model::Sequence,
    rules::model::Colour,
};

/// A day of the clinic as the front desk works on it, and the doctor's own part of it for a doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// The day.
    pub date: Date,
    /// How far the live updates were when it was read: what comes after may not be in it.
    pub sequence: Sequence,
    /// The day from its first instant to the next day's.
    pub whole: Stretch,
    /// The doctors who work on this day or have visits, by name.
    pub doctors: Vec<BoardDoctor>,
    /// The visits that begin on this day, cancelled ones too, by their start.
    pub visits: Vec<BoardVisit>,
    /// Times of this day that are kept for patients who may book them, by their start.
    pub holds: Vec<BoardHold>,
    /// The rooms in use, by name.
    pub rooms: Vec<BoardRoom>,
    /// Minutes after its start at which a visit whose patient has not come is proposed as a no-show.
    pub noshow_minutes: u16,
}

/// A doctor's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardDoctor {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub name: String,
    /// What the doctor does.
    pub specialization: String,
    /// When the doctor sees patients, extra hours included and time off taken out.
    pub open: Vec<Stretch>,
    /// Time off, extra hours and closures, as much of each as is on this day.
    pub exceptions: Vec<Special>,
    /// The length of the shortest visit on offer, in minutes: a shorter gap is no gap.
    pub shortest: u16,
    /// When visits could begin, were nothing taken; nothing on days that are past, and nothing where it was not
    /// asked for.
    pub offers: Vec<Offer>,
}

/// When visits of one kind could begin on a doctor's day: on the doctor's grid, within hours that are for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// How long they are, in minutes.
    pub minutes: u16,
    /// Minutes kept free before each.
    pub buffer_before: u16,
    /// Minutes kept free after each.
    pub buffer_after: u16,
    /// When they would begin, in order.
    pub starts: Vec<ClinicTime>,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardRoom {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// A visit on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardVisit {
    /// The appointment's id.
    pub id: i64,
    /// The appointment's version: the newer one of two is true.
    pub version: i32,
    /// Whose time.
    pub doctor_id: i64,
    /// For whom.
    pub patient_id: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The patient's telephone number, or nothing.
    pub patient_contact: String,
    /// The patient's date of birth, ISO 8601.
    pub patient_birth: Option<String>,
    /// When it is to begin.
    pub starts_at: ClinicTime,
    /// When it is to end.
    pub ends_at: ClinicTime,
    /// Minutes kept free before it.
    pub buffer_before: u16,
    /// Minutes kept free after it.
    pub buffer_after: u16,
    /// The kind of visit.
    pub visit_type: String,
    /// That kind's colour.
    pub colour: Colour,
    /// Why, in the patient's words; may be empty.
    pub reason: String,
    /// It was put on top of another on purpose.
    pub overbooked: bool,
    /// The patient came without having booked.
    pub walk_in: bool,
    /// Where it stands.
    pub stage: Stage,
    /// The patient's number in the day's queue, once here.
    pub queue_number: Option<u32>,
    /// The room: the one the patient was called to, else the one that is kept for the visit.
    pub room_id: Option<i64>,
    /// When the patient came.
    pub arrived_at: Option<ClinicTime>,
    /// When the patient was called into the room.
    pub called_at: Option<ClinicTime>,
    /// Since when the patient is, or was, with the doctor.
    pub started_at: Option<ClinicTime>,
    /// When it was over, or the patient left.
    pub ended_at: Option<ClinicTime>,
    /// Until when the last step can be taken back.
    pub undo_until: Option<ClinicTime>,
}

impl BoardVisit {
    /// The stages that may follow at `now`, the usual one first: those of [`Stage::next`], less those
    /// it is too early for.
    pub fn steps(&self, now: ClinicTime) -> Vec<Stage> {
        let next = self.stage.next().iter().copied();
        next.filter(|to| !to.too_early(self.starts_at, now))
            .collect()
    }

    /// How long it is to take.
    pub fn minutes(&self) -> i64 {
        self.ends_at.minutes_since(self.starts_at)
    }
}

#[cfg(test)]
impl BoardVisit {
    /// A booked visit of half an hour, for tests to change.
    pub(crate) fn sample(id: i64, at: ClinicTime) -> Self {
        Self {
            id,
            version: 1,
            doctor_id: 1,
            patient_id: 1,
            patient_name: "Rosa Delgado".into(),
            patient_contact: String::new(),
            patient_birth: None,
            starts_at: at,
            ends_at: at.plus(30),
            buffer_before: 0,
            buffer_after: 0,
            visit_type: "Appointment".into(),
            colour: Colour::Teal,
            reason: String::new(),
            overbooked: false,
            walk_in: false,
            stage: Stage::Booked,
            queue_number: None,
            room_id: None,
            arrived_at: None,
            called_at: None,
            started_at: None,
            ended_at: None,
            undo_until: None,
        }
    }
}

/// A time that is kept for a patient, and so is nobody else's, until it is booked, given back or over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardHold {
    /// The hold's id.
    pub id: i64,
    /// Whose time.
    pub doctor_id: i64,
    /// When the visit would begin.
    pub starts_at: ClinicTime,
    /// When it would end.
    pub ends_at: ClinicTime,
    /// Minutes kept free before it.
    pub buffer_before: u16,
    /// Minutes kept free after it.
    pub buffer_after: u16,
    /// Until when it is kept.
    pub expires_at: ClinicTime,
    /// It is offered to somebody on the waiting list; else somebody is booking it just now.
    pub offered: bool,
}

/// A doctor to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorName {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub name: String,
}
