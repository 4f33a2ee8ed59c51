//! What holds for any rules, zone, day and moment, whatever is taken.

use jiff::ToSpan as _;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{walk::Walk, *};

/// Minutes, counted from midnight UTC two days before the day in question.
const WINDOW: std::ops::Range<i64> = 0..5 * 1440;

/// A zone and a day on which, or next to which, its clock changes.
fn any_change() -> impl Strategy<Value = (TimeZone, Date)> {
    (0..CHANGES.len(), -1..=1_i64).prop_map(|(index, days)| {
        let (zone, at) = CHANGES[index].clone();
        let day = zone.to_datetime(at).date();
        (zone, day.saturating_add(days.days()))
    })
}

/// Beginning and end of an interval, more often than not at full quarters of an hour.
fn any_interval() -> impl Strategy<Value = (u16, u16)> {
    let bounds = prop_oneof![
        3 => btree_set((0_u16..=96).prop_map(|quarter| quarter * 15), 2),
        1 => btree_set(0_u16..=1440, 2),
    ];
    bounds.prop_map(|bounds| (*bounds.first().unwrap(), *bounds.last().unwrap()))
}

fn any_grid() -> impl Strategy<Value = u16> {
    select(vec![5_u16, 10, 15, 20, 30, 45, 60])
}

/// Hours of one of the three days around `day`, mostly for the visit in question.
fn any_hours(day: Date) -> impl Strategy<Value = WorkingHours> {
    let types = select(vec![vec![], vec![], vec![VISIT], vec![VISIT + 1]]);
    let near = (-1..=1_i64).prop_map(move |days| day.saturating_add(days.days()));
    let limit = option::weighted(0.2, near.clone());
    (
        near,
        any_interval(),
        any_grid(),
        types,
        limit.clone(),
        limit,
    )
        .prop_map(
            |(on, hours, grid, visit_types, valid_from, valid_to)| WorkingHours {
                valid_from,
                valid_to,
                visit_types,
                ..working(on.weekday(), hours, grid)
            },
        )
}

/// An exception that begins from the day before until the day after.
fn any_exception(day: Date) -> impl Strategy<Value = Exception> {
    let kind = select(ExceptionKind::ALL);
    let length = prop_oneof![3 => 1..300_i64, 1 => 300..2400_i64];
    let label = select(vec!["", "ill"]);
    (
        kind,
        0..3 * 1440_i64,
        length,
        any_grid(),
        label,
        prop::bool::weighted(0.2),
    )
        .prop_map(
            move |(kind, from, length, grid_minutes, label, of_another)| {
                let midnight = day.saturating_sub(1.days()).at(0, 0, 0, 0);
                let starts = midnight + from.minutes();
                let whose = if of_another { DOCTOR + 1 } else { DOCTOR };
                Exception {
                    id: 1,
                    doctor_id: (kind != ExceptionKind::Closure).then_some(whose),
                    kind,
                    starts,
                    ends: starts + length.minutes(),
                    grid_minutes,
                    reason: label.to_owned(),
                }
            },
        )
}

fn at(day: Date, minute: i64) -> Timestamp {
    let first = day.saturating_sub(2.days()).at(0, 0, 0, 0);
    let origin = first.to_zoned(TimeZone::UTC).unwrap().timestamp();
    origin + SignedDuration::from_mins(minute)
}

fn any_busy(day: Date, most: usize) -> impl Strategy<Value = Vec<Busy>> {
    let one = (WINDOW, 0..120_i64, any::<bool>()).prop_map(move |(start, length, held)| Busy {
        span: Span {
            start: at(day, start),
            end: at(day, start + length),
        },
        held,
    });
    vec(one, 0..=most)
}

fn any_visit() -> impl Strategy<Value = VisitType> {
    let minutes = select(vec![5_u16, 15, 20, 30, 45, 60, 95, 240]);
    let buffer = || select(vec![0_u16, 0, 5, 10, 30]);
    let rooms = select(vec![vec![], vec![], vec![1], vec![1, 2]]);
    let id = select(vec![None, Some(VISIT), Some(VISIT)]);
    (id, minutes, buffer(), buffer(), rooms).prop_map(|(id, minutes, before, after, rooms)| {
        VisitType {
            id,
            buffer_before: before,
            buffer_after: after,
            rooms,
            ..VisitType::ordinary(minutes)
        }
    })
}

/// The clinic's hours, or the doctor's own.
fn any_rules(day: Date) -> impl Strategy<Value = Rules> {
    let clinic = (any_interval(), any_grid())
        .prop_map(|(hours, minutes)| Case::every_day(&[hours], minutes));
    let own = vec(any_hours(day), 1..5).prop_map(Case::own);
    let policy = (
        select(vec![0_u32, 0, 60, 1440]),
        select(vec![1_u16, 3, 180]),
        any::<bool>(),
    );
    let hours = prop_oneof![1 => clinic, 3 => own];
    (hours, vec(any_exception(day), 0..4), policy).prop_map(
        |(case, exceptions, (notice_minutes, horizon_days, new_patients))| {
            let mut rules = Rules {
                exceptions,
                ..case.rules
            };
            rules.policy.notice_minutes = notice_minutes;
            rules.policy.horizon_days = horizon_days;
            rules.policy.new_patients = new_patients;
            rules
        },
    )
}

/// Any question about a day.
fn any_case() -> impl Strategy<Value = (Case, Date)> {
    any_change().prop_flat_map(|(zone, day)| {
        let taken = (
            any_busy(day, 12),
            any_busy(day, 12),
            any_busy(day, 12),
            any_busy(day, 4),
        );
        let standing = select(vec![None, None, Some(true), Some(true), Some(false)]);
        let now = prop_oneof![3 => Just(0), 1 => 0..4 * 1440_i64];
        let audience = select(Audience::ALL);
        (any_rules(day), any_visit(), taken, standing, now, audience).prop_map(
            move |(rules, visit, (doctor, one, other, patient), known, now, audience)| {
                let rooms = visit.rooms.iter().copied().zip([one, other]).collect();
                let standing = known.map(|known| Standing {
                    open: 0,
                    known,
                    noshows: 0,
                });
                let case = Case {
                    zone: zone.clone(),
                    visit,
                    audience,
                    standing,
                    taken: Taken {
                        doctor,
                        rooms,
                        patient,
                    },
                    now: at(day, now),
                    rules,
                };
                (case, day)
            },
        )
    })
}

fn in_any_order(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.sort_by_key(|reason| format!("{reason:?}"));
    reasons
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn slots_are_exactly_what_a_walk_along_the_clock_allows((case, day) in any_case()) {
        let free = case.slots(day..=day);
        let starts: Vec<Timestamp> = free.iter().map(|slot| slot.start).collect();
        prop_assert_eq!(starts, Walk::around(day, &case, 1).free(day));
        let length = SignedDuration::from_mins(case.visit.minutes.into());
        prop_assert!(free.iter().all(|slot| slot.end.duration_since(slot.start) == length));
    }

    #[test]
    fn every_reason_is_what_the_walk_finds(
        (case, day) in any_case(),
        // The middle of the window is noon of the day in Greenwich; nowhere is it another day
        // by more than fourteen hours.
        minutes in vec((1440 + 600..4 * 1440 - 600_i64).prop_map(|minute| minute / 5 * 5), 12),
    ) {
        let walk = Walk::around(day, &case, 1);
        for minute in minutes {
            let start = at(day, minute);
            let (explained, found) = (case.explain(start), walk.reasons(start));
            prop_assert_eq!(in_any_order(explained), in_any_order(found), "at {}", start);
        }
    }

    #[test]
    fn what_is_offered_and_what_is_explained_never_disagree(
        (case, day) in any_case(),
        minutes in vec(0..1440_i64, 8),
    ) {
        let free = case.slots(day..=day);
        for slot in &free {
            prop_assert_eq!(case.explain(slot.start), []);
        }
        // Any minute of the day, and the fives among them more often.
        let midnight = day.to_zoned(case.zone.clone()).unwrap().timestamp();
        for minute in minutes.iter().flat_map(|minute| [*minute, minute / 5 * 5]) {
            let start = midnight + SignedDuration::from_mins(minute);
            let on_the_day = case.zone.to_datetime(start).date() == day;
            let offered = free.iter().any(|slot| slot.start == start);
            prop_assert_eq!(on_the_day && case.explain(start).is_empty(), offered, "at {}", start);
        }
    }

    #[test]
    fn the_days_of_a_range_are_those_days_one_by_one((case, day) in any_case()) {
        let days = day.yesterday().unwrap()..=day.saturating_add(2.days());
        let together = case.slots(days.clone());
        let one_by_one: Vec<Span> = days
            .start()
            .series(1.day())
            .take(4)
            .flat_map(|day| case.slots(day..=day))
            .collect();
        prop_assert_eq!(&together, &one_by_one);
        prop_assert_eq!(first(&case.question(), days), together.first().copied());
    }

    #[test]
    fn every_slot_lies_in_an_open_stretch((case, day) in any_case()) {
        let days = day..=day.tomorrow().unwrap();
        let question = case.question();
        let open = open_stretches(&case.rules, &case.zone, DOCTOR, Some(&case.visit), days);
        prop_assert!(open.is_sorted_by(|a, b| a.end < b.start), "{:?}", open);
        for slot in slots(&question, day..=day) {
            let within = |open: &Span| open.start <= slot.start && slot.end <= open.end;
            prop_assert!(open.iter().any(within), "{:?} in {:?}", slot, open);
        }
    }
}
