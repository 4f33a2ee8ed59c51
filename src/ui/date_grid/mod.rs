//! A month of days to pick from, after the date-picker pattern of the ARIA Authoring Practices.
//!
//! Every day is a link, so that it works without JavaScript. Once the page is alive the grid is one
//! tab stop, and the arrow keys move in it.

mod keys;

use dioxus::{prelude::*, router::try_router};
use jiff::{ToSpan, civil::Date};

use super::{
    Anchor, Href, Icon, IconName, use_alive,
    words::{long_day, month_words, plural},
};

/// What the clinic offers on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayState {
    /// The day.
    pub date: Date,
    /// How many times are free.
    pub free: u32,
    /// Whether there are no opening hours at all.
    pub closed: bool,
}

/// A month of days. Days with free times are marked by a word and a dot; days that are over, closed
/// or out of reach cannot be followed.
///
/// Keys: arrows by day and week, Home and End to the ends of the week, Page Up and Page Down by
/// month, with Shift by year.
///
/// ```rust
/// rsx! {
///     DateGrid {
///         month: date,
///         selected: Some(date),
///         today,
///         days,
///         href: move |day: Date| format!("/book/{doctor}?date={day}"),
///         month_href: move |day: Date| format!("/book/{doctor}?date={day}"),
///         min: today,
///     }
/// }
/// ```
#[component]
pub fn DateGrid(
    /// Any day of the month to show.
    month: Date,
    /// The day picked.
    #[props(!optional)]
    selected: Option<Date>,
    /// Today, at the clinic.
    today: Date,
    /// What is offered; days that are missing are not on offer.
    days: Vec<DayState>,
    /// The address of a day.
    #[props(into)]
    href: Href<Date>,
    /// The address of the month of a day, keeping what was picked if that makes sense.
    #[props(into)]
    month_href: Href<Date>,
    /// The first day one may go to.
    min: Option<Date>,
    /// The last day one may go to.
    max: Option<Date>,
) -> Element {
    let first = month.first_of_month();
    let alive = use_alive();
    let mut reached = use_signal(|| None::<Date>);
    let mut wanted = use_signal(|| None::<Date>);

    let shown = |day: &Date| day.first_of_month() == first;
    let first_free = days.iter().find(|day| day.free > 0).map(|day| day.date);
    let stop = [reached(), selected, first_free, Some(today)]
        .into_iter()
        .flatten()
        .find(shown)
        .unwrap_or(first);

    let to_month = month_href.clone();
    let onkeydown = move |event: KeyboardEvent| {
        let Some(target) = keys::target(stop, &event.key(), event.modifiers().shift()) else {
            return;
        };
        event.prevent_default();
        let target = target.clamp(min.unwrap_or(Date::MIN), max.unwrap_or(Date::MAX));
        reached.set(Some(target));
        wanted.set(Some(target));
        if target.first_of_month() != first
            && let Some(router) = try_router()
        {
            router.push(to_month.of(target));
        }
    };

    let before = first
        .yesterday()
        .ok()
        .filter(|day| min.is_none_or(|min| *day >= min));
    let after = first
        .checked_add(1.month())
        .ok()
        .filter(|day| max.is_none_or(|max| *day <= max));
    rsx! {
        div { class: "date-grid",
            div { class: "date-grid-head",
                h2 { id: "date-grid-month", "aria-live": "polite", {month_words(first)} }
                MonthLink { day: before, href: month_href.clone(), forward: false }
                MonthLink { day: after, href: month_href, forward: true }
            }
            table { role: "grid", "aria-labelledby": "date-grid-month", onkeydown,
                thead {
                    tr {
                        for day in WEEKDAYS {
                            th { scope: "col", abbr: day,
                                span { "aria-hidden": "true", {day.get(..2)} }
                                span { class: "visually-hidden", "{day}" }
                            }
                        }
                    }
                }
                tbody {
                    for week in weeks(first) {
                        tr { key: "{week:?}",
                            for (place, date) in week.into_iter().enumerate() {
                                match date {
                                    None => rsx! {
                                        td { key: "{place}" }
                                    },
                                    Some(date) => rsx! {
                                        Day {
                                            key: "{date}",
                                            date,
                                            today,
                                            state: days.iter().find(|day| day.date == date).cloned(),
                                            href: href.of(date),
                                            selected: selected == Some(date),
                                            tabindex: alive().then_some(if stop == date { "0" } else { "-1" }),
                                            focused: wanted() == Some(date),
                                            onfocus: move |()| {
                                                reached.set(Some(date));
                                                wanted.set(None);
                                            },
                                        }
                                    },
                                }
                            }
                        }
                    }
                }
            }
            p { class: "date-grid-legend", "aria-hidden": "true",
                span { class: "day-dot" }
                "Free times"
            }
        }
    }
}

/// The days of the week, as the grid's columns.
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The month that starts on `first`, in weeks from Monday to Sunday.
fn weeks(first: Date) -> Vec<[Option<Date>; 7]> {
    let monday = first.saturating_sub(i32::from(first.weekday().to_monday_zero_offset()).days());
    (0..6)
        .map(|week| {
            [0, 1, 2, 3, 4, 5, 6].map(|day| {
                let date = monday.checked_add((week * 7 + day).days()).ok();
                date.filter(|date| date.first_of_month() == first)
            })
        })
        .filter(|week| week.iter().any(Option::is_some))
        .collect()
}

#[component]
fn MonthLink(day: Option<Date>, href: Href<Date>, forward: bool) -> Element {
    let (icon, word) = if forward {
        (IconName::ChevronRight, "Next month")
    } else {
        (IconName::ChevronLeft, "Previous month")
    };
    let name = day.map(|day| format!("{word}, {}", month_words(day)));
    rsx! {
        match day {
            Some(day) => rsx! {
                Anchor { href: href.of(day), class: "month-link", "aria-label": name, Icon { name: icon } }
            },
            None => rsx! {
                span { class: "month-link none", Icon { name: icon } }
            },
        }
    }
}

/// What is said of a day, and shown below its number where there is room.
fn offer(state: Option<&DayState>, past: bool) -> (String, String) {
    match state {
        _ if past => ("in the past".into(), String::new()),
        None => ("not available".into(), String::new()),
        Some(day) if day.closed => ("closed".into(), "closed".into()),
        Some(day) if day.free == 0 => ("no free times".into(), "full".into()),
        Some(day) => (
            plural(day.free.into(), "free time"),
            format!("{} free", day.free),
        ),
    }
}

#[component]
fn Day(
    date: Date,
    today: Date,
    state: Option<DayState>,
    href: String,
    selected: bool,
    tabindex: Option<&'static str>,
    focused: bool,
    onfocus: EventHandler<()>,
) -> Element {
    let mut element = use_signal(|| None::<MountedEvent>);
    use_effect(use_reactive!(|focused| {
        if let Some(element) = element().filter(|_| focused) {
            spawn(async move {
                // Fails only for an element that has left the page.
                let _ = element.set_focus(true).await;
            });
        }
    }));
    let (said, word) = offer(state.as_ref(), date < today);
    let open = date >= today && state.as_ref().is_some_and(|day| !day.closed);
    let free = open && state.is_some_and(|day| day.free > 0);
    let name = format!("{}, {said}", long_day(date));
    let current = (date == today).then_some("date");
    let onmounted = move |event| element.set(Some(event));
    let content = rsx! {
        // Said in full as text, not as a label: who speaks to the computer says what is seen.
        span { class: "visually-hidden", "{name}" }
        span { class: "day-number", "aria-hidden": "true", {date.day().to_string()} }
        span { class: "day-word", "aria-hidden": "true", {word} }
        if free {
            span { class: "day-dot" }
        }
    };
    rsx! {
        td { role: "gridcell", "aria-selected": if selected { "true" } else { "false" },
            if open {
                Anchor {
                    href,
                    class: if free { "day free" } else { "day full" },
                    tabindex,
                    "aria-current": current,
                    onmounted,
                    onfocus: move |_| onfocus.call(()),
                    {content}
                }
            } else {
                a {
                    class: "day closed",
                    role: "link",
                    tabindex,
                    "aria-disabled": "true",
                    "aria-current": current,
                    onmounted,
                    onfocus: move |_| onfocus.call(()),
                    {content}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
