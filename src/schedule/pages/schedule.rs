//! The page: who is next, and the day or the week.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    flow::Flow,
    next::{NextPatient, ThenComing},
};
use crate::{
    appointments::model::Appointment,
    calendar::{
        self,
        model::{Calendar, CalendarDay},
        pages::{Board, BoardColumn, Legend},
    },
    desk,
    displaced::DisplacedNotice,
    encounters::pages::OpenNotice,
    live::client::use_live_day,
    patients::pages::query_path,
    prints::pages::day_sheet_path,
    schedule::day_api::{self, ScheduleDay, View},
    ui::{
        Anchor, EmptyState, ErrorPage, Icon, IconName, LinkTab, LinkTabs, Page, use_page_data,
        use_session, use_toast,
        words::{day_words, long_day, plural},
    },
};

/// The address of a day or a week.
fn schedule_path(date: Date, view: View) -> String {
    query_path(
        "/schedule",
        [("date", date.to_string().as_str()), ("view", view.key())],
    )
}

/// A doctor's schedule.
#[component]
pub fn Schedule(
    /// The day, `YYYY-MM-DD`; today when empty.
    date: ReadSignal<String>,
    /// `day` or `week`.
    view: ReadSignal<String>,
) -> Element {
    let mut schedule = use_page_data(move || day_api::schedule(Some(date()), Some(view())))?;
    match &*schedule.read() {
        Ok(found) => rsx! {
            Found { date, view, found: found.clone(), refresh: move |()| schedule.restart() }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// The schedule, with the days drawn to scale.
#[component]
fn Found(
    date: ReadSignal<String>,
    view: ReadSignal<String>,
    found: day_api::Schedule,
    refresh: Callback,
) -> Element {
    let toasts = use_toast();
    let mut calendar =
        use_page_data(move || calendar::api::calendar(Some(date()), Some(view()), None))?;
    let mut board = use_page_data(|| desk::api::board(None))?;
    let stepped = use_callback(move |()| {
        refresh.call(());
        calendar.restart();
        board.restart();
    });
    // What the desk does shows here too.
    use_live_day(date, stepped);
    let changed = use_callback(move |said: String| {
        toasts.push(said);
        stepped.call(());
    });
    let drawn = match &*calendar.read() {
        Ok(drawn) => drawn.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let next = found.next_patient.clone();
    let board = board.read();
    let today = (*board).as_ref().ok().filter(|board| {
        board.date == found.date && found.view == View::Day && !board.visits.is_empty()
    });
    let today = today.cloned();
    rsx! {
        Page { title: "Schedule", lede: period(found.view, found.date), class: "wide",
            DisplacedNotice {}
            OpenNotice {}
            if let Some(next) = next.clone() {
                NextPatient { appointment: next }
            }
            if let Some(board) = today {
                Flow { board, changed: stepped }
            }
            Bar { view: found.view, date: found.date }
            match (found.view, found.days.into_iter().next()) {
                (View::Day, Some(day)) => rsx! {
                    div { class: "with-aside",
                        Day { day, calendar: drawn, next, changed }
                        if found.next.len() > 1 {
                            ThenComing { appointments: found.next.into_iter().skip(1).collect::<Vec<_>>() }
                        }
                    }
                },
                _ => rsx! {
                    Week { calendar: drawn, changed }
                },
            }
        }
    }
}

/// Which days are shown, in words.
fn period(view: View, date: Date) -> String {
    let (first, last) = view.days(date);
    match view {
        View::Day => long_day(first),
        View::Week => format!("{} to {}", day_words(first), long_day(last)),
    }
}

/// The way to other days, and between day and week.
#[component]
fn Bar(view: View, date: Date) -> Element {
    let today = use_session().today();
    let unit = match view {
        View::Day => "day",
        View::Week => "week",
    };
    let (first, last) = view.days(date);
    let tab = |label: &str, each: View| LinkTab {
        label: label.to_owned(),
        count: None,
        to: schedule_path(date, each),
        current: each == view,
    };
    rsx! {
        div { class: "toolbar no-print",
            LinkTabs { label: "View", tabs: vec![tab("Day", View::Day), tab("Week", View::Week)] }
            nav { class: "cluster", "aria-label": "Other days",
                Anchor { class: "button quiet icon-only", rel: "prev", href: schedule_path(view.moved(date, -1), view),
                    Icon { name: IconName::ChevronLeft, label: "The {unit} before" }
                }
                Anchor {
                    class: "button secondary",
                    href: schedule_path(today, view),
                    "aria-current": (first..=last).contains(&today).then_some("date"),
                    "Today"
                }
                Anchor { class: "button quiet icon-only", rel: "next", href: schedule_path(view.moved(date, 1), view),
                    Icon { name: IconName::ChevronRight, label: "The {unit} after" }
                }
                if view == View::Day {
                    Anchor { class: "button quiet icon-only", href: day_sheet_path(date, None),
                        Icon { name: IconName::Printer, label: "Day sheet to print" }
                    }
                }
            }
        }
    }
}

/// The days that were read, each as a column; of a week with a heading that leads to the day.
fn columns(calendar: &Calendar) -> Vec<BoardColumn> {
    let headed = calendar.view == View::Week;
    let own = calendar.doctors.iter();
    own.flat_map(|doctor| {
        doctor.days.iter().map(move |day| BoardColumn {
            doctor_id: doctor.doctor_id,
            head: headed.then(|| (day_words(day.date), schedule_path(day.date, View::Day))),
            day: day.clone(),
        })
    })
    .collect()
}

fn days(columns: &[BoardColumn]) -> Vec<CalendarDay> {
    columns.iter().map(|column| column.day.clone()).collect()
}

/// One day on the axis. What was cancelled is told below it.
#[component]
fn Day(
    day: ScheduleDay,
    calendar: Calendar,
    next: Option<Appointment>,
    changed: Callback<String>,
) -> Element {
    let today = day.date == use_session().today();
    let (visits, gone): (Vec<_>, Vec<_>) = day
        .appointments
        .into_iter()
        .partition(|appointment| appointment.status.takes_time());
    let columns = columns(&calendar);
    rsx! {
        div { class: "stack-l",
            if visits.is_empty() {
                Nothing { date: day.date, today, next }
            }
            Board { columns: columns.clone(), label: long_day(day.date), changed }
            Legend { days: days(&columns) }
            if !gone.is_empty() {
                Gone { appointments: gone }
            }
        }
    }
}

/// A week in seven columns, on a phone as a list.
#[component]
fn Week(calendar: Calendar, changed: Callback<String>) -> Element {
    let columns = columns(&calendar);
    rsx! {
        Board { columns: columns.clone(), label: "Week", listed: true, changed }
        Legend { days: days(&columns) }
    }
}

#[component]
fn Nothing(date: Date, today: bool, next: Option<Appointment>) -> Element {
    let title = if today {
        "Nobody comes today".to_owned()
    } else {
        format!("Nobody comes on {}", day_words(date))
    };
    rsx! {
        EmptyState { title, icon: IconName::Calendar,
            match next {
                Some(next) => rsx! {
                    p {
                        "The next visit is "
                        Anchor { href: schedule_path(next.starts_at.date(), View::Day),
                            time { datetime: "{next.starts_at}", {next.starts_at.words()} }
                        }
                        ": {next.patient_name}."
                    }
                },
                None => rsx! {
                    p { "No visit is booked." }
                },
            }
        }
    }
}

/// Visits that do not take place.
#[component]
fn Gone(appointments: Vec<Appointment>) -> Element {
    let count = i64::try_from(appointments.len()).unwrap_or(i64::MAX);
    rsx! {
        details { class: "disclosure",
            summary { {plural(count, "cancelled visit")} }
            ul { class: "rows",
                for each in appointments {
                    li { key: "{each.id}",
                        Anchor { class: "week-visit cancelled", href: "/appointments/{each.id}",
                            span { class: "visit-time", {each.starts_at.clock()} }
                            " "
                            span { class: "visit-name", "{each.patient_name}" }
                        }
                        if !each.cancel_reason.is_empty() {
                            p { class: "small muted", "{each.cancel_reason}" }
                        }
                    }
                }
            }
        }
    }
}
