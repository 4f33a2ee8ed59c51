//! What stands where, on days of every kind.

use jiff::civil::date;

use super::*;
use crate::calendar::model::Stretch;

const MONDAY: Date = date(2026, 11, 23);

fn at(text: &str) -> ClinicTime {
    let text = if text.len() == 5 {
        format!("2026-11-23T{text}:00+00:00")
    } else {
        text.to_owned()
    };
    text.parse().unwrap()
}

fn stretch(starts_at: &str, ends_at: &str) -> Stretch {
    Stretch {
        starts_at: at(starts_at),
        ends_at: at(ends_at),
    }
}

fn visit(starts_at: &str, ends_at: &str) -> Appointment {
    Appointment {
        ends_at: at(ends_at),
        ..Appointment::sample(7, at(starts_at))
    }
}

fn monday() -> CalendarDay {
    CalendarDay {
        date: MONDAY,
        whole: stretch("00:00", "2026-11-24T00:00:00+00:00"),
        open: vec![stretch("09:00", "17:00")],
        exceptions: Vec::new(),
        visits: Vec::new(),
        held: Vec::new(),
    }
}

fn place_on_monday(starts_at: &str, ends_at: &str) -> Option<(u16, u16)> {
    place(MONDAY, at(starts_at), at(ends_at)).map(|place| (place.from(), place.to()))
}

#[test]
fn what_runs_past_midnight_is_cut_off_there() {
    assert_eq!(place_on_monday("09:30", "10:00"), Some((570, 600)));
    let (eve, tomorrow) = ("2026-11-22T23:00:00+00:00", "2026-11-24T01:00:00+00:00");
    assert_eq!(place_on_monday(eve, "01:00"), Some((0, 60)));
    assert_eq!(place_on_monday("23:00", tomorrow), Some((1380, 1440)));
    assert_eq!(place_on_monday(eve, tomorrow), Some((0, 1440)));
    assert_eq!(
        place_on_monday(eve, "00:00"),
        None,
        "over as the day begins"
    );
    let later = "2026-11-24T00:30:00+00:00";
    assert_eq!(place_on_monday(later, tomorrow), None);
}

#[test]
fn where_the_clock_goes_back_the_true_length_counts() {
    let day = date(2026, 10, 25);
    let visit = place(
        day,
        at("2026-10-25T02:45:00+02:00"),
        at("2026-10-25T02:15:00+01:00"),
    );
    assert_eq!(visit, Some(Place::new(165, 195)));
    // Hours around it are drawn by what the clock shows.
    let open = place(
        day,
        at("2026-10-25T01:00:00+02:00"),
        at("2026-10-25T04:00:00+01:00"),
    );
    assert_eq!(open, Some(Place::new(60, 240)));
}

#[test]
fn the_axis_covers_hours_and_visits_and_an_hour_around() {
    let mut day = monday();
    assert_eq!(axis_hours([&day].into_iter()), (8, 18));
    day.visits = vec![visit("07:45", "08:00"), visit("23:30", "23:45")];
    assert_eq!(axis_hours([&day].into_iter()), (6, 24));
    let closed = CalendarDay {
        open: Vec::new(),
        ..monday()
    };
    assert_eq!(axis_hours([&closed].into_iter()), (9, 17));
    assert_eq!(axis_hours([&closed, &day].into_iter()), (6, 24));
}

#[test]
fn what_overlaps_stands_side_by_side() {
    let lanes = |places: &[(u16, u16)]| {
        let places: Vec<Place> = places
            .iter()
            .map(|(from, to)| Place::new(*from, *to))
            .collect();
        side_by_side(&places)
    };
    assert_eq!(lanes(&[]), []);
    assert_eq!(
        lanes(&[(540, 570), (570, 600)]),
        [(0, 1), (0, 1)],
        "they only touch"
    );
    assert_eq!(lanes(&[(540, 600), (570, 630)]), [(0, 2), (1, 2)]);
    // The third has nothing to do with the first, but shares the width through the second;
    // the fourth stands alone.
    let four = [(540, 600), (570, 630), (600, 660), (660, 690)];
    assert_eq!(lanes(&four), [(0, 2), (1, 2), (0, 2), (0, 1)]);
    // The order they come in does not matter.
    assert_eq!(
        lanes(&[(570, 600), (540, 600), (545, 550)]),
        [(1, 2), (0, 2), (1, 2)]
    );
}

#[test]
fn no_two_in_a_lane_overlap() {
    let places: Vec<Place> = (0..200_u16)
        .map(|n| Place::new(n * 37 % 600, n * 37 % 600 + 5 + n * 13 % 90))
        .collect();
    let lanes = side_by_side(&places);
    for (one, (lane, of)) in lanes.iter().enumerate() {
        assert!(lane < of);
        for (other, (its_lane, its_of)) in lanes.iter().enumerate().skip(one + 1) {
            let (a, b) = (places[one], places[other]);
            if a.from() < b.to() && b.from() < a.to() {
                assert!(lane != its_lane && of == its_of, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn the_ground_is_what_visits_leave() {
    let mut day = monday();
    let mut check_up = visit("10:00", "10:30");
    (check_up.buffer_before, check_up.buffer_after) = (5, 10);
    day.visits = vec![check_up];
    day.held = vec![stretch("11:00", "11:30")];
    day.exceptions = vec![
        Special {
            kind: ExceptionKind::Away,
            reason: "Training".into(),
            stretch: stretch("15:00", "2026-11-24T00:00:00+00:00"),
        },
        Special {
            kind: ExceptionKind::Extra,
            reason: String::new(),
            stretch: stretch("08:30", "09:00"),
        },
    ];
    let pieces: Vec<_> = grounds(&day, 8, 18)
        .into_iter()
        .map(|piece| (piece.place.from(), piece.place.to(), piece.ground))
        .collect();
    let expected = [
        (480, 540, Ground::Closed),
        (540, 595, Ground::Free),
        (640, 660, Ground::Free),
        (660, 690, Ground::Kept),
        (690, 900, Ground::Free),
        (900, 1080, Ground::Off("Time off: Training".into())),
    ];
    assert_eq!(pieces, expected);
}
