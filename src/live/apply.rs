//! What a message does to a board. Nothing here waits or asks, so that it can be tested on its own.

use super::model::{Message, Place, Sequence};
use crate::desk::model::{Board, BoardHold, BoardVisit};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The board shows something else now.
    Changed,
    /// The board must be loaded again.
    Reload,
    /// The board looks as before.
    Ignored,
}

/// What there is to do after a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Nothing,
    /// Show this visit as it is now.
    Show(Box<BoardVisit>),
    /// Show the appointment with this id no more.
    Hide(i64),
    /// Show this time as kept for a patient.
    Hold(BoardHold),
    /// Show the time of the hold with this id as kept no more.
    Release(i64),
    /// Load again: something was missed, or everything may have changed.
    Reload,
}

/// Takes the step from `at` to where a message leads.
pub fn step(at: &mut Sequence, message: Message) -> Step {
    let sequence = match &message {
        Message::Visit(sequence, _)
        | Message::Gone(sequence, _)
        | Message::Held(sequence, _)
        | Message::Released(sequence, _) => sequence,
        Message::Hello(sequence) if at.place(sequence) == Place::Known => return Step::Nothing,
        Message::Hello(_) | Message::Reload(_) => return Step::Reload,
        Message::SignedOut => return Step::Nothing,
    };
    match at.place(sequence) {
        Place::Known => return Step::Nothing,
        Place::Beyond => return Step::Reload,
        Place::Next => *at = sequence.clone(),
    }
    match message {
        Message::Visit(_, visit) => Step::Show(visit),
        Message::Gone(_, id) => Step::Hide(id),
        Message::Held(_, hold) => Step::Hold(hold),
        Message::Released(_, id) => Step::Release(id),
        _ => Step::Nothing,
    }
}

/// Takes a message in. The newer version of a visit stays, in whatever order they come; what is not next in
/// its epoch says that something was missed.
pub fn apply(board: &mut Board, message: Message) -> Outcome {
    match step(&mut board.sequence, message) {
        Step::Nothing => Outcome::Ignored,
        Step::Show(visit) => put(board, *visit),
        Step::Hide(id) => remove(board, id),
        Step::Hold(held) => hold(board, held),
        Step::Release(id) => release(board, id),
        Step::Reload => Outcome::Reload,
    }
}

/// Shows a visit as it is now, unless a newer version of it is shown already. Also for the answer to a step
/// that was taken on this board itself.
pub fn put(board: &mut Board, visit: BoardVisit) -> Outcome {
    if visit.starts_at.date() != board.date {
        return remove(board, visit.id);
    }
    let shown = board.visits.iter().position(|shown| shown.id == visit.id);
    let shown = shown.and_then(|at| board.visits.get_mut(at));
    let known = board
        .doctors
        .iter()
        .any(|doctor| doctor.id == visit.doctor_id);
    match shown {
        Some(shown) if shown.version > visit.version || *shown == visit => return Outcome::Ignored,
        Some(shown) => *shown = visit,
        None => board.visits.push(visit),
    }
    board
        .visits
        .sort_by_key(|visit| (visit.starts_at, visit.id));
    if known {
        Outcome::Changed
    } else {
        // A doctor who was not to be here today: their column must be asked for.
        Outcome::Reload
    }
}

/// Shows a time as kept for a patient, for as long as is said last.
pub fn hold(board: &mut Board, hold: BoardHold) -> Outcome {
    if hold.starts_at.date() != board.date || board.holds.contains(&hold) {
        return Outcome::Ignored;
    }
    release(board, hold.id);
    board.holds.push(hold);
    board.holds.sort_by_key(|hold| (hold.starts_at, hold.id));
    Outcome::Changed
}

/// Shows a time as kept no more.
pub fn release(board: &mut Board, id: i64) -> Outcome {
    let before = board.holds.len();
    board.holds.retain(|hold| hold.id != id);
    if board.holds.len() == before {
        Outcome::Ignored
    } else {
        Outcome::Changed
    }
}

/// Shows an appointment no more.
pub fn remove(board: &mut Board, id: i64) -> Outcome {
    let before = board.visits.len();
    board.visits.retain(|visit| visit.id != id);
    if board.visits.len() == before {
        Outcome::Ignored
    } else {
        Outcome::Changed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        calendar::model::Stretch,
        clinic_time::ClinicTime,
        desk::{model::BoardDoctor, testing},
        encounters::model::Stage,
        live::model::Sequence,
        rules::model::Colour,
    };

    fn time(text: &str) -> ClinicTime {
        text.parse().unwrap()
    }

    fn at(number: u64) -> Sequence {
        Sequence {
            epoch: "a".to_owned(),
            number,
        }
    }

    fn visit(id: i64, version: i32) -> BoardVisit {
        // Another hour for each version, so that the order changes too.
        let start = format!(
            "2026-11-23T{:02}:00:00+00:00",
            8 + (id + i64::from(version)) % 9
        );
        BoardVisit {
            id,
            version,
            doctor_id: 1,
            patient_id: id,
            patient_name: "Rosa Vega".to_owned(),
            patient_contact: String::new(),
            patient_birth: None,
            starts_at: time(&start),
            ends_at: time(&start),
            buffer_before: 0,
            buffer_after: 0,
            visit_type: "Visit".to_owned(),
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

    fn board(visits: Vec<BoardVisit>) -> Board {
        Board {
            date: jiff::civil::date(2026, 11, 23),
            sequence: at(0),
            whole: Stretch {
                starts_at: time("2026-11-23T00:00:00+00:00"),
                ends_at: time("2026-11-24T00:00:00+00:00"),
            },
            doctors: vec![BoardDoctor {
                id: 1,
                name: "Dr Okafor".to_owned(),
                specialization: String::new(),
                open: Vec::new(),
                exceptions: Vec::new(),
                shortest: 15,
                offers: Vec::new(),
            }],
            visits,
            holds: Vec::new(),
            rooms: Vec::new(),
            noshow_minutes: 20,
        }
    }

    fn told(number: u64, visit: BoardVisit) -> Message {
        Message::Visit(at(number), Box::new(visit))
    }

    #[test]
    fn a_visit_comes_changes_and_goes() {
        let mut board = board(Vec::new());
        assert_eq!(apply(&mut board, told(1, visit(7, 1))), Outcome::Changed);
        assert_eq!(apply(&mut board, told(2, visit(7, 2))), Outcome::Changed);
        assert_eq!(board.visits, [visit(7, 2)]);
        assert_eq!(apply(&mut board, Message::Gone(at(3), 8)), Outcome::Ignored);
        assert_eq!(apply(&mut board, Message::Gone(at(4), 7)), Outcome::Changed);
        assert_eq!(board.visits, []);
        assert_eq!(board.sequence, at(4));
    }

    #[test]
    fn what_is_known_changes_nothing_and_an_older_version_neither() {
        let mut board = board(vec![visit(7, 3)]);
        assert_eq!(apply(&mut board, told(1, visit(7, 2))), Outcome::Ignored);
        assert_eq!(apply(&mut board, told(1, visit(7, 4))), Outcome::Ignored);
        assert_eq!(apply(&mut board, told(2, visit(7, 3))), Outcome::Ignored);
        assert_eq!(board.visits, [visit(7, 3)]);
        // The same version with something else: the patient has another name now.
        let mut renamed = visit(7, 3);
        renamed.patient_name = "Rosa Lind".to_owned();
        let message = told(3, renamed.clone());
        assert_eq!(apply(&mut board, message), Outcome::Changed);
        assert_eq!(board.visits, [renamed]);
    }

    #[test]
    fn what_was_missed_is_loaded_again() {
        let mut board = board(vec![visit(7, 3)]);
        assert_eq!(apply(&mut board, told(2, visit(7, 4))), Outcome::Reload);
        assert_eq!(apply(&mut board, Message::Gone(at(9), 7)), Outcome::Reload);
        assert_eq!(board.visits, [visit(7, 3)]);
        assert_eq!(apply(&mut board, Message::Hello(at(0))), Outcome::Ignored);
        assert_eq!(apply(&mut board, Message::Hello(at(1))), Outcome::Reload);
        let other = Sequence {
            epoch: "b".to_owned(),
            number: 0,
        };
        assert_eq!(apply(&mut board, Message::Hello(other)), Outcome::Reload);
        assert_eq!(apply(&mut board, Message::Reload(at(0))), Outcome::Reload);
    }

    #[test]
    fn a_time_is_kept_for_longer_and_given_back() {
        let kept = |id: i64, start: &str| BoardHold {
            id,
            ..testing::hold(id, 1, start, "12:00")
        };
        let held = |number: u64, hold: &BoardHold| Message::Held(at(number), hold.clone());
        let (later, first) = (kept(5, "11:00"), kept(6, "09:00"));
        let mut board = board(Vec::new());
        assert_eq!(apply(&mut board, held(1, &later)), Outcome::Changed);
        assert_eq!(apply(&mut board, held(2, &first)), Outcome::Changed);
        let longer = BoardHold {
            expires_at: testing::at("07:10"),
            ..later.clone()
        };
        assert_eq!(apply(&mut board, held(3, &longer)), Outcome::Changed);
        assert_eq!(apply(&mut board, held(4, &longer)), Outcome::Ignored);
        assert_eq!(board.holds, [first, longer.clone()], "by their start");
        let mut elsewhere = kept(7, "09:00");
        elsewhere.starts_at = time("2026-11-24T09:00:00+00:00");
        assert_eq!(apply(&mut board, held(5, &elsewhere)), Outcome::Ignored);
        let over = |number: u64, id: i64| Message::Released(at(number), id);
        assert_eq!(apply(&mut board, over(6, 6)), Outcome::Changed);
        assert_eq!(apply(&mut board, over(7, 6)), Outcome::Ignored);
        assert_eq!(board.holds, [longer]);
        // Something was missed.
        assert_eq!(apply(&mut board, over(9, 5)), Outcome::Reload);
        assert_eq!(board.sequence, at(7));
    }

    #[test]
    fn a_visit_on_another_day_is_gone_and_a_new_doctor_is_asked_for() {
        let mut board = board(vec![visit(7, 1)]);
        let mut moved = visit(7, 2);
        moved.starts_at = time("2026-11-24T08:00:00+00:00");
        assert_eq!(apply(&mut board, told(1, moved)), Outcome::Changed);
        assert_eq!(board.visits, []);
        let mut elsewhere = visit(8, 1);
        elsewhere.doctor_id = 2;
        assert_eq!(apply(&mut board, told(2, elsewhere)), Outcome::Reload);
    }

    /// What happens to one of a few visits or holds: to be there, or not, in so many of ten cases.
    fn change() -> impl Strategy<Value = (i64, u8)> {
        (1..6_i64, 0..10_u8)
    }

    proptest! {
        /// However often a stretch of messages is sent again, and wherever the board was loaded, it ends
        /// as the server's own; and a board that misses one asks for all.
        #[test]
        fn a_replay_ends_where_the_server_is(
            changes in prop::collection::vec(change(), 1..40),
            loaded in 0_usize..40,
            again in prop::collection::vec((0_usize..40, 1_usize..8), 0..12),
            missed in 0_usize..40,
        ) {
            let mut server = board(Vec::new());
            let mut states = vec![server.clone()];
            let mut messages = Vec::new();
            for (number, (id, what)) in (1_u64..).zip(&changes) {
                let message = match what {
                    0..6 => told(number, visit(*id, i32::try_from(number).unwrap())),
                    6 => Message::Gone(at(number), *id),
                    7 | 8 => {
                        let mut hold = testing::hold(*id, 1, "09:00", "10:00");
                        hold.expires_at = hold.expires_at.plus(i64::try_from(number).unwrap());
                        Message::Held(at(number), hold)
                    }
                    _ => Message::Released(at(number), *id),
                };
                prop_assert_ne!(apply(&mut server, message.clone()), Outcome::Reload);
                messages.push(message);
                states.push(server.clone());
            }
            let loaded = loaded.min(messages.len());
            let mut one = states[loaded].clone();
            // What came before may come once more, after anything.
            for (from, many) in again {
                for message in messages.iter().take(loaded).skip(from).take(many) {
                    prop_assert_eq!(apply(&mut one, message.clone()), Outcome::Ignored);
                }
            }
            for message in &messages[loaded..] {
                prop_assert_ne!(apply(&mut one, message.clone()), Outcome::Reload);
                prop_assert_eq!(apply(&mut one, message.clone()), Outcome::Ignored);
            }
            prop_assert_eq!(&one, &server);

            let missed = missed.min(messages.len() - 1);
            let mut other = states[missed].clone();
            for message in messages.iter().skip(missed + 1) {
                prop_assert_eq!(apply(&mut other, message.clone()), Outcome::Reload);
            }
            prop_assert_eq!(&other, &states[missed]);
        }
    }
}
