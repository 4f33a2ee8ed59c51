use std::sync::LazyLock;

use jiff::civil::{Weekday, date};
use jiff::tz::TimeZoneDatabase;

use super::*;
use crate::schedule::hours::OpeningHours;

mod properties;

const LONG_AGO: Timestamp = Timestamp::UNIX_EPOCH;

/// Every zone of the bundled database, so that all machines test the same.
static ZONES: LazyLock<Vec<TimeZone>> = LazyLock::new(|| {
    let zones = TimeZoneDatabase::bundled();
    let names = zones.available();
    names
        .map(|name| zones.get(name.as_str()).unwrap())
        .collect()
});

/// Each change of each zone's clock from 2024 to 2028.
static CHANGES: LazyLock<Vec<(TimeZone, Timestamp)>> = LazyLock::new(|| {
    let from = instant("2024-01-01T00:00:00Z");
    let until = instant("2029-01-01T00:00:00Z");
    let changes_of = |zone: &'static TimeZone| {
        let instants = zone.following(from).map(|change| change.timestamp());
        let in_time = instants.take_while(move |at| *at < until);
        in_time.map(move |at| (zone.clone(), at))
    };
    ZONES.iter().flat_map(changes_of).collect()
});

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The same intervals, `(opens, closes)` in minutes, on every day of the week.
fn every_day(intervals: &[(u16, u16)], slot_minutes: u16) -> SlotRules {
    let minute = |minutes| MinuteOfDay::new(minutes).unwrap();
    let day: Vec<Interval> = intervals
        .iter()
        .map(|&(opens, closes)| Interval {
            opens: minute(opens),
            closes: minute(closes),
        })
        .collect();
    let hours = OpeningHours::new(std::array::from_fn(|_| day.clone())).unwrap();
    SlotRules::new(hours, slot_minutes).unwrap()
}

fn round_the_clock(slot_minutes: u16) -> SlotRules {
    every_day(&[(0, 1440)], slot_minutes)
}

/// The starts of a day's slots as its clock shows them, with the offset.
fn readings_of(rules: &SlotRules, zone: &TimeZone, day: Date) -> Vec<String> {
    slots(rules, zone, day..=day, &[], LONG_AGO)
        .iter()
        .map(|slot| slot.start.to_zoned(zone.clone()))
        .map(|start| start.strftime("%H:%M %:z").to_string())
        .collect()
}

/// How long the day really lasts, by jiff's own reckoning.
fn minutes_in(day: Date, zone: &TimeZone) -> usize {
    let begin = |day: Date| day.to_zoned(zone.clone()).unwrap().timestamp();
    let elapsed = begin(day.tomorrow().unwrap()).duration_since(begin(day));
    usize::try_from(elapsed.as_mins()).unwrap()
}

#[test]
fn an_ordinary_week_has_sixteen_slots_a_working_day() {
    let (rules, berlin) = (SlotRules::default(), zone("Europe/Berlin"));
    let week = date(2026, 11, 23)..=date(2026, 11, 29);
    let free = slots(&rules, &berlin, week, &[], LONG_AGO);
    assert_eq!(free.len(), 5 * 16);
    assert_eq!(free[0].start, instant("2026-11-23T08:00:00Z"));
    assert_eq!(free[0].end, instant("2026-11-23T08:30:00Z"));
    assert_eq!(free[79].end, instant("2026-11-27T16:00:00Z"));
}

#[test]
fn closed_weekdays_are_closed() {
    let (rules, utc) = (SlotRules::default(), TimeZone::UTC);
    let days = date(2026, 1, 1)..=date(2026, 12, 31);
    let weekdays: Vec<Weekday> = slots(&rules, &utc, days, &[], LONG_AGO)
        .iter()
        .map(|slot| utc.to_datetime(slot.start).date().weekday())
        .collect();
    assert_eq!(weekdays.len(), 261 * 16);
    assert!(!weekdays.contains(&Weekday::Saturday) && !weekdays.contains(&Weekday::Sunday));
}

#[test]
fn what_does_not_fit_before_closing_is_not_offered() {
    let rules = every_day(&[(540, 600), (600, 655)], 25);
    let starts = readings_of(&rules, &zone("UTC"), date(2026, 11, 24));
    let expected = ["09:00", "09:25", "10:00", "10:25"].map(|clock| format!("{clock} +00:00"));
    assert_eq!(starts, expected);
}

#[test]
fn taken_and_past_times_are_left_out() {
    let (rules, utc) = (every_day(&[(540, 720)], 30), TimeZone::UTC);
    let day = date(2026, 11, 24);
    let span = |start: &str, end: &str| Span {
        start: instant(&format!("2026-11-24T{start}:00Z")),
        end: instant(&format!("2026-11-24T{end}:00Z")),
    };
    let taken = [
        span("11:10", "11:15"), // inside one slot
        span("08:00", "10:00"), // begins before opening, ends as the third starts
        span("09:30", "09:40"), // within the one above
        span("10:45", "10:45"), // nothing at all
    ];
    let free = |now: &str| -> Vec<Timestamp> {
        let now = instant(&format!("2026-11-24T{now}Z"));
        let free = slots(&rules, &utc, day..=day, &taken, now);
        free.iter().map(|slot| slot.start).collect()
    };
    let starts = |clocks: &[&str]| -> Vec<Timestamp> {
        clocks
            .iter()
            .map(|clock| span(clock, clock).start)
            .collect()
    };
    assert_eq!(free("00:00:00"), starts(&["10:00", "10:30", "11:30"]));
    assert_eq!(free("10:00:00"), starts(&["10:00", "10:30", "11:30"]));
    assert_eq!(free("10:00:01"), starts(&["10:30", "11:30"]));
}

#[test]
fn a_slot_is_found_by_its_exact_start_only() {
    let (rules, utc) = (SlotRules::default(), TimeZone::UTC);
    let now = instant("2026-11-24T08:00:00Z");
    let at = |text, taken: &[Span]| slot_at(&rules, &utc, instant(text), taken, now);

    let slot = at("2026-11-24T09:30:00Z", &[]).unwrap();
    assert_eq!(slot.end, instant("2026-11-24T10:00:00Z"));
    assert_eq!(at("2026-11-24T09:30:00Z", &[slot]), None, "taken");
    assert_eq!(at("2026-11-24T09:45:00Z", &[]), None, "off the grid");
    assert_eq!(at("2026-11-24T17:00:00Z", &[]), None, "closed");
    assert_eq!(at("2026-11-29T09:30:00Z", &[]), None, "a Sunday");
    assert_eq!(at("2026-11-23T09:30:00Z", &[]), None, "past");
}

#[test]
fn no_days_and_the_ends_of_time_have_no_slots() {
    let rules = round_the_clock(30);
    let between = |first, last| slots(&rules, &TimeZone::UTC, first..=last, &[], Timestamp::MIN);
    assert!(between(date(2026, 11, 25), date(2026, 11, 24)).is_empty());
    assert!(between(Date::MAX, Date::MAX).is_empty());
    assert!(between(Date::MIN, Date::MIN).is_empty());
}

#[test]
fn the_skipped_hour_is_never_offered() {
    let rules = every_day(&[(90, 240)], 30);
    let starts = readings_of(&rules, &zone("Europe/Berlin"), date(2026, 3, 29));
    let expected = ["01:30 +01:00", "03:00 +02:00", "03:30 +02:00"];
    assert_eq!(starts, expected);
}

#[test]
fn hours_at_the_gap_begin_and_end_at_the_change() {
    let (berlin, day) = (zone("Europe/Berlin"), date(2026, 3, 29));
    let begins_inside = every_day(&[(130, 210)], 30);
    assert_eq!(readings_of(&begins_inside, &berlin, day), ["03:00 +02:00"]);
    let ends_inside = every_day(&[(60, 150)], 30);
    let expected = ["01:00 +01:00", "01:30 +01:00"];
    assert_eq!(readings_of(&ends_inside, &berlin, day), expected);
    let all_inside = every_day(&[(120, 180)], 30);
    assert!(readings_of(&all_inside, &berlin, day).is_empty());
}

#[test]
fn both_passes_of_the_repeated_hour_are_offered() {
    let (berlin, day) = (zone("Europe/Berlin"), date(2026, 10, 25));
    let across = every_day(&[(90, 210)], 30);
    let expected = [
        "01:30 +02:00",
        "02:00 +02:00",
        "02:30 +02:00",
        "02:00 +01:00",
        "02:30 +01:00",
        "03:00 +01:00",
    ];
    assert_eq!(readings_of(&across, &berlin, day), expected);

    // Two intervals that meet inside the hour: each is open in each pass, and
    // no slot runs over from one into the other.
    let split = every_day(&[(120, 150), (150, 180)], 30);
    assert_eq!(readings_of(&split, &berlin, day), expected[1..5]);
    let begins_inside = every_day(&[(150, 210)], 30);
    let expected = ["02:30 +02:00", "02:30 +01:00", "03:00 +01:00"];
    assert_eq!(readings_of(&begins_inside, &berlin, day), expected);
}

#[test]
fn lord_howe_moves_its_clock_by_half_an_hour() {
    let (rules, lord_howe) = (every_day(&[(60, 180)], 30), zone("Australia/Lord_Howe"));
    let short = readings_of(&rules, &lord_howe, date(2026, 10, 4));
    let expected = ["01:00 +10:30", "01:30 +10:30", "02:30 +11:00"];
    assert_eq!(short, expected);
    let long = readings_of(&rules, &lord_howe, date(2026, 4, 5));
    let expected = [
        "01:00 +11:00",
        "01:30 +11:00",
        "01:30 +10:30",
        "02:00 +10:30",
        "02:30 +10:30",
    ];
    assert_eq!(long, expected);
}

#[test]
fn a_day_may_begin_at_one_or_have_two_last_hours() {
    let rules = every_day(&[(0, 120), (1320, 1440)], 60);
    let starts = |name, day| -> Vec<String> {
        let starts = readings_of(&rules, &zone(name), day).into_iter();
        starts.map(|start| start[..5].to_owned()).collect()
    };
    for (name, begins_at_one, has_two_last_hours) in [
        ("Asia/Beirut", date(2026, 3, 29), date(2026, 10, 24)),
        ("America/Santiago", date(2026, 9, 6), date(2026, 4, 4)),
    ] {
        assert_eq!(starts(name, begins_at_one), ["01:00", "22:00", "23:00"]);
        let long = ["00:00", "01:00", "22:00", "23:00", "23:00"];
        assert_eq!(starts(name, has_two_last_hours), long);
    }
}

#[test]
fn apia_had_no_thirtieth_of_december() {
    let (rules, apia) = (round_the_clock(60), zone("Pacific/Apia"));
    let on = |first, last| slots(&rules, &apia, first..=last, &[], LONG_AGO).len();
    assert_eq!(on(date(2011, 12, 30), date(2011, 12, 30)), 0);
    assert_eq!(on(date(2011, 12, 29), date(2011, 12, 31)), 48);
}

#[test]
fn saint_johns_once_went_back_to_yesterday() {
    // At 00:01 on Sunday to 23:01 on Saturday: Sunday's first minute came
    // twice, with the last 59 minutes of Saturday in between.
    let (rules, st_johns) = (round_the_clock(5), zone("America/St_Johns"));
    let saturday = date(2006, 10, 28);
    let sunday = saturday.tomorrow().unwrap();
    let both = slots(&rules, &st_johns, saturday..=sunday, &[], LONG_AGO);
    assert!(both.is_sorted_by(|a, b| a.end <= b.start));
    assert_eq!(both.len(), (288 + 11) + 288);
    let again = "23:01 -03:30".to_owned();
    assert!(readings_of(&rules, &st_johns, saturday).contains(&again));
}

#[test]
fn every_change_of_every_clock_keeps_the_true_length_of_the_day() {
    assert!(ZONES.len() > 400 && CHANGES.len() > 1000);
    let rules = round_the_clock(45);
    for (zone, at) in CHANGES.iter() {
        let day = zone.to_datetime(*at).date();
        for day in [day.yesterday().unwrap(), day] {
            let free = slots(&rules, zone, day..=day, &[], LONG_AGO);
            let expected = minutes_in(day, zone) / 45;
            assert_eq!(free.len(), expected, "{zone:?} on {day}");
        }
    }
}
