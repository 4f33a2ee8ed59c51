use super::*;
use crate::ui::testing::render;
use jiff::civil::date;

fn grid() -> Element {
    let day = |day, free, closed| DayState {
        date: date(2026, 11, day),
        free,
        closed,
    };
    rsx! {
        DateGrid {
            month: date(2026, 11, 24),
            selected: Some(date(2026, 11, 25)),
            today: date(2026, 11, 24),
            days: vec![day(23, 4, false), day(24, 6, false), day(25, 0, false), day(28, 0, true)],
            href: |day: Date| format!("/book/3?date={day}"),
            month_href: |day: Date| format!("/book/3?month={day}"),
            min: date(2026, 11, 24),
        }
    }
}

/// The cell that speaks of a day.
fn cell(html: &str, words: &str) -> String {
    let cell = html.split("<td").find(|cell| cell.contains(words));
    cell.unwrap_or_else(|| panic!("no cell says {words}: {html}"))
        .to_owned()
}

#[test]
fn a_free_day_is_a_link_that_says_how_free() {
    let html = render(grid);
    let free = cell(&html, "Tuesday 24 November 2026, 6 free times");
    assert!(free.contains(r#"href="/book/3?date=2026-11-24""#), "{free}");
    assert!(
        free.contains(r#"aria-current="date""#) && free.contains("day-dot"),
        "{free}"
    );
}

#[test]
fn a_full_day_can_be_opened_but_has_no_dot() {
    let html = render(grid);
    let full = cell(&html, "Wednesday 25 November 2026, no free times");
    assert!(
        full.contains(r#"aria-selected="true""#) && full.contains("href="),
        "{full}"
    );
    assert!(!full.contains("day-dot") && full.contains("full"), "{full}");
}

#[test]
fn other_days_cannot_be_followed() {
    let html = render(grid);
    for words in [
        "Monday 23 November 2026, in the past",
        "Saturday 28 November 2026, closed",
        "Friday 27 November 2026, not available",
    ] {
        let day = cell(&html, words);
        assert!(
            day.contains(r#"aria-disabled="true""#) && !day.contains("href="),
            "{day}"
        );
    }
}

#[test]
fn it_is_a_grid_whose_days_can_all_be_reached_without_javascript() {
    let html = render(grid);
    assert!(
        html.contains(r#"role="grid" aria-labelledby="date-grid-month""#),
        "{html}"
    );
    assert!(
        html.contains(r#"abbr="Monday""#) && !html.contains("tabindex"),
        "{html}"
    );
}

#[test]
fn months_are_left_only_within_bounds() {
    let html = render(grid);
    assert!(!html.contains("Previous month"), "{html}");
    assert!(
        html.contains(r#"href="/book/3?month=2026-12-01""#),
        "{html}"
    );
    assert!(html.contains("Next month, December 2026"), "{html}");
}

#[test]
fn weeks_run_from_monday_to_sunday() {
    let november = weeks(date(2026, 11, 1));
    assert_eq!(november.len(), 6, "the first is a Sunday");
    assert_eq!(
        november.first().and_then(|week| week[6]),
        Some(date(2026, 11, 1))
    );
    assert_eq!(november.concat().into_iter().flatten().count(), 30);
    assert_eq!(weeks(date(2027, 2, 1)).len(), 4, "28 days from a Monday");
}
