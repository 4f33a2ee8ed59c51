//! What a board is after what it was told, once, twice, or with something missing.

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
fn what_is_kept_of_a_doctor_s_time_is_what_was_told_last() {
    let kept = |id: i64, doctor_id: i64, start: &str| testing::hold(id, doctor_id, start, "12:00");
    let told = |number: u64, doctor_id: i64, holds: &[BoardHold]| {
        Message::Holds(at(number), doctor_id, holds.to_vec())
    };
    let (late, early, other) = (
        kept(5, 1, "11:00"),
        kept(6, 1, "09:00"),
        kept(7, 2, "10:00"),
    );
    let mut board = board(Vec::new());
    let own = [late.clone(), early.clone()];
    assert_eq!(apply(&mut board, told(1, 1, &own)), Outcome::Changed);
    let others = [other.clone()];
    assert_eq!(apply(&mut board, told(2, 2, &others)), Outcome::Changed);
    assert_eq!(board.holds, [early, other.clone(), late.clone()]);
    assert_eq!(apply(&mut board, told(3, 2, &others)), Outcome::Ignored);
    // One is for longer, one is over, and one is of another day.
    let mut elsewhere = kept(8, 1, "09:00");
    elsewhere.starts_at = time("2026-11-24T09:00:00+00:00");
    let longer = BoardHold {
        expires_at: testing::at("07:10"),
        ..late
    };
    let own = [longer.clone(), elsewhere];
    assert_eq!(apply(&mut board, told(4, 1, &own)), Outcome::Changed);
    assert_eq!(board.holds, [other, longer.clone()]);
    assert_eq!(apply(&mut board, told(5, 2, &[])), Outcome::Changed);
    assert_eq!(board.holds, [longer]);
    // Something was missed.
    assert_eq!(apply(&mut board, told(7, 1, &[])), Outcome::Reload);
    assert_eq!(board.sequence, at(5));
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

/// What happens to one of a few visits, or to what is kept of a doctor's time: to be there, or not.
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
                    _ => {
                        let hold = testing::hold(i64::try_from(number).unwrap(), *id, "09:00", "10:00");
                        let holds = Vec::from_iter((*what < 9).then_some(hold));
                        Message::Holds(at(number), *id, holds)
                    }
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
