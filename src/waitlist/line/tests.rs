use jiff::{
    civil::{Date, Weekday, date},
    tz::Offset,
};
use proptest::prelude::*;

use super::*;
use crate::{schedule::hours::MinuteOfDay, waitlist::model::Weekdays};

/// Monday.
const FIRST: Date = date(2026, 11, 23);

fn at(day: i64, minute: i64) -> ClinicTime {
    let midnight = Offset::UTC
        .to_timestamp(FIRST.to_datetime(jiff::civil::Time::midnight()))
        .unwrap();
    let instant = midnight + SignedDuration::from_mins(day * 1440 + minute);
    ClinicTime::at(instant, &jiff::tz::TimeZone::UTC)
}

fn time(doctor_id: i64, day: i64, minute: i64, minutes: i64) -> Proposal {
    Proposal {
        doctor_id,
        starts_at: at(day, minute),
        ends_at: at(day, minute + minutes),
    }
}

fn minute(minutes: u16) -> MinuteOfDay {
    MinuteOfDay::new(minutes).unwrap()
}

fn anything() -> Terms {
    Terms {
        doctor_id: None,
        weekdays: Weekdays::ANY,
        from: minute(0),
        to: minute(1440),
        until: date(2026, 12, 31),
        before: None,
    }
}

fn waiting(id: i64, urgency: Urgency, since: i64) -> Waiting {
    Waiting {
        id,
        patient_id: id,
        visit_type_id: None,
        appointment_id: None,
        asked: false,
        urgency,
        since: Timestamp::from_second(since).unwrap(),
        terms: anything(),
        offered: Vec::new(),
    }
}

#[test]
fn an_offer_lasts_half_an_hour_and_ends_an_hour_before_its_time() {
    let now = at(0, 480).timestamp();
    let minutes = |start: i64| {
        keep_until(at(0, start).timestamp(), now).map(|until| until.duration_since(now).as_mins())
    };
    assert_eq!(minutes(480 + 24 * 60), Some(30));
    assert_eq!(minutes(480 + 90), Some(30));
    assert_eq!(minutes(480 + 75), Some(15));
    assert_eq!(minutes(480 + 70), Some(10));
    assert_eq!(minutes(480 + 69), None, "too late to ask");
    assert_eq!(minutes(480 - 60), None, "past");
}

#[test]
fn each_of_the_terms_is_kept() {
    let half_past_nine = time(1, 1, 570, 30);
    let fits = |terms: Terms| terms.suit(&half_past_nine);
    assert!(fits(anything()));
    let with = |change: fn(&mut Terms)| {
        let mut terms = anything();
        change(&mut terms);
        fits(terms)
    };
    assert!(with(|terms| terms.doctor_id = Some(1)));
    assert!(!with(|terms| terms.doctor_id = Some(2)));
    assert!(with(
        |terms| terms.weekdays = Weekdays::of([Weekday::Tuesday])
    ));
    assert!(!with(
        |terms| terms.weekdays = Weekdays::of([Weekday::Monday])
    ));
    assert!(with(|terms| terms.from = minute(570)));
    assert!(!with(|terms| terms.from = minute(571)));
    assert!(with(|terms| terms.to = minute(600)));
    assert!(!with(|terms| terms.to = minute(599)), "it is over later");
    assert!(with(|terms| terms.until = date(2026, 11, 24)));
    assert!(!with(|terms| terms.until = date(2026, 11, 23)));
    assert!(with(|terms| terms.before = Some(at(1, 571))));
    assert!(
        !with(|terms| terms.before = Some(at(1, 570))),
        "no earlier than what they have"
    );
}

#[test]
fn what_ends_after_midnight_suits_who_has_the_whole_evening() {
    let late = time(1, 0, 1425, 30);
    assert!(anything().suit(&late));
    let until_eleven = Terms {
        to: minute(1380),
        ..anything()
    };
    assert!(!until_eleven.suit(&late));
}

#[test]
fn the_pressing_go_first_then_who_has_waited_longer() {
    let line = [
        waiting(1, Urgency::Routine, 10),
        waiting(2, Urgency::Urgent, 30),
        waiting(3, Urgency::Urgent, 20),
        waiting(4, Urgency::Routine, 5),
        waiting(5, Urgency::Routine, 5),
    ];
    let free = BTreeMap::from([(None, vec![time(1, 1, 570, 30)])]);
    let ids: Vec<i64> = in_order(&line, &free)
        .iter()
        .map(|(each, _)| each.id)
        .collect();
    assert_eq!(ids, [3, 2, 4, 5, 1]);
}

#[test]
fn nobody_is_asked_the_same_twice() {
    let first = time(1, 1, 570, 30);
    let mut once = waiting(1, Urgency::Routine, 1);
    once.offered = vec![(1, first.starts_at.timestamp())];
    let again = |time| {
        let free = BTreeMap::from([(None, vec![time])]);
        !in_order(std::slice::from_ref(&once), &free).is_empty()
    };
    assert!(!again(first));
    assert!(again(time(2, 1, 570, 30)), "with another doctor");
    assert!(again(time(1, 2, 570, 30)), "at another time");
}

fn terms() -> impl Strategy<Value = Terms> {
    (
        prop::option::of(1..3_i64),
        1..128_i32,
        0..1440_u16,
        1..=1440_u16,
        0..8_i64,
        prop::option::of((0..8_i64, 0..1440_i64)),
    )
        .prop_map(|(doctor_id, days, from, to, until, before)| Terms {
            doctor_id,
            weekdays: Weekdays::from_bits(days),
            from: minute(from.min(to - 1)),
            to: minute(to.max(from)),
            until: at(until, 0).date(),
            before: before.map(|(day, minute)| at(day, minute)),
        })
}

fn times() -> impl Strategy<Value = Vec<Proposal>> {
    let one = (1..3_i64, 0..8_i64, 0..1440_i64, 5..120_i64)
        .prop_map(|(doctor, day, minute, minutes)| time(doctor, day, minute, minutes));
    prop::collection::vec(one, 0..8)
}

fn line() -> impl Strategy<Value = Vec<Waiting>> {
    let one = (
        terms(),
        0..4_i32,
        0..5_i64,
        prop::option::of(1..3_i64),
        times(),
    );
    prop::collection::vec(one, 0..12).prop_map(|line| {
        let numbered = (1..).zip(line);
        numbered
            .map(
                |(id, (terms, level, since, visit_type_id, offered))| Waiting {
                    visit_type_id,
                    terms,
                    offered: offered
                        .iter()
                        .map(|time| (time.doctor_id, time.starts_at.timestamp()))
                        .collect(),
                    ..waiting(id, Urgency::from_level(level).unwrap(), since)
                },
            )
            .collect()
    })
}

proptest! {
    #[test]
    fn everybody_whom_a_time_suits_is_asked_in_order_and_nobody_else(
        line in line(),
        free in prop::collection::btree_map(prop::option::of(1..3_i64), times(), 0..3),
    ) {
        let asked = in_order(&line, &free);
        // Nobody is passed over by who ranks behind them.
        for pair in asked.windows(2) {
            prop_assert!(pair[0].0.rank() <= pair[1].0.rank());
        }
        for (each, time) in &asked {
            let starts = time.starts_at;
            prop_assert!(each.terms.before.is_none_or(|before| starts < before));
            prop_assert!(starts.date() <= each.terms.until);
            prop_assert!(each.terms.doctor_id.is_none_or(|id| id == time.doctor_id));
            prop_assert!(each.terms.weekdays.contains(starts.date().weekday()));
            prop_assert!(!each.offered.contains(&(time.doctor_id, starts.timestamp())));
        }
        let expected: usize = line
            .iter()
            .map(|each| {
                let times = free.get(&each.visit_type_id).into_iter().flatten();
                times.filter(|time| each.would_take(time)).count()
            })
            .sum();
        prop_assert_eq!(asked.len(), expected);
    }

    #[test]
    fn the_order_in_which_they_are_read_does_not_matter(
        line in line(),
        free in prop::collection::btree_map(prop::option::of(1..3_i64), times(), 0..3),
    ) {
        let mut other = line.clone();
        other.reverse();
        prop_assert_eq!(in_order(&line, &free), in_order(&other, &free));
    }
}
