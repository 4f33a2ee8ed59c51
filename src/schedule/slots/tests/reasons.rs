//! Each reason where it belongs, and only there.

use super::*;

const DAY: Date = date(2026, 11, 24);

fn at(clock: &str) -> Timestamp {
    instant(&format!("2026-11-24T{clock}:00Z"))
}

fn from_to(start: &str, end: &str) -> Span {
    Span {
        start: at(start),
        end: at(end),
    }
}

/// A visit of half an hour, with ten minutes before and five after it, on a Tuesday from 09:00
/// to 12:00 every quarter of an hour.
fn case() -> Case {
    let mut case = Case::own(vec![working(Weekday::Tuesday, (540, 720), 15)]);
    case.visit.id = Some(VISIT);
    (case.visit.buffer_before, case.visit.buffer_after) = (10, 5);
    case.audience = Audience::Patient;
    case.now = instant("2026-11-20T10:00:00Z");
    case
}

#[test]
fn against_a_free_time_there_is_none() {
    for clock in ["09:00", "10:15", "11:30"] {
        assert_eq!(case().explain(at(clock)), []);
    }
}

#[test]
fn outside_hours_and_off_the_grid() {
    for clock in ["08:45", "11:45", "12:00", "08:50"] {
        assert_eq!(case().explain(at(clock)), [Reason::OutsideHours], "{clock}");
    }
    assert_eq!(case().explain(at("09:10")), [Reason::OffGrid]);
    let not_a_minute = instant("2026-11-24T09:15:00.5Z");
    assert_eq!(case().explain(not_a_minute), [Reason::OffGrid]);
}

#[test]
fn hours_for_other_visit_types() {
    let mut case = case();
    case.rules.hours[0].hours.push(WorkingHours {
        visit_types: vec![VISIT + 1],
        ..working(Weekday::Tuesday, (690, 840), 30)
    });
    assert_eq!(case.explain(at("12:30")), [Reason::OtherVisitTypes]);
    assert_eq!(case.explain(at("12:05")), [Reason::OtherVisitTypes]);
    assert_eq!(case.explain(at("14:00")), [Reason::OutsideHours]);
    // Where both are, the hours that are for it count.
    assert_eq!(case.explain(at("11:30")), []);
}

#[test]
fn time_off_and_closures_with_their_labels() {
    let labelled = |kind, starts: &str, ends: &str, label: &str| Exception {
        reason: label.to_owned(),
        ..exception(kind, starts, ends)
    };
    let case = case()
        .with(labelled(
            ExceptionKind::Away,
            "2026-11-24T10:00",
            "2026-11-24T11:00",
            "congress",
        ))
        .with(labelled(
            ExceptionKind::Closure,
            "2026-11-24T10:50",
            "2026-11-25T00:00",
            "works",
        ));
    let off = Reason::TimeOff {
        label: "congress".to_owned(),
    };
    let closed = Reason::Closure {
        label: "works".to_owned(),
    };
    assert_eq!(case.explain(at("09:30")), []);
    let both = [off, closed];
    assert_eq!(case.explain(at("09:45")), both[..1]);
    assert_eq!(case.explain(at("10:45")), both);
    let [_, closed] = both;
    assert_eq!(case.explain(at("20:00")), [Reason::OutsideHours, closed]);
}

#[test]
fn taken_held_or_too_close() {
    let mut case = case();
    let taken = booked(from_to("10:00", "10:35"));
    let held = Busy {
        held: true,
        ..booked(from_to("11:15", "11:30"))
    };
    case.taken.doctor = vec![held, taken];
    let explained = |clock| case.explain(at(clock));
    assert_eq!(explained("09:15"), []);
    assert_eq!(explained("09:30"), [Reason::Buffer], "after it");
    assert_eq!(explained("09:45"), [Reason::Taken]);
    assert_eq!(explained("10:30"), [Reason::Taken]);
    let both = [Reason::Held, Reason::Buffer];
    assert_eq!(explained("11:00"), [Reason::Held]);
    assert_eq!(explained("11:30"), [Reason::Buffer], "before it");
    // The visit touches what is held, its minutes before what is booked.
    case.taken.doctor.push(booked(from_to("10:35", "10:55")));
    assert_eq!(case.explain(at("11:00")), both);
}

#[test]
fn no_room() {
    let mut case = case();
    case.visit.rooms = vec![3];
    case.taken.rooms = vec![(3, vec![booked(from_to("10:00", "10:30"))])];
    assert_eq!(case.explain(at("09:15")), []);
    assert_eq!(case.explain(at("09:30")), [Reason::Room], "minutes after");
    assert_eq!(case.explain(at("10:30")), [Reason::Room], "minutes before");
    assert_eq!(case.explain(at("10:45")), []);
}

#[test]
fn the_patient_is_elsewhere() {
    let mut case = case();
    case.taken.patient = vec![booked(from_to("10:00", "10:30"))];
    assert_eq!(case.explain(at("09:30")), [], "from one to the other");
    assert_eq!(case.explain(at("09:45")), [Reason::PatientTaken]);
    assert_eq!(case.explain(at("10:30")), []);
}

#[test]
fn past_too_soon_or_too_late() {
    let mut case = case();
    case.rules.policy.notice_minutes = 60;
    case.rules.policy.horizon_days = 0;
    case.now = at("09:30");
    assert_eq!(case.explain(at("09:15")), [Reason::Past]);
    let too_soon = [Reason::Notice { minutes: 60 }];
    assert_eq!(case.explain(at("09:30")), too_soon);
    assert_eq!(case.explain(at("10:15")), too_soon);
    assert_eq!(case.explain(at("10:30")), []);

    let next_week = instant("2026-12-01T09:30:00Z");
    assert_eq!(case.explain(next_week), [Reason::Horizon { last: DAY }]);
    case.rules.policy.horizon_days = 6;
    let last = date(2026, 11, 30);
    assert_eq!(case.explain(next_week), [Reason::Horizon { last }]);
    case.rules.policy.horizon_days = 7;
    assert_eq!(case.explain(next_week), []);

    // The policy is for patients; the past is for all.
    case.audience = Audience::Staff;
    case.rules.policy.horizon_days = 0;
    assert_eq!(case.explain(at("09:30")), []);
    assert_eq!(case.explain(next_week), []);
    assert_eq!(case.explain(at("09:15")), [Reason::Past]);
}

#[test]
fn a_horizon_is_counted_in_days_of_the_clinic() {
    let mut case = Case::round_the_clock(60).in_zone("Pacific/Auckland");
    case.audience = Audience::Patient;
    case.rules.policy.horizon_days = 1;
    // It is already Tuesday in Auckland, and Wednesday lasts until 11:00 in Greenwich.
    case.now = instant("2026-11-23T12:00:00Z");
    assert_eq!(case.explain(instant("2026-11-25T10:00:00Z")), []);
    let last = date(2026, 11, 25);
    let after = case.explain(instant("2026-11-25T11:00:00Z"));
    assert_eq!(after, [Reason::Horizon { last }]);
}

#[test]
fn a_patient_whom_the_policy_stops() {
    let mut case = case();
    case.rules.policy.most_open = Some(1);
    case.rules.policy.new_patients = false;
    case.standing = Some(Standing {
        open: 1,
        known: false,
        noshows: 0,
    });
    let reasons = [Reason::TooManyOpen { most: 1 }, Reason::NewPatient];
    assert_eq!(case.explain(at("09:30")), reasons);
    assert!(case.slots(DAY..=DAY).is_empty());
    case.audience = Audience::Staff;
    assert_eq!(case.explain(at("09:30")), []);
}

#[test]
fn all_reasons_are_given_at_once() {
    let mut case = case().with(exception(
        ExceptionKind::Away,
        "2026-11-24T00:00",
        "2026-11-25T00:00",
    ));
    case.now = at("08:55");
    case.rules.policy.notice_minutes = 30;
    case.taken.doctor = vec![booked(from_to("09:00", "09:30"))];
    case.taken.patient = case.taken.doctor.clone();
    let reasons = [
        Reason::OffGrid,
        Reason::TimeOff {
            label: String::new(),
        },
        Reason::Taken,
        Reason::PatientTaken,
        Reason::Notice { minutes: 30 },
    ];
    assert_eq!(case.explain(at("09:20")), reasons);
}
