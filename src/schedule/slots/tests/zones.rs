//! Every change of every clock from 2024 to 2028.

use super::{walk::Walk, *};

/// The days on either side of a change, by the clock before and after it; often the same.
fn days_around(zone: &TimeZone, at: Timestamp) -> Vec<Date> {
    let before = zone.to_datetime(at - SignedDuration::from_secs(1)).date();
    let after = zone.to_datetime(at).date();
    let mut days = vec![before, after];
    days.dedup();
    days
}

/// How long the day really lasts, by jiff's own reckoning.
fn minutes_in(day: Date, zone: &TimeZone) -> usize {
    let begin = |day: Date| day.to_zoned(zone.clone()).unwrap().timestamp();
    let elapsed = begin(day.tomorrow().unwrap()).duration_since(begin(day));
    usize::try_from(elapsed.as_mins()).unwrap()
}

#[test]
fn the_day_keeps_its_true_length_and_both_passes() {
    let mut case = Case::round_the_clock(15);
    for (zone, at) in CHANGES.iter() {
        case.zone = zone.clone();
        let quarter = SignedDuration::from_mins(15);
        for day in days_around(zone, *at) {
            let free = case.slots(day..=day);
            assert_eq!(free.len(), minutes_in(day, zone) / 15, "{zone:?} on {day}");
            let seamless = free.windows(2).all(|pair| pair[0].end == pair[1].start);
            assert!(seamless, "{zone:?} on {day}: lost or overlapping");
            let all_day = |at: Timestamp| zone.to_datetime(at).date() == day;
            assert!(all_day(free[0].start) && !all_day(free[0].start - quarter));
        }

        // What the clock reads from the change on, it either never reads before or, going back,
        // reads a second time with another offset; both are there.
        let (old, new) = (zone.to_offset(*at - quarter), zone.to_offset(*at));
        let shift = old.duration_until(new);
        let days = days_around(zone, *at);
        let free = case.slots(days[0]..=*days.last().unwrap());
        let starts: Vec<Timestamp> = free.iter().map(|slot| slot.start).collect();
        let (first, second) = if shift.is_positive() {
            (*at - quarter, *at)
        } else {
            (*at + shift, *at)
        };
        assert!(
            starts.contains(&first) && starts.contains(&second),
            "{zone:?} at {at}"
        );
        if shift.is_negative() {
            assert_eq!(
                zone.to_datetime(first),
                zone.to_datetime(second),
                "{zone:?} at {at}"
            );
        } else {
            // The gap, as the clock before the change would have read it.
            let gap = old.to_datetime(*at)..new.to_datetime(*at);
            let inside = |start: &Timestamp| gap.contains(&zone.to_datetime(*start));
            assert!(!starts.iter().any(inside), "{zone:?} at {at}");
        }
        assert!(case.explain(first).is_empty() && case.explain(second).is_empty());
    }
}

#[test]
fn any_hours_are_what_a_walk_along_the_clock_allows() {
    // The same rules for the same change on every run.
    let mut seed: u32 = 1;
    let mut below = |limit: u16| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u16::try_from(seed >> 16).unwrap() % limit
    };
    for (zone, at) in CHANGES.iter() {
        // Two intervals on quarters of an hour; the change mostly comes within the first six.
        let split = 4 + below(24);
        let hours = [
            (below(4) * 15, split * 15),
            ((split + below(4)) * 15, (split + 8 + below(60)) * 15),
        ];
        let mut case = Case::every_day(&hours, 15 * (1 + below(4)));
        case.visit.minutes = 15 * (1 + below(5));
        case.zone = zone.clone();
        for day in days_around(zone, *at) {
            let free = case.slots(day..=day).into_iter();
            let starts: Vec<Timestamp> = free.map(|slot| slot.start).collect();
            let walk = Walk::around(day, &case, 15);
            assert_eq!(starts, walk.free(day), "{zone:?} on {day}, {hours:?}");
        }
    }
}
