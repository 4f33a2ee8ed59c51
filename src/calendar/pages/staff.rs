//! The days of several doctors side by side.

use std::fmt;

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    board::{Board, BoardColumn, Legend},
    days::{DaysBar, period},
};
use crate::{
    auth::Role,
    calendar::{
        api,
        model::{Calendar, DoctorCalendar, MOST_DOCTORS, ids},
    },
    desk::model::DoctorName,
    error::AppError,
    form::query_path,
    patients::pages::FilterForm,
    schedule::day_api::View,
    ui::{
        Anchor, Button, ButtonKind, Checkbox, EmptyState, ErrorPage, IconName, LinkButton, Notice,
        Page, TextInput, Tone, use_page_data, use_session, use_toast,
        words::{day_words, long_day},
    },
};

/// What is asked of the calendar: the part of its address after the question mark. A form with a
/// box for each doctor sends `doctors` several times, so it is read as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarQuery {
    /// The day, `YYYY-MM-DD`; today when empty.
    pub date: String,
    /// `day` or `week`.
    pub view: String,
    /// Whose days; the first few doctors' when empty.
    pub doctors: Vec<i64>,
}

impl From<&str> for CalendarQuery {
    fn from(query: &str) -> Self {
        let mut asked = Self::default();
        let mut doctors = String::new();
        for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
            match name {
                "date" => value.clone_into(&mut asked.date),
                "view" => value.clone_into(&mut asked.view),
                "doctors" => {
                    doctors.push(',');
                    doctors.push_str(value);
                }
                _ => {}
            }
        }
        asked.doctors = ids(&doctors).unwrap_or_default();
        asked
    }
}

impl fmt::Display for CalendarQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doctors = listed(&self.doctors);
        let parts = [
            ("date", &self.date),
            ("view", &self.view),
            ("doctors", &doctors),
        ];
        let given = parts.into_iter().filter(|(_, value)| !value.is_empty());
        for (index, (name, value)) in given.enumerate() {
            let and = if index == 0 { "" } else { "&" };
            write!(f, "{and}{name}={value}")?;
        }
        Ok(())
    }
}

fn listed(doctors: &[i64]) -> String {
    let ids: Vec<String> = doctors.iter().map(ToString::to_string).collect();
    ids.join(",")
}

/// The address of a day or a week of these doctors.
pub fn calendar_path(date: Date, view: View, doctors: &[i64]) -> String {
    query_path(
        "/calendar",
        [
            ("date", date.to_string()),
            ("view", view.key().to_owned()),
            ("doctors", listed(doctors)),
        ],
    )
}

/// Calendar.
#[component]
pub fn CalendarPage(
    /// Which days, and whose.
    query: ReadSignal<CalendarQuery>,
) -> Element {
    let session = use_session();
    let toasts = use_toast();
    let mut calendar = use_page_data(move || {
        let CalendarQuery {
            date,
            view,
            mut doctors,
        } = query();
        doctors.truncate(MOST_DOCTORS);
        api::calendar(Some(date), Some(view), Some(listed(&doctors)))
    })?;
    let changed = use_callback(move |said: String| {
        toasts.push(said);
        calendar.restart();
    });
    let too_many = query().doctors.len() > MOST_DOCTORS;
    match &*calendar.read() {
        // A doctor has their schedule.
        Ok(_) if session.role() == Some(Role::Doctor) => rsx! {
            ErrorPage { error: AppError::Forbidden }
        },
        Ok(found) => rsx! {
            Page {
                title: "Calendar",
                lede: period(found.view, found.date),
                class: "wide",
                actions: rsx! {
                    LinkButton { to: "/calendar/load", kind: ButtonKind::Secondary, "Load of the month" }
                },
                DaysBar { view: found.view, date: found.date, path: days_of(shown(found)) }
                if too_many {
                    Notice { tone: Tone::Info,
                        p { "At most {MOST_DOCTORS} doctors fit side by side; the first {MOST_DOCTORS} are shown." }
                    }
                }
                // Other days make a new form, its boxes ticked for them.
                for asked in [query()] {
                    Choose { key: "{asked}", calendar: found.clone() }
                }
                if found.doctors.is_empty() {
                    EmptyState { title: "No doctor sees patients here yet", icon: IconName::Stethoscope }
                } else {
                    Boards { calendar: found.clone(), changed }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

fn shown(calendar: &Calendar) -> Vec<i64> {
    let doctors = calendar.doctors.iter();
    doctors.map(|doctor| doctor.doctor_id).collect()
}

/// The addresses of days and weeks of these doctors.
fn days_of(doctors: Vec<i64>) -> impl Fn((Date, View)) -> String {
    move |(date, view)| calendar_path(date, view, &doctors)
}

/// Whose days, and another date.
#[component]
fn Choose(calendar: Calendar) -> Element {
    let chosen = shown(&calendar);
    let Calendar {
        view,
        date,
        choices,
        ..
    } = calendar;
    rsx! {
        details { class: "disclosure no-print",
            summary { "Choose doctors and day: {chosen.len()} of {choices.len()} shown" }
            FilterForm { action: "/calendar", label: "Choose doctors and day",
                input { r#type: "hidden", name: "view", "value": view.key() }
                TextInput { label: "Date", name: "date", r#type: "date", value: date.to_string(), required: true }
                fieldset { class: "fieldset calendar-doctors",
                    legend { "Doctors, at most {MOST_DOCTORS}" }
                    div { class: "rows columns",
                        for DoctorName { id , name } in choices {
                            Checkbox {
                                key: "{id}",
                                label: name,
                                name: "doctors",
                                id: "doctor-{id}",
                                value: "{id}",
                                checked: chosen.contains(&id),
                            }
                        }
                    }
                }
                Button { r#type: "submit", kind: ButtonKind::Secondary, "Show" }
            }
        }
    }
}

/// A day: one column a doctor. A week: the days of one doctor after another.
#[component]
fn Boards(calendar: Calendar, changed: Callback<String>) -> Element {
    let Calendar {
        view,
        date,
        doctors,
        ..
    } = calendar;
    let days = doctors.iter().flat_map(|doctor| doctor.days.clone());
    let days: Vec<_> = days.collect();
    rsx! {
        match view {
            View::Day => rsx! {
                Board { columns: side_by_side(&doctors, date), label: "Doctors, {long_day(date)}", changed }
            },
            View::Week => rsx! {
                for doctor in doctors {
                    section { key: "{doctor.doctor_id}", class: "section",
                        h2 {
                            Anchor { href: "/doctors/{doctor.doctor_id}", "{doctor.doctor_name}" }
                        }
                        Board {
                            columns: week_columns(&doctor),
                            label: "{doctor.doctor_name}, {period(view, date)}",
                            level: 3,
                            listed: true,
                            changed,
                        }
                    }
                }
            },
        }
        Legend { days }
    }
}

/// One day of each doctor; the heading leads to the doctor's week.
fn side_by_side(doctors: &[DoctorCalendar], date: Date) -> Vec<BoardColumn> {
    let column = |doctor: &DoctorCalendar| {
        let week = calendar_path(date, View::Week, &[doctor.doctor_id]);
        Some(BoardColumn {
            doctor_id: doctor.doctor_id,
            head: Some((doctor.doctor_name.clone(), week)),
            day: doctor.days.first()?.clone(),
        })
    };
    doctors.iter().filter_map(column).collect()
}

/// The days of one doctor; the headings lead to the days.
fn week_columns(doctor: &DoctorCalendar) -> Vec<BoardColumn> {
    let days = doctor.days.iter();
    days.map(|day| BoardColumn {
        doctor_id: doctor.doctor_id,
        head: Some((
            day_words(day.date),
            calendar_path(day.date, View::Day, &[doctor.doctor_id]),
        )),
        day: day.clone(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn boxes_and_lists_name_the_same_doctors() {
        let boxes = CalendarQuery::from("view=week&date=2026-11-24&doctors=3&doctors=1");
        let list = CalendarQuery::from("doctors=3,1&date=2026-11-24&view=week");
        assert_eq!(boxes, list);
        assert_eq!(boxes.to_string(), "date=2026-11-24&view=week&doctors=3,1");
        assert_eq!(CalendarQuery::from("doctors=x"), CalendarQuery::default());
        assert_eq!(CalendarQuery::default().to_string(), "");
    }

    #[test]
    fn an_address_keeps_the_doctors() {
        assert_eq!(
            calendar_path(date(2026, 11, 24), View::Day, &[3, 1]),
            "/calendar?date=2026-11-24&view=day&doctors=3%2C1"
        );
    }
}
