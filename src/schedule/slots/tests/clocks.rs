//! Days on which clocks change, by name.

use super::*;

#[test]
fn the_skipped_hour_is_never_offered() {
    let case = Case::every_day(&[(90, 240)], 30).in_zone("Europe/Berlin");
    let expected = ["01:30 +01:00", "03:00 +02:00", "03:30 +02:00"];
    assert_eq!(case.readings(date(2026, 3, 29)), expected);
}

#[test]
fn hours_at_the_gap_begin_and_end_at_the_change() {
    let on_the_day = |hours| {
        let case = Case::every_day(&[hours], 30).in_zone("Europe/Berlin");
        case.readings(date(2026, 3, 29))
    };
    let begins_inside = on_the_day((130, 210));
    assert_eq!(begins_inside, ["03:00 +02:00"]);
    let ends_inside = on_the_day((60, 150));
    assert_eq!(ends_inside, ["01:00 +01:00", "01:30 +01:00"]);
    let all_inside = on_the_day((120, 180));
    assert!(all_inside.is_empty());
}

#[test]
fn both_passes_of_the_repeated_hour_are_offered() {
    let on_the_day = |hours: &[(u16, u16)]| {
        let case = Case::every_day(hours, 30).in_zone("Europe/Berlin");
        case.readings(date(2026, 10, 25))
    };
    let expected = [
        "01:30 +02:00",
        "02:00 +02:00",
        "02:30 +02:00",
        "02:00 +01:00",
        "02:30 +01:00",
        "03:00 +01:00",
    ];
    assert_eq!(on_the_day(&[(90, 210)]), expected);

    // Two intervals that meet inside the hour: each is worked in each pass, and
    // no slot runs over from one into the other.
    let split = on_the_day(&[(120, 150), (150, 180)]);
    assert_eq!(split, expected[1..5]);
    let begins_inside = on_the_day(&[(150, 210)]);
    let expected = ["02:30 +02:00", "02:30 +01:00", "03:00 +01:00"];
    assert_eq!(begins_inside, expected);
}

#[test]
fn lord_howe_moves_its_clock_by_half_an_hour() {
    let case = Case::every_day(&[(60, 180)], 30).in_zone("Australia/Lord_Howe");
    let expected = ["01:00 +10:30", "01:30 +10:30", "02:30 +11:00"];
    assert_eq!(case.readings(date(2026, 10, 4)), expected);
    let expected = [
        "01:00 +11:00",
        "01:30 +11:00",
        "01:30 +10:30",
        "02:00 +10:30",
        "02:30 +10:30",
    ];
    assert_eq!(case.readings(date(2026, 4, 5)), expected);
}

#[test]
fn a_day_may_begin_at_one_or_have_two_last_hours() {
    for (name, begins_at_one, has_two_last_hours) in [
        ("Asia/Beirut", date(2026, 3, 29), date(2026, 10, 24)),
        ("America/Santiago", date(2026, 9, 6), date(2026, 4, 4)),
    ] {
        let case = Case::every_day(&[(0, 120), (1320, 1440)], 60).in_zone(name);
        assert_eq!(case.clocks(begins_at_one), ["01:00", "22:00", "23:00"]);
        let long = ["00:00", "01:00", "22:00", "23:00", "23:00"];
        assert_eq!(case.clocks(has_two_last_hours), long);
    }
}

#[test]
fn casablanca_goes_back_for_ramadan_and_forward_after_it() {
    let case = Case::every_day(&[(60, 240)], 60).in_zone("Africa/Casablanca");
    let expected = [
        "01:00 +01:00",
        "02:00 +01:00",
        "02:00 +00:00",
        "03:00 +00:00",
    ];
    assert_eq!(case.readings(date(2026, 2, 15)), expected);
    let expected = ["01:00 +00:00", "03:00 +01:00"];
    assert_eq!(case.readings(date(2026, 3, 22)), expected);
}

#[test]
fn apia_had_no_thirtieth_of_december() {
    let apia = |case: Case| case.in_zone("Pacific/Apia");
    let case = apia(Case::round_the_clock(60));
    let on = |case: &Case, first, last| case.slots(first..=last).len();
    let [before, skipped, after] = [29, 30, 31].map(|day| date(2011, 12, day));
    assert_eq!(on(&case, skipped, skipped), 0);
    assert_eq!(on(&case, before, after), 48);

    // Extra hours across the skipped day are 24 hours fewer; time off on it takes nothing away.
    let night = exception(ExceptionKind::Extra, "2011-12-29T20:00", "2011-12-31T04:00");
    let case = apia(Case::own(Vec::new())).with(night);
    assert_eq!(on(&case, before, after), 8 * 2);
    let away = exception(ExceptionKind::Away, "2011-12-30T00:00", "2011-12-31T00:00");
    assert_eq!(on(&case.with(away), before, after), 8 * 2);
}

#[test]
fn saint_johns_once_went_back_to_yesterday() {
    // At 00:01 on Sunday to 23:01 on Saturday: Sunday's first minute came
    // twice, with the last 59 minutes of Saturday in between.
    let case = Case::round_the_clock(5).in_zone("America/St_Johns");
    let saturday = date(2006, 10, 28);
    let both = case.slots(saturday..=date(2006, 10, 29));
    assert!(both.is_sorted_by(|a, b| a.end <= b.start));
    assert_eq!(both.len(), (288 + 11) + 288);
    let again = "23:01 -03:30".to_owned();
    assert!(case.readings(saturday).contains(&again));
}

#[test]
fn extra_hours_and_time_off_are_read_by_the_same_clock() {
    let night = exception(ExceptionKind::Extra, "2026-10-25T01:30", "2026-10-25T03:00");
    let case = Case::own(Vec::new()).with(night).in_zone("Europe/Berlin");
    let day = date(2026, 10, 25);
    let all = case.readings(day);
    assert_eq!(all.len(), 5, "{all:?}");
    // Away at half past two, both times.
    let away = exception(ExceptionKind::Away, "2026-10-25T02:30", "2026-10-25T03:00");
    let expected = ["01:30 +02:00", "02:00 +02:00", "02:00 +01:00"];
    assert_eq!(case.with(away).readings(day), expected);
}

#[test]
fn no_days_and_the_ends_of_time_have_no_slots() {
    let case = Case {
        now: Timestamp::MIN,
        ..Case::round_the_clock(30)
    };
    assert!(
        case.slots(date(2026, 11, 25)..=date(2026, 11, 24))
            .is_empty()
    );
    for (day, end_of_time) in [(Date::MAX, Timestamp::MAX), (Date::MIN, Timestamp::MIN)] {
        assert!(case.slots(day..=day).is_empty());
        assert_eq!(case.explain(end_of_time), [Reason::OutsideHours]);
    }
    // A closure for good is one.
    let for_good = Exception {
        ends: DateTime::MAX,
        ..exception(
            ExceptionKind::Closure,
            "2026-11-24T00:00",
            "2026-11-25T00:00",
        )
    };
    let case = case.with(for_good).in_zone("America/New_York");
    assert_eq!(
        case.slots(date(2026, 11, 23)..=date(2026, 11, 25)).len(),
        48
    );
}
