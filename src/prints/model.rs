//! What stands on paper.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    clinic_time::ClinicTime,
    desk::model::{Board, BoardDoctor, BoardVisit},
    encounters::model::Stage,
};

/// A day on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySheet {
    /// The day.
    pub date: Date,
    /// When it was printed: what changed since is not on it.
    pub printed_at: ClinicTime,
    /// A page for each doctor, by name.
    pub doctors: Vec<DoctorSheet>,
    /// Everybody whose sheet the reader may print, to choose from: id and name.
    pub choice: Vec<(i64, String)>,
}

/// A doctor's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorSheet {
    /// The doctor's id.
    pub id: i64,
    /// The doctor's name.
    pub name: String,
    /// What the doctor does.
    pub specialization: String,
    /// When the doctor sees patients: `09:00–12:30`.
    pub hours: Vec<String>,
    /// The visits that take place, or did, by their start.
    pub lines: Vec<Line>,
}

/// A visit on the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The appointment's id.
    pub id: i64,
    /// When it begins.
    pub starts_at: ClinicTime,
    /// When it ends.
    pub ends_at: ClinicTime,
    /// The patient's name.
    pub patient: String,
    /// The patient's date of birth, ISO 8601.
    pub birth: Option<String>,
    /// The patient's telephone number, or nothing.
    pub phone: String,
    /// The kind of visit.
    pub kind: String,
    /// Why; may be empty.
    pub reason: String,
    /// The room; may be empty.
    pub room: String,
    /// Where it stood when this was printed.
    pub stage: Stage,
}

impl DaySheet {
    /// The sheet of a day, of one doctor where one is named.
    pub fn of(board: &Board, doctor_id: Option<i64>, printed_at: ClinicTime) -> Self {
        let meant = board
            .doctors
            .iter()
            .filter(|doctor| doctor_id.is_none_or(|id| id == doctor.id));
        Self {
            date: board.date,
            printed_at,
            doctors: meant.map(|doctor| DoctorSheet::of(board, doctor)).collect(),
            choice: board
                .doctors
                .iter()
                .map(|doctor| (doctor.id, doctor.name.clone()))
                .collect(),
        }
    }
}

impl DoctorSheet {
    fn of(board: &Board, doctor: &BoardDoctor) -> Self {
        let takes_place = |visit: &&BoardVisit| {
            visit.doctor_id == doctor.id && !matches!(visit.stage, Stage::Cancelled | Stage::Left)
        };
        let room = |id: Option<i64>| {
            let room = board.rooms.iter().find(|room| Some(room.id) == id);
            room.map(|room| room.name.clone()).unwrap_or_default()
        };
        let lines = board.visits.iter().filter(takes_place).map(|visit| Line {
            id: visit.id,
            starts_at: visit.starts_at,
            ends_at: visit.ends_at,
            patient: visit.patient_name.clone(),
            birth: visit.patient_birth.clone(),
            phone: visit.patient_contact.clone(),
            kind: visit.visit_type.clone(),
            reason: visit.reason.clone(),
            room: room(visit.room_id),
            stage: visit.stage,
        });
        let hours = doctor.open.iter();
        Self {
            id: doctor.id,
            name: doctor.name.clone(),
            specialization: doctor.specialization.clone(),
            hours: hours
                .map(|open| format!("{}–{}", open.starts_at.clock(), open.ends_at.clock()))
                .collect(),
            lines: lines.collect(),
        }
    }
}

/// A sheet of labels there is in shops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LabelSheet {
    /// A4, 3 by 8 labels of 70 by 37 mm.
    #[default]
    A4,
    /// Letter, 3 by 10 labels of 2 5/8 by 1 inch.
    Letter,
}

impl LabelSheet {
    /// Both.
    pub const ALL: [Self; 2] = [Self::A4, Self::Letter];

    /// How addresses spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }

    /// The sheet with this key; A4 for anything else.
    pub fn from_key(key: &str) -> Self {
        let found = Self::ALL.into_iter().find(|sheet| sheet.key() == key);
        found.unwrap_or_default()
    }

    /// In the reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::A4 => "A4, 24 labels of 70 × 37 mm",
            Self::Letter => "Letter, 30 labels of 2⅝ × 1 inch",
        }
    }

    /// How many labels are on it.
    pub fn labels(self) -> u16 {
        match self {
            Self::A4 => 24,
            Self::Letter => 30,
        }
    }
}

/// Which labels of a sheet are printed: whether each is, from the first one on. A sheet may be begun.
pub fn printed(sheet: LabelSheet, from: u16, count: Option<u16>) -> Vec<bool> {
    let from = from.clamp(1, sheet.labels());
    let end = count.map_or(sheet.labels(), |count| {
        from.saturating_add(count.max(1)) - 1
    });
    (1..=sheet.labels())
        .map(|label| (from..=end).contains(&label))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_of_labels_may_be_begun() {
        let places = |sheet, from, count| {
            let all = printed(sheet, from, count);
            assert_eq!(all.len(), usize::from(sheet.labels()));
            (1..)
                .zip(all)
                .filter(|(_, printed)| *printed)
                .map(|(place, _)| place)
                .collect::<Vec<u16>>()
        };
        assert_eq!(
            places(LabelSheet::A4, 1, None),
            (1..=24).collect::<Vec<_>>()
        );
        assert_eq!(places(LabelSheet::Letter, 28, None), [28, 29, 30]);
        assert_eq!(places(LabelSheet::A4, 5, Some(2)), [5, 6]);
        assert_eq!(places(LabelSheet::A4, 24, Some(9)), [24]);
        assert_eq!(places(LabelSheet::A4, 0, Some(0)), [1]);
        assert_eq!(places(LabelSheet::A4, 99, None), [24]);
    }

    #[test]
    fn sheets_are_known_by_their_keys() {
        for sheet in LabelSheet::ALL {
            assert_eq!(LabelSheet::from_key(sheet.key()), sheet);
        }
        assert_eq!(LabelSheet::from_key("a0"), LabelSheet::A4);
    }
}
