//! What is drawn where, and how it is walked through.

use super::*;
use crate::{
    desk::{
        pages::booking::Booking,
        testing::{at, board, visit},
    },
    encounters::model::Stage,
};

fn drawn(board: &Board, query: &Query, search: &str) -> Vec<Vec<String>> {
    let now = at("10:20");
    let ask = Ask {
        board,
        reckoned: &Reckoned::of(board, now),
        now,
        query,
        search,
        standing: &Standing::default(),
    };
    let walk = ask.walk().into_iter();
    walk.map(|column| {
        let stops = column.into_iter();
        stops
            .map(|stop| {
                let kind = stop.key.split('-').next().unwrap();
                format!("{kind} {}", stop.at.clock())
            })
            .collect()
    })
    .collect()
}

fn list() -> Query {
    Query::read("list", "", "", "", "", "")
}

#[test]
fn visits_and_what_is_free_after_now_are_walked_by_doctor() {
    let board = board(vec![
        visit(1, 3, "09:00", "09:30"),
        visit(2, 3, "10:30", "12:00"),
        visit(3, 4, "13:00", "15:00"),
    ]);
    assert_eq!(
        drawn(&board, &Query::default(), ""),
        [
            vec!["visit 09:00", "visit 10:30", "gap 13:00", "gap 14:00"],
            vec!["gap 10:20", "gap 11:00", "visit 13:00"],
        ]
    );
    assert_eq!(
        drawn(&board, &list(), ""),
        [["visit 09:00", "visit 10:30", "visit 13:00"]]
    );
}

#[test]
fn who_searches_or_narrows_is_offered_no_gaps() {
    let mut other = visit(2, 4, "11:00", "11:30");
    other.patient_name = "Bela Szabo".into();
    other.stage = Stage::Arrived;
    let board = board(vec![visit(1, 3, "09:00", "09:30"), other]);
    let found = [Vec::new(), vec!["visit 11:00".to_owned()]];
    assert_eq!(drawn(&board, &Query::default(), "sza"), found);
    let arrived = Query::read("", "", "", "arrived", "", "");
    assert_eq!(drawn(&board, &arrived, ""), found);
    assert_eq!(
        drawn(&board, &Query::read("", "3", "", "", "", ""), "").len(),
        1
    );
}

#[test]
fn a_gap_is_booked_with_the_offset_that_holds_then() {
    let time = |text: &str| -> ClinicTime { text.parse().unwrap() };
    let (nine, noon) = (
        time("2026-10-25T09:00:00+00:00"),
        time("2026-10-25T12:00:00+00:00"),
    );
    // In the night before, clocks go back.
    let mut board = board(Vec::new());
    board.date = nine.date();
    board.whole = Stretch {
        starts_at: time("2026-10-25T00:00:00+01:00"),
        ends_at: time("2026-10-26T00:00:00+00:00"),
    };
    for doctor in &mut board.doctors {
        doctor.open = vec![Stretch {
            starts_at: nine,
            ends_at: noon,
        }];
        for offer in &mut doctor.offers {
            offer.starts = vec![nine];
        }
    }
    let ask = Ask {
        board: &board,
        reckoned: &Reckoned::default(),
        now: board.whole.starts_at,
        query: &Query::default(),
        search: "",
        standing: &Standing::default(),
    };
    let key = format!("gap-4-{}", nine.timestamp().as_second());
    let booking = ask.gap(&key).map(|gap| Booking::within(&gap)).unwrap();
    assert_eq!(booking.doctor_id, Some(4));
    assert_eq!(
        booking.starts_at.as_deref(),
        Some("2026-10-25T09:00:00+00:00")
    );
    assert_eq!(
        booking.ends_at.as_deref(),
        Some("2026-10-25T12:00:00+00:00")
    );
    assert_eq!(ask.gap("visit-1"), None);
}

#[test]
fn the_axis_reaches_around_hours_and_visits_that_take_time() {
    let early = visit(1, 3, "06:30", "07:00");
    let cancelled = BoardVisit {
        stage: Stage::Cancelled,
        ..early.clone()
    };
    assert_eq!(hours(&board(vec![cancelled])), (8, 16));
    assert_eq!(hours(&board(vec![early])), (5, 16));
}

#[test]
fn the_shortest_visit_of_the_day_can_be_read() {
    assert_eq!(scale(&board(Vec::new())), "desk-quarter");
    assert_eq!(
        scale(&board(vec![visit(1, 3, "09:00", "09:10")])),
        "desk-ten"
    );
    assert_eq!(
        scale(&board(vec![visit(1, 3, "09:00", "09:05")])),
        "desk-five"
    );
}
