//! What is kept of a day, and what its clock reads.

use super::*;
use crate::calendar::model::Special;
use crate::rules::model::ExceptionKind;

pub(crate) fn at(clock: &str) -> ClinicTime {
    format!("2026-11-24T{clock}:00+01:00").parse().unwrap()
}

pub(crate) fn visit(id: i64, stage: Stage) -> BoardVisit {
    BoardVisit {
        id,
        version: 3,
        doctor_id: 1,
        patient_id: 77,
        patient_name: "Rosa Alvarez".to_owned(),
        patient_contact: "+44 20 7946 0001".to_owned(),
        patient_birth: Some("1985-02-03".to_owned()),
        starts_at: at("09:30"),
        ends_at: at("10:00"),
        buffer_before: 0,
        buffer_after: 5,
        visit_type: "Skin check".to_owned(),
        colour: Colour::default(),
        reason: "itching".to_owned(),
        overbooked: true,
        walk_in: true,
        stage,
        queue_number: None,
        room_id: None,
        arrived_at: None,
        called_at: None,
        started_at: None,
        ended_at: None,
        undo_until: None,
    }
}

pub(crate) fn board() -> Board {
    let whole = Stretch {
        starts_at: at("00:00"),
        ends_at: "2026-11-25T00:00:00+01:00".parse().unwrap(),
    };
    Board {
        date: jiff::civil::date(2026, 11, 24),
        sequence: Sequence {
            epoch: "e".to_owned(),
            number: 9,
        },
        whole,
        doctors: vec![BoardDoctor {
            id: 1,
            name: "Dr Ada Lovelace".to_owned(),
            specialization: "Dermatology".to_owned(),
            open: vec![whole],
            exceptions: vec![Special {
                kind: ExceptionKind::Away,
                reason: "burn-out".to_owned(),
                stretch: whole,
            }],
            shortest: 15,
            offers: Vec::new(),
        }],
        visits: vec![visit(5, Stage::Booked)],
        holds: Vec::new(),
        rooms: vec![BoardRoom {
            id: 2,
            name: "Room 2".to_owned(),
        }],
        noshow_minutes: 20,
    }
}

#[test]
fn names_times_phone_and_status_are_kept_and_nothing_else() {
    let day = KeptDay::of(&board(), at("09:00"));
    let json = serde_json::to_string(&day).unwrap();
    for secret in [
        "itching",
        "1985-02-03",
        "Skin check",
        "77",
        "Dermatology",
        "burn-out",
    ] {
        assert!(!json.contains(secret), "{secret} in {json}");
    }
    let shown = day.board();
    let rosa = &shown.visits[0];
    assert_eq!(rosa.patient_name, "Rosa Alvarez");
    assert_eq!(rosa.patient_contact, "+44 20 7946 0001");
    assert_eq!((rosa.starts_at, rosa.stage), (at("09:30"), Stage::Booked));
    assert_eq!(KeptDay::of(&shown, at("09:00")), day);
}

#[test]
fn a_day_is_over_at_its_midnight() {
    let day = KeptDay::of(&board(), at("09:00"));
    assert!(!day.is_over("2026-11-24T22:59:59Z".parse().unwrap()));
    assert!(day.is_over("2026-11-24T23:00:00Z".parse().unwrap()));
}

#[test]
fn the_clock_is_read_with_the_nearest_offset_that_was_told() {
    let mut board = board();
    board.whole.starts_at = "2026-11-24T00:00:00+02:00".parse().unwrap();
    let day = KeptDay::of(&board, at("09:00"));
    let read = |text: &str| day.clock(text.parse().unwrap()).to_string();
    assert_eq!(read("2026-11-23T23:00:00Z"), "2026-11-24T01:00:00+02:00");
    assert_eq!(read("2026-11-24T08:40:00Z"), "2026-11-24T09:40:00+01:00");
}

#[test]
fn a_step_takes_its_times_with_it_and_going_back_clears_them() {
    let booked = Standing::of(&visit(5, Stage::Booked));
    let room = booked.after(Stage::Arrived, None, at("09:10")).after(
        Stage::CheckedIn,
        Some(2),
        at("09:20"),
    );
    assert_eq!(room.arrived_at, Some(at("09:10")));
    assert_eq!(room.called_at, Some(at("09:20")));
    assert_eq!(room.room_id, Some(2));
    let done =
        room.after(Stage::InProgress, None, at("09:31"))
            .after(Stage::Fulfilled, None, at("09:50"));
    assert_eq!(
        (done.started_at, done.ended_at),
        (Some(at("09:31")), Some(at("09:50")))
    );
    let back = done.after(Stage::Booked, None, at("09:51"));
    assert_eq!((back.arrived_at, back.ended_at), (None, None));
}
