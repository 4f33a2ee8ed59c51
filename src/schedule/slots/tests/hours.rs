//! What hours, exceptions and what is taken leave free.

use super::*;

const DAY: Date = date(2026, 11, 24);

fn tuesday(hours: (u16, u16), grid_minutes: u16) -> WorkingHours {
    working(Weekday::Tuesday, hours, grid_minutes)
}

fn at(clock: &str) -> Timestamp {
    instant(&format!("2026-11-24T{clock}:00Z"))
}

fn from_to(start: &str, end: &str) -> Span {
    Span {
        start: at(start),
        end: at(end),
    }
}

#[test]
fn an_ordinary_week_has_sixteen_slots_a_working_day() {
    let office = Rules {
        slot_minutes: 30,
        ..Rules::default()
    };
    let case = Case::of(office).in_zone("Europe/Berlin");
    let free = case.slots(date(2026, 11, 23)..=date(2026, 11, 29));
    assert_eq!(free.len(), 5 * 16);
    assert_eq!(
        free[0],
        span("2026-11-23T08:00:00Z", "2026-11-23T08:30:00Z")
    );
    assert_eq!(free[79].end, instant("2026-11-27T16:00:00Z"));

    let year = case.slots(date(2026, 1, 1)..=date(2026, 12, 31));
    let day = |slot: &Span| case.zone.to_datetime(slot.start).weekday();
    assert_eq!(year.len(), 261 * 16);
    assert!(
        year.iter()
            .map(day)
            .all(|day| day.to_monday_one_offset() <= 5)
    );
}

#[test]
fn what_does_not_fit_before_closing_is_not_offered() {
    let case = Case::every_day(&[(540, 600), (600, 655)], 25);
    assert_eq!(case.clocks(DAY), ["09:00", "09:25", "10:00", "10:25"]);
}

#[test]
fn own_hours_have_their_days_grid_and_visit_types() {
    let hours = vec![
        tuesday((540, 600), 20),
        WorkingHours {
            visit_types: vec![VISIT],
            ..tuesday((660, 690), 15)
        },
        WorkingHours {
            valid_to: Some(date(2026, 11, 23)),
            ..tuesday((720, 780), 30)
        },
        WorkingHours {
            valid_from: Some(DAY),
            ..tuesday((840, 900), 30)
        },
        working(Weekday::Monday, (0, 1440), 5),
    ];
    let mut case = Case::own(hours);
    assert_eq!(case.clocks(DAY), ["09:00", "09:20", "14:00", "14:30"]);
    case.visit.id = Some(VISIT);
    case.visit.minutes = 15;
    let expected = [
        "09:00", "09:20", "09:40", "11:00", "11:15", "14:00", "14:30",
    ];
    assert_eq!(case.clocks(DAY), expected);

    // Hours that are not in use leave the clinic's.
    case.rules.hours[0].own = false;
    assert_eq!(case.slots(DAY..=DAY).len(), 16);
    // Another doctor's are nobody else's.
    case.rules.hours[0].own = true;
    case.rules.hours[0].doctor_id = 2;
    assert_eq!(case.slots(DAY..=DAY).len(), 16);
}

#[test]
fn extra_hours_come_on_top_and_give_no_time_twice() {
    let mut over = exception(ExceptionKind::Extra, "2026-11-24T09:30", "2026-11-24T10:45");
    over.grid_minutes = 15;
    let case = Case::own(vec![tuesday((540, 600), 30)]).with(over);
    let expected = ["09:00", "09:30", "09:45", "10:00", "10:15"];
    assert_eq!(case.clocks(DAY), expected);
    assert!(
        case.slots(date(2026, 11, 25)..=date(2026, 11, 30))
            .is_empty()
    );
}

#[test]
fn extra_hours_run_over_midnight_on_one_grid() {
    let night = exception(ExceptionKind::Extra, "2026-11-23T22:10", "2026-11-24T01:10");
    let case = Case::own(Vec::new()).with(night);
    let before = ["22:10", "22:40", "23:10", "23:40"];
    assert_eq!(case.clocks(date(2026, 11, 23)), before);
    assert_eq!(case.clocks(DAY), ["00:10", "00:40"]);
    assert!(case.explain(at("00:40")).is_empty());
    assert_eq!(case.explain(at("00:00")), [Reason::OffGrid]);
    // A visit that begins on one day is in the way of a closure on the next.
    let closed = exception(
        ExceptionKind::Closure,
        "2026-11-24T00:00",
        "2026-11-25T00:00",
    );
    let case = case.with(closed);
    assert_eq!(case.clocks(date(2026, 11, 23)), before[..3]);
    assert!(case.clocks(DAY).is_empty());
}

#[test]
fn time_off_and_closures_take_from_all_hours() {
    let extra = exception(ExceptionKind::Extra, "2026-11-24T10:00", "2026-11-24T12:00");
    let off = exception(ExceptionKind::Away, "2026-11-24T09:45", "2026-11-24T10:15");
    let closed = exception(
        ExceptionKind::Closure,
        "2026-11-24T11:00",
        "2026-11-24T11:30",
    );
    let others = Exception {
        doctor_id: Some(2),
        ..exception(ExceptionKind::Away, "2026-11-24T00:00", "2026-11-25T00:00")
    };
    let case = Case::own(vec![tuesday((540, 600), 30)])
        .with(extra)
        .with(off)
        .with(closed)
        .with(others);
    assert_eq!(case.clocks(DAY), ["09:00", "10:30", "11:30"]);
}

#[test]
fn minutes_before_and_after_may_lie_outside_hours_and_in_time_off() {
    let off = exception(ExceptionKind::Away, "2026-11-24T10:00", "2026-11-24T11:00");
    let mut case = Case::own(vec![tuesday((540, 600), 30)]).with(off);
    (case.visit.buffer_before, case.visit.buffer_after) = (20, 20);
    assert_eq!(case.clocks(DAY), ["09:00", "09:30"]);
}

#[test]
fn taken_and_past_times_are_left_out() {
    let mut case = Case::every_day(&[(540, 720)], 30);
    let taken = [
        from_to("11:10", "11:15"), // inside one slot
        from_to("08:00", "10:00"), // begins before opening, ends as the third starts
        from_to("09:30", "09:40"), // within the one above
        from_to("10:45", "10:45"), // nothing at all
    ];
    case.taken.doctor = taken.map(booked).to_vec();
    let free = |now| {
        let case = Case {
            now,
            ..case.clone()
        };
        case.clocks(DAY)
    };
    assert_eq!(free(at("00:00")), ["10:00", "10:30", "11:30"]);
    assert_eq!(free(at("10:00")), ["10:00", "10:30", "11:30"]);
    assert_eq!(free(instant("2026-11-24T10:00:01Z")), ["10:30", "11:30"]);
}

#[test]
fn one_room_that_is_free_is_enough() {
    let mut case = Case::every_day(&[(540, 660)], 30);
    case.visit.rooms = vec![1, 2, 3];
    let one = vec![booked(from_to("09:00", "10:00"))];
    let other = vec![booked(from_to("09:30", "10:30"))];
    case.taken.rooms = vec![(1, one), (2, other)];
    assert_eq!(case.clocks(DAY), ["09:00", "10:00", "10:30"]);
    // All rooms are out of use.
    case.taken.rooms = Vec::new();
    assert!(case.clocks(DAY).is_empty());
    case.visit.rooms = Vec::new();
    assert_eq!(case.clocks(DAY).len(), 4);
}

#[test]
fn the_first_is_the_first_of_all() {
    let mut case = Case::every_day(&[(540, 600)], 30);
    case.taken.doctor = vec![booked(from_to("09:00", "10:00"))];
    let week = DAY..=date(2026, 11, 30);
    let soonest = first(&case.question(), week.clone());
    assert_eq!(soonest, case.slots(week).first().copied());
    assert_eq!(
        soonest,
        Some(span("2026-11-25T09:00:00Z", "2026-11-25T09:30:00Z"))
    );
    assert_eq!(first(&case.question(), DAY..=DAY), None);
}

#[test]
fn open_stretches_are_hours_without_time_off_and_apart() {
    let others = WorkingHours {
        visit_types: vec![VISIT],
        ..tuesday((780, 840), 15)
    };
    let case = Case::own(vec![tuesday((540, 720), 30), others])
        .with(exception(
            ExceptionKind::Extra,
            "2026-11-24T11:00",
            "2026-11-24T13:00",
        ))
        .with(exception(
            ExceptionKind::Extra,
            "2026-11-24T23:00",
            "2026-11-25T03:00",
        ))
        .with(exception(
            ExceptionKind::Away,
            "2026-11-24T10:00",
            "2026-11-24T10:30",
        ))
        .with(exception(
            ExceptionKind::Closure,
            "2026-11-24T10:15",
            "2026-11-24T10:45",
        ));
    let open = |visit: Option<&VisitType>| {
        open_stretches(&case.rules, &case.zone, DOCTOR, visit, DAY..=DAY)
    };
    let mut expected = vec![
        from_to("09:00", "10:00"),
        from_to("10:45", "13:00"),
        span("2026-11-24T23:00:00Z", "2026-11-25T00:00:00Z"),
    ];
    assert_eq!(open(Some(&case.visit)), expected);
    // For any visit, the hours that are for some of them as well; what touches is one.
    expected[1].end = at("14:00");
    assert_eq!(open(None), expected);
}
