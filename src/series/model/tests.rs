//! Rules of repetition, and what forms say of them.

use jiff::civil::{date, datetime};

use super::*;
use crate::form;

fn rule(every: u8, unit: Unit, times: u8) -> Rule {
    Rule { every, unit, times }
}

#[test]
fn weeks_keep_the_weekday_and_months_the_day() {
    let first = datetime(2026, 12, 1, 9, 30, 0, 0);
    let days = |rule| -> Vec<_> { dates(first, rule).iter().map(|at| at.date()).collect() };
    assert_eq!(
        days(rule(2, Unit::Week, 3)),
        [date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 29)]
    );
    assert_eq!(
        days(rule(3, Unit::Month, 3)),
        [date(2026, 12, 1), date(2027, 3, 1), date(2027, 6, 1)]
    );
}

#[test]
fn a_month_without_the_day_has_its_last_day_and_later_ones_are_not_shortened() {
    let monthly = dates(datetime(2027, 1, 31, 10, 0, 0, 0), rule(1, Unit::Month, 4));
    let days: Vec<_> = monthly.iter().map(|at| at.date()).collect();
    let expected = [(1, 31), (2, 28), (3, 31), (4, 30)];
    assert_eq!(days, expected.map(|(month, day)| date(2027, month, day)));
}

#[test]
fn every_rule_gives_as_many_dates_in_order_at_the_same_time_of_day() {
    let first = datetime(2028, 2, 29, 23, 45, 0, 0);
    for unit in Unit::ALL {
        for every in EVERY {
            let all = dates(first, rule(every, unit, *TIMES.end()));
            assert_eq!(all.len(), usize::from(*TIMES.end()));
            assert_eq!(all[0], first);
            assert!(all.is_sorted_by(|one, next| one.date() < next.date()));
            assert!(all.iter().all(|at| at.time() == first.time()));
        }
    }
    let last = datetime(9999, 12, 31, 9, 0, 0, 0);
    assert_eq!(dates(last, rule(1, Unit::Week, 5)), [last]);
}

#[test]
fn those_that_follow_move_by_the_same_days_and_minutes() {
    let (old, new) = (
        datetime(2026, 12, 1, 9, 30, 0, 0),
        datetime(2026, 12, 3, 8, 45, 0, 0),
    );
    assert_eq!(
        moved_alike(old, new, datetime(2027, 3, 30, 9, 30, 0, 0)),
        Some(datetime(2027, 4, 1, 8, 45, 0, 0))
    );
    assert_eq!(moved_alike(old, new, DateTime::MAX), None);
}

#[test]
fn a_rule_is_read_with_every_wrong_field_named() {
    let mut errors = FieldErrors::default();
    let read = Rule::read(" 2 ", "month", "6", &mut errors);
    assert_eq!(read, Some(rule(2, Unit::Month, 6)));
    assert_eq!(rule(1, Unit::Week, 6).words(), "every week");
    assert_eq!(rule(2, Unit::Month, 6).words(), "every 2 months");
    assert_eq!(Rule::read("0", "day", "53", &mut errors), None);
    let error = errors.into_error();
    for field in ["every", "unit", "times"] {
        assert!(error.for_field(field).is_some(), "{field}");
    }
}

#[test]
fn what_was_chosen_is_read_from_a_list_or_date_by_date() {
    let read = |list: &[(&str, &str)]| -> SeriesForm {
        let pairs: Vec<_> = list
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let form: SeriesForm = form::parse(&pairs).unwrap();
        let sent = serde_urlencoded::to_string(&form).unwrap();
        let back: SeriesForm = serde_urlencoded::from_str(&sent).unwrap();
        assert_eq!(back, form);
        form
    };
    let mut errors = FieldErrors::default();
    let listed = read(&[("starts", "a, b"), ("doctor_id", "3")]);
    assert_eq!(listed.chosen(&mut errors), ["a", "b"]);
    let each = read(&[("times", "3"), ("at_1", "a"), ("at_2", ""), ("at_3", "c")]);
    assert_eq!(each.chosen(&mut errors), ["a", "c"]);
    errors.finish().unwrap();

    let mut errors = FieldErrors::default();
    let undecided = read(&[("times", "2"), ("at_2", "b")]);
    assert_eq!(undecided.chosen(&mut errors), ["b"]);
    assert!(errors.into_error().for_field("at_1").is_some());
}
