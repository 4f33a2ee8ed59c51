//! How full the days of a month are, as a table whose cells darken.

use dioxus::prelude::*;
use jiff::{ToSpan as _, civil::Date};

use super::staff::calendar_path;
use crate::{
    calendar::{
        api,
        model::{DayLoad, DoctorLoad, Load},
    },
    form::query_path,
    schedule::day_api::View,
    ui::{
        Anchor, ButtonKind, EmptyState, ErrorPage, Icon, IconName, LinkButton, Page, use_page_data,
        use_session,
        words::{long_day, month_words},
    },
};

/// Load of a month.
#[component]
pub fn CalendarLoad(
    /// The month, `YYYY-MM`; this one when empty.
    month: ReadSignal<String>,
) -> Element {
    let load = use_page_data(move || api::load(Some(month())))?;
    match &*load.read() {
        Ok(found) => rsx! {
            Page {
                title: "Load of the month",
                lede: month_words(found.month),
                class: "wide",
                actions: rsx! {
                    LinkButton { to: "/calendar", kind: ButtonKind::Secondary, "Calendar" }
                },
                Months { month: found.month }
                if found.doctors.is_empty() {
                    EmptyState { title: "No doctor sees patients here yet", icon: IconName::Stethoscope }
                } else {
                    Table { load: found.clone() }
                    Key {}
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

fn load_path(month: Date) -> String {
    let month = month.strftime("%Y-%m").to_string();
    query_path("/calendar/load", [("month", month)])
}

#[component]
fn Months(month: Date) -> Element {
    let before = month.saturating_sub(1.month());
    let after = month.saturating_add(1.month());
    let this = use_session().today().first_of_month();
    rsx! {
        nav { class: "cluster no-print", "aria-label": "Other months",
            Anchor { class: "button quiet icon-only", rel: "prev", href: load_path(before),
                Icon { name: IconName::ChevronLeft, label: "The month before" }
            }
            Anchor {
                class: "button secondary",
                href: load_path(this),
                "aria-current": (this == month).then_some("date"),
                "This month"
            }
            Anchor { class: "button quiet icon-only", rel: "next", href: load_path(after),
                Icon { name: IconName::ChevronRight, label: "The month after" }
            }
        }
    }
}

#[component]
fn Table(load: Load) -> Element {
    let today = use_session().today();
    let totals = load.totals();
    let Load {
        month,
        days,
        doctors,
    } = load;
    let caption = format!(
        "How much of the open time is booked in {}, in percent",
        month_words(month)
    );
    let everybody: Vec<i64> = Vec::new();
    rsx! {
        div { class: "table-scroll dense", role: "region", tabindex: "0", "aria-label": "{caption}",
            table { class: "table heat",
                caption { class: "visually-hidden", "{caption}" }
                thead {
                    tr {
                        th { scope: "col", "Doctor" }
                        for day in days.clone() {
                            th {
                                key: "{day}",
                                scope: "col",
                                class: if day == today { "today" },
                                "aria-current": (day == today).then_some("date"),
                                Anchor { href: calendar_path(day, View::Day, &everybody),
                                    span { class: "visually-hidden", {long_day(day)} }
                                    span { "aria-hidden": "true",
                                        span { class: "heat-weekday", {day.strftime("%a").to_string()} }
                                        "{day.day()}"
                                    }
                                }
                            }
                        }
                        th { scope: "col", class: "numeric", "Month" }
                    }
                }
                tbody {
                    for doctor in doctors {
                        Row { key: "{doctor.doctor_id}", doctor, days: days.clone() }
                    }
                }
                tfoot {
                    tr {
                        th { scope: "row", "All doctors" }
                        for (day , total) in days.into_iter().zip(totals.clone()) {
                            td { key: "{day}", class: "heat-cell {step_class(total)}", {percent(total)} }
                        }
                        td { class: "numeric strong", {percent(totals.into_iter().sum())} }
                    }
                }
            }
        }
    }
}

#[component]
fn Row(doctor: DoctorLoad, days: Vec<Date>) -> Element {
    let month: DayLoad = doctor.days.iter().copied().sum();
    let id = doctor.doctor_id;
    rsx! {
        tr {
            th { scope: "row",
                if let Some(first) = days.first() {
                    Anchor { href: calendar_path(*first, View::Week, &[id]), "{doctor.doctor_name}" }
                }
            }
            for (day , load) in days.into_iter().zip(doctor.days) {
                td { key: "{day}", class: "heat-cell {step_class(load)}",
                    Anchor {
                        href: calendar_path(day, View::Day, &[id]),
                        title: detail(load),
                        {percent(load)}
                        if load.open == 0 {
                            span { class: "visually-hidden", {detail(load)} }
                        }
                    }
                }
            }
            td { class: "numeric strong", {percent(month)} }
        }
    }
}

/// The darkness of a cell.
fn step_class(load: DayLoad) -> String {
    load.step()
        .map_or_else(|| "heat-closed".to_owned(), |step| format!("heat{step}"))
}

/// What stands in a cell: the percentage; a mark where something is booked in closed time; a dash
/// where all is closed.
fn percent(load: DayLoad) -> String {
    match (load.percent(), load.booked) {
        (Some(percent), _) => format!("{percent}%"),
        (None, 0) => "–".to_owned(),
        (None, _) => "+".to_owned(),
    }
}

fn detail(load: DayLoad) -> String {
    match (load.booked, load.open) {
        (0, 0) => "closed".to_owned(),
        (booked, 0) => format!("closed, {booked} minutes booked"),
        (booked, open) => format!("{booked} of {open} minutes booked"),
    }
}

/// What the colours mean, which only repeat the numbers.
#[component]
fn Key() -> Element {
    rsx! {
        ul { class: "axis-legend small", "aria-label": "Key",
            for (step , words) in ["nothing", "up to 20%", "up to 40%", "up to 60%", "up to 80%", "more"].into_iter().enumerate() {
                li { key: "{step}",
                    span { class: "key-swatch heat{step}", "aria-hidden": "true" }
                    "{words}"
                }
            }
            li { "–: closed" }
            li { "+: booked although closed" }
        }
        p { class: "small muted", "Minutes kept free around visits count as booked." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_what_its_colour_does() {
        let day = |booked, open| DayLoad { booked, open };
        let cells = [day(0, 480), day(120, 480), day(0, 0), day(30, 0)];
        assert_eq!(cells.map(percent), ["0%", "25%", "–", "+"]);
        let classes = ["heat0", "heat2", "heat-closed", "heat5"];
        assert_eq!(cells.map(step_class), classes);
        assert_eq!(detail(day(30, 0)), "closed, 30 minutes booked");
    }
}
