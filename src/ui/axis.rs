//! Days on a time axis, like pages of a paper planner.
//!
//! Places on it are classes, since the content security policy allows no style attributes: the
//! hour and the minute at which something begins, and those at which it ends, in steps of five
//! minutes.

use dioxus::prelude::*;

use super::words::clock;

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Minutes of a row.
const ROW: u16 = 5;
/// Most lanes beside each other.
const MOST_LANES: u8 = 6;
/// Columns that the style sheet makes room for; further ones stand beside them as they are.
const MOST_COLUMNS: usize = 40;

/// Where something stands on the axis: from one minute of the day to another, in steps of five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    from: u16,
    to: u16,
}

impl Place {
    /// From a minute of the day to a later one. The beginning is rounded down and the end up; it
    /// is at least one step long and ends with the day.
    pub fn new(from: u16, to: u16) -> Self {
        let from = from.min(DAY - 1) / ROW * ROW;
        let to = to.min(DAY).div_ceil(ROW) * ROW;
        Self {
            from,
            to: to.max(from + ROW),
        }
    }

    /// The minute of the day at which it begins.
    pub fn from(self) -> u16 {
        self.from
    }

    /// The minute of the day at which it ends, 24:00 at most.
    pub fn to(self) -> u16 {
        self.to
    }

    /// As much of it as the axis shows, which runs from one hour to another.
    pub fn within(self, from: i8, to: i8) -> Option<Self> {
        let minute = |hour: i8| u16::from(hour.unsigned_abs()) * 60;
        let (from, to) = (self.from.max(minute(from)), self.to.min(minute(to)));
        (from < to).then_some(Self { from, to })
    }

    /// The classes that put a child of an [`AxisColumn`] in its place.
    pub fn class(self) -> String {
        let Self { from, to } = self;
        format!("h{} m{} th{} tm{}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// The classes that put something beside others of the same time: lane `lane`, counted from 0, of
/// `lanes`.
pub fn lane_class(lane: u8, lanes: u8) -> String {
    format!(
        "lane{} of{}",
        lane.min(MOST_LANES - 1),
        lanes.clamp(1, MOST_LANES)
    )
}

/// Ruled hours from top to bottom, and a column for each day or person beside them.
///
/// ```rust
/// rsx! {
///     Axis { from: 8, to: 18, columns: 1,
///         AxisColumn {
///             details { class: "visit {Place::new(570, 600).class()}", summary { "Rosa Marin" } }
///         }
///     }
/// }
/// ```
#[component]
pub fn Axis(
    /// The first hour shown.
    from: i8,
    /// The hour it ends at, 24 at most.
    to: i8,
    /// How many columns there are.
    columns: usize,
    /// What the columns are, for screen readers; where there are several, they scroll sideways.
    #[props(default, into)]
    label: String,
    /// Further classes: `listed` for columns that become a list on a phone.
    #[props(default, into)]
    class: String,
    /// Whether it scrolls in itself, however many columns there are.
    #[props(default)]
    pane: bool,
    /// The time that is marked beside the hours; none when it is not shown.
    #[props(default)]
    now: Option<jiff::civil::Time>,
    /// The columns.
    children: Element,
) -> Element {
    let several = pane || columns > 1;
    let columns = columns.min(MOST_COLUMNS);
    rsx! {
        div {
            class: "axis-scroll",
            role: several.then_some("region"),
            tabindex: several.then_some("0"),
            "aria-label": several.then_some(label),
            div { class: "axis from{from} columns{columns} {class}",
                div { class: "axis-hours", "aria-hidden": "true",
                    for hour in from..to {
                        span { key: "{hour}", class: "h{hour} m0 th{hour + 1} tm0", "{hour:02}:00" }
                    }
                    if let Some(now) = now {
                        span { class: "axis-hours-now {at(now)}", {clock(now)} }
                    }
                }
                {children}
            }
        }
    }
}

/// One column of an [`Axis`].
#[component]
pub fn AxisColumn(
    /// Its heading.
    #[props(default)]
    head: Option<Element>,
    /// Whether it is today's.
    #[props(default)]
    today: bool,
    /// The time of the line; none when it is not shown.
    #[props(default)]
    now: Option<jiff::civil::Time>,
    /// What stands in it: elements with the classes of a [`Place`].
    children: Element,
) -> Element {
    rsx! {
        section { class: "axis-column", class: if today { "today" },
            if let Some(head) = head {
                {head}
            }
            div { class: "axis-day",
                {children}
                if let Some(now) = now {
                    div { class: "axis-now {at(now)}",
                        span { class: "axis-now-label", "Now {clock(now)}" }
                    }
                }
            }
        }
    }
}

/// The classes of a moment, to the minute.
pub fn at(time: jiff::civil::Time) -> String {
    let minute =
        u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs());
    format!(
        "{} past{}",
        Place::new(minute, minute).class(),
        minute % ROW
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn places_are_in_steps_of_five_minutes() {
        assert_eq!(Place::new(570, 600).class(), "h9 m30 th10 tm0");
        assert_eq!(Place::new(573, 596).class(), "h9 m30 th10 tm0");
        assert_eq!(Place::new(0, 0).class(), "h0 m0 th0 tm5");
        assert_eq!(Place::new(1439, 2000).class(), "h23 m55 th24 tm0");
    }

    #[test]
    fn an_axis_shows_what_is_within_its_hours() {
        let night = Place::new(420, 540);
        assert_eq!(night.within(8, 18), Some(Place::new(480, 540)));
        assert_eq!(night.within(9, 18), None);
    }

    #[test]
    fn every_class_it_can_make_is_in_the_style_sheet() {
        let sheet = include_str!("../../assets/css/axis.css");
        let has = |class: &str| assert!(sheet.contains(&format!(".{class} {{")), "{class}");
        for hour in 0..24 {
            has(&format!("h{hour}"));
            has(&format!("th{}", hour + 1));
            has(&format!("from{hour}"));
        }
        has("th0");
        for minute in (0..60).step_by(5) {
            has(&format!("m{minute}"));
            has(&format!("tm{minute}"));
        }
        for lanes in 1..=MOST_LANES {
            has(&format!("of{lanes}"));
            has(&format!("lane{}", lanes - 1));
        }
        assert_eq!(lane_class(9, 9), "lane5 of6");
        for columns in 1..=MOST_COLUMNS {
            has(&format!("columns{columns}"));
        }
        for minutes in 0..ROW {
            has(&format!("past{minutes}"));
        }
    }

    #[test]
    fn columns_stand_beside_the_hours() {
        let html = render(|| {
            rsx! {
                Axis { from: 8, to: 10, columns: 2, label: "Two days",
                    AxisColumn { today: true, now: time(9, 23, 0, 0), p { "Rosa" } }
                    AxisColumn { p { "Bela" } }
                }
            }
        });
        for part in [
            "axis from8 columns2",
            "aria-label=\"Two days\"",
            "09:00",
            "axis-now h9 m20 th9 tm25 past3",
            "Now 09:23",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("10:00"), "{html}");
        assert_eq!(html.matches("axis-now ").count(), 1);
        assert!(!html.contains("axis-hours-now"), "{html}");
    }
}
