//! What is proposed to whom.

use jiff::civil::date;

use super::*;
use crate::rules::model::{Exception, ExceptionKind};

static UTC: TimeZone = TimeZone::UTC;

/// It is Monday, 23 November 2026, 8 o'clock, and nothing is taken.
fn planner(rules: &Rules) -> Planner<'_> {
    Planner {
        rules,
        zone: &UTC,
        now: at(23, 8),
        diaries: Diaries::default(),
    }
}

fn at(day: i8, hour: i8) -> Timestamp {
    let reading = date(2026, 11, day).at(hour, 0, 0, 0);
    TimeZone::UTC.to_timestamp(reading).unwrap()
}

fn hour(day: i8, hour: i8) -> Span {
    Span {
        start: at(day, hour),
        end: at(day, hour + 1),
    }
}

fn need(patient_id: i64, span: Span) -> Need {
    Need {
        patient_id,
        doctor_id: 1,
        own: vec![1],
        others: vec![2],
        visit_type_id: None,
        span,
        padded: span,
        room_id: None,
    }
}

fn away(doctor_id: i64, from: i8, to: i8) -> Exception {
    Exception {
        id: 1,
        doctor_id: Some(doctor_id),
        kind: ExceptionKind::Away,
        starts: date(2026, 11, from).at(0, 0, 0, 0),
        ends: date(2026, 11, to).at(0, 0, 0, 0),
        grid_minutes: 30,
        reason: String::new(),
    }
}

/// Hourly visits, from 9 to 17 on weekdays.
fn rules(exceptions: Vec<Exception>) -> Rules {
    Rules {
        slot_minutes: 60,
        exceptions,
        ..Rules::default()
    }
}

#[test]
fn the_same_doctor_comes_first_and_the_nearest_time() {
    let rules = rules(vec![away(1, 24, 25)]);
    let needs = [need(7, hour(24, 10))];
    let proposals = planner(&rules).propose(&needs).remove(0);
    let expected = [
        // The last hour of the day before is nearer than the first of the day after.
        (1, hour(23, 16)),
        (1, hour(23, 15)),
        (2, hour(24, 10)),
    ];
    let expected = expected.map(|(doctor_id, span)| Free { doctor_id, span });
    assert_eq!(proposals, expected);
}

#[test]
fn what_the_visit_itself_takes_is_no_obstacle_to_it() {
    let rules = rules(vec![away(1, 24, 25)]);
    let mut planner = planner(&rules);
    let booked = hour(24, 10);
    let busy = vec![Busy {
        span: booked,
        held: false,
    }];
    planner.diaries.patients.insert(7, busy);
    let proposals = planner.propose(&[need(7, booked)]).remove(0);
    assert!(
        proposals
            .iter()
            .any(|free| free.span == booked && free.doctor_id == 2)
    );
}

#[test]
fn another_doctor_stands_in_where_the_own_one_is_away_for_long() {
    let mut absence = away(1, 24, 25);
    absence.starts = date(2026, 10, 1).at(0, 0, 0, 0);
    absence.ends = date(2027, 10, 1).at(0, 0, 0, 0);
    let rules = rules(vec![absence]);
    let needs = [need(7, hour(24, 10)), need(8, hour(24, 10))];
    let proposals = planner(&rules).propose(&needs);
    assert_eq!(proposals[0][0].doctor_id, 2);
    assert_eq!(proposals[0][0].span, hour(24, 10));
    assert_eq!(proposals[1][0].span, hour(24, 9));
    let alone = Need {
        others: Vec::new(),
        ..need(7, hour(24, 10))
    };
    assert_eq!(planner(&rules).propose(&[alone]), [vec![]]);
}

#[test]
fn nothing_is_proposed_twice_and_everybody_gets_something_first() {
    let rules = rules(vec![away(1, 24, 26)]);
    let needs: Vec<Need> = (0..12)
        .map(|index| need(index, hour(24, 9 + i8::try_from(index % 8).unwrap())))
        .collect();
    let proposals = planner(&rules).propose(&needs);
    let mut all: Vec<Free> = proposals.iter().flatten().copied().collect();
    assert!(proposals.iter().all(|each| !each.is_empty()));
    let count = all.len();
    all.sort_by_key(|free| (free.doctor_id, free.span));
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn one_patient_is_not_proposed_two_visits_at_once_nor_one_room_to_two() {
    let both = [need(7, hour(24, 10)), need(7, hour(24, 11))];
    let mut rules = rules(vec![away(1, 24, 25)]);
    let proposals = planner(&rules).propose(&both);
    let mut spans: Vec<Span> = proposals.iter().flatten().map(|free| free.span).collect();
    let count = spans.len();
    spans.sort();
    spans.dedup();
    assert_eq!(spans.len(), count);

    rules.rooms = vec![crate::rules::model::Room {
        id: 5,
        name: "Lab".into(),
        active: true,
        version: 1,
    }];
    rules.visit_types = vec![VisitType {
        id: Some(3),
        rooms: vec![5],
        ..VisitType::ordinary(60)
    }];
    let needs = [7, 8].map(|patient| Need {
        visit_type_id: Some(3),
        ..need(patient, hour(24, 10))
    });
    let proposals = planner(&rules).propose(&needs);
    let mut spans: Vec<Span> = proposals.iter().flatten().map(|free| free.span).collect();
    let count = spans.len();
    spans.sort();
    spans.dedup();
    assert_eq!(spans.len(), count, "one room holds one visit");
}

#[test]
fn an_equivalent_visit_is_as_long() {
    let mut rules = rules(vec![away(1, 24, 25)]);
    rules.visit_types = vec![VisitType {
        id: Some(3),
        ..VisitType::ordinary(30)
    }];
    let before_there_were_types = need(7, hour(24, 10));
    assert_eq!(
        planner(&rules).propose(&[before_there_were_types]),
        [vec![]]
    );
    let of_that_type = Need {
        visit_type_id: Some(3),
        ..need(7, hour(24, 10))
    };
    let proposals = planner(&rules).propose(&[of_that_type]).remove(0);
    assert!(!proposals.is_empty());
    let half_an_hour = SignedDuration::from_mins(30);
    let lengths = proposals.iter().map(|free| free.span);
    assert!(
        lengths
            .map(|span| span.end.duration_since(span.start))
            .all(|each| each == half_an_hour)
    );
}
