//! What free times follow from, as values.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::keyed::keyed;
use crate::schedule::hours::{Interval, OpeningHours};

/// What a patient comes for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitType {
    /// Its id; none is the ordinary visit of a clinic that has no visit types.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// How long the patient is with the doctor.
    pub minutes: u16,
    /// Minutes before it in which neither the doctor nor the room is free for others.
    pub buffer_before: u16,
    /// Minutes after it in which neither the doctor nor the room is free for others.
    pub buffer_after: u16,
    /// How it is told apart in calendars.
    pub colour: Colour,
    /// Only staff may book it.
    pub staff_only: bool,
    /// Who offers it; empty: every doctor.
    pub doctors: Vec<i64>,
    /// Where it can take place; empty: it needs no room.
    pub rooms: Vec<i64>,
    /// What the patient should know beforehand; may be empty.
    pub note: String,
    /// It can be booked.
    pub active: bool,
    /// Counts changes.
    pub version: i32,
}

impl VisitType {
    /// What is booked where no visit types are defined.
    pub fn ordinary(minutes: u16) -> Self {
        Self {
            id: None,
            name: "Appointment".to_owned(),
            minutes,
            buffer_before: 0,
            buffer_after: 0,
            colour: Colour::Teal,
            staff_only: false,
            doctors: Vec::new(),
            rooms: Vec::new(),
            note: String::new(),
            active: true,
            version: 0,
        }
    }

    /// Whether that doctor offers it.
    pub fn offered_by(&self, doctor_id: i64) -> bool {
        self.doctors.is_empty() || self.doctors.contains(&doctor_id)
    }
}

keyed! {
    /// How visit types are told apart in calendars, beside their names.
    Colour: Teal;
    /// Teal.
    Teal => "teal", "Teal";
    /// Blue.
    Blue => "blue", "Blue";
    /// Violet.
    Violet => "violet", "Violet";
    /// Rose.
    Rose => "rose", "Rose";
    /// Amber.
    Amber => "amber", "Amber";
    /// Green.
    Green => "green", "Green";
    /// Slate.
    Slate => "slate", "Slate";
}

keyed! {
    /// What an exception does to ordinary hours.
    ExceptionKind: Away;
    /// The doctor is not there.
    Away => "away", "Time off";
    /// The doctor is there at another time than usual.
    Extra => "extra", "Extra hours";
    /// Nobody is there.
    Closure => "closure", "Clinic closed";
}

keyed! {
    /// Who looks for a time.
    Audience: Patient;
    /// A patient, online: the policy holds.
    Patient => "patient", "Patients";
    /// The clinic itself, for a patient: the policy does not hold.
    Staff => "staff", "Staff";
}

/// Where a visit can take place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// It can be used.
    pub active: bool,
    /// Counts changes.
    pub version: i32,
}

/// A stretch of a weekday in which a doctor sees patients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingHours {
    /// Its id.
    pub id: i64,
    /// Whose.
    pub doctor_id: i64,
    /// ISO 8601: 1 is Monday.
    pub weekday: i8,
    /// From when to when.
    pub interval: Interval,
    /// Visits begin every so many minutes, counted from its beginning.
    pub grid_minutes: u16,
    /// The first day it holds; none: it always has.
    pub valid_from: Option<Date>,
    /// The last day it holds; none: for good.
    pub valid_to: Option<Date>,
    /// What is seen then; empty: every visit type.
    pub visit_types: Vec<i64>,
}

impl WorkingHours {
    /// Whether it holds on that day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.weekday == day.weekday().to_monday_one_offset()
            && self.valid_from.is_none_or(|from| from <= day)
            && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether this visit type is seen then.
    pub fn serves(&self, visit_type: Option<i64>) -> bool {
        self.visit_types.is_empty() || visit_type.is_some_and(|id| self.visit_types.contains(&id))
    }
}

/// Time off, extra hours, or a closure of the clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Its id.
    pub id: i64,
    /// Whose; none for a closure.
    pub doctor_id: Option<i64>,
    /// What it does.
    pub kind: ExceptionKind,
    /// What the clinic's clock shows when it begins.
    pub starts: DateTime,
    /// What the clinic's clock shows when it is over.
    pub ends: DateTime,
    /// Visits of extra hours begin every so many minutes.
    pub grid_minutes: u16,
    /// Why: staff see it; of a closure everybody does.
    pub reason: String,
}

impl Exception {
    /// Whether it is about that doctor: their own, or a closure.
    pub fn concerns(&self, doctor_id: i64) -> bool {
        self.doctor_id.is_none_or(|id| id == doctor_id)
    }
}

/// What patients may book online, and when they may cancel. A limit that is none does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Bookings are made at least so many minutes before.
    pub notice_minutes: u32,
    /// Bookings are made at most so many days before.
    pub horizon_days: u16,
    /// Patients cancel and move at least so many minutes before; later, staff do, and it is marked.
    pub cancel_minutes: u32,
    /// A patient has at most so many appointments to come.
    pub most_open: Option<u16>,
    /// Whoever has never been here may book.
    pub new_patients: bool,
    /// After so many no-shows a patient books by telephone, until staff lift it.
    pub noshow_limit: Option<u16>,
    /// So many minutes after its start a visit whose patient has not come is proposed as a no-show.
    pub noshow_minutes: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            notice_minutes: 0,
            horizon_days: 180,
            cancel_minutes: 240,
            most_open: None,
            new_patients: true,
            noshow_limit: None,
            noshow_minutes: 20,
        }
    }
}

/// How a patient stands with the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Appointments to come.
    pub open: u16,
    /// They have been here.
    pub known: bool,
    /// No-shows that are not forgiven.
    pub noshows: u16,
}

/// What a doctor's hours are made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorHours {
    /// Whose.
    pub doctor_id: i64,
    /// False: the clinic's opening hours are theirs.
    pub own: bool,
    /// Their own hours, by weekday and beginning; kept while `own` is false, without effect.
    pub hours: Vec<WorkingHours>,
}

/// All that free times follow from, except what is taken and the present moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Every visit type, by name; inactive ones too.
    pub visit_types: Vec<VisitType>,
    /// Every room, by name; inactive ones too.
    pub rooms: Vec<Room>,
    /// The doctors who have hours of their own, by id.
    pub hours: Vec<DoctorHours>,
    /// Exceptions that are not long over, by beginning.
    pub exceptions: Vec<Exception>,
    /// The policy.
    pub policy: Policy,
    /// What doctors without hours of their own work.
    pub opening: OpeningHours,
    /// How long an ordinary visit takes, and how far its starts are apart.
    pub slot_minutes: u16,
}

impl Rules {
    /// The active visit types that this doctor offers to this audience, by name; the ordinary one
    /// where none are defined.
    pub fn offered(&self, doctor_id: i64, audience: Audience) -> Vec<VisitType> {
        self.offered_by_any(&[doctor_id], audience)
    }

    /// The active visit types that at least one of these doctors offers to this audience, by name;
    /// the ordinary one where none are defined.
    pub fn offered_by_any(&self, doctor_ids: &[i64], audience: Audience) -> Vec<VisitType> {
        if self.visit_types.iter().all(|each| !each.active) {
            return vec![VisitType::ordinary(self.slot_minutes)];
        }
        let offered = self.visit_types.iter().filter(|each| {
            let open = audience == Audience::Staff || !each.staff_only;
            each.active && open && doctor_ids.iter().any(|id| each.offered_by(*id))
        });
        offered.cloned().collect()
    }

    /// What is booked with this doctor under that id; without one, the first on offer.
    pub fn offer(&self, doctor_id: i64, id: Option<i64>, audience: Audience) -> Option<VisitType> {
        let mut offered = self.offered(doctor_id, audience).into_iter();
        match id {
            Some(id) => offered.find(|each| each.id == Some(id)),
            None => offered.next(),
        }
    }

    /// A visit type, on offer or not; none is the ordinary one.
    pub fn visit_type(&self, id: Option<i64>) -> VisitType {
        self.visit_types
            .iter()
            .find(|each| id.is_some() && each.id == id)
            .cloned()
            .unwrap_or_else(|| VisitType::ordinary(self.slot_minutes))
    }

    /// The rooms in use in which that visit can take place.
    pub fn rooms_for(&self, visit: &VisitType) -> Vec<i64> {
        let rooms = self.rooms.iter().filter(|room| room.active);
        rooms
            .map(|room| room.id)
            .filter(|id| visit.rooms.contains(id))
            .collect()
    }

    /// The own hours of a doctor; none while they work the clinic's.
    pub fn own_hours(&self, doctor_id: i64) -> Option<&[WorkingHours]> {
        let hours = self.hours.iter().find(|each| each.doctor_id == doctor_id);
        hours
            .filter(|each| each.own)
            .map(|each| each.hours.as_slice())
    }
}

#[cfg(test)]
mod tests;
