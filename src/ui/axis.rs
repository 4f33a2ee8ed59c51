//! The day on a time axis, like a page of a paper planner.
//!
//! Places on it are classes, since the content security policy allows no style attributes: the
//! hour, the minute in steps of five, the length in steps of five.

use dioxus::prelude::*;
use jiff::civil::Time;

use super::words::clock;

/// The classes that put a visit in its place on a [`DayAxis`].
///
/// Minutes are rounded down to five, lengths up, to at least 10 minutes and at most 8 hours.
pub fn axis_class(start: Time, minutes: i32) -> String {
    let steps = minutes.clamp(10, 480).unsigned_abs().div_ceil(5);
    format!(
        "h{} m{} len{}",
        start.hour(),
        start.minute() / 5 * 5,
        steps * 5
    )
}

/// Ruled hours from top to bottom, the visits of a day in their places, and a line for now.
/// Visits at the same time stand side by side.
///
/// ```rust
/// rsx! {
///     DayAxis { from: 8, to: 18, now: Some(time(10, 20, 0, 0)),
///         details { class: "visit {axis_class(start, 30)}", summary { "09:30 Rosa Marin" } }
///     }
/// }
/// ```
#[component]
pub fn DayAxis(
    /// The first hour shown.
    from: i8,
    /// The hour it ends at, 24 at most.
    to: i8,
    /// The time of the line; none when the day is not today.
    now: Option<Time>,
    /// The visits: elements of class `visit` and what [`axis_class`] says.
    children: Element,
) -> Element {
    let now = now.filter(|now| (from..to).contains(&now.hour()));
    rsx! {
        div { class: "axis from{from}",
            for hour in from..to {
                div { key: "{hour}", class: "axis-hour h{hour}", "aria-hidden": "true",
                    span { {clock(Time::constant(hour.clamp(0, 23), 0, 0, 0))} }
                }
            }
            {children}
            if let Some(now) = now {
                div { class: "axis-now {axis_class(now, 0)}",
                    span { class: "axis-now-label", "Now {clock(now)}" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;
    use jiff::civil::time;

    #[test]
    fn places_are_in_steps_of_five_minutes() {
        assert_eq!(axis_class(time(9, 30, 0, 0), 30), "h9 m30 len30");
        assert_eq!(axis_class(time(9, 33, 59, 0), 22), "h9 m30 len25");
        assert_eq!(
            axis_class(time(0, 0, 0, 0), 1),
            "h0 m0 len10",
            "short ones stay readable"
        );
        assert_eq!(axis_class(time(8, 0, 0, 0), 600), "h8 m0 len480");
    }

    #[test]
    fn every_class_it_can_make_is_in_the_style_sheet() {
        let sheet = include_str!("../../assets/css/axis.css");
        for hour in 0..24 {
            assert!(
                sheet.contains(&format!(".h{hour} ")) && sheet.contains(&format!(".from{hour} "))
            );
        }
        for minute in (0..60).step_by(5) {
            assert!(sheet.contains(&format!(".m{minute} ")), "m{minute}");
        }
        for length in (10..=480).step_by(5) {
            assert!(sheet.contains(&format!(".len{length} ")), "len{length}");
        }
    }

    #[test]
    fn now_is_shown_only_while_the_axis_runs() {
        let html = render(|| {
            rsx! {
                DayAxis { from: 8, to: 10, now: time(9, 20, 0, 0), p { "Rosa" } }
            }
        });
        assert!(
            html.contains("axis from8") && html.contains("09:00") && !html.contains("10:00"),
            "{html}"
        );
        assert!(
            html.contains("axis-now h9 m20") && html.contains("Now 09:20"),
            "{html}"
        );
        let evening = render(|| {
            rsx! {
                DayAxis { from: 8, to: 10, now: time(19, 0, 0, 0) }
            }
        });
        assert!(!evening.contains("axis-now"), "{evening}");
    }
}
