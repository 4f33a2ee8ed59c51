//! Each change of a doctor's hours.

use jiff::civil::{Date, date};

use super::*;
use crate::schedule::hours::Interval;

fn interval(id: i64, weekday: i8, opens: &str, closes: &str) -> WorkingHours {
    WorkingHours {
        id,
        doctor_id: 1,
        weekday,
        interval: Interval {
            opens: opens.parse().unwrap(),
            closes: closes.parse().unwrap(),
        },
        grid_minutes: 30,
        valid_from: None,
        valid_to: None,
        visit_types: Vec::new(),
    }
}

fn valid(from: Option<Date>, to: Option<Date>, hours: WorkingHours) -> WorkingHours {
    WorkingHours {
        valid_from: from,
        valid_to: to,
        ..hours
    }
}

fn rules(hours: Vec<WorkingHours>) -> Rules {
    Rules {
        hours: vec![DoctorHours {
            doctor_id: 1,
            own: true,
            hours,
        }],
        slot_minutes: 20,
        ..Rules::default()
    }
}

fn shape(hours: &DoctorHours) -> Vec<(i64, i8, String)> {
    let words = |each: &WorkingHours| {
        let times = format!("{}-{}", each.interval.opens, each.interval.closes);
        (each.id, each.weekday, times)
    };
    hours.hours.iter().map(words).collect()
}

#[test]
fn own_hours_begin_as_the_clinics() {
    let own = changed(&rules(vec![]), 9, &Change::Own(true)).unwrap();
    assert!(own.own && own.doctor_id == 9);
    assert_eq!(own.hours.len(), 5);
    assert_eq!(own.hours[0].grid_minutes, 20);
    // Those of before are kept, and come back.
    let kept = rules(vec![interval(4, 2, "08:00", "09:00")]);
    let clinic = changed(&kept, 1, &Change::Own(false)).unwrap();
    assert!(!clinic.own && clinic.hours.len() == 1);
    let again = changed(&with_hours(&kept, clinic), 1, &Change::Own(true)).unwrap();
    assert_eq!(shape(&again), [(4, 2, "08:00-09:00".to_owned())]);
}

#[test]
fn who_works_the_clinics_hours_has_none_to_change() {
    let refused = changed(&Rules::default(), 1, &Change::Add(vec![]));
    assert!(matches!(refused, Err(AppError::Conflict { .. })));
}

#[test]
fn intervals_are_added_changed_and_deleted() {
    let rules = rules(vec![interval(4, 2, "08:00", "09:00")]);
    let add = Change::Add(vec![interval(0, 1, "09:00", "12:00")]);
    let hours = changed(&rules, 1, &add).unwrap();
    let expected = [
        (0, 1, "09:00-12:00".to_owned()),
        (4, 2, "08:00-09:00".to_owned()),
    ];
    assert_eq!(shape(&hours), expected);
    // It stays on its weekday, whatever else is said.
    let edit = Change::Edit(interval(4, 7, "10:00", "11:00"));
    let hours = changed(&rules, 1, &edit).unwrap();
    assert_eq!(shape(&hours), [(4, 2, "10:00-11:00".to_owned())]);
    assert!(
        changed(&rules, 1, &Change::Delete(4))
            .unwrap()
            .hours
            .is_empty()
    );
    for gone in [
        Change::Delete(5),
        Change::Edit(interval(5, 1, "10:00", "11:00")),
    ] {
        assert_eq!(changed(&rules, 1, &gone), Err(AppError::NotFound));
    }
}

#[test]
fn hours_are_for_visit_types_there_are() {
    let mut hours = interval(0, 1, "09:00", "12:00");
    hours.visit_types = vec![3];
    let refused = changed(&rules(vec![]), 1, &Change::Add(vec![hours])).unwrap_err();
    assert!(refused.for_field("types").is_some());
}

#[test]
fn what_overlaps_while_both_hold_is_refused() {
    let (december, january) = (date(2026, 12, 31), date(2027, 1, 1));
    let morning = || interval(4, 2, "08:00", "12:00");
    let add = |hours: WorkingHours, to: WorkingHours| {
        changed(&rules(vec![hours]), 1, &Change::Add(vec![to]))
    };
    let refused = add(morning(), interval(0, 2, "11:59", "13:00")).unwrap_err();
    assert_eq!(
        refused.for_field("opens"),
        Some("Tuesday from 08:00 to 12:00 and from 11:59 to 13:00 would overlap.")
    );
    assert!(add(morning(), interval(0, 2, "12:00", "13:00")).is_ok());
    assert!(add(morning(), interval(0, 3, "08:00", "12:00")).is_ok());
    let until = valid(None, Some(december), morning());
    let from = |day| valid(Some(day), None, interval(0, 2, "08:00", "12:00"));
    assert!(add(until.clone(), from(january)).is_ok());
    assert!(add(until, from(december)).is_err());
}

#[test]
fn days_and_doctors_are_copied() {
    let mut rules = rules(vec![
        interval(4, 1, "08:00", "12:00"),
        interval(5, 1, "13:00", "15:00"),
        interval(6, 3, "18:00", "20:00"),
    ]);
    let copy = Change::CopyDay {
        from: 1,
        to: vec![1, 3],
    };
    let hours = changed(&rules, 1, &copy).unwrap();
    let days: Vec<_> = hours
        .hours
        .iter()
        .map(|each| (each.id, each.weekday))
        .collect();
    assert_eq!(days, [(4, 1), (5, 1), (0, 3), (0, 3)]);
    rules.hours.push(DoctorHours {
        doctor_id: 2,
        own: false,
        hours: vec![interval(9, 6, "10:00", "11:00")],
    });
    let like = changed(&rules, 2, &Change::CopyFrom(1)).unwrap();
    assert!(like.own && like.hours.len() == 3);
    assert!(
        like.hours
            .iter()
            .all(|each| each.id == 0 && each.doctor_id == 2)
    );
    let refused = changed(&rules, 1, &Change::CopyFrom(2)).unwrap_err();
    assert!(refused.for_field("from_doctor").is_some());
}
