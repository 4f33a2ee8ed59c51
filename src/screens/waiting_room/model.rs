//! What everybody in a waiting room may know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::initials;
use crate::{
    clinic_time::ClinicTime,
    desk::{
        delays,
        model::{Board, BoardVisit},
    },
    encounters::model::Stage,
    screens::model::Shows,
};

/// Calls that are shown; older ones have been heard.
const CALLS: usize = 6;
/// How many of those who wait for a doctor are shown.
const NEXT: usize = 5;
/// Delays are told in steps of so many minutes; a doctor who is less late than one is in time.
const LATE: i64 = 5;

/// What the screen shows: queue numbers, and of whose they are at most the initials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRoom {
    /// The clinic's name.
    pub clinic: String,
    /// When this was so.
    pub now: ClinicTime,
    /// Who was called, the last one first.
    pub calls: Vec<Call>,
    /// The doctors somebody waits for, or who run late, by name.
    pub doctors: Vec<DoctorLine>,
    /// The initials of those whose numbers are shown, by their numbers: on screens that show them, and of
    /// whose names there are any.
    #[serde(default)]
    pub initials: BTreeMap<u32, String>,
}

/// Somebody is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The number in the day's queue.
    pub number: u32,
    /// Where to; empty where the clinic has no rooms.
    pub room: String,
    /// The doctor's name.
    pub doctor: String,
    /// When.
    pub at: ClinicTime,
}

/// Who waits for a doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorLine {
    /// The doctor's name.
    pub doctor: String,
    /// The numbers of those who are next, in order.
    pub next: Vec<u32>,
    /// By how much the doctor runs late, in fives of minutes; nothing when in time.
    pub late_minutes: Option<i64>,
}

/// What the waiting room sees of a day.
pub fn seen(board: &Board, shows: Shows, clinic: &str, now: ClinicTime) -> WaitingRoom {
    let (calls, doctors) = (calls(board), doctors(board, now));
    let initials = match shows {
        Shows::Numbers => BTreeMap::new(),
        Shows::Initials => initials_of(board, &calls, &doctors),
    };
    WaitingRoom {
        clinic: clinic.to_owned(),
        now,
        calls,
        doctors,
        initials,
    }
}

/// The initials of those whose numbers are shown, and of nobody else.
fn initials_of(board: &Board, calls: &[Call], doctors: &[DoctorLine]) -> BTreeMap<u32, String> {
    let shown = |number: &u32| {
        calls.iter().any(|call| call.number == *number)
            || doctors.iter().any(|line| line.next.contains(number))
    };
    let visits = board.visits.iter();
    visits
        .filter_map(|visit| {
            let number = visit.queue_number.filter(shown)?;
            Some((number, initials::of(&visit.patient_name)?))
        })
        .collect()
}

/// Who was called and is not done.
fn calls(board: &Board) -> Vec<Call> {
    let doctor = |id: i64| board.doctors.iter().find(|doctor| doctor.id == id);
    let room = |id: Option<i64>| board.rooms.iter().find(|room| Some(room.id) == id);
    let mut calls: Vec<Call> = board
        .visits
        .iter()
        .filter(|visit| matches!(visit.stage, Stage::CheckedIn | Stage::InProgress))
        .filter_map(|visit| {
            Some(Call {
                number: visit.queue_number?,
                room: room(visit.room_id).map_or_else(String::new, |room| room.name.clone()),
                doctor: doctor(visit.doctor_id)?.name.clone(),
                at: visit.called_at?,
            })
        })
        .collect();
    calls.sort_by_key(|call| std::cmp::Reverse((call.at, call.number)));
    calls.truncate(CALLS);
    calls
}

fn doctors(board: &Board, now: ClinicTime) -> Vec<DoctorLine> {
    let lines = board.doctors.iter().map(|doctor| {
        let visits = board.visits.iter();
        let visits = visits.filter(|visit| visit.doctor_id == doctor.id);
        let late = delays::expected(now, &doctor.open, visits.clone()).delay / LATE * LATE;
        let waits = |visit: &&BoardVisit| visit.stage == Stage::Arrived;
        let mut waiting: Vec<&BoardVisit> = visits.filter(waits).collect();
        // The order in which the doctor calls them.
        waiting.sort_by_key(|visit| (delays::due(visit), visit.starts_at, visit.id));
        DoctorLine {
            doctor: doctor.name.clone(),
            next: waiting
                .iter()
                .filter_map(|visit| visit.queue_number)
                .take(NEXT)
                .collect(),
            late_minutes: Some(late).filter(|minutes| *minutes > 0),
        }
    });
    lines
        .filter(|line| !line.next.is_empty() || line.late_minutes.is_some())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calendar::model::Stretch,
        desk::model::{BoardDoctor, BoardRoom},
        live::model::Sequence,
    };

    fn at(clock: &str) -> ClinicTime {
        format!("2026-11-24T{clock}:00+00:00").parse().unwrap()
    }

    fn visit(id: i64, clock: &str, stage: Stage) -> BoardVisit {
        let here = stage.is_here();
        BoardVisit {
            stage,
            patient_birth: Some("1985-04-30".into()),
            patient_contact: "+44 117 496 0100".into(),
            reason: "a cough".into(),
            queue_number: here.then(|| u32::try_from(10 + id).unwrap()),
            arrived_at: here.then(|| at(clock)),
            ..BoardVisit::sample(4000 + id, at(clock))
        }
    }

    fn called(id: i64, clock: &str, room_id: i64) -> BoardVisit {
        BoardVisit {
            called_at: Some(at(clock)),
            room_id: Some(room_id),
            ..visit(id, "09:00", Stage::CheckedIn)
        }
    }

    fn board(visits: Vec<BoardVisit>) -> Board {
        let whole = Stretch {
            starts_at: at("00:00"),
            ends_at: at("23:59"),
        };
        Board {
            date: at("09:00").date(),
            sequence: Sequence::default(),
            whole,
            doctors: vec![BoardDoctor {
                id: 1,
                name: "Dr. Moreau".into(),
                specialization: "Cardiology".into(),
                open: vec![whole],
                exceptions: Vec::new(),
                shortest: 30,
                offers: Vec::new(),
            }],
            visits,
            holds: Vec::new(),
            rooms: vec![BoardRoom {
                id: 7,
                name: "Room 2".into(),
            }],
            noshow_minutes: 20,
        }
    }

    #[test]
    fn the_last_call_is_the_first_one_shown() {
        let board = board(vec![called(1, "09:05", 7), called(2, "09:35", 8)]);
        let calls = seen(&board, Shows::Numbers, "Clinic", at("09:40")).calls;
        let shown: Vec<_> = calls
            .iter()
            .map(|call| (call.number, call.room.as_str()))
            .collect();
        assert_eq!(shown, [(12, ""), (11, "Room 2")]);
        let many = (1..20).map(|id| called(id, "09:05", 7)).collect();
        let room = seen(&self::board(many), Shows::Numbers, "Clinic", at("09:40"));
        assert_eq!(room.calls.len(), CALLS);
    }

    #[test]
    fn who_waits_is_shown_in_the_order_of_the_calls_to_come() {
        let late = BoardVisit {
            arrived_at: Some(at("09:35")),
            ..visit(1, "09:00", Stage::Arrived)
        };
        let board = board(vec![
            late,
            visit(2, "09:30", Stage::Arrived),
            visit(3, "10:00", Stage::Booked),
            visit(4, "08:30", Stage::Fulfilled),
        ]);
        let room = seen(&board, Shows::Numbers, "Clinic", at("09:30"));
        assert_eq!(room.doctors.len(), 1);
        assert_eq!(room.doctors[0].next, [12, 11]);
    }

    #[test]
    fn delays_are_told_in_fives_and_doctors_in_time_without_patients_left_out() {
        let running = BoardVisit {
            started_at: Some(at("09:00")),
            ..visit(1, "09:00", Stage::InProgress)
        };
        let late = |now: &str| {
            let board = board(vec![running.clone(), visit(2, "09:30", Stage::Booked)]);
            let room = seen(&board, Shows::Numbers, "Clinic", at(now));
            room.doctors.first().and_then(|line| line.late_minutes)
        };
        assert_eq!(late("09:20"), None);
        // Who is not here yet does not hold the doctor up.
        let board = board(vec![running, visit(2, "09:30", Stage::Arrived)]);
        let room = seen(&board, Shows::Numbers, "Clinic", at("09:48"));
        assert_eq!(room.doctors[0].late_minutes, Some(15));
    }

    #[test]
    fn nothing_in_it_tells_who_somebody_is() {
        let board = board(vec![
            called(1, "09:05", 7),
            visit(2, "09:30", Stage::Arrived),
        ]);
        let room = seen(&board, Shows::Numbers, "Clinic", at("09:40"));
        let json = serde_json::to_string(&room).unwrap();
        for secret in [
            "Rosa", "Delgado", "4001", "4002", "1985", "496", "cough", "id\"",
        ] {
            assert!(!json.contains(secret), "{secret} in {json}");
        }
    }

    #[test]
    fn a_screen_with_initials_has_those_of_the_numbers_it_shows() {
        let named = |name: &str, visit: BoardVisit| BoardVisit {
            patient_name: name.into(),
            ..visit
        };
        let mut visits = vec![
            named("Pia Rossi", called(1, "09:05", 7)),
            named("Li", visit(2, "09:30", Stage::Arrived)),
            named("Otto Berg", visit(3, "08:30", Stage::Fulfilled)),
            named("Ana Abel", visit(4, "10:00", Stage::Booked)),
        ];
        visits.extend((5..20).map(|id| named("Max Moor", visit(id, "10:00", Stage::Arrived))));
        let board = board(visits);
        let room = seen(&board, Shows::Initials, "Clinic", at("09:40"));
        assert_eq!(room.doctors[0].next, [12, 15, 16, 17, 18]);
        let shown: Vec<_> = room.initials.keys().copied().collect();
        assert_eq!(shown, [11, 15, 16, 17, 18], "a name of one word is none");
        assert_eq!(room.initials[&11], "P. R.");
        let json = serde_json::to_string(&room).unwrap();
        assert!(json.contains(r#""initials":{"11":"P. R.""#), "{json}");
        assert_eq!(serde_json::from_str::<WaitingRoom>(&json).unwrap(), room);
        for secret in ["Pia", "Rossi", "O. B.", "A. A."] {
            assert!(!json.contains(secret), "{secret} in {json}");
        }
        let numbers = seen(&board, Shows::Numbers, "Clinic", at("09:40"));
        assert!(numbers.initials.is_empty());
    }
}
