//! What holds for any rules, zone and day.

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// One to three intervals a day, alike on all days of the week.
fn any_rules() -> impl Strategy<Value = SlotRules> {
    let lengths = select(vec![5_u16, 15, 20, 30, 45, 60, 95, 240]);
    let bounds = btree_set(0_u16..=1440, 2..7);
    (bounds, lengths).prop_map(|(bounds, length)| {
        let bounds: Vec<u16> = bounds.into_iter().collect();
        let pairs: Vec<_> = bounds
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect();
        every_day(&pairs, length)
    })
}

/// A zone and a day on which, or next to which, its clock changes.
fn any_change() -> impl Strategy<Value = (TimeZone, Date)> {
    (0..CHANGES.len(), -1..=1_i64).prop_map(|(index, days)| {
        let (zone, at) = CHANGES[index].clone();
        let day = zone.to_datetime(at).date();
        (zone, day.saturating_add(days.days()))
    })
}

/// Spans in the three days around `day`, as minutes from the day before.
fn spans_around(day: Date, minutes: &[(i64, i64)]) -> Vec<Span> {
    let midnight = Offset::UTC.to_timestamp(day.yesterday().unwrap().at(0, 0, 0, 0));
    let origin = midnight.unwrap();
    let span = |&(start, length): &(i64, i64)| Span {
        start: origin + SignedDuration::from_mins(start),
        end: origin + SignedDuration::from_mins(start + length),
    };
    minutes.iter().map(span).collect()
}

fn overlap(a: &Span, b: &Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Minute by minute: how many slots fit while the clock shows `day` and a time
/// within one interval.
fn count_by_the_clock(rules: &SlotRules, zone: &TimeZone, day: Date) -> usize {
    let origin = spans_around(day, &[(0, 0)])[0].start;
    let clock: Vec<DateTime> = (0..3 * 1440)
        .map(|minute| zone.to_datetime(origin + SignedDuration::from_mins(minute)))
        .collect();
    let slot = usize::from(rules.slot_minutes());
    let fitting = |interval: &Interval| -> usize {
        let within = |reading: &DateTime| {
            let minute = u16::from(reading.hour().unsigned_abs()) * 60
                + u16::from(reading.minute().unsigned_abs());
            let opening = interval.opens.minutes()..interval.closes.minutes();
            reading.date() == day && opening.contains(&minute)
        };
        let runs = clock.split(|reading| !within(reading));
        runs.map(|run| run.len() / slot).sum()
    };
    let intervals = rules.hours().for_weekday(day.weekday()).iter();
    intervals.map(fitting).sum()
}

proptest! {
    #[test]
    fn slots_are_exactly_what_the_clock_allows(
        rules in any_rules(),
        (zone, day) in any_change(),
    ) {
        let free = slots(&rules, &zone, day..=day, &[], LONG_AGO);
        prop_assert_eq!(free.len(), count_by_the_clock(&rules, &zone, day));
        prop_assert!(free.is_sorted_by(|a, b| a.end <= b.start));
        for slot in free {
            let length = slot.end.duration_since(slot.start);
            prop_assert_eq!(length.as_mins(), i64::from(rules.slot_minutes()));
            let first = zone.to_datetime(slot.start);
            let last = zone.to_datetime(slot.end - SignedDuration::from_nanos(1));
            let open = rules.hours().for_weekday(day.weekday()).iter().any(|interval| {
                let opens = minute_on(day, interval.opens).unwrap();
                let closes = minute_on(day, interval.closes).unwrap();
                [first, last].iter().all(|reading| (opens..closes).contains(reading))
            });
            prop_assert!(open, "{} to {}", first, last);
            prop_assert_eq!(slot_at(&rules, &zone, slot.start, &[], LONG_AGO), Some(slot));
        }
    }

    #[test]
    fn slots_are_all_that_is_neither_taken_nor_past(
        rules in any_rules(),
        (zone, day) in any_change(),
        taken in vec((0..5 * 1440_i64, 0..400_i64), 0..40),
        extra in (0..5 * 1440_i64, 0..400_i64),
        now in 0..5 * 1440_i64,
    ) {
        let mut taken = spans_around(day, &taken);
        let now = spans_around(day, &[(now, 0)])[0].start;
        let days = day..=day.saturating_add(2.days());

        let mut expected = slots(&rules, &zone, days.clone(), &[], LONG_AGO);
        expected.retain(|slot| slot.start >= now);
        expected.retain(|slot| {
            let real = taken.iter().filter(|t| t.start < t.end);
            real.copied().all(|t| !overlap(slot, &t))
        });
        let free = slots(&rules, &zone, days.clone(), &taken, now);
        prop_assert_eq!(&free, &expected);

        taken.extend(spans_around(day, &[extra]));
        let fewer = slots(&rules, &zone, days, &taken, now);
        prop_assert!(fewer.iter().all(|slot| free.contains(slot)));
    }

    #[test]
    fn the_days_of_a_range_are_those_days_one_by_one(
        rules in any_rules(),
        (zone, day) in any_change(),
    ) {
        let week = day..=day.saturating_add(6.days());
        let together = slots(&rules, &zone, week, &[], LONG_AGO);
        let one_by_one: Vec<Span> = day
            .series(1.day())
            .take(7)
            .flat_map(|day| slots(&rules, &zone, day..=day, &[], LONG_AGO))
            .collect();
        prop_assert_eq!(together, one_by_one);
    }
}
