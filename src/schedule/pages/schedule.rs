//! The page: who is next, and the day or the week.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    axis::axis_hours,
    next::{NextPatient, ThenComing},
    visit::Visit,
    week::Week,
};
use crate::{
    appointments::model::Appointment,
    patients::pages::query_path,
    schedule::day_api::{self, ScheduleDay, View},
    ui::{
        Anchor, DayAxis, EmptyState, ErrorPage, Icon, IconName, LinkTab, LinkTabs, Page,
        use_page_data, use_session, use_toast,
        words::{day_words, long_day, plural},
    },
};

/// The address of a day or a week.
pub(super) fn schedule_path(date: Date, view: View) -> String {
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
    let toasts = use_toast();
    let mut schedule = use_page_data(move || day_api::schedule(Some(date()), Some(view())))?;
    let cancelled = use_callback(move |appointment: Appointment| {
        toasts.push(format!(
            "The visit of {} is cancelled.",
            appointment.patient_name
        ));
        schedule.restart();
    });
    match &*schedule.read() {
        Ok(found) => rsx! {
            Page { title: "Schedule", lede: period(found.view, found.date), class: "wide",
                if let Some(next) = &found.next_patient {
                    NextPatient { appointment: next.clone() }
                }
                Bar { view: found.view, date: found.date }
                match (found.view, found.days.first()) {
                    (View::Day, Some(day)) => rsx! {
                        div { class: "with-aside",
                            Day { day: day.clone(), next: found.next_patient.clone(), cancelled }
                            if found.next.len() > 1 {
                                ThenComing { appointments: found.next.iter().skip(1).cloned().collect::<Vec<_>>() }
                            }
                        }
                    },
                    _ => rsx! {
                        Week { days: found.days.clone() }
                    },
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
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
        div { class: "toolbar",
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
            }
        }
    }
}

/// One day on the axis. What was cancelled is told below it.
#[component]
fn Day(day: ScheduleDay, next: Option<Appointment>, cancelled: Callback<Appointment>) -> Element {
    let session = use_session();
    let today = day.date == session.today();
    let (visits, gone): (Vec<_>, Vec<_>) = day
        .appointments
        .into_iter()
        .partition(|appointment| appointment.status.takes_time());
    let (from, to) = axis_hours(&session.clinic().hours, day.date, &visits);
    let now = session
        .now()
        .filter(|_| today)
        .map(crate::clinic_time::ClinicTime::time);
    rsx! {
        div { class: "stack-l",
            if visits.is_empty() {
                Nothing { date: day.date, today, next }
            } else {
                DayAxis { from, to, now,
                    for appointment in visits {
                        // A changed visit is drawn anew, its form empty.
                        Visit { key: "{appointment.id} {appointment.version}", appointment, cancelled }
                    }
                }
            }
            if !gone.is_empty() {
                Gone { appointments: gone }
            }
        }
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
