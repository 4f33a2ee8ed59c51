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
        pages::{Board, BoardColumn, DaysBar, Legend, period},
    },
    desk,
    displaced::DisplacedNotice,
    encounters::pages::OpenNotice,
    form::query_path,
    live::{
        client::{Connection, use_live_day},
        fresh::{Fresh, use_fresh, use_kept},
        leave::use_leave,
    },
    prints::pages::day_sheet_path,
    schedule::day_api::{self, ScheduleDay, View},
    ui::{
        Anchor, EmptyState, ErrorPage, Icon, IconName, Notice, Page, PageData, Tone, use_page_data,
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
    let fresh = use_fresh();
    let schedule =
        use_page_data(move || fresh.load(day_api::schedule(Some(date()), Some(view()))))?;
    let shown = use_kept(fresh, schedule, move |found: &day_api::Schedule| {
        is_asked_for((found.date, found.view), &date(), &view())
    });
    match &*shown {
        Ok(found) => rsx! {
            Found { date, view, found: found.clone(), schedule, fresh }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// Whether a day and a view are those of an address, which are today and the day where it does not say.
fn is_asked_for((day, view): (Date, View), date: &str, key: &str) -> bool {
    let asked = date.parse::<Date>();
    view == View::from_key(key) && (date.is_empty() || asked.is_ok_and(|asked| asked == day))
}

/// Whether an appointment is on the page.
fn is_on(found: &day_api::Schedule, id: i64) -> bool {
    let days = found.days.iter().flat_map(|day| &day.appointments);
    days.chain(&found.next).any(|each| each.id == id)
}

/// The schedule, with the days drawn to scale.
#[component]
fn Found(
    date: ReadSignal<String>,
    view: ReadSignal<String>,
    found: day_api::Schedule,
    /// What came of loading it last; `found` may be from before.
    schedule: PageData<day_api::Schedule>,
    fresh: Fresh,
) -> Element {
    let toasts = use_toast();
    let calendar = use_page_data(move || {
        fresh.load(calendar::api::calendar(Some(date()), Some(view()), None))
    })?;
    let drawn = use_kept(fresh, calendar, move |drawn: &Calendar| {
        is_asked_for((drawn.date, drawn.view), &date(), &view())
    });
    let board = use_page_data(move || fresh.load(desk::api::board(None)))?;
    let board = use_kept(fresh, board, |_| true);
    // What the desk does shows here too.
    let connection = use_live_day(date, fresh, move |id| match &*schedule.read() {
        Ok(found) => is_on(found, id),
        Err(_) => true,
    });
    use_leave(connection, move || fresh.again());
    let stepped = use_callback(move |()| fresh.again());
    let changed = use_callback(move |said: String| {
        toasts.push(said);
        stepped.call(());
    });
    let drawn = match &*drawn {
        Ok(drawn) => drawn.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let next = found.next_patient.clone();
    let today = (*board).as_ref().ok().filter(|board| {
        board.date == found.date && found.view == View::Day && !board.visits.is_empty()
    });
    let today = today.cloned();
    rsx! {
        Page { title: "Schedule", lede: period(found.view, found.date), class: "wide",
            Stale { connection, failed: schedule.read().is_err() }
            DisplacedNotice {}
            OpenNotice { steps: fresh.times() }
            if let Some(next) = next.clone() {
                NextPatient { appointment: next }
            }
            if let Some(board) = today {
                Flow { board, changed: stepped }
            }
            DaysBar {
                view: found.view,
                date: found.date,
                path: |(date, view): (Date, View)| schedule_path(date, view),
                if found.view == View::Day {
                    Anchor { class: "button quiet icon-only", href: day_sheet_path(found.date, None),
                        Icon { name: IconName::Printer, label: "Day sheet to print" }
                    }
                }
            }
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

/// Says so where the schedule may not be true any more.
#[component]
fn Stale(connection: ReadSignal<Connection>, failed: bool) -> Element {
    let (title, words) = match connection() {
        Connection::SignedOut => ("You are signed out", "Load the page again to log in."),
        Connection::Lost { .. } => (
            "This may not be up to date",
            "The clinic's system cannot be reached at the moment. It is tried again by itself.",
        ),
        _ if failed => (
            "This may not be up to date",
            "The clinic's system did not answer. It is asked again by itself.",
        ),
        Connection::Connecting | Connection::Live => return rsx! {},
    };
    rsx! {
        Notice { tone: Tone::Warning, role: "status", title: "{title}",
            p { "{words}" }
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_was_loaded_is_kept_for_the_address_it_was_loaded_for() {
        let monday = (date(2026, 11, 23), View::Day);
        assert!(is_asked_for(monday, "2026-11-23", "day"));
        assert!(is_asked_for(monday, "", ""), "today");
        assert!(!is_asked_for(monday, "2026-11-24", "day"));
        assert!(!is_asked_for(monday, "2026-11-23", "week"));
        assert!(!is_asked_for(monday, "soon", "day"));
    }

    #[test]
    fn days_and_who_comes_next_are_on_the_page() {
        let start = "2026-11-23T09:00:00+01:00".parse().unwrap();
        let found = day_api::Schedule {
            view: View::Day,
            date: date(2026, 11, 23),
            days: vec![ScheduleDay {
                date: date(2026, 11, 23),
                appointments: vec![Appointment::sample(1, start)],
            }],
            next: vec![Appointment::sample(2, start)],
            next_patient: None,
        };
        assert_eq!([1, 2, 3].map(|id| is_on(&found, id)), [true, true, false]);
    }
}
