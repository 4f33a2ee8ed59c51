//! What the desk knows of the day, and what it thinks of next.

use std::sync::Mutex;

use anteroom::encounters::model::Stage;

use super::deed::{Act, Told};

/// The latest visits are everybody's business, so that the desk meets itself.
const LATEST: usize = 6;
/// A version that no visit has.
const STALE: i64 = 9_999;
/// The stages that are asked for, the usual ones more often.
const STAGES: [Stage; 12] = [
    Stage::Arrived,
    Stage::CheckedIn,
    Stage::InProgress,
    Stage::Fulfilled,
    Stage::Arrived,
    Stage::CheckedIn,
    Stage::InProgress,
    Stage::Fulfilled,
    Stage::CheckedIn,
    Stage::Noshow,
    Stage::Left,
    Stage::Booked,
];

/// See the module.
#[derive(Debug)]
pub(crate) struct Desk {
    doctors: Vec<i64>,
    patients: Vec<i64>,
    rooms: Vec<i64>,
    /// Visits and the versions they were last told at, the latest last.
    known: Mutex<Vec<(i64, i64)>>,
}

impl Desk {
    /// One that knows of those visits, each at that version.
    pub(crate) fn new(
        doctors: Vec<i64>,
        patients: Vec<i64>,
        rooms: Vec<i64>,
        known: Vec<(i64, i64)>,
    ) -> Self {
        Self {
            doctors,
            patients,
            rooms,
            known: Mutex::new(known),
        }
    }

    /// Notes how a visit stands. What is cancelled is nobody's business any more.
    pub(crate) fn note(&self, told: &Told) {
        let mut known = self.known.lock().unwrap();
        known.retain(|(visit, _)| *visit != told.id);
        if told.stage != Stage::Cancelled {
            known.push((told.id, told.version));
        }
    }

    /// What to do, by four throws of the dice; the first and the last of a hundred sides.
    pub(crate) fn choose(&self, [kind, first, second, third]: [usize; 4]) -> Act {
        let doctor = self.doctors[first % self.doctors.len()];
        match (kind % 50, self.visit(first, third)) {
            (0..10, _) | (_, None) => Act::WalkIn {
                doctor,
                patient: second
                    .is_multiple_of(2)
                    .then(|| self.patients[second / 2 % self.patients.len()]),
            },
            (10..16, _) => Act::Next { doctor },
            (16..26, Some((visit, version))) => Act::Undo { visit, version },
            (_, Some((visit, version))) => {
                let stage = STAGES[second % STAGES.len()];
                let calls = matches!(stage, Stage::CheckedIn | Stage::InProgress);
                // Or none is said.
                let room = self.rooms.get(second / 16 % (self.rooms.len() + 1));
                Act::Stage {
                    visit,
                    stage,
                    room: room.copied().filter(|_| calls),
                    version,
                }
            }
        }
    }

    /// A visit, and the version that is said to have been seen.
    fn visit(&self, first: usize, third: usize) -> Option<(i64, Option<i64>)> {
        let known = self.known.lock().unwrap();
        let among = if third.is_multiple_of(4) {
            known.len()
        } else {
            known.len().min(LATEST)
        };
        let (visit, version) = *known.iter().rev().nth(first % among.max(1))?;
        let seen = match third {
            0..8 => Some(STALE),
            8..50 => Some(version),
            _ => None,
        };
        Some((visit, seen))
    }
}
