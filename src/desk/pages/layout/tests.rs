//! What is drawn where, and how it is walked through.

use super::*;
use crate::{
    desk::{
        pages::booking::Booking,
        testing::{at, board, hold, visit},
    },
    encounters::model::Stage,
};

/// Asks something of the board as it is drawn at 10:20.
fn ask<T>(board: &Board, query: &Query, search: &str, question: impl FnOnce(&Ask<'_>) -> T) -> T {
    let now = at("10:20");
    question(&Ask {
        board,
        reckoned: &Reckoned::of(board, now),
        now,
        query,
        search,
        standing: &Standing::default(),
    })
}

fn drawn(board: &Board, query: &Query, search: &str) -> Vec<Vec<String>> {
    let words = |stop: &Stop| {
        let kind = stop.key.split('-').next().unwrap();
        format!("{kind} {}", stop.at.clock())
    };
    ask(board, query, search, |board| {
        let walk = board.walk().into_iter();
        walk.map(|column| column.iter().map(words).collect())
            .collect()
    })
}

/// What is free in the list: whose, and from when to when.
fn free(board: &Board, query: &Query) -> Vec<String> {
    let words = |row: Item| match row {
        Item::Gap(gap) => {
            let Stretch { starts_at, ends_at } = gap.stretch;
            let (from, to) = (starts_at.clock(), ends_at.clock());
            Some(format!("{}, {from} to {to}", gap.doctor))
        }
        _ => None,
    };
    ask(board, query, "", |board| {
        board.rows().into_iter().filter_map(words).collect()
    })
}

fn list() -> Query {
    Query::read("list", "", "", "", "")
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
        [[
            "visit 09:00",
            "gap 10:20",
            "visit 10:30",
            "visit 13:00",
            "gap 13:00"
        ]],
        "of what begins together visits are first"
    );
}

#[test]
fn the_list_has_free_time_whole_and_by_the_hour_where_it_is_one_doctor_s() {
    let board = board(vec![visit(1, 3, "10:30", "12:00")]);
    let all = list();
    assert_eq!(
        free(&board, &all),
        [
            "Dr Number 4, 10:20 to 12:00",
            "Dr Number 3, 13:00 to 15:00",
            "Dr Number 4, 13:00 to 15:00"
        ]
    );
    let one = Query::read("list", "4", "", "", "");
    assert_eq!(
        free(&board, &one),
        [
            "Dr Number 4, 10:20 to 11:00",
            "Dr Number 4, 11:00 to 12:00",
            "Dr Number 4, 13:00 to 14:00",
            "Dr Number 4, 14:00 to 15:00"
        ]
    );
    let mut alone = board;
    alone.doctors.truncate(1);
    assert_eq!(
        free(&alone, &all),
        ["Dr Number 3, 13:00 to 14:00", "Dr Number 3, 14:00 to 15:00"],
        "where there is no other, too"
    );
}

#[test]
fn a_gap_of_the_list_is_booked_as_the_one_of_the_columns_is() {
    let board = board(vec![visit(1, 3, "10:30", "12:00")]);
    let (list, columns) = (list(), Query::default());
    let gaps: Vec<Gap> = ask(&board, &list, "", |board| {
        let keys = board.rows().into_iter().map(|row| row.key());
        keys.filter_map(|key| board.gap(&key)).collect()
    });
    assert_eq!(gaps.len(), 3);
    for gap in gaps {
        let other = ask(&board, &columns, "", |board| board.gap(&gap.key));
        let other = other.map(|other| Booking::within(&other));
        assert_eq!(other, Some(Booking::within(&gap)));
    }
}

#[test]
fn who_searches_or_narrows_is_offered_no_gaps() {
    let mut other = visit(2, 4, "11:00", "11:30");
    other.patient_name = "Bela Szabo".into();
    other.stage = Stage::Arrived;
    let board = board(vec![visit(1, 3, "09:00", "09:30"), other]);
    let found = [Vec::new(), vec!["visit 11:00".to_owned()]];
    let listed = [["visit 11:00"]];
    assert_eq!(drawn(&board, &Query::default(), "sza"), found);
    let arrived = Query::read("", "", "", "arrived", "");
    assert_eq!(drawn(&board, &arrived, ""), found);
    assert_eq!(drawn(&board, &list(), "sza"), listed);
    let arrived = Query::read("list", "", "", "arrived", "");
    assert_eq!(drawn(&board, &arrived, ""), listed);
    assert_eq!(
        drawn(&board, &Query::read("", "3", "", "", ""), "").len(),
        1
    );
}

#[test]
fn what_is_kept_is_shown_among_what_is_free_and_not_walked_to() {
    let mut board = board(vec![visit(1, 3, "10:30", "12:00")]);
    board.doctors.truncate(1);
    let mut kept = hold(5, 3, "13:00", "14:00");
    kept.expires_at = at("10:25");
    let mut offered = hold(6, 3, "14:30", "15:00");
    (offered.expires_at, offered.offered) = (at("10:50"), true);
    // One that is over, and somebody's who is not here.
    board.holds = vec![
        kept,
        hold(7, 3, "14:00", "14:30"),
        offered,
        hold(8, 9, "13:00", "14:00"),
    ];
    let words = |items: Vec<Item>| -> Vec<String> {
        let words = items.into_iter().filter_map(|item| match item {
            Item::Held(held) => Some(held.words),
            Item::Gap(gap) => Some(format!("{} free", gap.stretch.starts_at.clock())),
            _ => None,
        });
        words.collect()
    };
    let shown = [
        "13:00 to 14:00 being booked, kept until 10:25",
        "14:00 free",
        "14:30 to 15:00 offered to the waiting list until 10:50",
    ];
    let columns = |search: &str| {
        ask(&board, &Query::default(), search, |board| {
            board.columns((8, 16)).remove(0).items
        })
    };
    assert_eq!(words(columns("")), shown);
    let rows = ask(&board, &list(), "", |board| words(board.rows()));
    assert_eq!(rows, shown);
    assert_eq!(drawn(&board, &list(), ""), [["visit 10:30", "gap 14:00"]]);
    // Who is looking for a visit is not told either.
    assert_eq!(words(columns("rosa")), [""; 0]);
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
